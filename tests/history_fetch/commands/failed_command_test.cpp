// A command that comes to nothing says so to machines, too.
#include <nlohmann/json.hpp>

#include "tests/history_fetch/commands/fault_fixture.h"
#include "tests/history_fetch/corpus/scratch.h"

namespace lockstep::fetch {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class FailedCommand : public FaultFixture {
 protected:
  // A test's words may name these.
  std::string Filled(std::string word) const {
    if (word == "CORPUS") return corpus_;
    const size_t none = word.find("NONE");
    if (none == std::string::npos) return word;
    return word.replace(none, 4, scratch_ / "none");
  }

  CommandRun RunWords(const std::vector<std::string>& words,
                      const std::vector<std::string>& more = {}) const {
    std::vector<std::string> all;
    for (const std::string& word : words) all.push_back(Filled(word));
    all.insert(all.end(), more.begin(), more.end());
    return RunFetch(all);
  }

  const Scratch scratch_;
  const std::string corpus_ = scratch_ / "c";
};

struct Case {
  int code;
  std::vector<std::string> words;
  const char* said;
};

std::vector<Case> Cases() {
  const std::string nobody = "--address=127.0.0.1:1";
  const std::string quick = "--client-connect-timeout=2s";
  return {
      {2, {"sync", "CORPUS", "--plan=NONE"}, "cannot be read"},
      {2, {"sync", "CORPUS", "--type=A", "--now=soon"}, "--now: "},
      {2, {"sync", "CORPUS", "--type=A", "--deadline=soon"}, "--deadline: "},
      {2, {"sync", "CORPUS", "--type=A", "--address=:x"}, "--address"},
      {3, {"sync", "CORPUS", "--type=A", nobody, quick}, "nothing listens"},
      {3,
       {"sync", "CORPUS", "--type=A", "--dry-run", nobody, quick},
       "nothing listens"},
      {2, {"refresh", "CORPUS", "--plan=NONE"}, "cannot be read"},
      {3, {"refresh", "CORPUS", nobody, quick}, "nothing listens"},
      {2, {"status", "CORPUS", "--fail-if-older=soon"}, "--fail-if-older: "},
      {2, {"status", "NONE", "--offline"}, "there is no such folder"},
      {2, {"verify", "NONE"}, "there is no such folder"},
      {2, {"redact", "CORPUS", "--to=NONE", "--policy=NONE"}, "policy"},
      {2, {"prune", "NONE"}, "there is no such folder"},
      {2, {"prune", "CORPUS", "--plan=NONE"}, "cannot be read"},
  };
}

TEST_F(FailedCommand, IsAReportForMachines) {
  for (const Case& failing : Cases()) {
    const std::string what = testing::PrintToString(failing.words);
    const bool connects =
        failing.words[0] == "sync" || failing.words[0] == "refresh";
    const CommandRun run = RunWords(
        failing.words,
        connects ? std::vector<std::string>{"--disable-config-file",
                                            "--max-attempts=1", "-o", "json"}
                 : std::vector<std::string>{"-o", "json"});

    EXPECT_EQ(run.exit_code, failing.code) << what << run.err;
    EXPECT_THAT(run.err, HasSubstr(failing.said)) << what;
    const json report = json::parse(run.out, nullptr, false);
    ASSERT_TRUE(report.is_object()) << what << run.out;
    EXPECT_EQ(report.at("command"), failing.words[0]);
    EXPECT_EQ(report.at("exit_code"), failing.code);
    EXPECT_THAT(report.at("exit_meaning").get<std::string>(), Not(IsEmpty()));
    ASSERT_EQ(report.at("errors").size(), 1u) << what;
    EXPECT_EQ(report.at("errors")[0].at("code"), failing.code);
    const std::string message = report.at("errors")[0].at("message");
    EXPECT_EQ(run.err, "lockstep-fetch: " + message + "\n");
  }
}

TEST_F(FailedCommand, IsASentenceForPeople) {
  for (const Case& failing : Cases()) {
    const bool connects =
        failing.words[0] == "sync" || failing.words[0] == "refresh";
    const CommandRun run =
        RunWords(failing.words,
                 connects ? std::vector<std::string>{"--disable-config-file",
                                                     "--max-attempts=1"}
                          : std::vector<std::string>{});

    EXPECT_EQ(run.exit_code, failing.code);
    EXPECT_EQ(run.out, "");
  }
}

TEST_F(FailedCommand, HasNothingInItsReportThatItDoesNotKnow) {
  const CommandRun run = RunWords({"verify", "NONE", "-o", "json"});

  EXPECT_EQ(
      run.out,
      R"({
  "format": 1,
  "command": "verify",
  "corpus": ")" +
          Filled("NONE") +
          R"(",
  "exit_code": 2,
  "exit_meaning": "wrong command line, configuration or plan",
  "errors": [
    {
      "code": 2,
      "message": ")" +
          json::parse(run.out)["errors"][0]["message"].get<std::string>() +
          R"("
    }
  ]
}
)");
}

TEST_F(FailedCommand, NamesEverySourceThatCannotBeReached) {
  WriteFile(scratch_ / "plan.toml", R"(
[source.a]
profile = "a"
[source.b]
profile = "b"
[[stratum]]
workflow_type = "A"
source = "a"
[[stratum]]
workflow_type = "B"
source = "b"
)");
  WriteFile(scratch_ / "temporal.toml", R"(
[profile.a]
address = "127.0.0.1:1"
[profile.b]
address = ":x"
)");

  const CommandRun run = RunWords(
      {"sync", "CORPUS", "--plan", scratch_ / "plan.toml", "--config-file",
       scratch_ / "temporal.toml", "--max-attempts=1", "-o", "json"});

  EXPECT_EQ(run.exit_code, 2);
  const json report = json::parse(run.out);
  EXPECT_EQ(report.at("exit_code"), 2);
  ASSERT_EQ(report.at("errors").size(), 2u);
  EXPECT_EQ(report.at("errors")[0].at("code"), 3);
  EXPECT_EQ(report.at("errors")[1].at("code"), 2);
}

TEST_F(FailedCommand, OfAnImportIsItsSummary) {
  const auto failure = [](const json& report) {
    EXPECT_EQ(report.at("exit_code"), 2);
    EXPECT_EQ(report.at("exit_meaning"),
              "wrong command line, configuration or plan");
    EXPECT_EQ(report.at("errors").size(), 1u);
    EXPECT_FALSE(report.contains("added"));
  };
  const CommandRun whole =
      RunWords({"import", "CORPUS", "NONE", "--now=soon", "-o", "json"});
  const CommandRun lines = RunWords(
      {"import", "CORPUS", "NONE", "--descriptors=NONE", "-o", "jsonl"});

  EXPECT_EQ(whole.exit_code, 2);
  const json report = json::parse(whole.out);
  EXPECT_EQ(report.at("histories"), json::array());
  failure(report.at("summary"));
  EXPECT_THAT(whole.err, HasSubstr("--now: "));
  EXPECT_EQ(lines.exit_code, 2);
  failure(json::parse(lines.out));
}

// As `temporal` does it.
TEST_F(FailedCommand, OfGetAndListPrintsNothing) {
  const CommandRun get = Run({"get", "-w", "none", "-o", "json"});
  const CommandRun list =
      RunFetch({"list", "--disable-config-file", "--address=127.0.0.1:1",
                "--max-attempts=1", "-o", "json"});

  EXPECT_NE(get.exit_code, 0);
  EXPECT_EQ(get.out, "");
  EXPECT_EQ(list.exit_code, 3);
  EXPECT_EQ(list.out, "");
}

}  // namespace
}  // namespace lockstep::fetch
