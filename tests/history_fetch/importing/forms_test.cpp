// Every form in which tools have written histories, and every one that is
// refused.
#include <gmock/gmock.h>

#include <regex>

#include "history_fetch/importing/read_histories.h"
#include "rpc/schema/fields.h"
#include "rpc/schema/json_reader.h"
#include "rpc/schema/json_writer.h"
#include "tests/history/gzip.h"
#include "tests/history_fetch/importing/sample_history.h"

namespace lockstep::fetch {
namespace {

using testing::ElementsAre;
using testing::ElementsAreArray;
using testing::IsEmpty;
using testing::SizeIs;

std::string Join(const std::vector<std::string>& parts, const char* between) {
  std::string joined;
  for (const std::string& part : parts) {
    joined += (joined.empty() ? "" : between) + part;
  }
  return joined;
}

// "EVENT_TYPE_TIMER_FIRED" to "TimerFired", as gogo's jsonpb wrote enums.
std::string PascalCase(std::string json) {
  static const std::regex kEnum("\"(EVENT_TYPE|TASK_QUEUE_KIND)_([A-Z_]+)\"");
  std::smatch match;
  while (std::regex_search(json, match, kEnum)) {
    std::string pascal = "\"";
    bool upper = true;
    for (const char c : match[2].str()) {
      if (c != '_') pascal += upper ? c : static_cast<char>(std::tolower(c));
      upper = c == '_';
    }
    json = match.prefix().str() + pascal + "\"" + match.suffix().str();
  }
  return json;
}

std::string Quoted(const std::string& text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + "\"";
}

std::string Base64(const std::string& bytes) {
  const auto payload = EmbeddedSchema().New(rpc::kPayloadMessage);
  rpc::SetString(*payload, "data", bytes);
  std::string json;
  rpc::AppendJson(*payload, rpc::JsonStyle::kCompact, 0, json);
  return json.substr(8, json.size() - 9);  // {"data":"..."}
}

struct FormRow {
  const char* name;  // of the test and the file
  std::string bytes;
  const char* form;
};

std::vector<FormRow> Forms() {
  const std::string compact = SampleCompact();
  const std::string list = "[" + Join(SampleEvents(), ",") + "]";
  const std::string binary = SampleBinary();
  std::string events;
  for (const std::string& json : SampleEvents()) {
    events += Delimited(
        rpc::ParseJson(EmbeddedSchema(), rpc::kHistoryEventMessage, json)
            ->message->SerializeAsString());
  }
  return {
      {"cli.json", SampleText(), "events"},
      {"compact.json", compact, "events"},
      {"tctl.json", PascalCase(compact), "events"},
      {"blanks", "\n\r\t " + compact + "\n\n", "events"},
      {"mark.json", "\xEF\xBB\xBF" + compact, "events"},
      {"java.json",
       R"({"workflowId":"w","runId":")" + std::string(kSampleRun) + "\"," +
           compact.substr(1),
       "events"},
      {"encoded-twice.json", Quoted(compact), "events"},
      {"http.json", "{\"history\":" + compact + ",\"nextPageToken\":null}",
       "history"},
      {"old-ui.json", "{\"history\":" + list + "}", "history"},
      {"list.json", list, "list"},
      {"lines.jsonl", Join(SampleEvents(), "\n") + "\n", "lines"},
      {"behind-each-other", Join(SampleEvents(), ""), "lines"},
      {"one-line.jsonl", compact + "\n", "events"},
      {"raw.json",
       "{\"rawHistory\":[{\"encodingType\":\"ENCODING_TYPE_PROTO3\",\"data\":" +
           Base64(binary) + "}]}",
       "raw-history"},
      {"export.json", "{\"items\":[{\"history\":" + compact + "}]}", "history"},
      {"history.bin", binary, "binary"},
      {"called-json.json", binary, "binary"},
      {"answer.bin", AsFieldOne(binary), "history"},
      {"export.binpb", AsFieldOne(AsFieldOne(binary)), "cloud-export"},
      {"delimited-events", events, "delimited"},
      {"delimited-history", Delimited(binary), "delimited"},
  };
}

struct ReadBack {
  std::vector<FoundHistory> found;
  std::vector<std::string> problems;
};

ReadBack Read(const std::string& bytes) {
  ReadBack read;
  ReadHistories(EmbeddedSchema(), bytes, [&](FoundOrNot found) {
    if (found) {
      read.found.push_back(std::move(*found));
    } else {
      read.problems.push_back(found.error().problem);
    }
  });
  return read;
}

TEST(Forms, AllHoldTheSameHistory) {
  for (const FormRow& row : Forms()) {
    SCOPED_TRACE(row.name);

    const ReadBack read = Read(row.bytes);

    EXPECT_THAT(read.problems, IsEmpty());
    ASSERT_THAT(read.found, SizeIs(1));
    EXPECT_EQ(NameOf(read.found[0].form), row.form);
    EXPECT_THAT(read.found[0].dropped, IsEmpty());
    EXPECT_EQ(rpc::HistoryToJson(*read.found[0].history), SampleText());
  }
}

TEST(Forms, MayBePackedWhateverTheyAreCalled) {
  for (const std::string name : {"a.json.gz", "a.json"}) {
    for (const std::string& bytes : {SampleText(), SampleBinary()}) {
      ImportBench bench;

      ASSERT_TRUE(bench.Import({bench.File(name, history::Gzip(bytes))}));

      EXPECT_EQ(bench.TextOf(bench.Entries()[0]), SampleText());
    }
  }
}

// The same run under other run ids.
std::string Renamed(std::string bytes, char digit) {
  const size_t at = bytes.find(kSampleRun);
  bytes[at] = digit;
  return bytes;
}

TEST(Forms, MayHoldManyHistories) {
  const std::string a = Renamed(SampleCompact(), 'a');
  const std::string b = Renamed(SampleCompact(), 'b');
  const std::string c = Renamed(SampleBinary(), 'a');
  const std::string d = Renamed(SampleBinary(), 'b');
  const FormRow rows[] = {
      {"histories.jsonl", a + "\n" + b + "\n", "events"},
      {"behind-each-other.json", a + b, "events"},
      {"encoded-behind-each-other.json", Quoted(a) + Quoted(b), "events"},
      {"list.json", "[" + a + "," + b + "]", "events"},
      {"answers.json", "[{\"history\":" + a + "},{\"history\":" + b + "}]",
       "history"},
      {"export.json",
       "{\"items\":[{\"history\":" + a + "},{\"history\":" + b + "}]}",
       "history"},
      {"export.bin", AsFieldOne(AsFieldOne(c)) + AsFieldOne(AsFieldOne(d)),
       "cloud-export"},
      {"delimited.bin", Delimited(c) + Delimited(d), "delimited"},
      {"delimited-items.bin",
       Delimited(AsFieldOne(c)) + Delimited(AsFieldOne(d)), "delimited"},
  };
  for (const FormRow& row : rows) {
    SCOPED_TRACE(row.name);

    const ReadBack read = Read(row.bytes);

    EXPECT_THAT(read.problems, IsEmpty());
    ASSERT_THAT(read.found, SizeIs(2));
    for (size_t i = 0; i < 2; ++i) {
      EXPECT_EQ(NameOf(read.found[i].form), row.form);
      EXPECT_EQ(read.found[i].place, "history " + std::to_string(i + 1));
      EXPECT_EQ(rpc::HistoryToJson(*read.found[i].history),
                Renamed(SampleText(), "ab"[i]));
    }
  }
}

struct RefusedRow {
  std::string bytes;
  std::string message;  // after the name of the file
};

constexpr char kAgain[] =
    "download it again with `temporal workflow show -o json`";

std::string Signal(const std::string& input) {
  return R"({"events":[{"eventId":"1","workflowExecutionSignaledEvent)"
         R"(Attributes":{"input":)" +
         input + "}}]}";
}

std::vector<RefusedRow> NoHistories() {
  const std::string again = std::string(": ") + kAgain;
  const std::string cut =
      "begins like a serialised history and is cut off or damaged: download "
      "it again";
  const std::string list =
      "is what `temporal workflow list` writes and has no events: fetch the "
      "runs with `lockstep-fetch sync`, or each with `temporal workflow show "
      "-o json`";
  // What the loader of the replayer says, too.
  const std::string history_again =
      ": download the history again with `temporal workflow show -o json`";
  const std::string neither =
      "is neither JSON nor a serialised history: name files that `temporal "
      "workflow show -o json`, the Web UI, an SDK or Cloud's history export "
      "wrote";
  const std::string compact = SampleCompact();
  const std::string binary = SampleBinary();
  return {
      {"", "is empty" + again},
      {"\n", "is empty" + again},
      {"hello",
       "is not JSON: a value belongs here at line 1, column 1" + history_again},
      {"42", "is no history but 42" + again},
      {"\"text\"", "is a JSON text and no history" + again},
      {"{}", "is no history: it has no \"events\", only nothing" + again},
      {R"({"a":1,"b":{}})",
       "is no history: it has no \"events\", only \"a\", \"b\"" + again},
      {R"({"eventId":"1"})", "is a single event" + again},
      {R"({"events":[]})", "holds no events" + again},
      {"[]", "holds no events" + again},
      {R"({"history":{"events":[]}})", "holds no events" + again},
      {compact.substr(0, 100),
       "is cut off at line 1, column 101" + history_again},
      {compact + "\n{\"events\":[{]}",
       "is not JSON: a key in quotes belongs here at line 2, column 13" +
           history_again},
      {R"({"history":)" + compact + R"(,"nextPageToken":"YQ=="})",
       "is one page of a longer history (it has a nextPageToken): fetch all of "
       "it with `lockstep-fetch get`"},
      {AsFieldOne(binary) + std::string("\x1A\x01", 2) + "a",
       "is one page of a longer history (it has a next_page_token): fetch all "
       "of it with `lockstep-fetch get`"},
      {R"({"rawHistory":[{"data":"!"}]})", "a raw piece is not base64" + again},
      {R"({"rawHistory":[{"data":"AAAA"}]})",
       "a raw piece is no serialised history" + again},
      {Signal("[1]"),
       "events[0].workflowExecutionSignaledEventAttributes.input: a bare list "
       "stands where payloads belong: payloads in shorthand, as the HTTP API "
       "and commands that are not `workflow show` write them, have lost "
       "digits: fetch it again with `lockstep-fetch get`, or over HTTP with "
       "?noPayloadShorthand"},
      {Signal(R"({"payloads":[{"name":"Ada"}]})"),
       "events[0].workflowExecutionSignaledEventAttributes.input.payloads[0]: "
       "a bare value stands where a payload belongs: a \"readable\" export of "
       "the Web UI has lost the bytes of its payloads: download it again as "
       "\"encoded\" or \"decoded\", or with `temporal workflow show -o json`"},
      {Signal(R"({"payloads":[{"metadata":{"encoding":"json/plain"}}]})"),
       "events[0].workflowExecutionSignaledEventAttributes.input.payloads[0]."
       "metadata: text stands where bytes in base64 belong: a \"readable\" "
       "export of the Web UI has lost the bytes of its payloads: download it "
       "again as \"encoded\" or \"decoded\", or with `temporal workflow show "
       "-o "
       "json`"},
      {R"({"events":[{"eventId":"one"}]})",
       "events[0].eventId: \"one\" is not a whole number of its type" + again},
      {R"({"events":[{"eventId":"1","eventType":"Unheard"}]})",
       "events[0]: these API definitions have no event type \"Unheard\": name "
       "newer ones with --descriptors"},
      {"[" + SampleEvents()[1] + "," + SampleEvents()[0] + "]",
       "lists the newest event first: pass --reverse-order if it is whole"},
      {"[" + SampleEvents()[1] + "," + SampleEvents()[2] + "]",
       "event 2 came where event 1 is due, events are missing" + again},
      {"[" + SampleEvents()[0] + "," + SampleEvents()[0] + "]",
       "event 1 came where event 2 is due, an event came twice" + again},
      {R"({"events":[{"eventId":"1","eventType":"TimerFired"}]})",
       "event 1 is TimerFired but has no attributes of it" + again},
      {"\xFF\xFE{",
       "is UTF-16, as older PowerShells write what is piped into a "
       "file: save it as UTF-8"},
      {"\x28\xB5\x2F\xFD....",
       "is packed with zstd: unpack it first, or pack it with gzip"},
      {"PK\x03\x04....",
       "is packed with zip: unpack it first, or pack it with gzip"},
      {std::string("\x7F"
                   "ELF\x02\x01\x01",
                   7),
       neither},
      {binary.substr(0, binary.size() - 3), cut},
      {AsFieldOne(binary).substr(0, 40), cut},
      {AsFieldOne(AsFieldOne(binary)).substr(0, 40), cut},
      {Delimited(binary).substr(0, 40), cut},
      {"7z\xBC\xAF\x27\x1C....",
       "is packed with 7z: unpack it first, or pack it with gzip"},
      {"\x04\x22\x4D\x18....",
       "is packed with lz4: unpack it first, or pack it with gzip"},
      {"a.json" + std::string(251, '\0') + "ustar",
       "is packed with tar: unpack it first, or pack it with gzip"},
      {R"([{"a":1},{"a":2},3])",
       "holds 3 items and no history; the first is no history: it has no "
       "\"events\", only \"a\"" +
           again},
      {R"([{"execution":{"runId":"r"},"type":{"name":"T"}},)"
       R"({"execution":{"runId":"s"},"type":{"name":"T"}}])",
       "holds 2 items and no history; the first " + list},
      {R"({"executions":[]})", list},
      {AsFieldOne(AsFieldOne(binary)) + "\x0A\x02\x08\x01",
       "history 2: " + neither},
      {"\x1F\x8B\x08garbage", "is not gzip or is damaged: download it again"},
  };
}

TEST(Forms, ThatAreNoHistoriesAreRefusedWithARemedy) {
  ImportBench bench;
  std::vector<std::string> files;
  std::vector<std::string> messages;
  for (const RefusedRow& row : NoHistories()) {
    files.push_back(
        bench.File(std::to_string(files.size() + 100) + ".json", row.bytes));
    messages.push_back(files.back() + ": " + row.message);
  }

  const auto summary = bench.Import(files);

  ASSERT_TRUE(summary) << summary.error().message;
  EXPECT_EQ(summary->code, ExitCode::kIntegrity);
  std::vector<std::string> refused;
  for (const Imported& imported : bench.reports()) {
    if (imported.result != Imported::Result::kFailed) continue;
    EXPECT_EQ(imported.code, ExitCode::kIntegrity) << imported.file;
    refused.push_back(imported.message);
  }
  EXPECT_THAT(refused, ElementsAreArray(messages));
}

TEST(Forms, WithTheNewestEventFirstAreTurnedRoundIfAsked) {
  auto events = SampleEvents();
  std::reverse(events.begin(), events.end());
  ImportBench bench;
  const std::string file = bench.File("a.json", "[" + Join(events, ",") + "]");
  ImportOptions options;
  options.order = Order::kEither;

  const auto summary = bench.Import({file}, options);

  ASSERT_TRUE(summary) << summary.error().message;
  ASSERT_EQ(summary->added, 1);
  EXPECT_EQ(bench.TextOf(bench.Entries()[0]), SampleText());
}

TEST(Forms, WithWhatTheDefinitionsDoNotKnowAreTakenAndItIsTold) {
  std::string json = SampleCompact();
  json.insert(json.find("\"attempt\""), "\"newToday\":{\"a\":1},");
  ImportBench bench;

  ASSERT_TRUE(bench.Import({bench.File("a.json", json)}));

  EXPECT_THAT(
      bench.reports()[0].dropped,
      ElementsAre(
          "events[0].workflowExecutionStartedEventAttributes.newToday"));
  EXPECT_THAT(
      bench.reports()[0].warnings,
      ElementsAre("events[0].workflowExecutionStartedEventAttributes.newToday "
                  "was left out, which these API definitions do not know: name "
                  "newer ones with --descriptors"));
  const auto entries = bench.Entries();
  EXPECT_EQ(entries[0].unknown_fields, 1);
  EXPECT_EQ(bench.TextOf(entries[0]), SampleText());
}

// Whatever a file is, it is answered with a sentence.
TEST(Forms, ThatAreDamagedAnywhereDoNoHarm) {
  const auto ignore = [](FoundOrNot) {};
  for (const FormRow& row : Forms()) {
    if (row.bytes.starts_with("\x1F")) continue;
    const size_t step = row.bytes.size() / 60 + 1;
    for (size_t at = 0; at < row.bytes.size(); at += step) {
      ReadHistories(EmbeddedSchema(), row.bytes.substr(0, at), ignore);
      for (const char damage : {'\0', '\x0A', '{', '"', '\xFF'}) {
        std::string damaged = row.bytes;
        damaged[at] = damage;
        ReadHistories(EmbeddedSchema(), damaged, ignore);
      }
    }
  }
}

TEST(BinaryForms, MayHaveFailuresNestedAsDeepAsInAnAnswer) {
  const auto history = SampleMessage();
  std::string path = "workflow_execution_failed_event_attributes.failure.";
  for (int depth = 0; depth < 300; ++depth) path += "cause.";
  const google::protobuf::Reflection& reflection = *history->GetReflection();
  rpc::SetString(
      *reflection.AddMessage(
          history.get(), history->GetDescriptor()->FindFieldByName("events")),
      path + "message", "x");
  int found = 0;

  ReadHistories(EmbeddedSchema(), history->SerializeAsString(),
                [&](const FoundOrNot& read) {
                  ASSERT_TRUE(read) << read.error().problem;
                  ++found;
                });

  EXPECT_EQ(found, 1);
}

}  // namespace
}  // namespace lockstep::fetch
