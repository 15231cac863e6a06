// The tables of our TOML files, a plan's and a policy's: each member by its
// key, each value by a reader that takes it, or says in a sentence with its
// place why it cannot be that.
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

struct TableValue {
  const rpc::TomlValue& toml;
  const std::string& file;

  // "lockstep.corpus.toml:12: <sentence>".
  tl::unexpected<Error> Mistake(const std::string& sentence) const;
  // "... must be <what>, not <kind>".
  tl::unexpected<Error> WrongKind(std::string_view what) const;
  TableValue Item(const rpc::TomlValue& item) const { return {item, file}; }
};

// A text that is not empty.
Result<std::string> ReadAnyText(const TableValue& value);
// One line of it.
Result<std::string> ReadText(const TableValue& value);
// Only [A-Za-z0-9_-], so it can be a part of names and reports.
Result<std::string> ReadWord(const TableValue& value);
// Such lines, each once.
Result<std::vector<std::string>> ReadTexts(const TableValue& value);
Result<bool> ReadFlag(const TableValue& value);
// An integer of `least` or more.
Result<int64_t> ReadCount(const TableValue& value, int64_t least);
// Bytes of "500MB": a whole number and its unit; nullopt: neither, or too
// large.
std::optional<int64_t> ParseSize(std::string_view text);
// Bytes: an integer, or "500MB".
Result<int64_t> ReadBytes(const TableValue& value);

// "; did you mean 'x'?", or all of `known` if none of them is near.
std::string Suggestion(std::string_view word,
                       std::span<const std::string_view> known);

// A key of a table, and what puts its value into a T.
template <class T>
struct Field {
  std::string_view key;
  Result<void> (*read)(const TableValue& value, T& target);
};

// Each member of `table` by its key; `what` names the table in messages.
template <class T, size_t n>
Result<void> ReadFields(const TableValue& table, const Field<T> (&fields)[n],
                        std::string_view what, T& target) {
  for (const rpc::TomlValue& member : table.toml.items) {
    const auto field = std::find_if(
        std::begin(fields), std::end(fields),
        [&](const auto& known) { return known.key == member.key; });
    const TableValue value = table.Item(member);
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
