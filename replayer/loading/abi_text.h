// Texts of the build boundary as ours.
#pragma once

#include <string>

#include "lockstep/build_abi.h"

namespace lockstep::replay {

inline std::string Text(const LsText& text) {
  return text.size == 0 ? std::string() : std::string(text.data, text.size);
}

}  // namespace lockstep::replay
