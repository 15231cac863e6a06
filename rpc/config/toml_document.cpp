#include "rpc/config/toml_document.h"

#include <toml++/toml.h>

#include <algorithm>
#include <sstream>
#include <tuple>
#include <utility>

namespace lockstep::rpc {
namespace {

using Kind = TomlValue::Kind;

template <class T>
std::string Written(const T& value) {
  std::ostringstream text;
  text << value;
  return text.str();
}

// Without an offset a time is of no known zone.
std::optional<std::chrono::sys_seconds> Instant(const toml::date_time& time) {
  if (!time.offset) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(time.date.year),
                                         std::chrono::month(time.date.month),
                                         std::chrono::day(time.date.day)};
  return std::chrono::sys_days(date) + std::chrono::hours(time.time.hour) +
         std::chrono::minutes(time.time.minute - time.offset->minutes) +
         std::chrono::seconds(time.time.second);
}

TomlValue Convert(const toml::node& node);

void AddMembers(const toml::table& table, TomlValue& value) {
  for (const auto& [key, node] : table) {
    TomlValue member = Convert(node);
    member.key = std::string(key.str());
    member.line = static_cast<int>(key.source().begin.line);
    value.items.push_back(std::move(member));
  }
  // The library sorts by name; faults are told from the top of the file.
  std::sort(value.items.begin(), value.items.end(),
            [](const TomlValue& a, const TomlValue& b) {
              return std::tie(a.line, a.key) < std::tie(b.line, b.key);
            });
}

TomlValue Convert(const toml::node& node) {
  TomlValue value;
  value.line = std::max(1, static_cast<int>(node.source().begin.line));
  if (const auto* table = node.as_table()) {
    AddMembers(*table, value);
  } else if (const auto* list = node.as_array()) {
    value.kind = Kind::kList;
    for (const toml::node& item : *list) value.items.push_back(Convert(item));
  } else if (const auto* string = node.as_string()) {
    value.kind = Kind::kString;
    value.text = string->get();
  } else if (const auto* integer = node.as_integer()) {
    value.kind = Kind::kInteger;
    value.integer = integer->get();
  } else if (const auto* boolean = node.as_boolean()) {
    value.kind = Kind::kBoolean;
    value.boolean = boolean->get();
  } else if (node.is_floating_point()) {
    value.kind = Kind::kFloat;
  } else {
    value.kind = Kind::kTime;
    if (const auto* time = node.as_date_time()) {
      value.text = Written(**time);
      value.time = Instant(**time);
    }
  }
  return value;
}

}  // namespace

const TomlValue* TomlValue::Find(std::string_view name) const {
  const auto found =
      std::find_if(items.begin(), items.end(),
                   [&](const TomlValue& item) { return item.key == name; });
  return found == items.end() ? nullptr : &*found;
}

std::string_view KindName(Kind kind) {
  switch (kind) {
    case Kind::kString:
      return "a string";
    case Kind::kInteger:
      return "an integer";
    case Kind::kFloat:
      return "a number with a point";
    case Kind::kBoolean:
      return "true or false";
    case Kind::kTime:
      return "a date or a time";
    case Kind::kList:
      return "a list";
    case Kind::kTable:
      return "a table";
  }
  return "";
}

tl::expected<TomlValue, TomlFault> ParseToml(std::string_view text) {
  try {
    return Convert(toml::parse(text));
  } catch (const toml::parse_error& error) {
    return tl::unexpected(
        TomlFault{std::max(1, static_cast<int>(error.source().begin.line)),
                  std::string(error.description())});
  }
}

}  // namespace lockstep::rpc
