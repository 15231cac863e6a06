#include "linter/rules/model_condition.h"

#include <algorithm>

namespace lockstep::lint {
namespace {

bool HasPercent(std::string_view format, std::string_view rest) {
  for (size_t i = 0; i + 1 < format.size(); ++i) {
    if (format[i] != '%') continue;
    const size_t end =
        format.find_first_not_of("-+ #0123456789.*'$hljztLqEO_^", i + 1);
    if (end == std::string_view::npos) return false;
    if (format.substr(end).starts_with(rest)) return true;
    i = end;
  }
  return false;
}

bool HasField(std::string_view format, std::string_view rest) {
  for (size_t i = 0; i + 1 < format.size(); ++i) {
    if (format[i] != '{') continue;
    if (format[i + 1] == '{') {
      ++i;
      continue;
    }
    const size_t end = format.find('}', i);
    if (end == std::string_view::npos) return false;
    const std::string_view field = format.substr(i, end + 1 - i);
    if (field.find(':') != std::string_view::npos && field.ends_with(rest)) {
      return true;
    }
    i = end;
  }
  return false;
}

bool IsAmong(const std::optional<std::string>& literal,
             const std::vector<std::string>& literals) {
  if (!literal) return false;
  return literals.empty() ||
         std::ranges::find(literals, *literal) != literals.end();
}

bool FormatHolds(const ModelCondition& when, const CallView& call) {
  if (!when.format_argument) return true;
  const auto format = call.Literal(*when.format_argument);
  return format && std::ranges::any_of(when.conversions, [&](const auto& c) {
           return HasConversion(*format, c);
         });
}

bool TypesHold(const ModelCondition& when, const CallView& call) {
  if (!when.template_argument.empty()) {
    const int index =
        when.template_index ? static_cast<int>(*when.template_index) : -1;
    if (!call.HasTemplateArgument(when.template_argument, index)) return false;
  }
  if (when.first_argument_types.empty()) return true;
  const std::string type = call.FirstArgumentType();
  return std::ranges::any_of(
      when.first_argument_types,
      [&](const std::string& name) { return MatchesPattern(type, name); });
}

}  // namespace

bool HasConversion(std::string_view format, std::string_view conversion) {
  if (conversion.starts_with('%')) {
    return HasPercent(format, conversion.substr(1));
  }
  return HasField(format, conversion.substr(conversion.find(':') + 1));
}

bool HasCondition(const ModelCondition& when) {
  return when.min_arguments || when.max_arguments || when.literal_argument ||
         when.format_argument || !when.template_argument.empty() ||
         !when.first_argument_types.empty();
}

bool Holds(const ModelCondition& when, const CallView& call) {
  if (when.min_arguments && call.ArgumentCount() < *when.min_arguments) {
    return false;
  }
  if (when.max_arguments && call.ArgumentCount() > *when.max_arguments) {
    return false;
  }
  if (when.literal_argument) {
    const bool among =
        IsAmong(call.Literal(*when.literal_argument), when.literals);
    const bool there = *when.literal_argument < call.ArgumentCount();
    if (!there || among == when.not_literals) return false;
  }
  return FormatHolds(when, call) && TypesHold(when, call);
}

}  // namespace lockstep::lint
