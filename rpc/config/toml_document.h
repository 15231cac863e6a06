// A TOML text as values with the lines they stand on. The library that reads
// TOML is known to one source only.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace lockstep::rpc {

struct TomlValue {
  enum class Kind {
    kString,
    kInteger,
    kFloat,
    kBoolean,
    kTime,  // a date, a time or both
    kList,
    kTable,
  };
  Kind kind = Kind::kTable;
  std::string key;   // of a table's member
  int line = 1;      // from 1; of a table's member: the line of its key
  std::string text;  // of a string, or a time in TOML's form
  std::optional<std::chrono::sys_seconds> time;  // of one with an offset
  int64_t integer = 0;
  bool boolean = false;
  std::vector<TomlValue> items;  // of a list or a table, as they are written

  // A table's member; null: it has none of that name.
  const TomlValue* Find(std::string_view name) const;
};

// "a string", "an integer", "a table"...
std::string_view KindName(TomlValue::Kind kind);

// Where and why a text is not TOML. The reason may quote the text.
struct TomlFault {
  int line = 1;
  std::string reason;
};

tl::expected<TomlValue, TomlFault> ParseToml(std::string_view text);

}  // namespace lockstep::rpc
