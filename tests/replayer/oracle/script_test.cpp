// What the workflow build `script` says when it cannot serve. A build is only
// ever loaded in a child process: EXPECT_EXIT makes one.
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>

#include "gtest/gtest.h"
#include "replayer/loading/description.h"
#include "replayer/loading/workflow_build.h"

namespace lockstep::replay {
namespace {

const testing::ExitedWithCode kRefused(1);

[[noreturn]] void LoadScript(const std::string& program_files) {
  setenv("LOCKSTEP_PROGRAMS", program_files.c_str(), 1);
  std::atomic<LoadStage> stage;
  const auto build = WorkflowBuild::Load(LOCKSTEP_SCRIPT_BUILD, stage);
  if (!build) std::cerr << build.error().message << "\n";
  _exit(build ? 0 : 1);
}

[[noreturn]] void DescribeScript(const std::string& path,
                                 const std::string& program_files) {
  setenv("LOCKSTEP_PROGRAMS", program_files.c_str(), 1);
  std::atomic<LoadStage> stage;
  const auto build = WorkflowBuild::Load(path, stage);
  if (build) std::cerr << DescriptionText(Describe(build->get(), path));
  _exit(0);
}

// A file that goes away with the test.
class ProgramFile {
 public:
  explicit ProgramFile(const std::string& text)
      : path_(testing::TempDir() + "/lockstep-" + std::to_string(getpid()) +
              "-programs.json") {
    std::ofstream(path_) << text;
  }
  ~ProgramFile() { std::filesystem::remove(path_); }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

void ExpectRefusal(const std::string& programs, const std::string& message) {
  const ProgramFile file(programs);
  EXPECT_EXIT(LoadScript(file.path()), kRefused, message);
}

TEST(Script, IsThereForEachProfile) {
  const ProgramFile file(R"({"programs": {"P": {"main": []}}})");
  const testing::ExitedWithCode described(0);

  EXPECT_EXIT(DescribeScript(LOCKSTEP_SCRIPT_BUILD, file.path()), described,
              ", profile core, ");
  EXPECT_EXIT(DescribeScript(LOCKSTEP_SCRIPT_GO_BUILD, file.path()), described,
              ", profile go, ");
}

TEST(Script, AsksForTheVariable) {
  EXPECT_EXIT(LoadScript(""), kRefused,
              "LOCKSTEP_PROGRAMS is not set; set it to the files");
}

TEST(Script, NamesAFileThatIsNotThere) {
  EXPECT_EXIT(LoadScript("/nowhere/p.json"), kRefused,
              "/nowhere/p.json: cannot be read; correct LOCKSTEP_PROGRAMS");
}

TEST(Script, NamesAFileThatIsNotJson) {
  ExpectRefusal("{]", "-programs.json: is not JSON");
}

TEST(Script, NamesAFileWithoutPrograms) {
  ExpectRefusal("[]", "-programs.json: has no member 'programs'");
}

TEST(Script, NamesAProgramWithAnUnknownStep) {
  ExpectRefusal(R"({"programs": {"P": {"main": [{"do": "jump"}]}}})",
                "program P: 'jump' is not a step");
}

TEST(Script, NamesAProgramWhoseVersionHasNoRange) {
  ExpectRefusal(
      R"({"programs": {"P": {"main": [{"do": "version", "id": "c"}]}}})",
      "program P: .*'min' not found");
}

TEST(Script, NamesAProgramWhoseSideEffectHasNoValue) {
  ExpectRefusal(R"({"programs": {"P": {"main": [{"do": "sideEffect"}]}}})",
                "program P: .*'value' not found");
}

TEST(Script, NamesAProgramWithoutMain) {
  ExpectRefusal(R"({"programs": {"P": {}}})", "program P: .*'main' not found");
}

TEST(Script, NamesAnUpdateWithoutSteps) {
  ExpectRefusal(R"({"programs": {"P": {"main": [], "updates": {"u": {}}}}})",
                "program P: .*'steps' not found");
}

}  // namespace
}  // namespace lockstep::replay
