#include "history_fetch/page_guard.h"

#include <fmt/format.h>

namespace lockstep::fetch {

std::string PageGuard::Check(const std::string& token, size_t runs) {
  empty_ = runs == 0 ? empty_ + 1 : 0;
  if (empty_ > kMostEmpty) {
    return fmt::format("more than {} empty pages one after the other",
                       kMostEmpty);
  }
  return tokens_.insert(token).second ? "" : "the same page token twice";
}

}  // namespace lockstep::fetch
