#include "replayer/report/printable.h"

#include <fmt/format.h>

namespace lockstep::replay {

std::string Printable(std::string_view text) {
  constexpr unsigned char kDelete = 0x7f;
  std::string printable;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < ' ' || byte == kDelete) {
      printable += fmt::format("\\x{:02x}", byte);
    } else {
      printable += c;
    }
  }
  return printable;
}

}  // namespace lockstep::replay
