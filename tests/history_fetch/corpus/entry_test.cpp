#include "history_fetch/corpus/entry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace lockstep::fetch {
namespace {

Entry Full() {
  Entry entry;
  entry.name_space = "a";
  entry.workflow_id = "b";
  entry.run_id = "c";
  entry.file = "histories/T/00000000-0000000000000000.json.gz";
  entry.proto = true;
  entry.sha256 = "d";
  entry.bytes = 1;
  entry.shape = "e";
  entry.loop_shape = "f";
  entry.workflow_type = "g";
  entry.task_queue = "h";
  entry.status = "i";
  entry.closed = true;
  entry.start_time = "j";
  entry.close_time = "k";
  entry.events = 2;
  entry.last_event_id = 3;
  entry.trimmed_tail = 4;
  entry.first_run_id = "l";
  entry.continued_run_id = "m";
  entry.new_run_id = "n";
  entry.original_run_id = "o";
  entry.reset_base_run_id = "p";
  entry.parent_workflow_id = "q";
  entry.parent_run_id = "r";
  entry.scheduled_by = "s";
  entry.build_ids = {"t", "u"};
  entry.deployment_versions = {"v"};
  entry.change_versions = {"w"};
  entry.sdk_name = "x";
  entry.sdk_version = "y";
  entry.server_version = "z";
  entry.source = "A";
  entry.stratum = "B";
  entry.query = "C";
  entry.fetched_at = "D";
  entry.retention_expires_at = "E";
  entry.tool_version = "F";
  entry.descriptors = "G";
  entry.codec = "H";
  entry.external_refs = 5;
  entry.unknown_fields = 6;
  entry.archived = true;
  entry.redaction = "I";
  entry.payloads = "J";
  return entry;
}

constexpr char kFullLine[] =
    R"({"schema":1,"namespace":"a","workflow_id":"b","run_id":"c",)"
    R"("file":"histories/T/00000000-0000000000000000.json.gz","proto":true,)"
    R"("sha256":"d","bytes":1,"shape":"e","loop_shape":"f",)"
    R"("workflow_type":"g","task_queue":"h","status":"i","closed":true,)"
    R"("start_time":"j","close_time":"k","events":2,"last_event_id":3,)"
    R"("trimmed_tail":4,"first_run_id":"l","continued_run_id":"m",)"
    R"("new_run_id":"n","original_run_id":"o","reset_base_run_id":"p",)"
    R"("parent_workflow_id":"q","parent_run_id":"r","scheduled_by":"s",)"
    R"("build_ids":["t","u"],"deployment_versions":["v"],)"
    R"("change_versions":["w"],"sdk_name":"x","sdk_version":"y",)"
    R"("server_version":"z","source":"A","stratum":"B","query":"C",)"
    R"("fetched_at":"D","retention_expires_at":"E","tool_version":"F",)"
    R"("descriptors":"G","codec":"H","external_refs":5,"unknown_fields":6,)"
    R"("archived":true,"redaction":"I","payloads":"J"})";

TEST(Entry, IsOneLineWithItsMembersInOrder) {
  EXPECT_EQ(ToJsonLine(Full()), kFullLine);
}

TEST(Entry, IsReadAsItWasWritten) {
  const Result<Entry> read = ParseEntry(kFullLine);

  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(*read, Full());
}

TEST(Entry, LeavesOutWhatIsEmptyOrZero) {
  Entry entry;
  entry.run_id = "r";
  entry.file = "f";

  EXPECT_EQ(ToJsonLine(entry), R"({"schema":1,"run_id":"r","file":"f"})");
  EXPECT_EQ(ParseEntry(ToJsonLine(entry)).value(), entry);
}

TEST(Entry, KeepsWhateverAWorkflowIsCalled) {
  using std::string_literals::operator""s;
  for (const std::string& id :
       {"../../etc/x"s, "a/b"s, "con"s, std::string(1000, 'x'),
        "\u2603\U0001F600"s, "two\nlines\r\n"s, "a\0b"s, "\x7f\x01\""s,
        "\u2028"s}) {
    Entry entry;
    entry.workflow_id = id;
    entry.run_id = "r";
    entry.file = "f";

    const std::string line = ToJsonLine(entry);

    EXPECT_EQ(line.find('\n'), line.npos);
    EXPECT_EQ(ParseEntry(line).value(), entry);
  }
}

TEST(Entry, TakesItsMembersInAnyOrder) {
  const Result<Entry> read =
      ParseEntry(R"( {"file":"f","run_id":"r","bytes":7,"schema":1} )");

  ASSERT_TRUE(read);
  EXPECT_EQ(read->bytes, 7);
}

TEST(Entry, MayHaveTheGreatestNumber) {
  EXPECT_EQ(ParseEntry(
                R"({"schema":1,"run_id":"r","file":"f","bytes":1099511627776})")
                ->bytes,
            kGreatestNumber);
}

struct BrokenLine {
  const char* line;
  const char* message;
};

TEST(Entry, ThatIsBrokenIsRefusedWithTheReason) {
  const BrokenLine kRows[] = {
      {"", "is no JSON"},
      {"{", "is no JSON"},
      {"[]", "is no JSON object"},
      {"<<<<<<< HEAD", "is no JSON"},
      {R"({"run_id":"r","file":"f"})", "has no \"schema\""},
      {R"({"schema":1,"file":"f"})", "has no \"run_id\""},
      {R"({"schema":1,"run_id":"r"})", "has no \"file\""},
      {R"({"schema":2,"run_id":"r","file":"f"})",
       "is of schema 2: this corpus was written by a newer lockstep-fetch; "
       "update lockstep-fetch"},
      {R"({"schema":0,"run_id":"r","file":"f"})",
       "the member \"schema\" is broken"},
      {R"({"schema":"1","run_id":"r","file":"f"})",
       "the member \"schema\" is broken"},
      {R"({"schema":1,"run_id":"r","file":"f","color":"red"})",
       "the member \"color\" is unknown: this corpus was written by a newer "
       "lockstep-fetch; update lockstep-fetch"},
      {R"({"schema":1,"run_id":"r","file":"f","run_id":"r"})",
       "has the member \"run_id\" twice"},
      {R"({"schema":1,"run_id":7,"file":"f"})",
       "the member \"run_id\" is of the wrong type"},
      {R"({"schema":1,"run_id":"r","file":"f","events":1.5})",
       "the member \"events\" is of the wrong type"},
      {R"({"schema":1,"run_id":"r","file":"f","bytes":-1})",
       "the member \"bytes\" is a number that no history has"},
      {R"({"schema":1,"run_id":"r","file":"f","bytes":1099511627777})",
       "the member \"bytes\" is a number that no history has"},
      {R"({"schema":1,"run_id":"r","file":"f","events":9223372036854775807})",
       "the member \"events\" is a number that no history has"},
      {R"({"schema":1,"run_id":"r","file":"f","unknown_fields":-7})",
       "the member \"unknown_fields\" is a number that no history has"},
      {R"({"schema":1,"run_id":"r","file":"f","\u001b[31mx\n":1})",
       R"(the member "\x1b[31mx\x0a" is unknown: this corpus was written)"},
      {R"({"schema":1,"run_id":"r","file":"f","closed":1})",
       "the member \"closed\" is of the wrong type"},
      {R"({"schema":1,"run_id":"r","file":"f","build_ids":["a",1]})",
       "the member \"build_ids\" is of the wrong type"},
  };
  for (const BrokenLine& row : kRows) {
    const Result<Entry> read = ParseEntry(row.line);

    ASSERT_FALSE(read) << row.line;
    EXPECT_THAT(read.error().message, testing::StartsWith(row.message));
  }
}

}  // namespace
}  // namespace lockstep::fetch
