#include "history_fetch/select/oldest_runs.h"

#include "history_fetch/select/query.h"

namespace lockstep::fetch {
namespace {

// Nothing is older than Temporal, by a good margin.
constexpr int64_t kOldest = int64_t{20} * 365 * 86400;

}  // namespace

rpc::CallResult<std::string> NarrowToOldest(rpc::Service& service,
                                            const std::string& query,
                                            int64_t most, int64_t now_s) {
  // More than `most` are at least `many` seconds old, none is `none` old.
  int64_t many = 0;
  int64_t none = kOldest;
  while (none - many > 1) {
    const int64_t age = many + (none - many) / 2;
    const std::string older =
        And(query, StartedIn({.younger = age, .older = {}}, now_s));
    const auto count = service.CountWorkflows(older);
    if (!count) return tl::unexpected(count.error());
    if (*count > 0 && *count <= most) return older;
    (*count == 0 ? none : many) = age;
  }
  if (many == 0) return std::string();
  return And(query, StartedIn({.younger = many, .older = {}}, now_s));
}

}  // namespace lockstep::fetch
