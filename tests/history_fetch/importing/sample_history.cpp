#include "tests/history_fetch/importing/sample_history.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "rpc/schema/fields.h"
#include "rpc/schema/json_reader.h"
#include "rpc/schema/json_writer.h"

namespace lockstep::fetch {
namespace {

const char* const kEvents[] = {
    R"({"eventId":"1","eventTime":"2026-11-22T00:11:11.866259873Z",)"
    R"("eventType":"EVENT_TYPE_WORKFLOW_EXECUTION_STARTED","taskId":"11",)"
    R"("workflowExecutionStartedEventAttributes":{)"
    R"("workflowType":{"name":"Order"},)"
    R"("taskQueue":{"name":"q","kind":"TASK_QUEUE_KIND_NORMAL"},)"
    R"("input":{"payloads":[{"metadata":{"encoding":"anNvbi9wbGFpbg=="},)"
    R"("data":"Mg=="}]},"workflowTaskTimeout":"10s",)"
    R"("originalExecutionRunId":"01a20097-b47a-73f3-8660-f5c560bdd73e",)"
    R"("attempt":1,"header":{}}})",
    R"({"eventId":"2","eventTime":"2026-11-22T00:11:11.866317Z",)"
    R"("eventType":"EVENT_TYPE_WORKFLOW_TASK_SCHEDULED","taskId":"12",)"
    R"("workflowTaskScheduledEventAttributes":{)"
    R"("taskQueue":{"name":"q","kind":"TASK_QUEUE_KIND_NORMAL"},"attempt":1}})",
    R"({"eventId":"3","eventTime":"2026-11-22T00:11:12Z",)"
    R"("eventType":"EVENT_TYPE_WORKFLOW_TASK_STARTED","taskId":"13",)"
    R"("workflowTaskStartedEventAttributes":{"scheduledEventId":"2"}})",
    R"({"eventId":"4","eventTime":"2026-11-22T00:11:13Z",)"
    R"("eventType":"EVENT_TYPE_WORKFLOW_TASK_COMPLETED","taskId":"14",)"
    R"("workflowTaskCompletedEventAttributes":{"scheduledEventId":"2",)"
    R"("startedEventId":"3"}})",
    R"({"eventId":"5","eventTime":"2026-11-22T00:11:13Z",)"
    R"("eventType":"EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED","taskId":"15",)"
    R"("workflowExecutionCompletedEventAttributes":)"
    R"({"workflowTaskCompletedEventId":"4"}})",
};

}  // namespace

const rpc::Schema& EmbeddedSchema() {
  static const rpc::Schema kSchema = rpc::Schema::Embedded();
  return kSchema;
}

std::vector<std::string> SampleEvents(int without) {
  return {std::begin(kEvents), std::end(kEvents) - without};
}

std::string SampleCompact(int without) {
  std::string json;
  for (const std::string& event : SampleEvents(without)) {
    json += (json.empty() ? "{\"events\":[" : ",") + event;
  }
  return json + "]}";
}

std::unique_ptr<rpc::Message> SampleMessage(int without) {
  auto parsed = rpc::ParseJson(EmbeddedSchema(), rpc::kHistoryMessage,
                               SampleCompact(without));
  EXPECT_TRUE(parsed) << parsed.error().message;
  return std::move(parsed->message);
}

std::string SampleText(int without) {
  return rpc::HistoryToJson(*SampleMessage(without));
}

std::string SampleBinary(int without) {
  return rpc::SerializeDeterministic(*SampleMessage(without));
}

std::string Delimited(const std::string& bytes) {
  std::string with_length;
  size_t length = bytes.size();
  for (; length >= 0x80; length >>= 7) {
    with_length += static_cast<char>((length & 0x7F) | 0x80);
  }
  with_length += static_cast<char>(length);
  return with_length + bytes;
}

std::string AsFieldOne(const std::string& bytes) {
  return "\x0A" + Delimited(bytes);
}

std::string ImportBench::File(const std::string& name,
                              const std::string& bytes) {
  const std::string path = scratch_ / name;
  std::filesystem::create_directories(
      std::filesystem::path(path).parent_path());
  WriteFile(path, bytes);
  return path;
}

Outcome<ImportSummary> ImportBench::Import(
    const std::vector<std::string>& paths, ImportOptions options) {
  reports_.clear();
  if (options.imported_at.empty()) {
    options.imported_at = "2026-12-01T00:00:00Z";
  }
  return ImportFiles(
      EmbeddedSchema(), folder_, paths, options,
      [&](const Imported& imported) { reports_.push_back(imported); });
}

CorpusState ImportBench::State() const {
  const auto corpus = Corpus::Open(folder_, Corpus::Access::kRead);
  EXPECT_TRUE(corpus) << corpus.error().message;
  return corpus->state();
}

std::vector<Entry> ImportBench::Entries() const {
  std::vector<Entry> entries;
  const auto corpus = Corpus::Open(folder_, Corpus::Access::kRead);
  EXPECT_TRUE(corpus) << corpus.error().message;
  const auto read = corpus->ForEach([&](const Entry& entry) -> Outcome<void> {
    entries.push_back(entry);
    return {};
  });
  EXPECT_TRUE(read);
  return entries;
}

std::string ImportBench::TextOf(const Entry& entry) const {
  const auto corpus = Corpus::Open(folder_, Corpus::Access::kRead);
  EXPECT_TRUE(corpus) << corpus.error().message;
  const auto text = ReadHistoryText(*corpus, entry);
  EXPECT_TRUE(text) << text.error().message;
  return text ? *text : "";
}

}  // namespace lockstep::fetch
