#include "replayer/engine/job.h"

#include <algorithm>
#include <utility>

namespace lockstep::replay {
namespace {

constexpr int kLastClass = 6;

int OrderClass(LsJobKind kind) {
  switch (kind) {
    case LS_JOB_START:
      return 0;
    case LS_JOB_NOTIFY_PATCH:
    case LS_JOB_NOTIFY_VERSION:
    case LS_JOB_NOTIFY_SIDE_EFFECT:
    case LS_JOB_NOTIFY_MUTABLE_SIDE_EFFECT:
      return 1;
    case LS_JOB_RANDOM_SEED:
      return 2;
    case LS_JOB_SIGNAL:
    case LS_JOB_UPDATE:
      return 3;
    case LS_JOB_CANCEL_WORKFLOW:
    case LS_JOB_FIRE_TIMER:
    case LS_JOB_RESOLVE_ACTIVITY:
    case LS_JOB_RESOLVE_CHILD_START:
    case LS_JOB_RESOLVE_CHILD:
    case LS_JOB_RESOLVE_EXTERNAL_SIGNAL:
    case LS_JOB_RESOLVE_EXTERNAL_CANCEL:
    case LS_JOB_RESOLVE_NEXUS_START:
    case LS_JOB_RESOLVE_NEXUS:
      return 4;
    case LS_JOB_RESOLVE_LOCAL_ACTIVITY:
      return 5;
    case LS_JOB_QUERY:
      return kLastClass;
  }
  return kLastClass;
}

}  // namespace

void SortJobs(std::vector<Job>& jobs) {
  const auto before = [](const Job& a, const Job& b) {
    return OrderClass(a.kind) < OrderClass(b.kind);
  };
  if (std::is_sorted(jobs.begin(), jobs.end(), before)) return;
  std::vector<Job> sorted;
  sorted.reserve(jobs.size());
  for (int order = 0; order <= kLastClass; ++order) {
    for (Job& job : jobs) {
      if (OrderClass(job.kind) == order) sorted.push_back(std::move(job));
    }
  }
  jobs = std::move(sorted);
}

}  // namespace lockstep::replay
