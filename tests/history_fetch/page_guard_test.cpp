#include "history_fetch/page_guard.h"

#include <gtest/gtest.h>

namespace lockstep::fetch {
namespace {

TEST(PageGuard, RefusesATokenThatComesTwice) {
  PageGuard guard;

  EXPECT_EQ(guard.Check("a", 1), "");
  EXPECT_EQ(guard.Check("b", 1), "");
  EXPECT_EQ(guard.Check("a", 1), "the same page token twice");
}

TEST(PageGuard, RefusesEmptyPagesForEver) {
  PageGuard guard;
  int token = 0;
  const auto next = [&](size_t runs) {
    return guard.Check(std::to_string(++token), runs);
  };
  for (int i = 0; i < PageGuard::kMostEmpty; ++i) EXPECT_EQ(next(0), "");
  EXPECT_EQ(next(1), "");
  for (int i = 0; i < PageGuard::kMostEmpty; ++i) EXPECT_EQ(next(0), "");

  EXPECT_EQ(next(0), "more than 100 empty pages one after the other");
}

}  // namespace
}  // namespace lockstep::fetch
