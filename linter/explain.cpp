#include "linter/explain.h"

#include <fmt/format.h>

#include <vector>

namespace lockstep::lint {
namespace {

void AddCondition(std::vector<std::string>& parts, bool holds,
                  std::string text) {
  if (holds) parts.push_back(std::move(text));
}

// "if argument 1 is C or POSIX"; empty without conditions.
std::string ConditionText(const ModelCondition& when) {
  std::vector<std::string> parts;
  AddCondition(parts, when.min_arguments.has_value(),
               fmt::format("it has at least {} arguments",
                           when.min_arguments.value_or(0)));
  AddCondition(parts, when.max_arguments.has_value(),
               fmt::format("it has at most {} arguments",
                           when.max_arguments.value_or(0)));
  AddCondition(
      parts, when.literal_argument.has_value(),
      fmt::format("argument {} is {}{}", when.literal_argument.value_or(0),
                  when.not_literals ? "none of " : "",
                  fmt::join(when.literals, ", ")));
  AddCondition(parts, when.format_argument.has_value(),
               fmt::format("format {} has {}", when.format_argument.value_or(0),
                           fmt::join(when.conversions, ", ")));
  AddCondition(
      parts, !when.template_argument.empty(),
      fmt::format("a template argument is {}", when.template_argument));
  AddCondition(parts, !when.first_argument_types.empty(),
               fmt::format("its object is {}",
                           fmt::join(when.first_argument_types, ", ")));
  return parts.empty() ? "" : fmt::format("; if {}", fmt::join(parts, " and "));
}

std::string PatternsOf(const Model& model, const std::string& symbol) {
  std::vector<std::string> patterns;
  for (const std::string& name : model.names) {
    if (MatchesPattern(symbol, name)) patterns.push_back(name);
  }
  if (patterns.empty()) patterns = model.names;
  return fmt::format("{}", fmt::join(patterns, ", "));
}

std::string VerdictOf(const Model& model, const RuleBook& book) {
  if (const Rule* const rule = book.FindRule(model.rule)) {
    return fmt::format("breaks {} ({}), {}", rule->Id(), rule->code,
                       rule->instead);
  }
  std::string text = model.verdict == "unknown"
                         ? "is unknown: a call is reported as LS999"
                         : "is pure: it depends on its arguments only";
  if (!model.arms.empty()) text += fmt::format("; arms '{}'", model.arms);
  return text;
}

std::string ModelLine(const Model& model, const std::string& symbol,
                      const RuleBook& book) {
  std::string line = fmt::format(
      "{} (rules/models/{}.json): {}{}", PatternsOf(model, symbol),
      model.library, VerdictOf(model, book), ConditionText(model.when));
  if (!model.note.empty()) line += fmt::format("; {}", model.note);
  if (!model.gate.empty()) line += fmt::format("; only with '{}'", model.gate);
  return line + "\n";
}

std::string ExplainSymbol(const std::string& symbol,
                          const std::vector<const Model*>& models,
                          const RuleBook& book) {
  std::string text = fmt::format("'{}' is judged by\n  {}", symbol,
                                 ModelLine(*models[0], symbol, book));
  if (models.size() > 1) text += "Else, where that does not hold:\n";
  for (size_t i = 1; i < models.size(); ++i) {
    text += "  " + ModelLine(*models[i], symbol, book);
  }
  return text;
}

}  // namespace

Result<std::string> Explain(const std::string& subject, const RuleBook& book) {
  if (const Rule* const rule = book.FindRule(subject)) {
    const std::string_view page = RulePage(rule->slug);
    if (!page.empty()) return std::string(page);
    return fmt::format("# {} ({})\n\n{} {}\n", rule->Id(), rule->code,
                       rule->why, rule->instead);
  }
  const auto models = book.models.Candidates(subject);
  if (!models.empty()) return ExplainSymbol(subject, models, book);
  return Fail(fmt::format(
      "'{}' is neither a rule nor a function that a model knows; a call of it "
      "without a body is unknown (LS999). list-rules names the rules",
      subject));
}

}  // namespace lockstep::lint
