#include "linter/config/config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace lockstep::lint {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

TEST(Config, ReadsEveryKey) {
  const auto config = ParseConfig("/p/.lockstep.yaml",
                                  "root: true\n"
                                  "checks: '*,-LS403'\n"
                                  "warnings-as-errors: [ 'lock*' ]\n"
                                  "severity:\n"
                                  "  wall-clock: warning\n"
                                  "  LS403: 'off'\n"
                                  "header-filter: src/\n"
                                  "exclude-header-filter: gen/\n"
                                  "unknown: error\n"
                                  "toolchain: one\n"
                                  "architecture: many\n"
                                  "profiles:\n"
                                  "  - lockstep\n"
                                  "  - lint/ours.json\n"
                                  "models: [lint/models.json]\n"
                                  "baseline: lint/baseline.json\n"
                                  "build-path: build\n"
                                  "cache-dir: /tmp/c\n"
                                  "extra-arg: [-DX]\n"
                                  "extra-arg-before: [-DY]\n");
  ASSERT_TRUE(config) << config.error().message;
  const Judgement& judgement = config->judgement;
  EXPECT_TRUE(config->root);
  EXPECT_THAT(judgement.checks, ElementsAre("*,-LS403"));
  EXPECT_THAT(judgement.warnings_as_errors, ElementsAre("lock*"));
  EXPECT_EQ(config->severities.at("wall-clock"), Severity::kWarning);
  EXPECT_EQ(config->severities.at("LS403"), Severity::kOff);
  EXPECT_EQ(judgement.header_filter, "src/");
  EXPECT_EQ(judgement.exclude_header_filter, "gen/");
  EXPECT_EQ(judgement.unknown, "error");
  EXPECT_EQ(judgement.toolchain, "one");
  EXPECT_EQ(judgement.architecture, "many");
  EXPECT_THAT(judgement.profiles, ElementsAre("lockstep", "/p/lint/ours.json"));
  EXPECT_THAT(judgement.models, ElementsAre("/p/lint/models.json"));
  EXPECT_EQ(judgement.baseline, "/p/lint/baseline.json");
  EXPECT_EQ(config->build_path, "/p/build");
  EXPECT_EQ(config->cache_dir, "/tmp/c");
  EXPECT_THAT(config->extra_args, ElementsAre("-DX"));
  EXPECT_THAT(config->extra_args_before, ElementsAre("-DY"));
}

TEST(Config, MistakesNameFileAndLine) {
  struct Row {
    const char* text;
    const char* message;
  };
  const Row rows[] = {
      {"checks: '*'\nchekcs: '*'\n", "a.yaml:2: there is no key 'chekcs'"},
      {"\nunknown: loud\n", "a.yaml:2: 'unknown' is one of ignore, note"},
      {"toolchain: two\n", "a.yaml:1: 'toolchain' is one of one, many"},
      {"severity:\n  thread: fatal\n", "a.yaml:2: the severity of 'thread'"},
      {"severity: error\n", "a.yaml:1: 'severity' is a list"},
      {"models:\n  a: b\n", "a.yaml:1: 'models' is a list"},
      {"header-filter: [a]\n", "a.yaml:1: 'header-filter' is one text"},
      {"root: maybe\n", "a.yaml:1: 'root' is true or false"},
      {"- a\n", "a.yaml:1: a configuration is a list of"},
      {"checks: 'a\n", "a.yaml:"},
  };
  for (const Row& row : rows) {
    const auto config = ParseConfig("a.yaml", row.text);
    ASSERT_FALSE(config) << row.text;
    EXPECT_THAT(config.error().message, StartsWith(row.message)) << row.text;
  }
}

TEST(Config, AnEmptyFileIsFine) {
  EXPECT_TRUE(ParseConfig("a.yaml", ""));
  EXPECT_TRUE(ParseConfig("a.yaml", "# nothing yet\n"));
}

class ConfigsTest : public testing::Test {
 protected:
  ConfigsTest()
      : folder_(fs::temp_directory_path() /
                testing::UnitTest::GetInstance()->current_test_info()->name()) {
    fs::remove_all(folder_);
    fs::create_directories(folder_ / "a/b");
    Write(".lockstep.yaml", "root: true\nchecks: '-LS403'\n");
  }
  ~ConfigsTest() override { fs::remove_all(folder_); }

  void Write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name) << text;
  }
  std::string Path(const std::string& name) const { return folder_ / name; }

 private:
  const fs::path folder_;
};

TEST_F(ConfigsTest, AreFoundUpwardsOutermostFirst) {
  Write("a/b/.lockstep", "checks: 'LS403'\n");
  Configs configs("");
  const auto chain = configs.For(Path("a/b/x.cpp"));
  ASSERT_TRUE(chain) << chain.error().message;
  ASSERT_EQ(chain->size(), 2u);
  EXPECT_EQ((*chain)[0]->path, Path(".lockstep.yaml"));
  EXPECT_EQ((*chain)[1]->path, Path("a/b/.lockstep"));
}

TEST_F(ConfigsTest, RefuseKeysOfTheProgramInInnerFolders) {
  Write("a/.lockstep.yaml", "checks: '*'\nunknown: error\n");
  Configs configs("");
  const auto chain = configs.For(Path("a/b/x.cpp"));
  ASSERT_FALSE(chain);
  EXPECT_THAT(chain.error().message,
              HasSubstr("a/.lockstep.yaml:2: 'unknown' is about the whole"));
}

TEST_F(ConfigsTest, TheOneThatIsNamedCountsAlone) {
  Write("mine.yaml", "unknown: error\n");
  Configs configs(Path("mine.yaml"));
  const auto chain = configs.For(Path("a/b/x.cpp"));
  ASSERT_TRUE(chain);
  EXPECT_EQ(chain->size(), 1u);
}

}  // namespace
}  // namespace lockstep::lint
