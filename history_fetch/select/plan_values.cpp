#include "history_fetch/select/plan_values.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "history_fetch/timestamps.h"

namespace lockstep::fetch {
namespace {

// As queries spell them, in the order of the server's list, but that Paused,
// which is open too, follows Running.
constexpr std::array<std::string_view, 8> kStatuses = {
    "Running",  "Paused",     "Completed",      "Failed",
    "Canceled", "Terminated", "ContinuedAsNew", "TimedOut"};

constexpr char kRetention[] = "retention";
// Longer than any retention, and far from where sums overflow.
constexpr int64_t kLongestAge = int64_t{100} * 365 * 86400;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

bool IsLetter(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
}

// Whether a query can stand in parentheses: its quotes and parentheses close.
bool Closes(std::string_view query) {
  int open = 0;
  char quote = 0;
  for (size_t i = 0; i < query.size(); ++i) {
    const char c = query[i];
    if (quote != 0) {
      if (c == '\\') ++i;
      if (c == quote) quote = 0;
    } else if (c == '\'' || c == '"' || c == '`') {
      quote = c;
    } else if (c == '(') {
      ++open;
    } else if (c == ')' && --open < 0) {
      return false;
    }
  }
  return open == 0 && quote == 0;
}

}  // namespace

std::string WhyNoStatus(const std::string& status) {
  if (std::find(kStatuses.begin(), kStatuses.end(), status) !=
      kStatuses.end()) {
    return "";
  }
  return fmt::format("'{}' is no status{}", status,
                     Suggestion(status, kStatuses));
}

Result<std::vector<std::string>> ReadStatuses(const TableValue& value) {
  Result<std::vector<std::string>> asked = ReadTexts(value);
  if (!asked) return asked;
  if (asked->empty()) {
    return value.Mistake(
        "'statuses' is empty; name one at least, or leave it out for all");
  }
  for (const std::string& status : *asked) {
    const std::string why = WhyNoStatus(status);
    if (!why.empty()) return value.Mistake(why);
  }
  const auto place = [](const std::string& status) {
    return std::find(kStatuses.begin(), kStatuses.end(), status);
  };
  std::sort(asked->begin(), asked->end(),
            [&](const auto& a, const auto& b) { return place(a) < place(b); });
  return asked;
}

Result<std::vector<std::optional<int64_t>>> ReadAgeBuckets(
    const TableValue& value) {
  const Result<std::vector<std::string>> texts = ReadTexts(value);
  if (!texts) return tl::unexpected(texts.error());
  std::vector<std::optional<int64_t>> buckets;
  for (const std::string& text : *texts) {
    if (!buckets.empty() && !buckets.back()) {
      return value.Mistake("'retention' must be the last of 'age_buckets'");
    }
    if (text == kRetention) {
      buckets.emplace_back(std::nullopt);
      continue;
    }
    const Result<int64_t> age = ParseSpan(text);
    if (!age || *age == 0 || *age > kLongestAge) {
      return value.Mistake(
          fmt::format("'{}' in 'age_buckets' is no age; write one such as "
                      "\"12h\", \"7d\" or \"2w\", or \"retention\" as the last",
                      text));
    }
    if (!buckets.empty() && *age <= *buckets.back()) {
      return value.Mistake(
          fmt::format("'{}' in 'age_buckets' is not longer than the one "
                      "before it; write them from the shortest to the longest",
                      text));
    }
    buckets.emplace_back(*age);
  }
  if (!buckets.empty()) return buckets;
  return value.Mistake(
      "'age_buckets' is empty; write [\"retention\"] for a single one, or "
      "leave it out");
}

Result<std::vector<std::string>> ReadSearchAttributes(const TableValue& value) {
  Result<std::vector<std::string>> names = ReadTexts(value);
  if (!names) return names;
  for (const std::string& name : *names) {
    const bool identifier = IsLetter(name.front()) &&
                            std::all_of(name.begin(), name.end(), [](char c) {
                              return IsLetter(c) || IsDigit(c);
                            });
    if (!identifier) {
      return value.Mistake(
          fmt::format("'{}' in '{}' is not the name of a search attribute; "
                      "only letters, digits and '_' may be in it",
                      name, value.toml.key));
    }
  }
  return names;
}

Result<std::vector<std::string>> ReadQueries(const TableValue& value) {
  Result<std::vector<std::string>> queries = ReadTexts(value);
  if (!queries) return queries;
  for (const std::string& query : *queries) {
    if (!Closes(query)) {
      return value.Mistake(
          fmt::format("the query '{}' in '{}' has a quote or a parenthesis "
                      "that is not closed; close it",
                      query, value.toml.key));
    }
  }
  return queries;
}

}  // namespace lockstep::fetch
