// The engine's parts that are pure functions.
#include <gtest/gtest.h>

#include "replayer/engine/compare.h"
#include "replayer/engine/flavour.h"
#include "replayer/engine/local_results.h"
#include "replayer/engine/patches.h"
#include "replayer/engine/random_seed.h"
#include "replayer/engine/slices.h"
#include "tests/replayer/engine/history_text.h"

namespace lockstep::replay {
namespace {

TEST(RandomSeed, IsThatOfTheOfficialEngine) {
  // From Rust's std::hash::DefaultHasher over a &str.
  EXPECT_EQ(RandomSeed(""), 0x30406ea523c53defu);
  EXPECT_EQ(RandomSeed("a"), 0x719b50b9a4f0e9f3u);
  EXPECT_EQ(RandomSeed("1234567"), 0xb9a4f30e757fe044u);
  EXPECT_EQ(RandomSeed("12345678"), 0x40cc4e544a5af2cdu);
  EXPECT_EQ(RandomSeed("d9e39a3c-0b6c-4ba8-a0d0-0ef4ae9a1c3f"),
            0x5dd2291eabb5391bu);
}

std::vector<size_t> Ends(const std::string& lines) {
  const history::History history = HistoryOf(lines);
  std::vector<size_t> ends;
  size_t from = 0;
  while (const auto slice = NextSlice(history.events, from)) {
    ends.push_back(slice->end);
    from = slice->end;
  }
  return ends;
}

TEST(NextSlice, EndsWithTheTaskThatWakesTheCode) {
  using Lines = std::vector<size_t>;
  // The worked example of replay-semantics 3.1.
  EXPECT_EQ(Ends("started;task;timer 1;timer-fired 5 1;task;complete"),
            (Lines{3, 8, 10}));
  EXPECT_EQ(Ends("started;task;task;activity 1 A"), (Lines{6, 8}));
  EXPECT_EQ(Ends("started;scheduled;wft;wft-failed;task;complete"),
            (Lines{6, 8}));
  EXPECT_EQ(Ends("started;task"), (Lines{3, 4}));
}

TEST(NextSlice, CutsBeforeAnUpdatesSequencingEvent) {  // S-4
  using Lines = std::vector<size_t>;
  EXPECT_EQ(Ends("started;task;task;update-accepted u 5"), (Lines{3, 6, 8}));
  EXPECT_EQ(Ends("started;task;task;update-accepted u 7"), (Lines{6, 8}));
}

std::vector<uint32_t> Taken(const std::string& markers, uint32_t activation,
                            bool alone, uint32_t started_below) {
  std::vector<LocalMarker> list;
  const history::History history = HistoryOf("started;task;" + markers);
  for (const history::Event& event : history.events) {
    if (auto marker = ReadLocalMarker(event)) list.push_back(*marker);
  }
  LocalResults results;
  results.Begin(std::move(list));
  std::vector<uint32_t> taken;
  for (const LocalMarker& marker : results.Take(
           activation, alone,
           [started_below](uint32_t seq) { return seq < started_below; })) {
    taken.push_back(marker.data.seq);
  }
  return taken;
}

TEST(LocalResults, ComeInTheOrderOfTheirMarkersIfStarted) {
  using Seqs = std::vector<uint32_t>;
  EXPECT_EQ(Taken("local 2 A;local 1 B", 0, true, 3), (Seqs{2, 1}));
  EXPECT_EQ(Taken("local 1 A;local 5 B;local 2 C", 0, true, 3), (Seqs{1}));
}

TEST(LocalResults, WaitForTheActivationOfTheirIndex) {  // [L-4.7]
  using Seqs = std::vector<uint32_t>;
  EXPECT_EQ(Taken("local 1 A 1;local 2 B 1;local 3 C 2", 1, true, 9),
            (Seqs{1, 2}));
  EXPECT_EQ(Taken("local 1 A 2;local 2 B", 1, false, 9), (Seqs{}));
  EXPECT_EQ(Taken("local 1 A;local 2 B 2", 1, true, 9), (Seqs{1}));
}

TEST(LocalResults, ComeWhateverTheirIndexIfNothingElseDoes) {
  using Seqs = std::vector<uint32_t>;
  EXPECT_EQ(Taken("local 1 A 2;local 2 B 3;local 9 C", 1, true, 9),
            (Seqs{1, 2}));
}

TEST(Patches, AskOnce) {
  Patches patches;
  EXPECT_EQ(patches.Ask("a", false, true), Patches::Answer::kMarkerAndUpsert);
  EXPECT_EQ(patches.Ask("a", false, true), Patches::Answer::kNothing);
}

TEST(Patches, UpsertOnlyWhatIsInHistory) {
  Patches patches;
  patches.Notify("recorded");
  EXPECT_EQ(patches.Ask("recorded", true, true),
            Patches::Answer::kMarkerAndUpsert);
  EXPECT_EQ(patches.Ask("new", true, true), Patches::Answer::kMarker);
}

TEST(Patches, LeaveOutAnUpsertThatIsTooLong) {
  Patches patches;
  const std::string id(1022, 'x');
  EXPECT_EQ(patches.Ask(id + "1", false, true),
            Patches::Answer::kMarkerAndUpsert);
  EXPECT_EQ(patches.Ask(id + "2", false, true), Patches::Answer::kMarker);
}

TEST(DurationText, UsesTheLargestWholeUnit) {
  EXPECT_EQ(DurationText(0), "0s");
  EXPECT_EQ(DurationText(10'000'000'000), "10s");
  EXPECT_EQ(DurationText(120'000'000'000), "2m");
  EXPECT_EQ(DurationText(3'600'000'000'000), "1h");
  EXPECT_EQ(DurationText(50'000'000), "50ms");
  EXPECT_EQ(DurationText(50), "50ns");
}

history::History BySdk(const std::string& name) {
  history::History history = HistoryOf("started;task;complete");
  auto& task = std::get<history::WorkflowTask>(history.events[3].attributes);
  task.sdk_name = name;
  return history;
}

TEST(DetectFlavour, GoesBySdkName) {
  const std::pair<const char*, Flavour> sdks[] = {
      {"temporal-go", Flavour::kGo},
      {"temporal-php-2", Flavour::kGo},
      {"temporal-java", Flavour::kJava},
      {"temporal-python", Flavour::kCore},
      {"temporal-typescript", Flavour::kCore},
      {"swift-temporal", Flavour::kCore},
      {"lockstep", Flavour::kCore},
  };
  for (const auto& [name, flavour] : sdks) {
    EXPECT_EQ(DetectFlavour(BySdk(name)).flavour, flavour) << name;
  }
}

TEST(DetectFlavour, GoesByMarkersFlagsQueuesIdsAndIdentity) {
  const std::pair<const char*, Flavour> histories[] = {
      {"started;scheduled;wft;done none;marker Version change-id version",
       Flavour::kGo},
      {"started;scheduled;wft;done none;marker Version changeId version",
       Flavour::kJava},
      {"started;scheduled;wft;done none;marker LocalActivity data",
       Flavour::kGo},
      {"started;scheduled;wft;done none;marker LocalActivity activityId meta",
       Flavour::kJava},
      {"started;scheduled;wft;done none;marker core_patch patch-data",
       Flavour::kCore},
      {"started;scheduled;wft;done none;marker their-own", Flavour::kOther},
      {"started;scheduled host:d9e39a3c-0b6c-4ba8-a0d0-0ef4ae9a1c3f",
       Flavour::kGo},
      {"started;scheduled 1@host:d9e39a3c-0b6c-4ba8-a0d0-0ef4ae9a1c3f",
       Flavour::kJava},
      {"started;scheduled 1@host-d9e39a3c0b6c4ba8a0d00ef4ae9a1c3f",
       Flavour::kCore},
      {"started;scheduled;wft;done none;activity 5 A;timer 6", Flavour::kGo},
      {"started;scheduled;wft;done 1;activity 5 A;timer 6", Flavour::kCore},
      {"started;scheduled;wft;done none;activity 1 A", Flavour::kCore},
      {"started;scheduled;wft;done none;timer 1", Flavour::kCore},
      {"started;scheduled;wft;done none;activity "
       "d9e39a3c-0b6c-4ba8-a0d0-0ef4ae9a1c3f A",
       Flavour::kJava},
      {"started;scheduled;wft;done none;activity given A", Flavour::kCore},
      {"started;scheduled;wft;done none;child "
       "d9e39a3c-0b6c-3ba8-a0d0-0ef4ae9a1c3f C",
       Flavour::kJava},
      {"started;scheduled;wft;done none;child "
       "d9e39a3c-0b6c-4ba8-a0d0-0ef4ae9a1c3f C",
       Flavour::kCore},
  };
  for (const auto& [lines, flavour] : histories) {
    EXPECT_EQ(DetectFlavour(HistoryOf(lines)).flavour, flavour) << lines;
  }
  history::History named = HistoryOf("started;scheduled;wft;done none");
  std::get<history::WorkflowTask>(named.events[3].attributes).identity =
      "12@host@queue";
  EXPECT_EQ(DetectFlavour(named).flavour, Flavour::kGo);
}

}  // namespace
}  // namespace lockstep::replay
