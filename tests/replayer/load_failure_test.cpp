#include "replayer/loading/load_failure.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>

#include "fixtures/builds/raw_build.h"
#include "replayer/loading/workflow_build.h"

namespace lockstep::replay {
namespace {

using testing::HasSubstr;

std::string SentenceOf(LoadFailure::Cause cause, int wait_status) {
  return Explain({cause, "said so", LoadStage::kOpen, wait_status}, "a.so",
                 std::chrono::seconds(30));
}

TEST(LoadFailure, NamesTheSignalAndTheCulprit) {
  using enum LoadFailure::Cause;
  EXPECT_THAT(SentenceOf(kDied, SIGSEGV),
              HasSubstr("a.so: a static initialiser crashed while the build "
                        "was loaded (SIGSEGV)"));
  EXPECT_THAT(SentenceOf(kDied, SIGABRT), HasSubstr("an exception"));
  EXPECT_THAT(SentenceOf(kDied, SIGBUS), HasSubstr("the file is not whole"));
  EXPECT_THAT(SentenceOf(kDied, 0), HasSubstr("exit status 0"));
  EXPECT_THAT(SentenceOf(kDied, 3 << 8), HasSubstr("exit status 3"));
}

TEST(LoadFailure, CoversTheOtherCauses) {
  using enum LoadFailure::Cause;
  EXPECT_EQ(SentenceOf(kRefused, 0), "said so");
  EXPECT_THAT(SentenceOf(kTimedOut, 0), HasSubstr("within 30 s"));
  EXPECT_THAT(SentenceOf(kInterrupted, 0), HasSubstr("interrupted"));
  EXPECT_THAT(SentenceOf(kNoProcess, 0), HasSubstr("said so"));
}

TEST(LoadFailure, NamesAMissingLibrary) {
  EXPECT_EQ(ExplainLoadError("a.so",
                             "libcard.so.2: cannot open shared object file: "
                             "No such file or directory"),
            "a.so: needs the library libcard.so.2, which was not found; "
            "install it, or say where it is with LD_LIBRARY_PATH or an rpath");
}

TEST(LoadFailure, PassesOnWhatTheLoaderSaid) {
  EXPECT_THAT(ExplainLoadError("a.so", "a.so: wrong ELF class: ELFCLASS32"),
              HasSubstr("wrong ELF class"));
}

TEST(CheckBuild, LooksAtTheAbiBeforeAnythingElse) {
  const struct { uint32_t abi = 2; } only_a_number;

  const auto checked =
      CheckBuild(reinterpret_cast<const LsBuild*>(&only_a_number));

  EXPECT_THAT(checked.error().message, HasSubstr("build ABI 2"));
}

TEST(CheckBuild, LooksIntoWhatIsRegistered) {
  LsBuild build = raw::EmptyBuild();
  ASSERT_TRUE(CheckBuild(&build));
  LsWorkflowType cut_off{};
  cut_off.size = sizeof(size_t);
  const LsWorkflowType* const types[] = {&cut_off};
  build.workflows = types;
  build.workflow_count = 1;

  EXPECT_THAT(CheckBuild(&build).error().message, HasSubstr("leaves out"));
}

}  // namespace
}  // namespace lockstep::replay
