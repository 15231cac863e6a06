#include "history_fetch/help_format.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace lockstep::fetch {
namespace {

// CLI11 writes "TEXT:{json,jsonl}" and "INT:INT in [1 - 64]".
std::string ValueOf(std::string type) {
  const size_t list = type.find(":{");
  if (list != type.npos && type.ends_with('}')) {
    std::string names = type.substr(list + 2, type.size() - list - 3);
    std::replace(names.begin(), names.end(), ',', '|');
    return names;
  }
  constexpr std::string_view kRange = " in [";
  const size_t range = type.find(kRange);
  if (range != type.npos && type.ends_with(']')) {
    const std::string ends = type.substr(
        range + kRange.size(), type.size() - range - kRange.size() - 1);
    const size_t dash = ends.find(" - ");
    return ends.substr(0, dash) + ".." + ends.substr(dash + 3);
  }
  return type.substr(0, type.find(':'));
}

}  // namespace

std::string HelpFormat::make_option_opts(const CLI::Option* option) const {
  if (option->get_type_size() == 0) return "";  // a flag
  std::string text = " " + ValueOf(option->get_type_name());
  if (option->get_expected_max() == CLI::detail::expected_max_vector_size) {
    text += "...";
  }
  // The usage line tells which positionals must be there.
  return option->get_required() && !option->get_positional()
             ? text + " (required)"
             : text;
}

std::string HelpFormat::make_option_desc(const CLI::Option* option) const {
  const std::string value = option->get_default_str();
  return value.empty() || value == "\"\"" || value == "[]"
             ? option->get_description()
             : fmt::format("{} [{}]", option->get_description(), value);
}

}  // namespace lockstep::fetch
