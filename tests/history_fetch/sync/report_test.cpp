#include "history_fetch/sync/report.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

namespace lockstep::fetch {
namespace {

using testing::HasSubstr;

SyncReport Sample() {
  SyncReport report;
  report.command = "sync";
  report.corpus = "corpus";
  report.histories = 121;
  StratumTally tally;
  tally.name = "Order";
  tally.workflow_type = "OrderWorkflow";
  tally.source = "prod";
  tally.found = 1234;
  tally.wanted = 124;
  tally.fresh = 20;
  tally.updated = 3;
  tally.kept = 98;
  tally.bytes = 3'400'000;
  tally.coverage = {.histories = 121, .running = 9, .distinct_shapes = 17};
  report.strata.push_back(tally);
  tally = {};
  tally.name = "Refund\n";
  report.strata.push_back(tally);
  report.servers = {{.source = "prod",
                     .name_space = "orders",
                     .address = "orders.example:7233\n"}};
  report.state.complete = true;
  return report;
}

TEST(ReportText, IsATable) {
  EXPECT_EQ(
      ToText(Sample()),
      "  stratum     found  wanted  new  updated  kept  failed  written  "
      "histories  running  shapes\n"
      "  Order        1234     124   20        3    98       0  3.4 MB   "
      "      121        9      17\n"
      "  Refund\\x0a      0       0    0        0     0       0  0 B      "
      "        0        0       0\n"
      "asked namespace 'orders' of orders.example:7233\\x0a (source prod)\n"
      "corpus: 121 histories, complete\n");
}

TEST(ReportText, ColumnsOfTroubleShowOnlyIfThereIsSome) {
  SyncReport report = Sample();
  report.strata[0].expired = 2;
  report.strata[0].left_out = 3;
  report.strata[1].not_tried = 4;
  report.strata[0].notes = {"only some"};
  report.notes = {"all of it"};
  report.state = {.complete = false, .reason = "it was \x1b[2J interrupted"};

  const std::string text = ToText(report);

  EXPECT_THAT(text, HasSubstr("kept  expired  left out  failed  not tried"));
  EXPECT_THAT(text, HasSubstr("note: Order: only some\nnote: all of it\n"));
  EXPECT_THAT(text, HasSubstr("corpus: 121 histories, incomplete: it was "
                              "\\x1b[2J interrupted\n"));
}

TEST(ReportText, WhatDidNotBeginDidNothing) {
  SyncReport report = Sample();
  report.begun = false;

  EXPECT_THAT(ToText(report),
              HasSubstr("corpus: nothing was done, it is as before: 121 "
                        "histories, complete\n"));
  EXPECT_EQ(nlohmann::json::parse(ToJson(report)).at("begun"), false);
}

TEST(ReportText, ADryRunListsTheRuns) {
  SyncReport report = Sample();
  report.dry_run = true;
  Pick pick;
  pick.execution = {"a\nb", "run-1"};
  pick.status = Status::kRunning;
  report.picks = {pick};

  EXPECT_THAT(ToText(report),
              testing::EndsWith("\n"
                                "  run    status   stratum  workflow\n"
                                "  run-1  Running  Order    a\\x0ab\n"));
}

TEST(ReportJson, HasEverything) {
  SyncReport report = Sample();
  report.strata[0].failed = 1;
  report.strata[0].notes = {"only some"};
  report.state = {.complete = false, .reason = "why"};
  report.troubles = {{.workflow_id = "w\xff",
                      .run_id = "r",
                      .stratum = "Order",
                      .integrity = true,
                      .message = "broken"}};
  report.notes = {"a note"};
  report.failures = {{ExitCode::kConnect, "no access"}};
  report.gaps = {"a gap"};

  const auto json = nlohmann::json::parse(ToJson(report));

  EXPECT_EQ(json.at("format"), 1);
  EXPECT_EQ(json.at("command"), "sync");
  EXPECT_EQ(json.at("corpus"), "corpus");
  EXPECT_EQ(json.at("exit_code"), 3);
  EXPECT_EQ(json.at("exit_meaning"), "no connection, or no access");
  EXPECT_EQ(json.at("complete"), false);
  EXPECT_EQ(json.at("reason"), "why");
  EXPECT_EQ(json.at("histories"), 121);
  EXPECT_EQ(json.at("notes").at(0), "a note");
  EXPECT_EQ(json.at("servers").at(0).at("source"), "prod");
  EXPECT_EQ(json.at("servers").at(0).at("namespace"), "orders");
  EXPECT_EQ(json.at("servers").at(0).at("address"), "orders.example:7233\n");
  EXPECT_EQ(json.at("gaps").at(0), "a gap");
  EXPECT_EQ(json.at("errors").at(0).at("code"), 3);
  EXPECT_EQ(json.at("runs_not_fetched").at(0).at("kind"), "integrity");
  const auto& row = json.at("strata").at(0);
  for (const char* key :
       {"name", "workflow_type", "source", "found", "wanted", "new", "updated",
        "kept", "expired", "left_out", "failed", "not_tried", "written_bytes",
        "related", "running_left_out", "histories", "running",
        "distinct_shapes", "notes"}) {
    EXPECT_TRUE(row.contains(key)) << key;
  }
  EXPECT_EQ(row.at("new"), 20);
  EXPECT_EQ(row.at("distinct_shapes"), 17);
  EXPECT_FALSE(json.contains("runs"));
}

TEST(ReportJson, ADryRunListsTheRuns) {
  SyncReport report = Sample();
  report.dry_run = true;
  Pick pick;
  pick.execution = {"order-1", "run-1"};
  report.queries = {"q"};
  report.picks = {pick};

  const auto json = nlohmann::json::parse(ToJson(report));

  EXPECT_EQ(json.at("runs").at(0).at("workflow_id"), "order-1");
  EXPECT_EQ(json.at("runs").at(0).at("stratum"), "Order");
}

// ---- Which of several things counts ----

Failure Because(ExitCode code) { return {code, "why"}; }

TEST(CodeOf, TheGravestCounts) {
  SyncReport report;
  EXPECT_EQ(CodeOf(report), ExitCode::kOk);
  report.gaps = {"a gap"};
  EXPECT_EQ(CodeOf(report), ExitCode::kMinima);
  report.troubles.emplace_back();
  EXPECT_EQ(CodeOf(report), ExitCode::kPartial);
  report.troubles.emplace_back().integrity = true;
  EXPECT_EQ(CodeOf(report), ExitCode::kIntegrity);
  report.failures = {Because(ExitCode::kPartial), Because(ExitCode::kConnect)};
  EXPECT_EQ(CodeOf(report), ExitCode::kConnect);
  report.failures.push_back(Because(ExitCode::kUsage));
  EXPECT_EQ(CodeOf(report), ExitCode::kUsage);
}

TEST(CodeOf, ARefreshOfAnIncompleteCorpusIsNotGood) {
  SyncReport report;
  report.command = "refresh";
  EXPECT_EQ(CodeOf(report), ExitCode::kMinima);
  report.state.complete = true;
  EXPECT_EQ(CodeOf(report), ExitCode::kOk);
}

TEST(ReasonOf, NamesTheGravest) {
  SyncReport report = Sample();
  EXPECT_EQ(ReasonOf(report), "");
  report.gaps = {"a gap", "another"};
  EXPECT_EQ(ReasonOf(report), "a gap (1 more gaps)");
  report.strata[0].failed = 3;
  EXPECT_EQ(ReasonOf(report),
            "3 of the runs that it should have could not be fetched: run "
            "`lockstep-fetch sync` again");
  report.failures = {{ExitCode::kPartial, "slow"}, {ExitCode::kConnect, "no"}};
  EXPECT_EQ(ReasonOf(report), "no");
}

}  // namespace
}  // namespace lockstep::fetch
