// Redaction held against every public history that we know of.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "history/load.h"
#include "history/shape.h"
#include "history_fetch/redact/redact_history.h"
#include "history_fetch/redact/secret_scan.h"
#include "rpc/schema/json_reader.h"
#include "rpc/schema/json_writer.h"
#include "tests/history/corpus.h"
#include "tests/history_fetch/redact/history_builder.h"

namespace lockstep::fetch {
namespace {

std::string Read(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

// "": the loader refuses it.
std::string ShapeOf(const std::string& text) {
  const auto history = history::ParseHistory(text, "test", {});
  if (!history) return "";
  history::ShapeBuilder builder;
  for (const history::Event& event : history->events) builder.Add(event);
  return builder.Finish().shape;
}

TEST(PublicHistories, KeepTheirShapeAndHoldNoCredentials) {
  const auto folder = history::CorpusFolder() / "histories";
  if (!std::filesystem::is_directory(folder)) {
    GTEST_SKIP() << "no corpus at " << folder << ": set LOCKSTEP_CORPUS";
  }
  const Pseudonyms pseudonyms(rpc::Secret("0123456789abcdef"), Sizes::kClass);
  int redacted = 0;
  for (const auto& path : history::FilesBelow(folder, ".json")) {
    const std::string text = Read(path);
    const std::string shape = ShapeOf(text);
    for (const char* policy : {"version = 1",
                               "version = 1\npayloads = \"none\"\n"
                               "workflow_ids = \"pseudonym\""}) {
      auto parsed = rpc::ParseJson(TestSchema(), rpc::kHistoryMessage, text);
      if (!parsed || shape.empty()) continue;
      // Lists and answers of the HTTP API are for `import`.
      if (ShapeOf(rpc::HistoryToJson(*parsed->message)) != shape) continue;
      const Result<Policy> read = ParsePolicy(policy, "p");
      const RedactionContext context{&*read, &pseudonyms, &TestSchema(),
                                     Identities::kScrub};
      RedactHistory(context, "any", *parsed->message);
      EXPECT_EQ(ShapeOf(rpc::HistoryToJson(*parsed->message)), shape) << path;
      EXPECT_TRUE(ScanForSecrets(TestSchema(), *parsed->message).empty())
          << path;
      ++redacted;
    }
  }
  EXPECT_GE(redacted, 2 * 150);
}

}  // namespace
}  // namespace lockstep::fetch
