// Histories that speak of each other: parents and children, chains, signals,
// links. The same id has the same token wherever it stands.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "history_fetch/corpus/names.h"
#include "history_fetch/redact/redact_corpus.h"
#include "rpc/codec/payload.h"
#include "rpc/schema/fields.h"
#include "rpc/schema/json_reader.h"
#include "rpc/schema/json_writer.h"
#include "tests/history_fetch/corpus/scratch.h"
#include "tests/history_fetch/real_histories.h"
#include "tests/history_fetch/redact/history_builder.h"

namespace lockstep::fetch {
namespace {

using testing::IsEmpty;

// What people must not find: in ids, in values, in both.
constexpr char kSentinel[] = "amy";
constexpr char kOrder[] = "order-of-amy@example.com";
constexpr char kShip[] = "order-of-amy@example.com/ship-amy-smith";
constexpr char kLabel[] = "order-of-amy@example.com/ship-amy-smith/label";
constexpr char kLedger[] = "ledger-of-amy-smith";
constexpr char kUpdate[] = "change-by-amy";
constexpr char kDefaultChild[] = "01a200a3-9271-7939-ab7b-f839612b0ee5_7";

struct NamedEvent {
  std::string name;  // "timerStarted"
  Json attributes;
  Json more = Json::object();
};

Json Execution(const std::string& workflow_id) {
  return {{"workflowId", workflow_id}, {"runId", "r"}};
}

std::string TextOf(const std::string& workflow_id, const std::string& run_id,
                   Json started, const std::vector<NamedEvent>& events) {
  started.update({{"workflowType", {{"name", "Order"}}},
                  {"workflowId", workflow_id},
                  {"originalExecutionRunId", run_id}});
  std::vector<NamedEvent> all = {
      {"workflowExecutionStarted", started},
      {"workflowTaskScheduled", Json::object()},
      {"workflowTaskStarted", {{"scheduledEventId", "2"}}},
      {"workflowTaskCompleted",
       {{"scheduledEventId", "2"}, {"startedEventId", "3"}}}};
  all.insert(all.end(), events.begin(), events.end());
  Json list = Json::array();
  for (const NamedEvent& event : all) {
    Json json = Event(event.name, event.attributes, event.more);
    json["eventId"] = std::to_string(list.size() + 1);
    json["eventTime"] = "2026-11-22T00:00:00Z";
    json["eventType"] = event.name;
    json["eventType"].get_ref<std::string&>()[0] =
        static_cast<char>(std::toupper(event.name[0]));
    list.push_back(std::move(json));
  }
  auto parsed = rpc::ParseJson(TestSchema(), rpc::kHistoryMessage,
                               Json{{"events", list}}.dump());
  EXPECT_TRUE(parsed) << (parsed ? "" : parsed.error().message);
  return rpc::HistoryToJson(*parsed->message);
}

NamedEvent Child(const std::string& workflow_id) {
  return {"startChildWorkflowExecutionInitiated",
          {{"workflowId", workflow_id}, {"workflowType", {{"name", "Ship"}}}}};
}

NamedEvent Signal(const std::string& workflow_id) {
  return {"signalExternalWorkflowExecutionInitiated",
          {{"workflowExecution", Execution(workflow_id)}, {"signalName", "s"}}};
}

Json InputOf(const std::string& json) {
  return {{"input", Payloads({JsonPayload(json)})}};
}

Json ChildOf(const std::string& parent, Json more = Json::object()) {
  more["parentWorkflowExecution"] = Execution(parent);
  more["rootWorkflowExecution"] = Execution(kOrder);
  return more;
}

std::vector<std::string> LinkedHistories() {
  const Json link = {{"links",
                      {{{"workflowEvent",
                         {{"namespace", "default"},
                          {"workflowId", kShip},
                          {"runId", "c"},
                          {"eventRef", {{"eventId", "1"}}}}}}}}};
  const Json update = {{"meta", {{"updateId", kUpdate}}},
                       {"input", {{"name", "change"}}}};
  return {
      TextOf(kOrder, "p1", InputOf(R"({"customer":"amy-smith"})"),
             {Child(kShip),
              Signal(kLedger),
              {"workflowExecutionUpdateAccepted",
               {{"protocolInstanceId", kUpdate},
                {"acceptedRequestMessageId", std::string(kUpdate) + "/request"},
                {"acceptedRequest", update}}},
              {"workflowExecutionUpdateCompleted",
               {{"acceptedEventId", "7"}, {"meta", {{"updateId", kUpdate}}}}},
              {"childWorkflowExecutionStarted",
               {{"initiatedEventId", "5"},
                {"workflowExecution", Execution(kShip)}}},
              {"workflowExecutionSignaled",
               {{"signalName", "s"},
                {"externalWorkflowExecution", Execution(kShip)}},
               link}}),
      TextOf(kOrder, "p2", {{"continuedExecutionRunId", "p1"}},
             {Child(kDefaultChild)}),
      TextOf(kShip, "c",
             ChildOf(kOrder, InputOf(R"({"reply_to":")" + std::string(kOrder) +
                                     R"(","update":")" + kUpdate + "\"}")),
             {Signal(kOrder), Child(kLabel)}),
      TextOf(kLabel, "g", ChildOf(kShip), {}),
      TextOf(kLedger, "l", Json::object(),
             {{"workflowExecutionSignaled",
               {{"signalName", "s"},
                {"externalWorkflowExecution", Execution(kOrder)}}}}),
      TextOf(kDefaultChild, "d", ChildOf(kOrder), {}),
  };
}

// What became of each id, over all places of all files.
using Tokens = std::map<std::string, std::set<std::string>>;

void Compare(const Json& before, const Json& after, Tokens& tokens) {
  const bool object = before.is_object() && after.is_object();
  const bool list = before.is_array() && after.is_array();
  if (!object && !list) return;
  for (const auto& [key, value] : before.items()) {
    if (list && std::stoul(key) >= after.size()) continue;
    if (object && !after.contains(key)) continue;
    const Json& now = list ? after[std::stoul(key)] : after[key];
    const bool id =
        key == "workflowId" || key == "updateId" || key == "protocolInstanceId";
    if (id) tokens[value].insert(now.get<std::string>());
    Compare(value, now, tokens);
  }
}

// The texts that are in payloads, with those that stand for them.
void ComparePayloads(const Json& before, const Json& after, Tokens& tokens) {
  for (const auto& [key, value] : before.items()) {
    if (!value.is_string() || !after.contains(key)) continue;
    tokens[value].insert(after[key].get<std::string>());
  }
}

class LinkedHistoriesTest : public testing::Test {
 protected:
  // Each with a .binpb beside it.
  void SetUp() override {
    auto corpus = Corpus::Open(from_, Corpus::Access::kWrite);
    ASSERT_TRUE(corpus);
    for (const std::string& text : LinkedHistories()) {
      const auto parsed =
          rpc::ParseJson(TestSchema(), rpc::kHistoryMessage, text);
      ASSERT_TRUE(parsed);
      PutHistory(*corpus, text, {},
                 rpc::SerializeDeterministic(*parsed->message));
    }
    ASSERT_TRUE(corpus->Finish({.complete = true}));
  }

  RedactReport Redact(const std::string& policy,
                      Identities identities = Identities::kScrub,
                      int threads = 1) {
    const Result<Policy> parsed = ParsePolicy("version = 1\n" + policy, "p");
    EXPECT_TRUE(parsed);
    RedactOptions options;
    options.from = from_;
    options.to = to_;
    options.threads = threads;
    options.context = {&*parsed, &pseudonyms_, &TestSchema(), identities};
    const Outcome<RedactReport> report = RedactCorpus(options);
    EXPECT_TRUE(report) << (report ? "" : report.error().message);
    return report.value_or(RedactReport{});
  }

  std::map<std::string, Entry> Entries(const std::string& folder) {
    std::map<std::string, Entry> entries;
    const auto corpus = Corpus::Open(folder, Corpus::Access::kRead);
    EXPECT_TRUE(corpus);
    EXPECT_TRUE(corpus->ForEach([&](const Entry& entry) -> Outcome<void> {
      entries[entry.run_id] = entry;
      texts_[folder][entry.run_id] =
          ReadHistoryText(*corpus, entry).value_or("{}");
      return {};
    }));
    return entries;
  }

  Tokens AllTokens() {
    Tokens tokens;
    const auto before = Entries(from_);
    const auto after = Entries(to_);
    EXPECT_EQ(before.size(), after.size());
    for (const auto& [run_id, entry] : before) {
      const Entry& now = after.at(run_id);
      tokens[entry.workflow_id].insert(now.workflow_id);
      if (!entry.parent_workflow_id.empty()) {
        tokens[entry.parent_workflow_id].insert(now.parent_workflow_id);
      }
      Compare(Json::parse(texts_[from_][run_id]),
              Json::parse(texts_[to_][run_id]), tokens);
    }
    return tokens;
  }

  // Everything but what is not for git; histories as text.
  std::string AllBytes() {
    std::string all = ReadFile(to_ + "/manifest.jsonl");
    for (const auto& [run_id, entry] : Entries(to_)) {
      all += texts_[to_][run_id];
      if (entry.proto) all += ReadFile(to_ + "/" + ProtoName(entry.file));
    }
    return all;
  }

  Scratch scratch_;
  std::string from_ = scratch_ / "from";
  std::string to_ = scratch_ / "to";
  const Pseudonyms pseudonyms_{rpc::Secret("0123456789abcdef"), Sizes::kClass};
  std::map<std::string, std::map<std::string, std::string>> texts_;
};

TEST_F(LinkedHistoriesTest, EachIdHasOneTokenInAllOfThem) {
  for (const char* policy : {"workflow_ids = \"pseudonym\"", ""}) {
    for (const Identities identities :
         {Identities::kScrub, Identities::kKeep}) {
      SCOPED_TRACE(policy);
      to_ += "x";
      const RedactReport report = Redact(policy, identities);
      EXPECT_THAT(report.left_out, IsEmpty());
      const Tokens tokens = AllTokens();
      for (const auto& [id, stand_ins] : tokens) {
        EXPECT_EQ(stand_ins.size(), 1u)
            << id << ": " << testing::PrintToString(stand_ins);
      }
      // Relatives are made of each other, as the code makes them.
      const auto token = [&](const char* id) { return *tokens.at(id).begin(); };
      EXPECT_EQ(token(kShip),
                token(kOrder) + "/ship-" + pseudonyms_.Text("amy-smith"));
      EXPECT_EQ(token(kLabel), token(kShip) + "/label");
      EXPECT_EQ(token(kLedger), "ledger-of-" + pseudonyms_.Text("amy-smith"));
      EXPECT_EQ(token(kDefaultChild), kDefaultChild);
    }
  }
}

TEST_F(LinkedHistoriesTest, ValuesThatAreIdsHaveTheTokensOfTheIds) {
  Redact("workflow_ids = \"pseudonym\"");
  const Tokens tokens = AllTokens();
  const auto input = [&](const std::string& folder) {
    const Json history = Json::parse(texts_[folder]["c"]);
    const auto parsed = rpc::ParseJson(
        TestSchema(), rpc::kPayloadsMessage,
        history["events"][0]["workflowExecutionStartedEventAttributes"]["input"]
            .dump());
    return Json::parse(rpc::PayloadData(
        *rpc::GetRepeated(*parsed->message, "payloads").at(0)));
  };
  Tokens values;
  ComparePayloads(input(from_), input(to_), values);
  EXPECT_EQ(values.at(kOrder), tokens.at(kOrder));
  EXPECT_EQ(values.at(kUpdate), tokens.at(kUpdate));
}

TEST_F(LinkedHistoriesTest, NothingOfThemStaysInAnyFile) {
  for (const Identities identities : {Identities::kScrub, Identities::kKeep}) {
    to_ += "x";
    const RedactReport report =
        Redact("workflow_ids = \"pseudonym\"", identities);
    EXPECT_EQ(report.stored, 6);
    EXPECT_THAT(report.shown, IsEmpty());
    const std::string all = AllBytes();
    const size_t found = all.find(kSentinel);
    EXPECT_EQ(found, all.npos)
        << all.substr(std::max<size_t>(found, 60) - 60, 90);
  }
  const Json history = Json::parse(texts_[to_]["p1"]);
  EXPECT_TRUE(history["events"][9].contains("links")) << "they were kept";
}

TEST_F(LinkedHistoriesTest, AKeptProtobufIsMadeOfTheRedactedText) {
  Redact("workflow_ids = \"pseudonym\"");
  for (const auto& [run_id, entry] : Entries(to_)) {
    EXPECT_TRUE(entry.proto);
    const auto parsed =
        rpc::ParseJson(TestSchema(), rpc::kHistoryMessage, texts_[to_][run_id]);
    EXPECT_EQ(ReadFile(to_ + "/" + ProtoName(entry.file)),
              rpc::SerializeDeterministic(*parsed->message));
  }
}

TEST_F(LinkedHistoriesTest, ThreadsDoNotChangeAByte) {
  Redact("workflow_ids = \"pseudonym\"");
  const std::string one = AllBytes();
  to_ = scratch_ / "other";
  Redact("workflow_ids = \"pseudonym\"", Identities::kScrub, 4);
  EXPECT_TRUE(AllBytes() == one);
  to_ = scratch_ / "again";
  Redact("workflow_ids = \"pseudonym\"");
  EXPECT_TRUE(AllBytes() == one);
}

}  // namespace
}  // namespace lockstep::fetch
