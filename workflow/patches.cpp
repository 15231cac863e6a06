#include "workflow/patches.h"

#include <charconv>
#include <utility>

#include "lockstep/context.h"

namespace lockstep::internal {

bool Patches::Patched(const std::string& id, bool replaying,
                      const Record& record) {
  if (recorded_.contains(id)) return true;
  if (replaying && !notified_.contains(id)) return false;
  Set(id, false, record);
  return true;
}

void Patches::Deprecate(const std::string& id, bool replaying,
                        const Record& record) {
  if (replaying && !notified_.contains(id)) return;
  Set(id, true, record);
}

int Patches::Version(const std::string& id, VersionRange range, bool replaying,
                     const Record& record) {
  if (const auto known = versions_.find(id); known != versions_.end()) {
    return known->second;
  }
  // A marker wins over the live edge: the run is on that version already.
  std::optional<int> version = HighestNotified(id, range);
  if (!version && !replaying) version = range.max;
  if (version && *version != kDefaultVersion) {
    Set(id + ":" + std::to_string(*version), false, record);
  }
  return versions_[id] = version.value_or(kDefaultVersion);
}

std::optional<int> Patches::HighestNotified(const std::string& id,
                                            VersionRange range) const {
  const std::string prefix = id + ":";
  std::optional<int> highest;
  for (auto each = notified_.lower_bound(prefix);
       each != notified_.end() && each->starts_with(prefix); ++each) {
    int version = 0;
    const char* const end = each->data() + each->size();
    const auto [rest, error] =
        std::from_chars(each->data() + prefix.size(), end, version);
    if (error != std::errc() || rest != end) continue;
    if (version < range.min || version > range.max) continue;
    if (!highest || version > *highest) highest = version;
  }
  return highest;
}

void Patches::Set(const std::string& id, bool deprecated,
                  const Record& record) {
  if (recorded_.insert(id).second) record(id, deprecated);
}

std::string WhyUnsupported(const std::string& id, int version,
                           VersionRange range) {
  const std::string change =
      "version " + std::to_string(version) + " of the change '" + id + "'";
  if (version < range.min) {
    return "the code has removed support for " + change +
           ", which this run is on (the oldest supported is " +
           std::to_string(range.min) +
           "): keep the old branch until no run needs it";
  }
  if (version > range.max) {
    return "the code is too old for " + change +
           ", which this run is on (the newest supported is " +
           std::to_string(range.max) +
           "): run it with the build that introduced it, or a newer one";
  }
  return {};
}

}  // namespace lockstep::internal
