#include "replayer/process/death_result.h"

#include <fmt/format.h>
#include <signal.h>
#include <sys/wait.h>

#include <utility>

#include "replayer/process/wait_status.h"
#include "replayer/report/seconds.h"

namespace lockstep::replay {
namespace {

std::string CrashMessage(const Death& death) {
  if (death.speechless) {
    return "the process's file descriptors were closed, so that its result "
           "could not be sent";
  }
  const std::string end = InWords(death.wait_status);
  constexpr std::string_view kOutside =
      "outside workflow code: in a thread that the build started, or in "
      "lockstep-replay itself";
  if (WIFEXITED(death.wait_status)) {
    return death.in_workflow_code
               ? fmt::format("workflow code ended the process: {}", end)
               : fmt::format("the process ended ({}) {}", end, kOutside);
  }
  if (WTERMSIG(death.wait_status) == SIGKILL) {
    return end + " from outside: perhaps the machine had no memory left";
  }
  return fmt::format("{} {}", end,
                     death.in_workflow_code ? "in workflow code" : kOutside);
}

Verdict VerdictOf(Death::Cause cause) {
  switch (cause) {
    case Death::Cause::kCrash:
      return Verdict::kCrash;
    case Death::Cause::kDeadlock:
      return Verdict::kDeadlock;
    case Death::Cause::kTimeout:
      return Verdict::kTimeout;
    case Death::Cause::kMemory:
      return Verdict::kMemory;
  }
  return Verdict::kCrash;
}

std::string Message(const Death& death, const Limits& limits) {
  switch (death.cause) {
    case Death::Cause::kCrash:
      return CrashMessage(death);
    case Death::Cause::kDeadlock:
      return fmt::format("workflow code ran for {} without coming back",
                         InSeconds(limits.deadlock));
    case Death::Cause::kTimeout:
      return fmt::format("the history was not done after {}",
                         InSeconds(limits.timeout));
    case Death::Cause::kMemory:
      return fmt::format("the process grew above {} MiB",
                         limits.memory_bytes >> 20);
  }
  return "";
}

// A crash outside workflow code says nothing about the task at hand.
std::optional<WakeUp> DiedIn(const Death& death) {
  const bool elsewhere =
      death.cause == Death::Cause::kCrash && !death.in_workflow_code;
  return elsewhere || death.speechless ? std::nullopt : death.wake_up;
}

}  // namespace

ReplayResult DeathResult(const Death& death, const Limits& limits,
                         ReplayResult known) {
  // It died over a question that was asked after the verdict.
  if (known.verdict != Verdict::kOk) return known;
  known.failed_in = DiedIn(death);
  known.verdict = VerdictOf(death.cause);
  known.message = Message(death, limits);
  return known;
}

ReplayResult AfterOthersResult(const Death& death, ReplayResult alone) {
  constexpr std::string_view kShared =
      "something outlives a run: a global, a static, or memory that an earlier "
      "run overwrote";
  if (death.cause == Death::Cause::kMemory) {
    alone.warnings.push_back(
        "the process went above the memory limit when other histories had "
        "been replayed in it, and does not with this one alone: memory leaks "
        "from run to run");
    return alone;
  }
  std::string what = fmt::format(
      "{}, but only when other histories were replayed before it "
      "in the same process: {}",
      CrashMessage(death), kShared);
  if (alone.verdict == Verdict::kOk) {
    alone.verdict = Verdict::kCrash;
    alone.failed_in = DiedIn(death);
    alone.message = std::move(what);
  } else {
    alone.warnings.push_back(std::move(what));
  }
  return alone;
}

}  // namespace lockstep::replay
