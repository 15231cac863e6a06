#include "linter/explain.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "linter/findings/outcome.h"
#include "linter/report/report_parts.h"

namespace lockstep::lint {
namespace {

void AddCondition(std::vector<std::string>& parts, bool holds,
                  std::string text) {
  if (holds) parts.push_back(std::move(text));
}

// "if argument 1 is C, POSIX: "; empty without conditions.
std::string ConditionText(const ModelCondition& when) {
  std::vector<std::string> parts;
  AddCondition(parts, when.min_arguments.has_value(),
               fmt::format("it has at least {}",
                           Plural(when.min_arguments.value_or(0), "argument")));
  AddCondition(parts, when.max_arguments.has_value(),
               fmt::format("it has at most {}",
                           Plural(when.max_arguments.value_or(0), "argument")));
  AddCondition(
      parts, when.literal_argument.has_value(),
      fmt::format("argument {} is {}{}", when.literal_argument.value_or(0) + 1,
                  when.not_literals ? "none of " : "",
                  fmt::join(when.literals, ", ")));
  AddCondition(parts, when.format_argument.has_value(),
               fmt::format("its format, argument {}, has one of {}",
                           when.format_argument.value_or(0) + 1,
                           fmt::join(when.conversions, ", ")));
  AddCondition(
      parts, !when.template_argument.empty(),
      fmt::format("a template argument is {}", when.template_argument));
  AddCondition(parts, !when.first_argument_types.empty(),
               fmt::format("its object is {}",
                           fmt::join(when.first_argument_types, ", ")));
  return parts.empty() ? "" : fmt::format("if {}: ", fmt::join(parts, " and "));
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
    return fmt::format("reported as {} ({})", rule->Id(), rule->code);
  }
  return model.verdict == "unknown"
             ? "unknown: reported as lockstep-unknown-callee (LS999)"
             : "pure: it depends on its arguments only";
}

void AddLine(std::string& text, std::string_view name,
             const std::string& value) {
  if (!value.empty()) text += fmt::format("    {}: {}\n", name, value);
}

// What one model says, with where it comes from.
std::string ModelLines(const Model& model, const std::string& symbol,
                       const RuleBook& book) {
  std::string text = fmt::format("  {}{}\n", ConditionText(model.when),
                                 VerdictOf(model, book));
  AddLine(text, "because", model.note);
  AddLine(text, "only if",
          model.only_if_it_matters ? "its value reaches a branch or a command"
                                   : "");
  AddLine(text, "only with", model.gate);
  AddLine(text, "arms", model.arms);
  const Rule* const rule = book.FindRule(model.rule);
  AddLine(text, "instead", rule != nullptr ? rule->instead : "");
  AddLine(text, "fix", model.replacement);
  AddLine(text, "model",
          fmt::format("{} (library '{}')", PatternsOf(model, symbol),
                      model.library));
  return text;
}

std::string ExplainSymbol(const std::string& symbol,
                          const std::vector<const Model*>& models,
                          const RuleBook& book) {
  std::string text =
      models.size() == 1
          ? fmt::format("'{}' is\n", symbol)
          : fmt::format("'{}' is the first of these that holds\n", symbol);
  for (const Model* const model : models) {
    text += ModelLines(*model, symbol, book);
  }
  return text;
}

bool IsAmong(const std::string& symbol, const std::vector<std::string>& names) {
  return std::any_of(names.begin(), names.end(), [&](const std::string& name) {
    return MatchesPattern(symbol, name);
  });
}

// What a profile says about a function of its SDK; empty if it is none.
std::string ExplainSdk(const std::string& symbol, const SdkProfile& sdk) {
  const auto is = [&](std::string_view what) {
    return fmt::format("'{}' is part of the SDK '{}'; {}\n", symbol, sdk.name,
                       what);
  };
  for (const CommandCall& command : sdk.commands) {
    if (IsAmong(symbol, command.names)) {
      return is(fmt::format("it makes a command ({})", command.kind));
    }
  }
  for (const RegistrationCall& call : sdk.registrations) {
    if (IsAmong(symbol, call.names)) {
      return is(fmt::format("it registers a {}", NameOf(call.role)));
    }
  }
  for (const CallableRole& call : sdk.callables) {
    if (IsAmong(symbol, call.names)) {
      return is(fmt::format("it runs a callable as {}", NameOf(call.role)));
    }
  }
  if (IsAmong(symbol, sdk.draws)) return is("it draws from the run's numbers");
  if (IsAmong(symbol, sdk.blocking)) {
    return is("it blocks: reported as lockstep-blocking-wait (LS302)");
  }
  if (IsAmong(symbol, sdk.clients)) {
    return is(
        "it is for clients and workers: reported as "
        "lockstep-direct-activity-call (LS909)");
  }
  for (const std::string& space : sdk.namespaces) {
    if (symbol.starts_with(space + "::")) {
      return is("it is replayed as it was recorded");
    }
  }
  return "";
}

bool IsExact(const Model& model, const std::string& symbol) {
  return std::find(model.names.begin(), model.names.end(), symbol) !=
         model.names.end();
}

// Functions of C are the same with std:: in front.
std::string NameForModels(const std::string& subject, const RuleBook& book) {
  constexpr std::string_view kStd = "std::";
  if (!subject.starts_with(kStd)) return subject;
  const std::string plain = subject.substr(kStd.size());
  const auto models = book.models.Candidates(plain);
  return !models.empty() && IsExact(*models[0], plain) ? plain : subject;
}

// "; did you mean ...?".
std::string Suggestion(const std::string& subject, const RuleBook& book) {
  for (const Rule& rule : book.rules) {
    const bool close =
        subject.size() > 3 && (rule.slug.find(subject) != std::string::npos ||
                               subject.find(rule.slug) != std::string::npos);
    if (close) return fmt::format("; did you mean '{}'?", rule.slug);
  }
  const std::string in_std = "std::" + subject;
  const auto models = book.models.Candidates(in_std);
  return !models.empty() && IsExact(*models[0], in_std)
             ? fmt::format("; did you mean '{}'?", in_std)
             : "; a call of it without a body is unknown (LS999)";
}

std::string SeverityText(const Rule& rule) {
  std::string text =
      fmt::format("\n## How severe\n\n{}", NameOf(rule.severity));
  const auto add = [&](const char* where,
                       const std::optional<Severity>& severity) {
    if (severity && *severity != rule.severity) {
      text += fmt::format("; {} where its value {}", NameOf(*severity), where);
    }
  };
  add("decides a branch", rule.flow.branch);
  add("decides a command", rule.flow.command);
  add("goes into a payload or result", rule.flow.payload);
  add("is only logged", rule.flow.log);
  add("is not used", rule.flow.dropped);
  add("goes where nobody can follow it", rule.flow.unknown);
  if (rule.horizon == Horizon::kBuild) text += "; note with --toolchain one";
  if (rule.horizon == Horizon::kHost) text += "; note with --architecture one";
  return text + "\n";
}

}  // namespace

Result<std::string> Explain(const std::string& subject, const RuleBook& book) {
  if (const Rule* const rule = book.FindRule(subject)) {
    const std::string_view page = RulePage(rule->slug);
    return (page.empty() ? fmt::format("# {} ({})\n\n{} {}\n", rule->Id(),
                                       rule->code, rule->why, rule->instead)
                         : std::string(page)) +
           SeverityText(*rule);
  }
  for (const SdkProfile& profile : book.profiles) {
    std::string text = ExplainSdk(subject, profile);
    if (!text.empty()) return text;
  }
  const std::string symbol = NameForModels(subject, book);
  const auto models = book.models.Candidates(symbol);
  if (!models.empty()) return ExplainSymbol(symbol, models, book);
  return Fail(fmt::format(
      "'{}' is neither a rule (list-rules names them) nor a function that a "
      "model knows{}",
      subject, Suggestion(subject, book)));
}

}  // namespace lockstep::lint
