// `get`: the bytes of `temporal workflow show`, or nothing and a sentence.
#include <fcntl.h>
#include <fmt/format.h>
#include <grpcpp/support/status_code_enum.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "history_fetch/corpus/open_file.h"
#include "rpc/schema/fields.h"
#include "tests/history_fetch/commands/fault_fixture.h"
#include "tests/history_fetch/corpus/scratch.h"
#include "tests/rpc/codec/http_server.h"

namespace lockstep::fetch {
namespace {

namespace fs = std::filesystem;
using rpc::Fault;
using rpc::SampleRun;
using rpc::SampleRunId;
using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

constexpr char kGetHistory[] = "GetWorkflowExecutionHistory";
constexpr char kDescribe[] = "DescribeWorkflowExecution";

// What is in it now.
std::string ReadFifo(const OpenFile& fifo) {
  std::string bytes(65536, '\0');
  const ssize_t size = read(fifo.get(), bytes.data(), bytes.size());
  return bytes.substr(0, size < 0 ? 0 : static_cast<size_t>(size));
}

class GetCommand : public FaultFixture {
 protected:
  const Scratch scratch_;
};

TEST_F(GetCommand, PrintsTheWholeHistory) {
  const std::string run_id = sample_.run_id;
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"get", "-w", "order-17"},
        {"get", "--workflow-id=order-17", "--run-id", run_id, "-o", "json"},
        {"get", "-w", "order-17", "-r", run_id, "--page-size", "4"},
        {"get", "-w", "order-17", "--format=json", "--file", "-"}}) {
    const CommandRun run = Run(words);
    EXPECT_EQ(run.exit_code, 0) << run.err;
    EXPECT_EQ(run.out, TextOf(sample_));
    EXPECT_THAT(run.err, IsEmpty());
  }
}

TEST_F(GetCommand, PrintsNothingIfAskedTo) {
  const std::string path = scratch_ / "h.json";
  const CommandRun run = Run({"get", "-w=order-17", "-o=none", "--file", path});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.out, IsEmpty());
  EXPECT_FALSE(fs::exists(path));

  const CommandRun missing = Run({"get", "-w", "none", "--output", "none"});
  EXPECT_EQ(missing.exit_code, 4);
}

TEST_F(GetCommand, FlagsOfShowThatItDoesNotHaveAreNamedWithAWayOut) {
  for (const auto& [flag, way] :
       {std::pair("--detailed", "`temporal workflow show --detailed`"),
        {"--follow", "`temporal workflow show --follow`"},
        {"-f", "`temporal workflow show --follow`"},
        {"--reverse", "| jq '.events | reverse'`"}}) {
    const CommandRun run = Run({"get", "-w", "order-17", flag});
    EXPECT_EQ(run.exit_code, 2);
    EXPECT_THAT(run.err, HasSubstr("is not supported here"));
    EXPECT_THAT(run.err, HasSubstr(way));
  }
}

TEST_F(GetCommand, JsonlIsTheSameWithoutBlanks) {
  server_.AddRun(rpc::MakeServedRun(
      TheSchema(), {.workflow_id = "a \" b: {",
                    .run_id = SampleRunId(5),
                    .workflow_type = "has  \"two\" blanks, \\"}));

  const CommandRun run = Run({"get", "-w", "a \" b: {", "-o", "jsonl"});

  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(
      run.out,
      AllOf(StartsWith("{\"events\":[{\"eventId\":\"1\",\"eventTime\":"),
            HasSubstr("{\"name\":\"has  \\\"two\\\" blanks, \\\\\"}"),
            EndsWith("}}]}\n")));
  EXPECT_EQ(std::count(run.out.begin(), run.out.end(), '\n'), 1);
}

TEST_F(GetCommand, WithoutARunIdItIsTheCurrentRun) {
  const SampleRun newer = {.run_id = SampleRunId(2),
                           .rounds = 1,
                           .start_time_ns = sample_.start_time_ns + 1};
  server_.AddRun(rpc::MakeServedRun(TheSchema(), newer));

  const CommandRun run = Run({"get", "-w", "order-17", "--page-size=3"});

  EXPECT_EQ(run.out, TextOf(newer)) << run.err;
  // The run is pinned: the workflow may go on while its pages are fetched.
  for (const rpc::SeenCall& call : server_.Seen(kGetHistory)) {
    EXPECT_EQ(rpc::GetString(*call.request, "execution.run_id"), newer.run_id);
  }
}

TEST_F(GetCommand, AServerWithoutDescribeWillDo) {
  server_.FailFrom(kDescribe, 1, rpc::StatusFault(grpc::UNIMPLEMENTED, "no"));
  EXPECT_EQ(Run({"get", "-w", "order-17"}).out, TextOf(sample_));
}

TEST_F(GetCommand, TransientEventsAreLeftOut) {
  const SampleRun open = {
      .workflow_id = "open", .run_id = SampleRunId(3), .closed = false};
  server_.AddRun(rpc::MakeServedRun(TheSchema(), open));
  server_.FailFrom(kGetHistory, 1, {.kind = Fault::Kind::kTransientTail});

  const CommandRun run = Run({"get", "-w", "open"});

  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(run.out, TextOf(open));
}

TEST_F(GetCommand, TheArchiveIsReadWhenAsked) {
  const SampleRun old = {.workflow_id = "old", .run_id = SampleRunId(4)};
  rpc::ServedRun served = rpc::MakeServedRun(TheSchema(), old);
  served.archived = true;
  server_.AddRun(std::move(served));

  const CommandRun without = Run({"get", "-w", "old", "-r", old.run_id});
  const CommandRun with =
      Run({"get", "-w", "old", "-r", old.run_id, "--archived"});

  EXPECT_EQ(without.exit_code, 4);
  EXPECT_THAT(without.err, HasSubstr("it is not there"));
  EXPECT_EQ(with.exit_code, 0) << with.err;
  EXPECT_EQ(with.out, TextOf(old));
}

TEST_F(GetCommand, AFileAppearsWholeWithTheUsersRights) {
  const std::string path = scratch_ / "h.json";
  const mode_t before = umask(022);

  const CommandRun run = Run({"get", "-w", "order-17", "--file", path});

  umask(before);
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.out, IsEmpty());
  EXPECT_EQ(ReadFile(path), TextOf(sample_));
  EXPECT_EQ(FilesIn(scratch_.path()), std::vector<std::string>{"h.json"});
  struct stat status = {};
  ASSERT_EQ(stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0644u);
}

TEST_F(GetCommand, ALinkStaysOneAndItsTargetIsWritten) {
  fs::create_directory(scratch_ / "there");
  fs::create_symlink("there/second", scratch_ / "first");
  fs::create_symlink("h.json", scratch_ / "there/second");
  for (const char* before : {"", "old text"}) {
    if (*before != 0) WriteFile(scratch_ / "there/h.json", before);

    const CommandRun run =
        Run({"get", "-w", "order-17", "--file", scratch_ / "first"});

    EXPECT_EQ(run.exit_code, 0) << run.err;
    EXPECT_TRUE(fs::is_symlink(scratch_ / "first"));
    EXPECT_TRUE(fs::is_symlink(scratch_ / "there/second"));
    EXPECT_EQ(ReadFile(scratch_ / "there/h.json"), TextOf(sample_));
  }
}

TEST_F(GetCommand, AFifoIsWrittenIntoAndStaysOne) {
  const std::string path = scratch_ / "fifo";
  ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
  // Read and write, so that nobody waits for the other end.
  const OpenFile fifo(open(path.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC));

  const CommandRun run = Run({"get", "-w", "order-17", "--file", path});

  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_TRUE(fs::is_fifo(path));
  EXPECT_EQ(ReadFifo(fifo), TextOf(sample_));
}

TEST_F(GetCommand, AnOpenFileIsWrittenIntoAndNotReplaced) {
  const std::string path = scratch_ / "h.json";
  WriteFile(path, "old");
  const OpenFile open_file(open(path.c_str(), O_RDWR | O_CLOEXEC));
  const std::string link = scratch_ / "link";
  fs::create_symlink(fmt::format("/proc/self/fd/{}", open_file.get()), link);

  const CommandRun run = Run({"get", "-w", "order-17", "--file", link});

  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_TRUE(fs::is_symlink(link));
  EXPECT_EQ(*ReadWhole(open_file.get(), path), TextOf(sample_));
}

TEST_F(GetCommand, AFileThatCannotBeWrittenIsKnownBeforeAnythingIsAsked) {
  const CommandRun run = Run({"get", "-w", "x", "--file", "/no/folder/h.json"});
  const CommandRun folder = Run({"get", "-w", "x", "--file", scratch_.path()});

  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.err,
              HasSubstr("/no/folder/h.json: cannot be written (No such file or "
                        "directory): name another place"));
  EXPECT_EQ(folder.exit_code, 2);
  EXPECT_THAT(folder.err, HasSubstr("is no name for a file"));
  EXPECT_EQ(server_.Count("GetSystemInfo"), 0);
}

TEST_F(GetCommand, WorkflowIdsMayBeAnything) {
  int number = 100;
  for (const std::string& id :
       {std::string("../../etc/x"), std::string("a/b"), std::string("con"),
        std::string(1000, 'w'), std::string("☃\xf0\x9f\x92\xa5"),
        std::string("a\nb\r\x1b[31m"), std::string("' OR 1=1"),
        std::string("%2e%2e/%00")}) {
    const SampleRun sample = {.workflow_id = id,
                              .run_id = SampleRunId(++number)};
    server_.AddRun(rpc::MakeServedRun(TheSchema(), sample));

    const std::string path = scratch_ / "h.json";
    const CommandRun got = Run({"get", "--workflow-id=" + id, "--file", path});
    const CommandRun wrong =
        Run({"get", "--workflow-id=" + id, "-r", SampleRunId(999)});

    EXPECT_EQ(got.exit_code, 0) << got.err;
    EXPECT_EQ(ReadFile(path), TextOf(sample));
    EXPECT_EQ(wrong.exit_code, 4);
    EXPECT_EQ(std::count(wrong.err.begin(), wrong.err.end(), '\n'), 1);
    EXPECT_THAT(wrong.err, ::testing::Not(HasSubstr("\x1b")));
    EXPECT_LT(wrong.err.size(), 1500u);
  }
  EXPECT_EQ(FilesIn(scratch_.path()), std::vector<std::string>{"h.json"});
}

// ---- Faults ----

struct FaultCase {
  const char* name;
  Fault fault;
  int call;  // of GetWorkflowExecutionHistory, from which on it has the fault
  int exit_code;
  const char* sentence;
};

Fault Of(Fault::Kind kind) {
  Fault fault;
  fault.kind = kind;
  if (kind == Fault::Kind::kWrongRun) fault.other_run_id = SampleRunId(8);
  if (kind == Fault::Kind::kSlow) fault.delay_ms = 50;
  return fault;
}

class GetFault : public GetCommand,
                 public ::testing::WithParamInterface<FaultCase> {};

TEST_P(GetFault, NothingIsHalfWritten) {
  // Of the same length, but what stands where differs.
  rpc::ServedRun other = rpc::MakeServedRun(
      TheSchema(), {.workflow_id = "other", .run_id = SampleRunId(8)});
  server_.AddRun(std::move(other));
  const std::string path = scratch_ / "h.json";
  for (const bool to_file : {false, true}) {
    WriteFile(path, "before");
    const int calls = server_.Count(kGetHistory);
    server_.ClearFaults();
    server_.FailFrom(kGetHistory, calls + GetParam().call, GetParam().fault);

    const CommandRun run =
        Run({"get", "-w", "order-17", "--page-size=5", "--command-timeout=2s",
             "--file", to_file ? path : "-"});

    EXPECT_EQ(run.exit_code, GetParam().exit_code) << run.err;
    EXPECT_THAT(run.err, HasSubstr(GetParam().sentence));
    EXPECT_THAT(run.err, StartsWith("lockstep-fetch: "));
    EXPECT_EQ(std::count(run.err.begin(), run.err.end(), '\n'), 1);
    EXPECT_THAT(run.out, IsEmpty());
    EXPECT_EQ(ReadFile(path), "before");
    EXPECT_EQ(FilesIn(scratch_.path()), std::vector<std::string>{"h.json"});
  }
}

INSTANTIATE_TEST_SUITE_P(
    All, GetFault,
    ::testing::Values(
        FaultCase{"Throttled",
                  rpc::StatusFault(grpc::RESOURCE_EXHAUSTED, "rps"), 2, 4,
                  "the server throttles (rps); try again later"},
        FaultCase{"Unavailable", rpc::StatusFault(grpc::UNAVAILABLE, "down"), 2,
                  4, "the server is not available (down)"},
        FaultCase{"Denied", rpc::StatusFault(grpc::PERMISSION_DENIED, "no"), 1,
                  3, "the server refuses access (no)"},
        FaultCase{"GoneMidWay",
                  rpc::StatusFault(grpc::NOT_FOUND, "workflow not found"), 3, 4,
                  "it is not there (workflow not found)"},
        FaultCase{"BadToken",
                  rpc::StatusFault(grpc::INVALID_ARGUMENT, "bad token"), 2, 2,
                  "the server refuses the request: bad token"},
        FaultCase{"Corrupt", rpc::StatusFault(grpc::DATA_LOSS, "corrupt"), 2, 4,
                  "DATA_LOSS (corrupt)"},
        FaultCase{"Drop", Of(Fault::Kind::kDrop), 2, 4,
                  "the server is not available"},
        FaultCase{"Garbage", Of(Fault::Kind::kGarbage), 2, 6,
                  "the answer is no message of its type"},
        FaultCase{"Truncated", Of(Fault::Kind::kTruncated), 3, 6,
                  "the answer is no message of its type"},
        FaultCase{"EmptyAnswer", Of(Fault::Kind::kEmpty), 1, 6,
                  "the server sent no events"},
        FaultCase{"EndsEarly", Of(Fault::Kind::kEmpty), 3, 6,
                  "it is Completed, but its history stops at event 10"},
        FaultCase{"TokenLoop", Of(Fault::Kind::kOldToken), 2, 6,
                  "the same page token twice"},
        FaultCase{"DuplicateEvent", Of(Fault::Kind::kDuplicateEvent), 2, 6,
                  "event 6"},
        FaultCase{"MissingEvent", Of(Fault::Kind::kMissingEvent), 2, 6,
                  "event 8"},
        FaultCase{"Swapped", Of(Fault::Kind::kSwapped), 1, 6, "event 2"},
        FaultCase{"PageWithoutEvents", Of(Fault::Kind::kNoEvents), 1, 6,
                  "the server sent no events"},
        FaultCase{"WrongRun", Of(Fault::Kind::kWrongRun), 1, 6,
                  "the server answered with the history of workflow 'other', "
                  "run 00000008-"}),
    [](const auto& row) { return std::string(row.param.name); });

TEST_F(GetCommand, AServerThatHangsIsGivenUp) {
  server_.FailFrom(kGetHistory, 2, {.kind = Fault::Kind::kHang});

  const CommandRun run = Run(
      {"get", "-w", "order-17", "--page-size=5", "--command-timeout=150ms"});

  EXPECT_EQ(run.exit_code, 4);
  EXPECT_THAT(run.out, IsEmpty());
  EXPECT_THAT(run.err, HasSubstr("did not answer in time; try again, or wait "
                                 "longer with --command-timeout"));
}

TEST_F(GetCommand, WhatIsOnlySlowOrRawOrLargeArrives) {
  const SampleRun large = {.workflow_id = "large",
                           .run_id = SampleRunId(6),
                           .payload_bytes = 2'000'000};
  server_.AddRun(rpc::MakeServedRun(TheSchema(), large));
  for (const auto kind : {Fault::Kind::kSlow, Fault::Kind::kRawHistory}) {
    server_.ClearFaults();
    server_.FailFrom(kGetHistory, 1, Of(kind));
    EXPECT_EQ(Run({"get", "-w", "order-17", "--page-size=5"}).out,
              TextOf(sample_));
  }
  EXPECT_EQ(Run({"get", "-w", "large"}).out, TextOf(large));
  server_.SetDrip(50'000);
  EXPECT_EQ(Run({"get", "-w", "order-17"}).out, TextOf(sample_));
}

TEST_F(GetCommand, WhatPassesIsTriedAgain) {
  server_.Fail(kGetHistory, 1, rpc::StatusFault(grpc::UNAVAILABLE, "moving"));
  server_.Fail(kGetHistory, 3, {.kind = Fault::Kind::kDrop});

  const CommandRun run =
      Run({"get", "-w", "order-17", "--page-size=9", "--max-attempts=3"});

  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(run.out, TextOf(sample_));
}

// Every payload it gets becomes "decoded".
test::HttpReply DecodeAll(const test::HttpRequest& request) {
  nlohmann::json payloads = nlohmann::json::parse(request.body);
  for (nlohmann::json& payload : payloads["payloads"]) {
    payload["data"] = "ImRlY29kZWQi";
  }
  return {.body = payloads.dump(), .headers = {}};
}

TEST_F(GetCommand, PayloadsAreDecodedIfThereIsACodecServer) {
  const test::HttpServer codec(DecodeAll);

  const CommandRun run =
      Run({"get", "-w", "order-17", "--page-size=4", "--codec-endpoint",
           codec.url(), "--codec-auth", "Bearer c0d3c"});

  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("\"data\": \"ImRlY29kZWQi\""));
  EXPECT_THAT(run.out, ::testing::Not(HasSubstr("\"data\": \"MTc=\"")));
  ASSERT_FALSE(codec.requests().empty());
  EXPECT_EQ(codec.requests()[0].headers.at("authorization"), "Bearer c0d3c");
}

TEST_F(GetCommand, ACodecServerThatRefusesAccessIsNoAccess) {
  const test::HttpServer codec([](const test::HttpRequest&) {
    return test::HttpReply{.status = 401, .body = "", .headers = {}};
  });

  const CommandRun run =
      Run({"get", "-w", "order-17", "--codec-endpoint", codec.url()});

  EXPECT_EQ(run.exit_code, 3);
  EXPECT_THAT(run.err, HasSubstr("refuses access with 401"));
}

TEST_F(GetCommand, WithoutItsCodecServerNothingIsPrinted) {
  const test::HttpServer codec([](const test::HttpRequest&) {
    return test::HttpReply{.status = 400, .body = "c0d3c", .headers = {}};
  });

  const CommandRun run = Run({"get", "-w", "order-17", "--codec-endpoint",
                              codec.url(), "--codec-auth", "Bearer c0d3c"});

  EXPECT_EQ(run.exit_code, 4);
  EXPECT_THAT(run.out, IsEmpty());
  EXPECT_THAT(run.err, HasSubstr(codec.url()));
  EXPECT_THAT(run.err, ::testing::Not(HasSubstr("c0d3c")));
}

TEST_F(GetCommand, OtherDescriptorsCanBeGiven) {
  const CommandRun run = Run({"get", "-w", "order-17", "--descriptors",
                              LOCKSTEP_BINARY_DIR "/rpc/temporal.desc"});
  EXPECT_EQ(run.out, TextOf(sample_)) << run.err;
}

TEST_F(GetCommand, MistakesOnTheCommandLineAreNamed) {
  for (const auto& [words, sentence] :
       std::vector<std::pair<std::vector<std::string>, const char*>>{
           {{"get"}, "--workflow-id is required"},
           {{"get", "-w", "x", "-o", "text"}, "text not in {json,jsonl,none}"},
           {{"get", "-w", "x", "--page-size=257"}, "257 not in range"},
           {{"get", "-w", "x", "--concurrency=65"}, "65 not in range"},
           {{"get", "-w", "x", "--command-timeout=soon"},
            "--command-timeout: 'soon' is no duration; write one such as "
            "500ms"},
           {{"get", "-w", "x", "--descriptors=/no/such.desc"}, "/no/such.desc"},
           {{"get", "-w", "x", "--api-key=a\nb"},
            "the API key (--api-key) holds a character"}}) {
    const CommandRun run = Run(words);
    EXPECT_EQ(run.exit_code, 2) << sentence;
    EXPECT_THAT(run.err, HasSubstr(sentence));
    EXPECT_THAT(run.out, IsEmpty());
  }
  EXPECT_EQ(server_.Count("GetSystemInfo"), 0);
}

}  // namespace
}  // namespace lockstep::fetch
