#include "rpc/config/secret.h"

#include <algorithm>

namespace lockstep::rpc {

std::vector<std::string> PartsOf(const Secret& header) {
  constexpr size_t kShortest = 4;  // what is shorter stands in many sentences
  constexpr char kBetween[] = " \t,;:=\"";
  const std::string& value = header.Reveal();
  std::vector<std::string> parts;
  size_t begin = value.find_first_not_of(kBetween);
  while (begin != std::string::npos) {
    const size_t end =
        std::min(value.find_first_of(kBetween, begin), value.size());
    const size_t next = value.find_first_not_of(kBetween, end);
    const bool last = next == std::string::npos;
    if (last || end - begin >= kShortest) {
      parts.push_back(value.substr(begin, end - begin));
    }
    begin = next;
  }
  return parts;
}

}  // namespace lockstep::rpc
