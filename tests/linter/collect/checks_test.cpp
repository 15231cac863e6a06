// Each case is a table of functions; see cases/expect.h.
#include <gtest/gtest.h>

#include "tests/linter/collect/check_run.h"

namespace lockstep::lint {
namespace {

class Checks : public testing::TestWithParam<const char*> {};

TEST_P(Checks, SayOfEachFunctionWhatItsCaseExpects) {
  const std::vector<CaseResult> results = RunCase(GetParam());
  EXPECT_GE(results.size(), 2u);
  for (const CaseResult& result : results) {
    EXPECT_EQ(result.actual, result.expected) << result.function;
  }
}

INSTANTIATE_TEST_SUITE_P(Cases, Checks,
                         testing::Values("addresses", "constructs", "guards",
                                         "loops", "serialized_order",
                                         "sort_ties", "unordered_iteration",
                                         "unsequenced", "value_flow"),
                         [](const auto& param_info) {
                           return std::string(param_info.param);
                         });

}  // namespace
}  // namespace lockstep::lint
