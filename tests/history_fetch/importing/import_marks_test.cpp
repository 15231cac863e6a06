// Whether the corpus is complete then, and what was left out.
#include <gmock/gmock.h>

#include <filesystem>

#include "history_fetch/importing/import.h"
#include "tests/history_fetch/importing/sample_changes.h"

namespace lockstep::fetch {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(Import, TakesBackOnlyWhatAnImportHasSaid) {
  struct {
    const char* why;
    CorpusState before;
    bool complete;
  } const rows[] = {
      {"it was complete", {.complete = true, .plan = "p"}, true},
      {"an import said so", {.reason = "an import left out 2 histories"}, true},
      {"a sync said so", {.reason = "the sync was cut short"}, false},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.why);
    ImportBench bench;
    const std::string file = bench.File("a.json", SampleCompact(2));
    ASSERT_TRUE(bench.Import({file}));
    SetState(bench.folder(), row.before);

    ASSERT_TRUE(bench.Import({bench.File("b.json", SampleCompact())}));

    EXPECT_EQ(bench.State().complete, row.complete);
    EXPECT_EQ(bench.State().plan, row.before.plan);
    EXPECT_EQ(bench.State().reason, row.complete ? "" : row.before.reason);
  }
}

TEST(Import, LeavesTheMarkOfASyncThatFoundNothing) {
  ImportBench bench;
  SetState(bench.folder(), {.reason = "the sync was cut short"});

  ASSERT_TRUE(bench.Import({bench.File("a.json", SampleCompact())}));

  EXPECT_FALSE(bench.State().complete);
  EXPECT_EQ(bench.State().reason, "the sync was cut short");
}

// ---- What was left out ----

TEST(Import, NotesWhatItLeftOutUntilThatComes) {
  ImportBench bench;
  bench.File("in/a.json", "{");
  bench.File("in/b.json", SampleCompact());
  bench.File("other.json", SampleCompact(1));
  const std::string bad = Noted(bench.Path("in/a.json"));

  ASSERT_TRUE(bench.Import({bench.Path("in")}));
  EXPECT_THAT(bench.State().left_out, ElementsAre(bad));

  // Another file says nothing about it.
  const auto other = bench.Import({bench.Path("other.json")});
  ASSERT_TRUE(other);
  EXPECT_EQ(other->code, ExitCode::kOk);
  EXPECT_EQ(other->left_out, 1);
  EXPECT_FALSE(bench.State().complete);
  EXPECT_EQ(bench.State().reason,
            "an import left out " + bad +
                ": correct and import it again, or pass `lockstep-fetch "
                "import` --accept-left-out");
  EXPECT_THAT(WarningsOf(*other),
              ElementsAre("note: the corpus is still marked incomplete: " +
                          bench.State().reason));
  // Nor does the folder without it.
  std::filesystem::remove(bad);
  ASSERT_TRUE(bench.Import({bench.Path("in")}));
  EXPECT_THAT(bench.State().left_out, ElementsAre(bad));

  bench.File("in/a.json", SampleCompact());
  ASSERT_TRUE(bench.Import({bench.Path("./in/")}));
  EXPECT_TRUE(bench.State().complete);
  EXPECT_THAT(bench.State().left_out, IsEmpty());
}

TEST(Import, ForgetsWhatItLeftOutIfItIsTold) {
  ImportBench bench;
  ASSERT_TRUE(bench.Import({bench.File("a.json", "{")}));
  ImportOptions options;
  options.left_out = LeftOut::kIsAccepted;

  const auto accepted = bench.Import({}, options);

  ASSERT_TRUE(accepted) << accepted.error().message;
  EXPECT_TRUE(bench.State().complete);
  EXPECT_THAT(bench.State().left_out, IsEmpty());
  // Its own, too; that they are bad stays so.
  const auto again = bench.Import({bench.Path("a.json")}, options);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->code, ExitCode::kIntegrity);
  EXPECT_TRUE(bench.State().complete);
}

TEST(Import, NeverTakesStandardInputForWhatCameFromItBefore) {
  ImportBench bench;
  SetState(bench.folder(),
           {.reason = "an import left out it", .left_out = {"-"}});

  ASSERT_TRUE(bench.Import({bench.File("a.json", SampleCompact())}));

  EXPECT_EQ(bench.State().reason,
            "an import left out what came from standard input: correct and "
            "import it again, or pass `lockstep-fetch import` "
            "--accept-left-out");
}

TEST(Import, NotesWhatItWasGivenBeforeItBegins) {
  ImportBench bench;
  bench.File("in/a.json", SampleCompact());
  CorpusState meanwhile;
  ImportOptions options;
  options.imported_at = "2026-12-01T00:00:00Z";

  // What a kill at this moment would leave.
  ASSERT_TRUE(ImportFiles(EmbeddedSchema(), bench.folder(), {bench.Path("in")},
                          options,
                          [&](const Imported&) { meanwhile = bench.State(); }));
  EXPECT_THAT(meanwhile.left_out, ElementsAre(Noted(bench.Path("in"))));
  SetState(bench.folder(), meanwhile);

  ASSERT_TRUE(bench.Import({bench.File("b.json", SampleCompact())}));
  EXPECT_FALSE(bench.State().complete);
  ASSERT_TRUE(bench.Import({bench.Path("in/")}));
  EXPECT_TRUE(bench.State().complete);
}

TEST(Import, NotesWhatItLeftOutBesideTheMarkOfASync) {
  ImportBench bench;
  SetState(bench.folder(), {.reason = "the sync was cut short"});

  ASSERT_TRUE(bench.Import({bench.File("a.json", "{")}));

  EXPECT_EQ(bench.State().reason, "the sync was cut short");
  EXPECT_THAT(bench.State().left_out, ElementsAre(Noted(bench.Path("a.json"))));
}

TEST(Import, TakesOverTheMarkOfACorpus) {
  ImportBench from;
  ASSERT_TRUE(from.Import({from.File("a.json", SampleCompact())}));
  SetState(from.folder(), {.reason = "the sync was cut short"});
  ImportBench bench;
  const std::string reason =
      "imported from " + from.folder() +
      ", which was incomplete: complete that one, and import it again";

  ASSERT_TRUE(bench.Import({from.folder()}));
  EXPECT_FALSE(bench.State().complete);
  EXPECT_EQ(bench.State().reason, reason);

  // Other files do not make it whole.
  ASSERT_TRUE(bench.Import({bench.File("b.json", SampleCompact())}));
  EXPECT_FALSE(bench.State().complete);
  EXPECT_EQ(bench.State().reason, reason);

  SetState(from.folder(), {.complete = true});
  ASSERT_TRUE(bench.Import({from.folder()}));
  EXPECT_TRUE(bench.State().complete);
  EXPECT_EQ(bench.State().reason, "");
}

TEST(Import, TakesBackNoMarksOfCorporaThatCameOneByOne) {
  ImportBench a;
  ImportBench b;
  ImportBench bench;
  for (const ImportBench* from : {&a, &b}) {
    SetState(from->folder(), {.reason = "the sync was cut short"});
    const std::string file = bench.File("c.json", SampleCompact());
    ASSERT_TRUE(bench.Import({from->folder(), file}));
    SetState(from->folder(), {.complete = true});
  }
  ASSERT_TRUE(bench.Import({a.folder(), b.folder(), bench.Path("c.json")}));

  EXPECT_FALSE(bench.State().complete);
  EXPECT_EQ(bench.State().reason,
            "imported from several corpora that were incomplete: complete "
            "them, and import them into a new corpus");
}

TEST(Import, TakesBackTheMarksOfCorporaThatCameTogether) {
  ImportBench a;
  ImportBench b;
  ASSERT_TRUE(a.Import({a.File("a.json", SampleCompact())}));
  SetState(b.folder(), {.reason = "the sync was cut short"});
  ImportBench bench;
  ASSERT_TRUE(bench.Import({a.folder(), b.folder()}));
  EXPECT_THAT(bench.State().reason,
              HasSubstr(", of which some were incomplete: complete those, and "
                        "import all of them again"));
  SetState(b.folder(), {.complete = true});

  ASSERT_TRUE(bench.Import({b.folder(), a.folder()}));

  EXPECT_TRUE(bench.State().complete);
}

}  // namespace
}  // namespace lockstep::fetch
