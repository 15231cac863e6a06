// What an import says.
#include <gmock/gmock.h>

#include <filesystem>

#include "history_fetch/importing/import.h"
#include "tests/history_fetch/importing/sample_changes.h"

namespace lockstep::fetch {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// ---- The report ----

TEST(ImportReport, IsALineForEachHistory) {
  ImportBench bench;
  ImportOptions options;
  options.asked = {"or\nder", "", ""};
  ASSERT_TRUE(bench.Import({bench.File("a.json", SampleCompact())}, options));

  const std::string file = bench.Path("a.json");
  EXPECT_EQ(
      ToText(bench.reports()[0]),
      "added     Order  or\\x0ader  01a20097-b47a-73f3-8660-f5c560bdd73e  5 "
      "events  " +
          file);
  EXPECT_EQ(ToJson(bench.reports()[0]),
            "{\"result\":\"added\",\"file\":\"" + file +
                "\",\"form\":\"events\",\"namespace\":\"default\","
                "\"workflow_id\":\"or\\nder\",\"run_id\":"
                "\"01a20097-b47a-73f3-8660-f5c560bdd73e\","
                "\"workflow_type\":\"Order\",\"status\":\"Completed\","
                "\"events\":5}");

  ASSERT_TRUE(bench.Import({file}));
  EXPECT_EQ(ToText(bench.reports()[0]),
            "kept      Order  or\\x0ader  "
            "01a20097-b47a-73f3-8660-f5c560bdd73e  5 events  " +
                file + ": the corpus has it");
  ASSERT_TRUE(bench.Import({bench.File("l.json", "[{\"events\":[]}]")}));
  EXPECT_EQ(ToText(bench.reports()[0]),
            "failed    " + bench.Path("l.json") + ", history 1");
}

TEST(ImportReport, EndsWithASummary) {
  ImportSummary summary;
  summary.files = 1;
  summary.added = 1;
  EXPECT_EQ(ToText(summary),
            "1 history in 1 file: 1 added, 0 replaced, 0 kept, 0 failed");
  EXPECT_THAT(WarningsOf(summary), IsEmpty());
  summary = {.files = 9,
             .added = 1,
             .replaced = 2,
             .kept = 3,
             .failed = 4,
             .skipped = 5,
             .nameless = 2,
             .stopped = false,
             .code = ExitCode::kIntegrity};
  summary.skips = {{"JSON without events", {1, "x"}},
                   {"neither", {4, "in/README\n.md"}}};
  EXPECT_EQ(ToText(summary),
            "skipped   1 file, first x: JSON without events\n"
            "skipped   4 files, first in/README\\x0a.md: neither\n"
            "10 histories in 9 files: 1 added, 2 replaced, 3 kept, 4 failed; 5 "
            "other files skipped");
  EXPECT_EQ(ToJson(summary),
            "{\"files\":9,\"added\":1,\"replaced\":2,\"kept\":3,\"failed\":4,"
            "\"skipped\":5,\"without_workflow_id\":2,\"missing_files\":0,"
            "\"left_out\":0,\"complete\":true,\"reason\":null,"
            "\"stopped\":false,"
            "\"exit_code\":6,\"exit_meaning\":\"a history or the corpus "
            "contradicts itself\",\"errors\":[]}");
  EXPECT_THAT(
      WarningsOf(summary),
      ElementsAre(
          "warning: the workflow ids of 2 histories are not known, and ids "
          "made from it will differ in replay: pass --workflow-id, or name "
          "files \"<workflow id>.<run id>.json\""));
}

}  // namespace
}  // namespace lockstep::fetch
