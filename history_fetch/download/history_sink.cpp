#include "history_fetch/download/history_sink.h"

#include <fmt/format.h>
#include <google/protobuf/io/coded_stream.h>

#include <utility>
#include <vector>

#include "history/events_text.h"
#include "history/sha256.h"
#include "history/shape.h"
#include "history_fetch/download/event_ledger.h"
#include "history_fetch/entry_facts.h"
#include "rpc/codec/remote_codec.h"
#include "rpc/schema/fields.h"
#include "rpc/schema/json_writer.h"

namespace lockstep::fetch {
namespace {

using history::EventType;

// What the text holds before and after the events, and the depth of an event.
constexpr std::string_view kBegin = "{\n  \"events\": [";
constexpr std::string_view kEventIndent = "\n    ";
constexpr int kEventDepth = 2;
constexpr std::string_view kEnd = "\n  ]\n}\n";

// Servers number every event that they keep; what they only made up for this
// answer is a workflow task at the end (history-download 2.2).
bool MayBeTransient(const rpc::Message& event) {
  if (rpc::GetInt(event, "task_id") != 0) return false;
  const int type = rpc::GetEnum(event, "event_type");
  return type == static_cast<int>(EventType::kWorkflowTaskScheduled) ||
         type == static_cast<int>(EventType::kWorkflowTaskStarted);
}

// The bytes of `event` as an element of History.events.
std::string ProtoElement(const rpc::Message& event) {
  const std::string body = rpc::SerializeDeterministic(event);
  std::string element;
  {
    google::protobuf::io::StringOutputStream stream(&element);
    google::protobuf::io::CodedOutputStream coded(&stream);
    coded.WriteTag(1 << 3 | 2);  // field 1, a message
    coded.WriteVarint64(body.size());
    coded.WriteString(body);
  }
  return element;
}

}  // namespace

struct HistorySink::State {
  State(std::string its_name, TextOutput& its_text, TextOutput* its_proto,
        std::string its_remedy)
      : name(std::move(its_name)),
        text(its_text),
        proto(its_proto),
        remedy(std::move(its_remedy)),
        ledger(name, remedy) {}

  std::string name;
  TextOutput& text;
  TextOutput* proto;  // may be null
  std::string remedy;

  EventLedger ledger;
  history::Sha256 hash;
  history::ShapeBuilder shapes;
  history::Facts facts;
  RunLinks links;
  int64_t bytes = 0;
  int64_t unknown_fields = 0;
  int64_t external_refs = 0;
  bool numbered = false;  // an event had a taskId
  // At the end of what came so far: kept back until an event follows them.
  std::vector<std::unique_ptr<rpc::Message>> transient;

  // Of the page at hand.
  std::string page_text = "[";  // then the events, with commas between them
  std::string page_proto;

  Outcome<void> Take(const rpc::Message& event);
  void Append(const rpc::Message& event);
  Outcome<void> WritePage();
  Outcome<void> Read(std::string_view list);
  Outcome<void> Write(std::string_view piece);
};

Outcome<void> HistorySink::State::Take(const rpc::Message& event) {
  const Outcome<void> due = ledger.Expect(rpc::GetInt(event, "event_id"));
  if (!due) return due;
  // A server that numbers nothing (Java's test server) has no transient events.
  if (numbered && MayBeTransient(event)) {
    transient.emplace_back(event.New());
    transient.back()->CopyFrom(event);
    return {};
  }
  numbered = numbered || rpc::GetInt(event, "task_id") != 0;
  for (const auto& kept_back : transient) Append(*kept_back);
  transient.clear();
  Append(event);
  return {};
}

void HistorySink::State::Append(const rpc::Message& event) {
  if (page_text.size() > 1) page_text += ',';
  page_text += kEventIndent;
  unknown_fields +=
      rpc::AppendJson(event, rpc::JsonStyle::kPretty, kEventDepth, page_text);
  if (proto != nullptr) page_proto += ProtoElement(event);
}

Outcome<void> HistorySink::State::Write(std::string_view piece) {
  hash.Add(piece);
  bytes += static_cast<int64_t>(piece.size());
  return text.Write(piece);
}

// The text is a list that can be parsed, and all of it but the brackets is
// written: it need not be copied for either.
Outcome<void> HistorySink::State::WritePage() {
  if (page_text.size() == 1) return {};
  const bool first = bytes == 0;
  const size_t length = page_text.size() - 1;
  page_text += "\n]";
  Outcome<void> done = Read(page_text);
  if (done) done = Write(first ? kBegin : std::string_view(","));
  if (done) done = Write(std::string_view(page_text).substr(1, length));
  if (done && proto != nullptr) done = proto->Write(page_proto);
  page_text.resize(1);
  page_proto.clear();
  return done;
}

Outcome<void> HistorySink::State::Read(std::string_view list) {
  const auto parsed = history::ParseEvents(list, name);
  if (!parsed) {
    return Fail(ExitCode::kIntegrity,
                fmt::format("{}: {}", parsed.error().message, remedy));
  }
  for (const history::Event& event : *parsed) {
    const Outcome<void> belongs = ledger.Add(event);
    if (!belongs) return belongs;
    shapes.Add(event);
    history::AddFacts(event, facts);
    AddLinks(event, links);
  }
  return {};
}

HistorySink::HistorySink(std::string name, TextOutput& text, TextOutput* proto,
                         std::string remedy)
    : state_(std::make_unique<State>(std::move(name), text, proto,
                                     std::move(remedy))) {}

HistorySink::~HistorySink() = default;

Outcome<void> HistorySink::Add(const rpc::Message& history) {
  for (const rpc::Message* event : rpc::GetRepeated(history, "events")) {
    const Outcome<void> taken = state_->Take(*event);
    if (!taken) return taken;
  }
  if (rpc::MayHoldExternalReferences(state_->page_text)) {
    state_->external_refs += rpc::CountExternalReferences(history);
  }
  return state_->WritePage();
}

Outcome<Entry> HistorySink::Finish() {
  if (state_->bytes == 0) {
    return Fail(ExitCode::kIntegrity,
                state_->name + ": the server sent no events; fetch it again");
  }
  Outcome<void> done = state_->Write(kEnd);
  if (done) done = state_->text.Close();
  if (done && state_->proto != nullptr) done = state_->proto->Close();
  if (!done) return tl::unexpected(done.error());

  Entry entry;
  SetFacts(state_->facts, entry);
  const history::Shapes shapes = state_->shapes.Finish();
  entry.shape = shapes.shape;
  entry.loop_shape = shapes.loop_shape;
  entry.sha256 = state_->hash.Hex();
  entry.bytes = state_->bytes;
  entry.trimmed_tail = static_cast<int64_t>(state_->transient.size());
  entry.unknown_fields = state_->unknown_fields;
  entry.external_refs = state_->external_refs;
  return entry;
}

const history::Facts& HistorySink::facts() const { return state_->facts; }

const RunLinks& HistorySink::links() const { return state_->links; }

}  // namespace lockstep::fetch
