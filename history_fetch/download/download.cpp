#include "history_fetch/download/download.h"

#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <memory>
#include <optional>
#include <set>
#include <utility>

#include "history_fetch/download/history_sink.h"
#include "history_fetch/download/partial_file.h"
#include "history_fetch/terminal.h"
#include "history_fetch/timestamps.h"
#include "rpc/schema/parse.h"

namespace lockstep::fetch {
namespace {

using Kind = Downloaded::Kind;
// The value is not needed: either all is well, or this is how it ended.
using Step = tl::expected<void, Downloaded>;

// A server may answer with an empty page now and then, not for ever.
constexpr int kEmptyPages = 100;
constexpr std::chrono::minutes kOldSnapshot(5);

tl::unexpected<Downloaded> End(Kind kind, ExitCode code, std::string message) {
  Downloaded end;
  end.kind = kind;
  end.code = code;
  end.message = std::move(message);
  return tl::unexpected(std::move(end));
}

Step Check(const Outcome<void>& outcome) {
  if (outcome) return {};
  const Failure& failure = outcome.error();
  const bool broken = failure.code == ExitCode::kIntegrity;
  return End(broken ? Kind::kBroken : Kind::kFatal, failure.code,
             failure.message);
}

std::string NameOf(const rpc::Execution& execution) {
  return fmt::format("workflow '{}', run {}", Printable(execution.workflow_id),
                     Printable(execution.run_id));
}

// The service's sentences name the run.
tl::unexpected<Downloaded> Refused(const rpc::CallError& error) {
  using Why = rpc::CallError::Kind;
  const std::string& message = error.message;
  switch (error.kind) {
    case Why::kNotFound:
      return End(Kind::kExpired, ExitCode::kOk, message);
    case Why::kAccess:
      return End(Kind::kFatal, ExitCode::kConnect, message);
    case Why::kCancelled:
      return End(Kind::kCancelled, ExitCode::kPartial, message);
    case Why::kMalformed:
      return End(Kind::kBroken, ExitCode::kIntegrity, message);
    case Why::kInvalidArgument:
    case Why::kUnimplemented:
      return End(Kind::kFailed, ExitCode::kPartial, message);
    case Why::kThrottled:
    case Why::kUnavailable:
    case Why::kOther:
      break;
  }
  auto end = End(Kind::kFailed, ExitCode::kPartial, message);
  end.value().no_answer = true;
  return end;
}

// What the pages of an unfinished download are good for.
std::string Identity(const DownloadContext& context,
                     const rpc::Execution& execution, const Entry& provenance) {
  std::string identity;
  for (const std::string& part :
       {context.name_space, execution.workflow_id, execution.run_id,
        std::string(provenance.closed ? "closed" : "open"),
        context.schema->hash()}) {
    identity += part;
    identity += '\0';
  }
  return identity;
}

// One way through the pages of one run.
class Passage {
 public:
  Passage(const DownloadContext& context, const rpc::Execution& execution,
          const Entry& provenance)
      : context_(context),
        execution_(execution),
        provenance_(provenance),
        name_(NameOf(execution)),
        partial_(
            context.corpus->PartialPath(context.name_space, execution.run_id),
            Identity(context, execution, provenance)) {}

  enum class Start { kResume, kAfresh };

  // `stale`: it can succeed if it is started afresh.
  Downloaded Run(Start start, bool& stale) {
    // Where an open run is resumed, it ends where it ended then.
    const bool old = !provenance_.closed && partial_.Age() > kOldSnapshot;
    if (start == Start::kAfresh || old) partial_.Discard();
    Step step = Prepare();
    if (step && start == Start::kResume) step = Resume();
    const bool resumed = pages_kept_;
    while (step && more_) step = NextPage();
    Downloaded end;
    if (step) step = Complete(end);
    if (step) return end;
    // Pages that were kept may not fit what the server says today.
    stale = token_refused_ || (resumed && step.error().kind == Kind::kBroken);
    Undo(step.error().kind);
    return std::move(step.error());
  }

 private:
  Step Prepare() {
    end_.temporary = context_.corpus->NewTemporary();
    Outcome<std::unique_ptr<TextOutput>> text = OpenGzip(end_.temporary);
    if (!text) return Check(tl::unexpected(text.error()));
    text_ = *std::move(text);
    if (context_.keep_proto == KeepProto::kYes) {
      end_.proto_temporary = context_.corpus->NewTemporary();
      Outcome<std::unique_ptr<TextOutput>> proto =
          OpenPlain(end_.proto_temporary);
      if (!proto) return Check(tl::unexpected(proto.error()));
      proto_ = *std::move(proto);
    }
    sink_ = std::make_unique<HistorySink>(name_, *text_, proto_.get());
    return {};
  }

  Step Resume() {
    std::optional<Downloaded> problem;
    const auto next = partial_.Resume([&](const PartialPage& page) {
      const auto history = context_.schema->New(rpc::kHistoryMessage);
      Step taken;
      if (!rpc::ParseMessage(page.history, *history)) {
        taken = End(Kind::kBroken, ExitCode::kIntegrity,
                    name_ + ": a page that was kept cannot be read");
      }
      pages_kept_ = true;
      if (taken) taken = Consume(*history);
      if (taken) {
        tokens_.emplace(page.next_token);
        return Outcome<void>();
      }
      problem = std::move(taken.error());
      return Outcome<void>(Fail(problem->code, problem->message));
    });
    if (problem) return tl::unexpected(*std::move(problem));
    if (!next) return Check(tl::unexpected(next.error()));
    token_ = next->value_or("");
    return {};
  }

  Step NextPage() {
    rpc::HistoryRequest request{.execution = execution_,
                                .page_size = context_.page_size,
                                .page_token = token_,
                                .archived = context_.archived,
                                .next_page_size = next_page_size_};
    const auto page = context_.service->GetHistory(request);
    if (!page) {
      // After a reset or a failover, and when its key was changed, a server
      // does not take back its own tokens.
      token_refused_ =
          !token_.empty() &&
          page.error().kind == rpc::CallError::Kind::kInvalidArgument;
      return Refused(page.error());
    }
    more_ = !page->next_page_token.empty();
    if (more_ && !tokens_.insert(page->next_page_token).second) {
      return End(Kind::kBroken, ExitCode::kIntegrity,
                 name_ +
                     ": the server gave the same page token twice, so the "
                     "history would never end; nothing was stored of it");
    }
    Step step = Keep(*page->history, page->next_page_token);
    if (step) step = Consume(*page->history);
    token_ = page->next_page_token;
    next_page_size_ = page->next_page_size;
    return step;
  }

  // A run of one page has nothing to resume.
  Step Keep(const rpc::Message& history, const std::string& next_token) {
    if (!more_) return {};
    pages_kept_ = true;
    const std::string bytes = history.SerializeAsString();
    return Check(partial_.Keep({.history = bytes, .next_token = next_token}));
  }

  Step Consume(rpc::Message& history) {
    if (context_.codec != nullptr) {
      const Result<void> decoded = context_.codec->Decode(history);
      if (!decoded && context_.codec->refused()) {
        return End(Kind::kFatal, ExitCode::kConnect, decoded.error().message);
      }
      if (!decoded) return NotDecoded(decoded.error().message);
    }
    const int64_t before = sink_->facts().events;
    const Step added = Check(sink_->Add(history));
    if (!added) return added;
    const int64_t events = sink_->facts().events;
    empty_pages_ = events == before ? empty_pages_ + 1 : 0;
    if (empty_pages_ > kEmptyPages) {
      return End(Kind::kBroken, ExitCode::kIntegrity,
                 fmt::format("{}: the server answered with {} pages without "
                             "events; nothing was stored of it",
                             name_, empty_pages_));
    }
    if (context_.max_events > 0 && events > context_.max_events) {
      return End(Kind::kTooLong, ExitCode::kOk,
                 fmt::format("{}: has more than {} events (max_events)", name_,
                             context_.max_events));
    }
    return {};
  }

  Step NotDecoded(const std::string& why) const {
    const bool stopped = context_.codec->stopped();
    auto end = End(stopped ? Kind::kCancelled : Kind::kFailed,
                   ExitCode::kPartial, name_ + ": " + why);
    end.value().no_answer = !stopped && context_.codec->down();
    return end;
  }

  Step Complete(Downloaded& end) {
    Outcome<Entry> finished = sink_->Finish();
    if (!finished) return Check(tl::unexpected(finished.error()));
    end_.entry = *std::move(finished);
    const Step right = CheckRun();
    if (!right) return right;
    Describe(end_.entry);
    end_.links = sink_->links();
    end = std::move(end_);
    return {};
  }

  // Whether it is the history of the run that was asked for, to its end.
  Step CheckRun() const {
    const Entry& entry = end_.entry;
    const bool other_run =
        !entry.run_id.empty() && entry.run_id != execution_.run_id;
    const bool other_workflow = !entry.workflow_id.empty() &&
                                entry.workflow_id != execution_.workflow_id;
    if (other_workflow || other_run) {
      return End(Kind::kBroken, ExitCode::kIntegrity,
                 fmt::format("{}: the server answered with the history of "
                             "workflow '{}', run {}; nothing was stored of it, "
                             "fetch it again",
                             name_, Printable(entry.workflow_id),
                             Printable(entry.run_id)));
    }
    if (provenance_.closed && !entry.closed) {
      return End(Kind::kBroken, ExitCode::kIntegrity,
                 fmt::format("{}: the server lists it as {}, but its history "
                             "stops at event {}, which does not end it; "
                             "nothing was stored of it, fetch it again",
                             name_, provenance_.status, entry.last_event_id));
    }
    if (context_.require_self_contained && entry.external_refs > 0) {
      return End(Kind::kFailed, ExitCode::kPartial,
                 fmt::format("{}: {} of its payloads lie in an external store; "
                             "name a codec server that fetches them "
                             "(--codec-endpoint), or leave out "
                             "--require-self-contained",
                             name_, entry.external_refs));
    }
    return {};
  }

  // What the history does not say.
  void Describe(Entry& entry) const {
    entry.name_space = context_.name_space;
    entry.workflow_id = execution_.workflow_id;
    entry.run_id = execution_.run_id;
    if (entry.first_run_id.empty()) {
      entry.first_run_id = provenance_.first_run_id;
    }
    if (entry.scheduled_by.empty()) {
      entry.scheduled_by = provenance_.scheduled_by;
    }
    entry.server_version = provenance_.server_version;
    entry.source = provenance_.source;
    entry.stratum = provenance_.stratum;
    entry.query = provenance_.query;
    entry.fetched_at = provenance_.fetched_at;
    entry.archived = provenance_.archived;
    entry.retention_expires_at =
        RetentionEnd(entry.close_time, context_.retention_s);
    entry.tool_version = LOCKSTEP_VERSION;
    entry.descriptors = context_.schema->hash();
    entry.codec = context_.codec == nullptr ? "encoded" : "decoded";
    entry.payloads = "full";
  }

  // The pages are kept for what a later run can go on with.
  void Undo(Kind kind) {
    Drop(end_);
    const bool later = kind == Kind::kCancelled || kind == Kind::kFailed ||
                       kind == Kind::kFatal;
    if (pages_kept_ && !later) partial_.Discard();
  }

  const DownloadContext& context_;
  const rpc::Execution& execution_;
  const Entry& provenance_;
  const std::string name_;
  PartialFile partial_;
  std::unique_ptr<TextOutput> text_;
  std::unique_ptr<TextOutput> proto_;
  std::unique_ptr<HistorySink> sink_;
  Downloaded end_;
  std::string token_;
  int32_t next_page_size_ = 0;
  std::set<std::string> tokens_;  // that the server gave
  bool more_ = true;              // a page is due
  bool pages_kept_ = false;
  bool token_refused_ = false;
  int empty_pages_ = 0;
};

}  // namespace

Downloaded Fetch(const DownloadContext& context,
                 const rpc::Execution& execution, const Entry& provenance) {
  bool stale = false;
  {
    Passage passage(context, execution, provenance);
    Downloaded end = passage.Run(Passage::Start::kResume, stale);
    if (!stale) return end;
  }
  Passage again(context, execution, provenance);
  return again.Run(Passage::Start::kAfresh, stale);
}

Downloaded Store(const DownloadContext& context, Downloaded fetched) {
  const Outcome<void> put = context.corpus->Put(
      fetched.entry, fetched.temporary, fetched.proto_temporary);
  if (!put) {
    Drop(fetched);
    return std::move(
        End(Kind::kFatal, put.error().code, put.error().message).value());
  }
  // The pages of an unfinished download of it are no use any more.
  std::remove(
      context.corpus->PartialPath(context.name_space, fetched.entry.run_id)
          .c_str());
  return fetched;
}

void Drop(const Downloaded& fetched) {
  if (!fetched.temporary.empty()) std::remove(fetched.temporary.c_str());
  if (!fetched.proto_temporary.empty()) {
    std::remove(fetched.proto_temporary.c_str());
  }
}

}  // namespace lockstep::fetch
