#include "history_fetch/toml_tables.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <limits>
#include <set>

namespace lockstep::fetch {
namespace {

using Kind = rpc::TomlValue::Kind;

struct Unit {
  std::string_view name;
  int64_t size;
};

constexpr std::array<Unit, 7> kSizes = {{{"B", 1},
                                         {"KB", 1000},
                                         {"MB", 1000 * 1000},
                                         {"GB", 1000 * 1000 * 1000},
                                         {"KiB", 1 << 10},
                                         {"MiB", 1 << 20},
                                         {"GiB", 1 << 30}}};

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

bool IsLetter(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
}

// How many letters differ, are missing or too many.
size_t Distance(std::string_view a, std::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
    }
  }
  return row[b.size()];
}

}  // namespace

tl::unexpected<Error> TableValue::Mistake(const std::string& sentence) const {
  return Fail(fmt::format("{}:{}: {}", file, toml.line, sentence));
}

tl::unexpected<Error> TableValue::WrongKind(std::string_view what) const {
  return Mistake(fmt::format("'{}' must be {}, not {}", toml.key, what,
                             rpc::KindName(toml.kind)));
}

std::string Suggestion(std::string_view word,
                       std::span<const std::string_view> known) {
  const auto nearest = std::min_element(
      known.begin(), known.end(), [&](std::string_view a, std::string_view b) {
        return Distance(word, a) < Distance(word, b);
      });
  constexpr size_t kNear = 2;
  if (Distance(word, *nearest) <= kNear) {
    return fmt::format("; did you mean '{}'?", *nearest);
  }
  return fmt::format("; it is one of {}", fmt::join(known, ", "));
}

Result<std::string> ReadAnyText(const TableValue& value) {
  if (value.toml.kind != Kind::kString) return value.WrongKind("a string");
  if (!value.toml.text.empty()) return value.toml.text;
  return value.Mistake(fmt::format(
      "'{}' is empty; give it a value or leave it out", value.toml.key));
}

Result<std::string> ReadText(const TableValue& value) {
  Result<std::string> text = ReadAnyText(value);
  if (!text) return text;
  const bool control = std::any_of(text->begin(), text->end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
  });
  if (control) {
    return value.Mistake(
        fmt::format("'{}' holds a line end or another control character; "
                    "write it on one line",
                    value.toml.key));
  }
  return text;
}

Result<std::string> ReadWord(const TableValue& value) {
  Result<std::string> word = ReadText(value);
  if (!word) return word;
  const bool plain = std::all_of(word->begin(), word->end(), [](char c) {
    return IsLetter(c) || IsDigit(c) || c == '-';
  });
  if (plain) return word;
  return value.Mistake(
      fmt::format("'{}' is '{}', but only letters, digits, '_' and '-' may be "
                  "in it",
                  value.toml.key, *word));
}

Result<std::vector<std::string>> ReadTexts(const TableValue& value) {
  if (value.toml.kind != Kind::kList) {
    return value.WrongKind("a list of strings, [\"...\"]");
  }
  std::vector<std::string> texts;
  std::set<std::string_view> seen;
  for (const rpc::TomlValue& item : value.toml.items) {
    rpc::TomlValue named = item;
    named.key = value.toml.key;
    const Result<std::string> text = ReadText(value.Item(named));
    if (!text) return tl::unexpected(text.error());
    if (!seen.insert(item.text).second) {
      return value.Item(item).Mistake(fmt::format(
          "'{}' names '{}' twice; remove one of them", value.toml.key, *text));
    }
    texts.push_back(*text);
  }
  return texts;
}

Result<bool> ReadFlag(const TableValue& value) {
  if (value.toml.kind == Kind::kBoolean) return value.toml.boolean;
  return value.WrongKind("true or false, without quotes");
}

Result<int64_t> ReadCount(const TableValue& value, int64_t least) {
  if (value.toml.kind != Kind::kInteger) {
    return value.WrongKind("a whole number, without quotes");
  }
  if (value.toml.integer >= least) return value.toml.integer;
  return value.Mistake(fmt::format("'{}' is {}; it must be {} or more",
                                   value.toml.key, value.toml.integer, least));
}

std::optional<int64_t> ParseSize(std::string_view text) {
  const auto end = std::find_if_not(text.begin(), text.end(), IsDigit);
  const std::string_view digits(text.begin(), end);
  const std::string_view name = text.substr(digits.size());
  const auto unit = std::find_if(kSizes.begin(), kSizes.end(),
                                 [&](const Unit& u) { return u.name == name; });
  if (digits.empty() || unit == kSizes.end()) return std::nullopt;
  constexpr int64_t kMost = std::numeric_limits<int64_t>::max();
  int64_t number = 0;
  for (const char digit : digits) {
    if (number > kMost / unit->size / 10 - 1) return std::nullopt;
    number = number * 10 + (digit - '0');
  }
  return number * unit->size;
}

Result<int64_t> ReadBytes(const TableValue& value) {
  if (value.toml.kind != Kind::kString) {
    if (value.toml.kind == Kind::kInteger) return ReadCount(value, 0);
    return value.WrongKind("a number of bytes or a text like \"500MB\"");
  }
  const std::optional<int64_t> bytes = ParseSize(value.toml.text);
  if (bytes) return *bytes;
  return value.Mistake(
      fmt::format("'{}' is '{}', which is no size; write a whole number and "
                  "one of B, KB, MB, GB, KiB, MiB, GiB, as in \"500MB\"",
                  value.toml.key, value.toml.text));
}

}  // namespace lockstep::fetch
