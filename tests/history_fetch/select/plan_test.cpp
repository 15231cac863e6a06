#include "history_fetch/select/plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "history/sha256.h"
#include "tests/history_fetch/select/parsed_plan.h"

namespace lockstep::fetch {
namespace {

using ::testing::ElementsAre;

TEST(Plan, AStratumWithOnlyATypeHasTheDocumentedDefaults) {
  const Plan plan = Parsed("[[stratum]]\nworkflow_type = \"Order\"\n");

  Stratum expected;
  expected.workflow_type = "Order";
  expected.name = "Order";
  expected.source = "default";
  EXPECT_EQ(plan.strata, std::vector<Stratum>{expected});
  EXPECT_EQ(plan.sources, std::vector<Source>{Source{}});
  EXPECT_EQ(plan.seed, 1u);
  EXPECT_EQ(plan.max_histories, 0);
  EXPECT_EQ(plan.max_bytes, 0);
  EXPECT_EQ(plan.max_events, 0);
}

TEST(Plan, EveryKeyReachesItsMember) {
  const Plan plan = Parsed(R"(
[corpus]
seed = 7
max_histories = 100
max_bytes = "2MiB"
max_events = 5000

[source.staging]
[source.prod]
profile = "cloud"
namespace = "orders"

[[stratum]]
workflow_type = "Order"
name = "orders of prod"
source = "prod"
statuses = ["Completed", "Running"]
want = 2
age_buckets = ["12h", "1d", "retention"]
split_by = ["BuildIds"]
include = ["HistoryLength > 5000"]
oldest = 3
longest = 4
chains = false
children = true
max_per_chain = 5
max_per_schedule = 6
min_histories = 7
min_running = 8
min_distinct_shapes = 9
)");

  EXPECT_EQ(plan.seed, 7u);
  EXPECT_EQ(plan.max_histories, 100);
  EXPECT_EQ(plan.max_bytes, 2 << 20);
  EXPECT_EQ(plan.max_events, 5000);
  EXPECT_EQ(plan.sources, (std::vector<Source>{{"prod", "cloud", "orders"},
                                               {"staging", "", ""}}));
  const Stratum expected{.workflow_type = "Order",
                         .name = "orders of prod",
                         .source = "prod",
                         .statuses = {"Running", "Completed"},
                         .want = 2,
                         .age_buckets = {43200, 86400, std::nullopt},
                         .split_by = {"BuildIds"},
                         .include = {"HistoryLength > 5000"},
                         .oldest = 3,
                         .longest = 4,
                         .chains = false,
                         .children = true,
                         .max_per_chain = 5,
                         .max_per_schedule = 6,
                         .min_histories = 7,
                         .min_running = 8,
                         .min_distinct_shapes = 9};
  EXPECT_EQ(plan.strata, std::vector<Stratum>{expected});
  EXPECT_EQ(SourceOf(plan, plan.strata[0]).profile, "cloud");
}

TEST(Plan, TheExampleOfTheSpecificationIsTaken) {
  const Plan plan = Parsed(R"(
[source.prod]
profile = "prod"                       # temporal.toml profile; no secrets here
[[stratum]]
workflow_type = "OrderWorkflow"        # required
statuses = ["Running","Completed","Failed","Canceled","ContinuedAsNew","TimedOut"]
want = 5
age_buckets = ["1d","7d","30d","retention"]
split_by = ["TemporalChangeVersion","TemporalWorkerDeploymentVersion"]
include = ["TemporalReportedProblems IS NOT NULL", "HistoryLength > 5000"]
min_distinct_shapes = 3
)");

  EXPECT_EQ(plan.strata[0].age_buckets,
            (std::vector<std::optional<int64_t>>{86400, 604800, 2592000,
                                                 std::nullopt}));
  EXPECT_EQ(plan.strata[0].source, "prod");
}

TEST(Plan, StatusesAreInOneOrderHoweverTheyAreWritten) {
  const Stratum stratum = StratumWith(
      "statuses = [\"TimedOut\", \"Failed\", \"Paused\", \"Running\"]\n");

  EXPECT_THAT(stratum.statuses,
              ElementsAre("Running", "Paused", "Failed", "TimedOut"));
}

TEST(Plan, AgesAreReadInEveryUnit) {
  const Stratum stratum =
      StratumWith("age_buckets = [\"30s\", \"2m\", \"3h\", \"1d\", \"2w\"]\n");

  EXPECT_THAT(stratum.age_buckets, ElementsAre(30, 120, 10800, 86400, 1209600));
}

TEST(Plan, SizesAreReadInEveryUnit) {
  const struct {
    const char* written;
    int64_t bytes;
  } kCases[] = {{"0", 0},
                {"17", 17},
                {"\"17B\"", 17},
                {"\"2KB\"", 2000},
                {"\"3MB\"", 3000000},
                {"\"4GB\"", 4000000000},
                {"\"1KiB\"", 1024},
                {"\"1MiB\"", 1048576},
                {"\"5GiB\"", 5368709120}};
  for (const auto& [written, bytes] : kCases) {
    const Plan plan = Parsed(std::string("[corpus]\nmax_bytes = ") + written +
                             "\n[[stratum]]\nworkflow_type = \"Order\"\n");
    EXPECT_EQ(plan.max_bytes, bytes) << written;
  }
}

TEST(Plan, StrataMayBeInlineTables) {
  const Plan plan =
      Parsed("stratum = [{workflow_type = \"A\"}, {workflow_type = \"B\"}]\n");

  EXPECT_EQ(plan.strata.size(), 2u);
}

TEST(Plan, TheHashIsOfTheText) {
  const std::string toml = "[[stratum]]\nworkflow_type = \"Order\"\n";

  EXPECT_EQ(Parsed(toml).hash, history::Sha256Hex(toml));
  EXPECT_NE(Parsed(toml).hash, Parsed(toml + "# a word\n").hash);
}

}  // namespace
}  // namespace lockstep::fetch
