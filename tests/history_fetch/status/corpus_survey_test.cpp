#include "history_fetch/status/corpus_survey.h"

#include <gtest/gtest.h>

#include "history_fetch/timestamps.h"

namespace lockstep::fetch {
namespace {

constexpr char kNow[] = "2026-11-22T12:00:00Z";

SurveyOptions Options() {
  return {.now_ns = ParseTime(kNow).value(),
          .next_refresh_s = 7 * 86400,
          .descriptors = "d1"};
}

StatusReport ReportOf(const std::vector<Entry>& entries,
                      const SurveyOptions& options = Options(),
                      const CorpusState& state = {.complete = true}) {
  CorpusSurvey survey(options);
  for (const Entry& entry : entries) survey.Add(entry);
  return survey.Report("corpus", state);
}

TEST(CorpusSurvey, CountsHistoriesByType) {
  const StatusReport report = ReportOf({
      {.shape = "s1",
       .workflow_type = "Order",
       .closed = true,
       .start_time = "2026-11-20T00:00:05Z",
       .fetched_at = "2026-11-21T00:00:00Z"},
      {.shape = "s1",
       .workflow_type = "Order",
       .start_time = "2026-11-20T00:00:05.1Z",
       .fetched_at = "2026-11-22T00:00:00Z"},
      {.shape = "s2",
       .workflow_type = "Order",
       .closed = true,
       .start_time = "2026-11-20T00:00:04.9Z"},
      {.workflow_type = "Refund"},
  });

  EXPECT_EQ(report.histories, 4);
  ASSERT_EQ(report.types.size(), 2u);
  EXPECT_EQ(report.types[0],
            (TypeStatus{.workflow_type = "Order",
                        .histories = 3,
                        .open = 1,
                        .shapes = 2,
                        .oldest_start = "2026-11-20T00:00:04.9Z",
                        .newest_start = "2026-11-20T00:00:05.1Z",
                        .last_fetched = "2026-11-22T00:00:00Z"}));
  EXPECT_EQ(report.types[1],
            (TypeStatus{.workflow_type = "Refund", .histories = 1, .open = 1}));
}

TEST(CorpusSurvey, IsAsOldAsItsLastSync) {
  const std::vector<Entry> entries = {
      {.workflow_type = "Order", .fetched_at = "2026-11-20T12:00:00Z"}};
  struct Row {
    CorpusState state;
    std::vector<Entry> entries;
    std::optional<int64_t> age_s;
  };
  const std::vector<Row> rows = {
      {{.synced_at = "2026-11-22T11:00:00Z"}, entries, 3600},
      {{}, entries, 2 * 86400},  // all were imported
      {{}, {}, std::nullopt},
      {{.synced_at = "2026-11-23T00:00:00Z"}, entries, 0},  // clocks differ
  };
  for (const Row& row : rows) {
    EXPECT_EQ(ReportOf(row.entries, Options(), row.state).age_s, row.age_s)
        << row.state.synced_at;
  }
}

TEST(CorpusSurvey, ComparesTypesWithBuildAndPlan) {
  using Types = std::optional<std::vector<std::string>>;
  struct Row {
    Types build;
    Types plan;
    std::vector<std::string> missing;
    std::vector<std::string> gone;
  };
  const std::vector<Row> rows = {
      {std::nullopt, std::nullopt, {}, {}},
      {{{"Ship", "Order"}}, std::nullopt, {"Ship"}, {"Refund"}},
      {std::nullopt, {{"Ship", "Order"}}, {"Ship"}, {}},
      {{{"Ship", "Refund"}}, {{"Bill"}}, {"Bill", "Ship"}, {"Order"}},
  };
  for (const Row& row : rows) {
    SurveyOptions options = Options();
    options.build_types = row.build;
    options.plan_types = row.plan;

    const StatusReport report = ReportOf(
        {{.workflow_type = "Order"}, {.workflow_type = "Refund"}}, options);

    EXPECT_EQ(report.wanted_known, row.build || row.plan);
    EXPECT_EQ(report.build_known, row.build.has_value());
    EXPECT_EQ(report.missing_types, row.missing);
    EXPECT_EQ(report.gone_types, row.gone);
  }
}

TEST(CorpusSurvey, CountsWhatTheServerForgets) {
  const StatusReport report =
      ReportOf({{.retention_expires_at = "2026-11-22T12:00:00Z"},
                {.retention_expires_at = "2026-11-29T12:00:00Z"},
                {.retention_expires_at = "2026-11-23T12:00:00Z"},
                {.retention_expires_at = "2026-11-29T12:00:01Z"},
                {}});

  EXPECT_EQ(report.expiry,
            (ExpiryStatus{
                .expired = 1, .expiring = 2, .next = "2026-11-23T12:00:00Z"}));
}

TEST(CorpusSurvey, CountsWhatTheDescriptorsDidNotKnow) {
  const StatusReport report = ReportOf({
      {.server_version = "1.32.0", .descriptors = "d1", .unknown_fields = 2},
      {.server_version = "1.30.1", .descriptors = "d0", .unknown_fields = 1},
      {.server_version = "1.32.0", .descriptors = "d1"},
      {},  // imported
  });

  EXPECT_EQ(report.drift,
            (DriftStatus{.histories = 2,
                         .unknown_fields = 3,
                         .other_descriptors = 1,
                         .server_versions = {"1.30.1", "1.32.0"}}));
}

TEST(CorpusSurvey, KnowsTypesOfWhichNoHistoryRanCode) {
  SurveyOptions options = Options();
  options.ran_code = [](const Entry& entry) { return entry.events > 3; };
  CorpusSurvey survey(options);
  survey.Add({.workflow_type = "Order", .events = 3});
  survey.Add({.workflow_type = "Order", .events = 9});
  survey.Add({.workflow_type = "Order", .events = 2});
  survey.Add({.workflow_type = "Refund", .events = 3});
  survey.Add({.workflow_type = "Refund", .events = 2});

  const StatusReport report = survey.Report("corpus", {});

  EXPECT_TRUE(report.types.at(0).ran_code);
  EXPECT_FALSE(report.types.at(1).ran_code);
}

TEST(CorpusSurvey, KnowsWhatHistoriesHaveSeen) {
  CorpusSurvey survey(Options());
  survey.Add({.workflow_type = "Order",
              .build_ids = {"abc"},
              .deployment_versions = {"shop.v1"},
              .change_versions = {"a-1", "b-2"}});
  survey.Add({.workflow_type = "Refund", .change_versions = {"a-1"}});

  ASSERT_EQ(survey.change_versions().size(), 2u);
  EXPECT_EQ(survey.change_versions().at("a-1").histories, 2);
  EXPECT_EQ(survey.change_versions().at("a-1").types,
            (std::set<std::string>{"Order", "Refund"}));
  EXPECT_EQ(survey.change_versions().at("b-2").histories, 1);
  const SeenVersions& seen = survey.seen().at("Order");
  EXPECT_FALSE(seen.no_change_version);
  EXPECT_EQ(seen.change_versions, (std::set<std::string>{"a-1", "b-2"}));
  EXPECT_EQ(seen.deployment_versions, std::set<std::string>{"shop:v1"});
  EXPECT_EQ(seen.build_ids, std::set<std::string>{"abc"});
}

TEST(CorpusSurvey, ReadsVersionsHoweverTheyAreWritten) {
  EXPECT_EQ(PlainDeployment("shop.v1.2"), "shop:v1.2");
  EXPECT_EQ(PlainDeployment("shop:v1.2"), "shop:v1.2");
  EXPECT_EQ(PlainDeployment("v1"), "v1");
  EXPECT_EQ(PlainBuildId("unversioned"), "");
  EXPECT_EQ(PlainBuildId("unversioned:abc"), "abc");
  EXPECT_EQ(PlainBuildId("pinned:shop:v1"), "v1");
  EXPECT_EQ(PlainBuildId("abc"), "abc");
}

}  // namespace
}  // namespace lockstep::fetch
