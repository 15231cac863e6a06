// Neither the order of histories nor -j changes a verdict, among histories of
// every kind of verdict that edits lead to.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "tests/proof/fixture_set.h"
#include "tests/proof/history_mutations.h"
#include "tests/replayer/cli_runner.h"

namespace lockstep::proof {
namespace {

using replay::CliFolder;
using replay::CliResult;

// Each history, and one edit of it; the edits take turns.
void WriteHistories(const std::string& folder) {
  std::filesystem::create_directory(folder);
  const std::vector<HistoryMutation> mutations = HistoryMutations();
  size_t turn = 0;
  for (const FixtureHistory& each : FixtureHistories("core")) {
    if (each.build != "script") continue;
    const std::string stem = folder + "/" + each.name;
    std::ofstream(stem + ".json") << each.text;
    const Events events = ParseEvents(each.text);
    const HistoryMutation& mutation = mutations[turn++ % mutations.size()];
    const std::vector<size_t> sites = Sites(mutation, events);
    if (sites.empty()) continue;
    std::ofstream(stem + ".edited.json")
        << Dump(Mutated(mutation, events, sites[turn % sites.size()]));
  }
}

TEST(OrderLaw, NeitherOrderNorJobsChangeAVerdict) {
  const CliFolder place("order-law");
  WriteHistories(place.path() + "/mixed");
  std::ofstream(place.path() + "/programs.json")
      << Json{{"programs", FixturePrograms("core")}};
  const std::string run =
      "LOCKSTEP_PROGRAMS=programs.json lockstep-replay run "
      "'" LOCKSTEP_BINARY_DIR
      "/fixtures/workflows/script/script.so' --format json ";

  const CliResult one = place.Run(run + "mixed -j1");
  const CliResult many = place.Run(run + "mixed -j5");
  const CliResult reversed =
      place.Run("ls -r mixed/* | " + run + "--files-from - -j3");

  EXPECT_EQ(one.out, many.out);
  EXPECT_EQ(one.out, reversed.out);
  EXPECT_EQ(one.exit_code, many.exit_code);
  EXPECT_EQ(one.exit_code, reversed.exit_code);
  for (const std::string verdict :
       {"ok", "nondeterminism", "invalid-history"}) {
    EXPECT_NE(one.out.find("\"verdict\": \"" + verdict + "\""),
              std::string::npos)
        << verdict << " does not occur: " << one.err;
  }
}

}  // namespace
}  // namespace lockstep::proof
