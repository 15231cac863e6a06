// The umbrella: one precompiled header of all the standard headers that a group
// of units includes. Most of the time of a unit goes into these.
//
// It holds headers of the standard library and of POSIX only: those do not care
// what is defined before them, and unit by unit the watch (umbrella_map.h)
// tells when they would.
#pragma once

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "linter/collect/driver/arguments.h"
#include "linter/collect/driver/umbrella_map.h"
#include "linter/facts/file_states.h"

namespace lockstep::lint {

struct Umbrella {
  std::string file;  // the precompiled header
  UmbrellaMap map;
};

// Of all names, those that an umbrella may hold.
std::set<std::string> StandardHeaders(const std::set<std::string>& names);

class UmbrellaFolder {
 public:
  // Umbrellas are kept in `<directory>/umbrella`; with an empty one in a folder
  // of their own, which is removed in the end.
  UmbrellaFolder(const std::string& directory, uint64_t tool);
  ~UmbrellaFolder();
  UmbrellaFolder(const UmbrellaFolder&) = delete;
  UmbrellaFolder& operator=(const UmbrellaFolder&) = delete;

  // One that was made before, with the same arguments, whose headers did not
  // change, and that holds all of `headers`. Null if there is none.
  std::unique_ptr<Umbrella> Find(const std::vector<std::string>& arguments,
                                 const std::set<std::string>& headers,
                                 FileStates& files) const;
  // Headers that cannot be included are left out. Null if it cannot be made.
  std::unique_ptr<Umbrella> Make(const std::vector<std::string>& arguments,
                                 std::set<std::string> headers,
                                 FileStates& files) const;

 private:
  std::string GroupOf(const std::vector<std::string>& arguments) const;
  void RemoveOld() const;

  std::string folder_;
  uint64_t tool_;
  bool temporary_;
};

}  // namespace lockstep::lint
