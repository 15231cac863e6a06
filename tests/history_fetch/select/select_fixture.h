// Selecting from a server in memory.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "history_fetch/select/select.h"
#include "tests/history_fetch/memory_service.h"
#include "tests/rpc/client/sample_history.h"

namespace lockstep::fetch {

inline constexpr int64_t kSecond = 1'000'000'000;
inline constexpr int64_t kHour = 3600 * kSecond;
inline constexpr int64_t kDay = 24 * kHour;
inline constexpr int64_t kNow = 1'795'000'000 * kSecond;

// Listing needs no histories.
inline rpc::ExecutionInfo Listed(int number, const std::string& status,
                                 int64_t age_ns) {
  rpc::ExecutionInfo info;
  info.execution = {fmt::format("order-{}", number), rpc::SampleRunId(number)};
  info.workflow_type = "Order";
  info.status = status;
  info.start_time_ns = kNow - age_ns;
  if (status != "Running") {
    info.close_time_ns = info.start_time_ns + kSecond;
    info.history_length = 10 + number;
  }
  info.first_run_id = info.execution.run_id;
  return info;
}

inline std::vector<Pick> All(Sample& sample) {
  std::vector<Pick> all;
  while (std::optional<Pick> pick = sample.Next()) {
    all.push_back(*std::move(pick));
  }
  EXPECT_FALSE(sample.broken());
  return all;
}

class SelectTest : public testing::Test {
 protected:
  SelectTest() {
    plan_.sources = {Source{}};
    plan_.strata.emplace_back();
    stratum().workflow_type = "Order";
    stratum().name = "Order";
    stratum().split_by = {};
    stratum().oldest = 0;
    stratum().longest = 0;
  }

  Stratum& stratum() { return plan_.strata.front(); }

  void Add(const rpc::ExecutionInfo& info, bool archived = false) {
    service_.Add({.info = info,
                  .history = schema_.New(rpc::kHistoryMessage),
                  .archived = archived});
  }

  Outcome<Selected> Select() {
    return SelectStratum({.service = &service_,
                          .plan = &plan_,
                          .now_ns = kNow,
                          .archived = archived_,
                          .concurrency = 2,
                          .bounds = bounds_,
                          .take_early = take_early_},
                         0);
  }

  // The numbers of the runs, in their order.
  std::vector<int> Numbers() {
    Outcome<Selected> selected = Select();
    EXPECT_TRUE(selected) << selected.error().message;
    std::vector<int> numbers;
    if (!selected) return numbers;
    for (const Pick& pick : All(selected->picks)) {
      numbers.push_back(std::stoi(pick.execution.run_id));
    }
    return numbers;
  }

  const rpc::Schema schema_ = rpc::Schema::Embedded();
  MemoryService service_{schema_};
  Plan plan_;
  ListBounds bounds_;
  bool archived_ = false;
  TakeEarly take_early_;
};

}  // namespace lockstep::fetch
