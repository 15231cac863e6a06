// Redaction held against a real build: lockstep-replay runs both corpora.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "history_fetch/redact/redact_corpus.h"
#include "tests/history_fetch/corpus/scratch.h"
#include "tests/history_fetch/real_histories.h"
#include "tests/history_fetch/redact/history_builder.h"

namespace lockstep::fetch {

inline constexpr char kFixtures[] = LOCKSTEP_SOURCE_DIR "/fixtures/";

// Names for FixtureText of all histories in a folder of fixtures/.
inline std::vector<std::string> HistoriesIn(const std::string& folder) {
  constexpr std::string_view kSuffix = ".json.gz";
  std::vector<std::string> names;
  for (const auto& entry :
       std::filesystem::directory_iterator(kFixtures + folder)) {
    std::string name = entry.path().filename();
    if (!name.ends_with(kSuffix)) continue;
    name.resize(name.size() - kSuffix.size());
    names.push_back("../" + folder + "/" + name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

class RedactedReplay : public testing::Test {
 protected:
  void SetUp() override {
    if (std::string(LOCKSTEP_REPLAY).empty()) {
      GTEST_SKIP() << "lockstep-replay is not built (LOCKSTEP_REPLAYER=OFF)";
    }
  }

  void Fill(const std::string& folder) {
    std::vector<std::string> texts;
    for (const std::string& name : HistoriesIn(folder)) {
      texts.push_back(FixtureText(name));
    }
    MakeCorpus(scratch_ / "from", texts);
  }

  RedactReport Redact(const std::string& policy, const std::string& build) {
    const Result<Policy> parsed = ParsePolicy("version = 1\n" + policy, "p");
    EXPECT_TRUE(parsed.has_value());
    const Pseudonyms pseudonyms(rpc::Secret("0123456789abcdef"), Sizes::kClass);
    RedactOptions options;
    options.from = scratch_ / "from";
    options.to = scratch_ / "to";
    options.build = LOCKSTEP_BUILDS "/" + build + ".so";
    options.program = LOCKSTEP_REPLAY;
    options.context = {&*parsed, &pseudonyms, &TestSchema(),
                       Identities::kScrub};
    const Outcome<RedactReport> report = RedactCorpus(options);
    EXPECT_TRUE(report.has_value())
        << (report ? std::string() : report.error().message);
    return report.value_or(RedactReport{});
  }

  Scratch scratch_;
};

}  // namespace lockstep::fetch
