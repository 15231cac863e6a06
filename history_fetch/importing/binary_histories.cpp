// Serialised messages: History, answers of the server, Cloud exports, and
// streams of messages with their lengths in front.
#include <fmt/format.h>
#include <google/protobuf/descriptor.h>

#include <optional>
#include <utility>

#include "history_fetch/importing/event_list.h"
#include "history_fetch/importing/read_histories.h"
#include "history_fetch/importing/wire.h"
#include "rpc/schema/fields.h"
#include "rpc/schema/parse.h"

namespace lockstep::fetch {
namespace {

constexpr char kAnswer[] =
    "temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryResponse";

constexpr char kNoHistory[] =
    "is neither JSON nor a serialised history: name files that `temporal "
    "workflow show -o json`, the Web UI, an SDK or Cloud's history export "
    "wrote";

constexpr char kCut[] =
    "begins like a serialised history and is cut off or damaged: download it "
    "again";

std::unique_ptr<rpc::Message> ReleaseHistory(rpc::Message& answer) {
  return std::unique_ptr<rpc::Message>(answer.GetReflection()->ReleaseMessage(
      &answer, answer.GetDescriptor()->FindFieldByName("history")));
}

class BinaryReader {
 public:
  BinaryReader(const rpc::Schema& schema, const TakeHistory& take)
      : schema_(schema), take_(take) {}

  void Read(std::string_view bytes) {
    const auto depth = DepthOfFirstEvent(bytes);
    if (depth && *depth > 0 && IsMessage(bytes)) {
      ReadMessage(bytes, *depth, Form::kBinary, "");
    } else if (IsDelimited(bytes)) {
      ReadDelimited(bytes);
    } else if (BeginsLikeAHistory(bytes)) {
      Refuse("", kCut);
    } else {
      take_(
          tl::unexpected(Unreadable{"", kNoHistory, Unreadable::Kind::kOther}));
    }
  }

 private:
  static bool IsDelimited(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto message = TakeDelimited(bytes);
      if (!message || !DepthOfFirstEvent(*message) || !IsMessage(*message)) {
        return false;
      }
    }
    return true;
  }

  void ReadMessage(std::string_view bytes, int depth, Form form,
                   const std::string& place) {
    if (depth == 3) return ReadExport(bytes);
    auto message = schema_.New(depth == 1 ? rpc::kHistoryMessage : kAnswer);
    if (!rpc::ParseMessage(bytes, *message)) return Refuse(place, kNoHistory);
    if (depth == 1) return Take(form, place, std::move(message));
    // Field 1 of an item of an export is the history too.
    if (!rpc::GetString(*message, "next_page_token").empty()) {
      return Refuse(place,
                    "is one page of a longer history (it has a "
                    "next_page_token): fetch all of it with `lockstep-fetch "
                    "get`");
    }
    Take(form == Form::kBinary ? Form::kHistory : form, place,
         ReleaseHistory(*message));
  }

  // One item after the other: an export holds an hour's histories.
  void ReadExport(std::string_view bytes) {
    for (int64_t number = 1; !bytes.empty(); ++number) {
      const auto item = TakeField(bytes);
      const std::string place = fmt::format("history {}", number);
      if (!item || item->number != 1 || DepthOfFirstEvent(item->bytes) != 2) {
        Refuse(place, kNoHistory);
      } else {
        ReadMessage(item->bytes, 2, Form::kExport, place);
      }
    }
  }

  // Events one by one make one history, anything larger makes many.
  void ReadDelimited(std::string_view bytes) {
    std::unique_ptr<rpc::Message> history;
    int64_t number = 0;
    while (!bytes.empty()) {
      const std::string_view message = *TakeDelimited(bytes);
      const int depth = *DepthOfFirstEvent(message);
      if (depth > 0) {
        ReadMessage(message, depth, Form::kDelimited,
                    fmt::format("history {}", ++number));
        continue;
      }
      if (history == nullptr) history = schema_.New(rpc::kHistoryMessage);
      if (!rpc::ParseMessage(message, AddEvent(*history)))
        return Refuse("", kNoHistory);
    }
    if (history != nullptr) Take(Form::kDelimited, "", std::move(history));
  }

  void Take(Form form, const std::string& place,
            std::unique_ptr<rpc::Message> history) {
    FoundHistory found;
    found.place = place;
    found.form = form;
    found.history = std::move(history);
    take_(std::move(found));
  }

  void Refuse(const std::string& place, const char* problem) {
    take_(tl::unexpected(Unreadable{place, problem}));
  }

  const rpc::Schema& schema_;
  const TakeHistory& take_;
};

}  // namespace

void ReadBinaryHistories(const rpc::Schema& schema, std::string_view bytes,
                         const TakeHistory& take) {
  BinaryReader(schema, take).Read(bytes);
}

Result<void> AddBlob(std::string_view blob, rpc::Message& history) {
  const std::unique_ptr<rpc::Message> piece(history.New());
  if (!rpc::ParseMessage(blob, *piece)) {
    return lockstep::Fail(
        std::string("a raw piece is no serialised history: ") + kDownloadAgain);
  }
  history.MergeFrom(*piece);
  return {};
}

}  // namespace lockstep::fetch
