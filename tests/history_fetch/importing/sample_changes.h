// The sample history with other ids, and marks of a corpus.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "history_fetch/corpus/corpus.h"
#include "tests/history_fetch/importing/sample_history.h"

namespace lockstep::fetch {

inline constexpr char kOther[] = "11111111-2222-3333-4444-555555555555";

inline std::string With(std::string json, const std::string& hints) {
  return "{" + hints + "," + json.substr(1);
}

inline std::string WithoutRunId(std::string json) {
  const std::string field =
      std::string("\"originalExecutionRunId\":\"") + kSampleRun + "\",";
  json.erase(json.find(field), field.size());
  return json;
}

inline std::string WithWorkflowId(std::string json, const std::string& id) {
  json.insert(json.find("\"header\":{}") + 11,
              ",\"workflowId\":\"" + id + "\"");
  return json;
}

inline std::string Reset(std::string json, const std::string& new_run_id) {
  const std::string completed =
      "\"eventType\":\"EVENT_TYPE_WORKFLOW_TASK_COMPLETED\",\"taskId\":\"14\","
      "\"workflowTaskCompletedEventAttributes\":{";
  const std::string failed =
      "\"eventType\":\"EVENT_TYPE_WORKFLOW_TASK_FAILED\",\"taskId\":\"14\","
      "\"workflowTaskFailedEventAttributes\":{\"cause\":"
      "\"WORKFLOW_TASK_FAILED_CAUSE_RESET_WORKFLOW\",\"baseRunId\":\"" +
      std::string(kSampleRun) + "\",\"newRunId\":\"" + new_run_id + "\",";
  return json.replace(json.find(completed), completed.size(), failed);
}

// As corpora note names of files.
inline std::string Noted(const std::string& path) {
  return std::filesystem::path(path).lexically_normal().string();
}

inline void SetState(const std::string& folder, const CorpusState& state) {
  auto corpus = Corpus::Open(folder, Corpus::Access::kWrite);
  ASSERT_TRUE(corpus);
  ASSERT_TRUE(corpus->BeginChange("x"));
  ASSERT_TRUE(corpus->Finish(state));
}

}  // namespace lockstep::fetch
