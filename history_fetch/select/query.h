// Texts of visibility queries (history-download 2.6).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace lockstep::fetch {

// "\"a \\\"b\\\"\"", by the grammar of queries: stays one literal whatever is
// in it. Servers do not find values with quotes and backslashes, though.
std::string QuoteForQuery(std::string_view text);

// Servers (1.32) do not find values with a double quote, a backslash or a
// control character by any spelling, nor those that begin or end with an
// apostrophe, which they take off.
bool CanBeFound(std::string_view value);

// Finds all runs of the type. If its name cannot be found it is a query for
// what stands before the odd character, maybe empty, and finds other types too.
std::string TypeIs(const std::string& workflow_type);
// One that the server has.
std::string StatusIs(const std::string& status);
std::string And(const std::string& a, const std::string& b);

// Ages since the start, in seconds: (younger, older]; older nullopt: no end.
struct AgeRange {
  int64_t younger = 0;
  std::optional<int64_t> older;
  bool operator==(const AgeRange&) const = default;
};

// The start times of `range` seen from `now_s`, the first second of 1970 being
// 0; "" for all ages. A run of age 0 or less is in the range that begins at 0.
std::string StartedIn(const AgeRange& range, int64_t now_s);
// The same for one run.
bool StartedIn(const AgeRange& range, int64_t now_s, int64_t start_time_ns);

// What queries call the state of a run.
enum class Status : uint8_t {
  kUnknown,
  kRunning,
  kPaused,
  kCompleted,
  kFailed,
  kCanceled,
  kTerminated,
  kContinuedAsNew,
  kTimedOut,
};

// kUnknown for other texts.
Status ParseStatus(std::string_view name);
// "" for kUnknown.
std::string NameOf(Status status);
// Whether such a run can still change.
bool IsOpen(Status status);

}  // namespace lockstep::fetch
