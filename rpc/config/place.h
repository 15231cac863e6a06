// Which file and which profile of it are asked.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "rpc/config/config_flags.h"
#include "rpc/config/resolve.h"

namespace lockstep::rpc {

struct ProfilePlace {
  std::string file;  // empty: there is none to look for
  std::string profile = "default";
  // What named the profile, "--profile"; empty: nobody did, so it need not be
  // there.
  std::string named_by;
};

// Without --disable-config-file.
ProfilePlace FindPlace(const ConfigFlags& flags,
                       const Environment& environment);

// Flags that contradict each other, and the environments of the old
// temporal.yaml, which are not read: they must not be taken for nothing.
Result<void> CheckFlags(const ConfigFlags& flags,
                        const Environment& environment);

// The file of old environments, if it is there.
std::string FindOldFile(const Environment& environment);

}  // namespace lockstep::rpc
