#include "tests/history_fetch/real_histories.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "history/facts.h"
#include "history/gunzip.h"
#include "history/load.h"
#include "history/sha256.h"
#include "history/shape.h"
#include "history_fetch/entry_facts.h"
#include "tests/history/json_builder.h"
#include "tests/history_fetch/corpus/scratch.h"

namespace lockstep::fetch {

std::string FixtureText(const std::string& name) {
  const auto text = history::Gunzip(
      ReadFile(LOCKSTEP_SOURCE_DIR "/fixtures/histories/" + name + ".json.gz"),
      size_t{1} << 30);
  EXPECT_TRUE(text) << name << " " << text.error().message;
  return text.value_or("");
}

Entry EntryOfText(const std::string& text) {
  const auto loaded = history::ParseHistory(text, "test", {});
  EXPECT_TRUE(loaded) << loaded.error().message;
  Entry entry;
  if (!loaded) return entry;
  history::Facts facts;
  history::ShapeBuilder builder;
  for (const history::Event& event : loaded->events) {
    history::AddFacts(event, facts);
    builder.Add(event);
  }
  SetFacts(facts, entry);
  const history::Shapes shapes = builder.Finish();
  entry.shape = shapes.shape;
  entry.loop_shape = shapes.loop_shape;
  entry.sha256 = history::Sha256Hex(text);
  entry.bytes = static_cast<int64_t>(text.size());
  return entry;
}

void PutHistory(Corpus& corpus, const std::string& text, Entry entry,
                const std::string& proto) {
  Entry said = EntryOfText(text);
  said.name_space = entry.name_space.empty() ? "default" : entry.name_space;
  if (said.workflow_id.empty()) said.workflow_id = entry.workflow_id;
  if (said.run_id.empty()) said.run_id = entry.run_id;
  said.stratum = entry.stratum;
  said.source = entry.source;
  said.redaction = entry.redaction;
  said.payloads = entry.payloads.empty() ? "full" : entry.payloads;
  said.unknown_fields = entry.unknown_fields;
  said.external_refs = entry.external_refs;
  said.descriptors = entry.descriptors;
  std::string proto_file;
  if (!proto.empty()) {
    proto_file = corpus.NewTemporary();
    WriteFile(proto_file, proto);
  }
  const Outcome<void> put =
      corpus.Put(said, Temporary(corpus, text), proto_file);
  EXPECT_TRUE(put) << put.error().message;
}

void MakeCorpus(const std::string& folder,
                const std::vector<std::string>& texts) {
  Outcome<Corpus> corpus = Corpus::Open(folder, Corpus::Access::kWrite);
  ASSERT_TRUE(corpus) << corpus.error().message;
  for (const std::string& text : texts) PutHistory(*corpus, text);
  const Outcome<void> finished = corpus->Finish({.complete = true});
  EXPECT_TRUE(finished) << finished.error().message;
}

std::string HistoryText(const std::string& run_id,
                        const std::vector<Step>& steps) {
  std::vector<std::string> events = history::OneTask();
  events[0] = history::EventJson(
      1, "WorkflowExecutionStarted",
      fmt::format(R"({{"workflowType":{{"name":"Order"}},"workflowId":"w-{0}",)"
                  R"("originalExecutionRunId":"{0}"}})",
                  run_id));
  for (const Step& step : steps) {
    events.push_back(history::EventJson(static_cast<int>(events.size()) + 1,
                                        step.type,
                                        "{" + step.attributes + "}"));
  }
  return history::HistoryJson(events);
}

}  // namespace lockstep::fetch
