// An import of another corpus: what it says of its histories must be true.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <functional>

#include "tests/history_fetch/importing/sample_changes.h"
#include "tests/history_fetch/importing/sample_history.h"

namespace lockstep::fetch {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

// The one history of a corpus, with another entry.
void Change(const std::string& folder,
            const std::function<void(Entry&)>& change) {
  auto corpus = Corpus::Open(folder, Corpus::Access::kWrite).value();
  Entry changed;
  ASSERT_TRUE(corpus.ForEach([&](const Entry& entry) {
    changed = entry;
    return Outcome<void>();
  }));
  change(changed);
  ASSERT_TRUE(corpus.Update(changed));
  ASSERT_TRUE(corpus.Finish(corpus.state()));
}

void Redact(Entry& entry) { entry.redaction = "policy:0123456789abcdef"; }

TEST(ImportOfACorpus, HoldsItsHistoriesAgainstItsManifest) {
  ImportBench from;
  ASSERT_TRUE(from.Import({from.File("a.json", SampleCompact())}));
  const std::string file = from.folder() + "/" + from.Entries().at(0).file;
  ImportBench other;
  ASSERT_TRUE(other.Import({other.File("b.json", SampleCompact(1))}));
  std::filesystem::copy_file(other.folder() + "/" + other.Entries().at(0).file,
                             file,
                             std::filesystem::copy_options::overwrite_existing);
  ImportBench bench;

  const auto summary = bench.Import({from.folder()});

  ASSERT_TRUE(summary) << summary.error().message;
  EXPECT_EQ(summary->code, ExitCode::kIntegrity);
  EXPECT_THAT(bench.Entries(), IsEmpty());
  // The file, once.
  const std::string& message = bench.reports().at(0).message;
  EXPECT_THAT(message, HasSubstr(from.Entries().at(0).file +
                                 ": is not what the manifest says (its SHA-256 "
                                 "differs): restore it"));
  EXPECT_EQ(message.find(".json.gz"), message.rfind(".json.gz"));
}

TEST(ImportOfACorpus, WaitsForNoPipe) {
  ImportBench from;
  ASSERT_TRUE(from.Import({from.File("a.json", SampleCompact())}));
  const std::string file = from.folder() + "/" + from.Entries().at(0).file;
  std::filesystem::remove(file);
  ASSERT_EQ(mkfifo(file.c_str(), 0600), 0);
  ImportBench bench;

  const auto summary = bench.Import({from.folder()});

  ASSERT_TRUE(summary) << summary.error().message;
  EXPECT_EQ(summary->code, ExitCode::kIntegrity);
}

TEST(ImportOfACorpus, KeepsWhatOnlyItsManifestKnows) {
  ImportBench from;
  ASSERT_TRUE(from.Import({from.File("a.json", SampleCompact())}));
  Change(from.folder(), [](Entry& entry) {
    entry.unknown_fields = 5;
    entry.trimmed_tail = 2;
    entry.first_run_id = kOther;
    entry.scheduled_by = "nightly";
  });
  ImportBench bench;

  ASSERT_TRUE(bench.Import({from.folder()}));

  const Entry entry = bench.Entries().at(0);
  EXPECT_EQ(entry.unknown_fields, 5);
  EXPECT_EQ(entry.trimmed_tail, 2);
  EXPECT_EQ(entry.scheduled_by, "nightly");
}

TEST(ImportOfACorpus, PutsNoRedactedHistoryBesideOriginals) {
  ImportBench from;
  ASSERT_TRUE(from.Import({from.File("a.json", SampleCompact())}));
  Change(from.folder(), Redact);
  ImportBench bench;
  ImportOptions options;
  options.asked.run_id = kOther;
  const std::string original =
      bench.File("b.json", WithoutRunId(SampleCompact()));
  ASSERT_TRUE(bench.Import({original}, options));

  const auto summary = bench.Import({from.folder()});

  ASSERT_TRUE(summary) << summary.error().message;
  EXPECT_EQ(summary->code, ExitCode::kUsage);
  EXPECT_THAT(bench.reports().back().message,
              HasSubstr(": is redacted, and the corpus has originals: import "
                        "it into a corpus of its own"));
  EXPECT_EQ(bench.Entries().size(), 1u);
  EXPECT_TRUE(Corpus::OpenForOriginals(bench.folder()));
}

TEST(ImportOfACorpus, PutsNoOriginalBesideRedactedHistories) {
  ImportBench from;
  ASSERT_TRUE(from.Import({from.File("a.json", SampleCompact())}));
  Change(from.folder(), Redact);
  ImportBench bench;
  // The corpus comes first, by its name.
  const std::string original =
      bench.File("z.json", With(WithoutRunId(SampleCompact()),
                                std::string("\"runId\":\"") + kOther + "\""));
  const bool corpus_first = from.folder() < original;

  const auto summary = bench.Import({from.folder(), original});

  ASSERT_TRUE(summary) << summary.error().message;
  EXPECT_EQ(summary->code, ExitCode::kUsage);
  EXPECT_EQ(bench.Entries().size(), 1u);
  EXPECT_THAT(bench.reports().back().message,
              HasSubstr(corpus_first ? ": is an original, and the corpus has "
                                       "redacted histories: import it into a "
                                       "corpus of its own"
                                     : ": is redacted, and the corpus has"));
}

}  // namespace
}  // namespace lockstep::fetch
