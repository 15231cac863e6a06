// The patches of one run, in the Core profile: what was recorded, and what code
// that asks is answered. A version n of change id is the patch "id:n".
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>

namespace lockstep::internal {

struct VersionRange {
  int min;
  int max;
};

class Patches {
 public:
  // Makes the command that records a patch.
  using Record = std::function<void(const std::string& id, bool deprecated)>;

  // History holds a marker for this patch.
  void Notify(std::string id) { notified_.insert(std::move(id)); }

  // True in new code: when nothing is replayed, or the marker is there. A true
  // is kept; a false of a replay is not.
  bool Patched(const std::string& id, bool replaying, const Record& record);
  void Deprecate(const std::string& id, bool replaying, const Record& record);
  // What the run is on, whatever it is: the caller checks the range.
  int Version(const std::string& id, VersionRange range, bool replaying,
              const Record& record);

 private:
  std::optional<int> HighestNotified(const std::string& id,
                                     VersionRange range) const;
  // Records a patch once.
  void Set(const std::string& id, bool deprecated, const Record& record);

  std::set<std::string> notified_;
  std::set<std::string> recorded_;  // so true for ever
  std::map<std::string, int> versions_;
};

// Why a version cannot be used, and what to do; empty if it can.
std::string WhyUnsupported(const std::string& id, int version,
                           VersionRange range);

}  // namespace lockstep::internal
