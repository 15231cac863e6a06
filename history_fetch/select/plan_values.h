// The values of a plan's keys: each reader takes one, or says in a sentence
// with its place why it cannot be that.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "rpc/config/toml_document.h"

namespace lockstep::fetch {

struct PlanValue {
  const rpc::TomlValue& toml;
  const std::string& file;

  // "lockstep.corpus.toml:12: <sentence>".
  tl::unexpected<Error> Mistake(const std::string& sentence) const;
  // "... must be <what>, not <kind>".
  tl::unexpected<Error> WrongKind(std::string_view what) const;
  PlanValue Item(const rpc::TomlValue& item) const { return {item, file}; }
};

// One line of text that is not empty.
Result<std::string> ReadText(const PlanValue& value);
// Only [A-Za-z0-9_-], so it can be a part of names and reports.
Result<std::string> ReadWord(const PlanValue& value);
// Such lines, each once.
Result<std::vector<std::string>> ReadTexts(const PlanValue& value);
Result<bool> ReadFlag(const PlanValue& value);
// An integer of `least` or more.
Result<int64_t> ReadCount(const PlanValue& value, int64_t least);
// Bytes of "500MB": a whole number and its unit; nullopt: neither, or too
// large.
std::optional<int64_t> ParseSize(std::string_view text);
// Bytes: an integer, or "500MB".
Result<int64_t> ReadBytes(const PlanValue& value);
// Statuses as queries spell them, Running first.
Result<std::vector<std::string>> ReadStatuses(const PlanValue& value);
// "" if it is one of them, else why not, with what may be meant.
std::string WhyNoStatus(const std::string& status);
// "12h", "1d", "retention".
Result<std::vector<std::optional<int64_t>>> ReadAgeBuckets(
    const PlanValue& value);
Result<std::vector<std::string>> ReadSearchAttributes(const PlanValue& value);
Result<std::vector<std::string>> ReadQueries(const PlanValue& value);

// "; did you mean 'x'?", or all of `known` if none of them is near.
std::string Suggestion(std::string_view word,
                       std::span<const std::string_view> known);

// A key of a table, and what puts its value into a T.
template <class T>
struct Field {
  std::string_view key;
  Result<void> (*read)(const PlanValue& value, T& target);
};

// Each member of `table` by its key; `what` names the table in messages.
template <class T, size_t n>
Result<void> ReadFields(const PlanValue& table, const Field<T> (&fields)[n],
                        std::string_view what, T& target) {
  for (const rpc::TomlValue& member : table.toml.items) {
    const auto field = std::find_if(
        std::begin(fields), std::end(fields),
        [&](const auto& known) { return known.key == member.key; });
    const PlanValue value = table.Item(member);
    if (field == std::end(fields)) {
      std::vector<std::string_view> keys;
      for (const auto& known : fields) keys.push_back(known.key);
      return value.Mistake(fmt::format("{} has no key '{}'{}", what, member.key,
                                       Suggestion(member.key, keys)));
    }
    if (const auto read = field->read(value, target); !read) return read;
  }
  return {};
}

}  // namespace lockstep::fetch
