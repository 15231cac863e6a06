#include "history_fetch/select/query.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "history_fetch/timestamps.h"

namespace lockstep::fetch {
namespace {

constexpr int64_t kSecond = 1'000'000'000;

// By Status.
constexpr std::array<std::string_view, 9> kStatusNames = {
    "",         "Running",    "Paused",         "Completed", "Failed",
    "Canceled", "Terminated", "ContinuedAsNew", "TimedOut"};

bool IsOdd(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return c == '"' || c == '\\' || byte < 0x20 || byte == 0x7f;
}

}  // namespace

std::string QuoteForQuery(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + '"';
}

bool CanBeFound(std::string_view value) {
  return !value.starts_with('\'') && !value.ends_with('\'') &&
         std::none_of(value.begin(), value.end(), IsOdd);
}

std::string TypeIs(const std::string& workflow_type) {
  if (CanBeFound(workflow_type)) {
    return "WorkflowType = " + QuoteForQuery(workflow_type);
  }
  std::string begin(
      workflow_type.begin(),
      std::find_if(workflow_type.begin(), workflow_type.end(), IsOdd));
  while (begin.ends_with('\'')) begin.pop_back();
  if (begin.empty() || begin.starts_with('\'')) return "";
  return "WorkflowType STARTS_WITH " + QuoteForQuery(begin);
}

std::string StatusIs(const std::string& status) {
  return "ExecutionStatus = " + QuoteForQuery(status);
}

std::string And(const std::string& a, const std::string& b) {
  if (a.empty() || b.empty()) return a + b;
  return a + " AND " + b;
}

std::string StartedIn(const AgeRange& range, int64_t now_s) {
  std::string query;
  if (range.older) {
    query =
        fmt::format("StartTime >= \"{}\"", FormatTime(now_s - *range.older));
  }
  if (range.younger > 0) {
    query = And(query, fmt::format("StartTime < \"{}\"",
                                   FormatTime(now_s - range.younger)));
  }
  return query;
}

bool StartedIn(const AgeRange& range, int64_t now_s, int64_t start_time_ns) {
  if (range.older && start_time_ns < (now_s - *range.older) * kSecond) {
    return false;
  }
  return range.younger == 0 ||
         start_time_ns < (now_s - range.younger) * kSecond;
}

Status ParseStatus(std::string_view name) {
  const auto found = std::find(kStatusNames.begin(), kStatusNames.end(), name);
  if (found == kStatusNames.end()) return Status::kUnknown;
  return static_cast<Status>(found - kStatusNames.begin());
}

std::string NameOf(Status status) {
  return std::string(kStatusNames[static_cast<size_t>(status)]);
}

bool IsOpen(Status status) {
  return status == Status::kRunning || status == Status::kPaused;
}

}  // namespace lockstep::fetch
