#include "replayer/report/history_record.h"

#include <nlohmann/json.hpp>

#include "replayer/report/result_json.h"

namespace lockstep::replay {
namespace {

// The record of a history that is left out; no JSON document is empty.
constexpr char kNotSelected[] = "";

}  // namespace

std::string Encode(const HistoryRecord& record) {
  return record.selected ? Dump(ToJson(record.result), -1) : kNotSelected;
}

Result<HistoryRecord> ParseRecord(const std::string& text) {
  if (text == kNotSelected) return HistoryRecord{false, {}};
  Result<ReplayResult> result = ParseResult(text);
  if (!result) return tl::unexpected(result.error());
  return HistoryRecord{true, *std::move(result)};
}

}  // namespace lockstep::replay
