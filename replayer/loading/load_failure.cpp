#include "replayer/loading/load_failure.h"

#include <fmt/format.h>
#include <signal.h>
#include <sys/wait.h>

#include "replayer/process/wait_status.h"
#include "replayer/report/seconds.h"

namespace lockstep::replay {
namespace {

std::string_view WhatRan(LoadStage stage) {
  switch (stage) {
    case LoadStage::kOpen:
      return "a static initialiser";
    case LoadStage::kCall:
      return "lockstep_build()";
    case LoadStage::kRead:
      return "reading what lockstep_build() returned";
  }
  return "";
}

std::string ExplainDeath(const LoadFailure& failure, const std::string& path) {
  const std::string_view culprit = WhatRan(failure.stage);
  if (WIFEXITED(failure.wait_status)) {
    return fmt::format(
        "{}: {} ended the process while the build was loaded ({}); a build "
        "must load without exiting",
        path, culprit, InWords(failure.wait_status));
  }
  const int signal = WTERMSIG(failure.wait_status);
  if (signal == SIGABRT) {
    return fmt::format(
        "{}: {} aborted while the build was loaded (SIGABRT), perhaps of an "
        "exception that nothing caught; move the work out of there",
        path, culprit);
  }
  if (signal == SIGBUS) {
    return fmt::format(
        "{}: loading crashed (SIGBUS), as it does when the file is not whole; "
        "build or copy it again",
        path);
  }
  return fmt::format(
      "{}: {} crashed while the build was loaded ({}); correct it, or move the "
      "work out of there",
      path, culprit, SignalName(signal));
}

}  // namespace

std::string Explain(const LoadFailure& failure, const std::string& path,
                    std::chrono::nanoseconds limit) {
  switch (failure.cause) {
    case LoadFailure::Cause::kRefused:
      return failure.message;
    case LoadFailure::Cause::kDied:
      return ExplainDeath(failure, path);
    case LoadFailure::Cause::kTimedOut:
      return fmt::format(
          "{}: {} did not end within {}; correct it, or allow more with "
          "--load-timeout",
          path, WhatRan(failure.stage), InSeconds(limit));
    case LoadFailure::Cause::kInterrupted:
      return path + ": loading was interrupted; start again";
    case LoadFailure::Cause::kNoProcess:
      return fmt::format("{}: no process to load it in ({}); try a smaller -j",
                         path, failure.message);
  }
  return "";
}

}  // namespace lockstep::replay
