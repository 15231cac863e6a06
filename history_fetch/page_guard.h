// Notices a list of pages that would never end.
#pragma once

#include <cstddef>
#include <set>
#include <string>

namespace lockstep::fetch {

class PageGuard {
 public:
  // Pages without a run that may follow each other: servers that filter late
  // send some.
  static constexpr int kMostEmpty = 100;

  // Of a page with `runs` and the token of another one. "": go on. Else what
  // the server gives, "the same page token twice".
  std::string Check(const std::string& token, size_t runs);

 private:
  std::set<std::string> tokens_;
  int empty_ = 0;  // one after the other
};

}  // namespace lockstep::fetch
