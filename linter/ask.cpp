#include "linter/ask.h"

#include <fmt/format.h>

#include "linter/explain.h"
#include "linter/findings/outcome.h"

namespace lockstep::lint {
namespace {

// One rule a line: for people and for grep.
std::string ListRules(const Prepared& ready, FileChoices& choices,
                      const std::string& folder) {
  const FileChoices::Choice& choice = choices.For(folder + "/.");
  std::string text;
  for (const Rule& rule : ready.book.rules) {
    const auto severity = ready.settings.severities.find(rule.slug);
    const Severity shown = severity == ready.settings.severities.end()
                               ? rule.severity
                               : severity->second;
    text +=
        fmt::format("{} {:<33} {:<12} {:<8} {:<6}{}\n", rule.code, rule.Id(),
                    rule.family, NameOf(shown), NameOf(rule.horizon),
                    choice.checks.Contains(rule) ? "" : "off");
  }
  return text;
}

// JSON strings are YAML strings.
std::string Quoted(const std::string& text) {
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? "''" : std::string(1, c);
  return quoted + "'";
}

void AddList(std::string& text, const char* key,
             const std::vector<std::string>& values) {
  if (values.empty()) return;
  text += fmt::format("{}:\n", key);
  for (const std::string& value : values) {
    text += fmt::format("  - {}\n", Quoted(value));
  }
}

void AddWord(std::string& text, const char* key, const std::string& value) {
  if (!value.empty()) text += fmt::format("{}: {}\n", key, Quoted(value));
}

std::string_view NameOfPolicy(UnknownPolicy policy) {
  switch (policy) {
    case UnknownPolicy::kIgnore:
      return "ignore";
    case UnknownPolicy::kNote:
      return "note";
    case UnknownPolicy::kError:
      return "error";
  }
  return "";
}

// A configuration that means the same.
std::string DumpConfig(const Prepared& ready, FileChoices& choices,
                       const std::string& folder) {
  const Settings& settings = ready.settings;
  const FileChoices::Choice& choice = choices.For(folder + "/.");
  std::string text =
      settings.config_path.empty()
          ? "# no .lockstep.yaml: these are the defaults and your options\n"
          : fmt::format("# from {} and your options\n", settings.config_path);
  AddList(text, "checks", choice.checks.globs());
  AddList(text, "warnings-as-errors", choice.warnings_as_errors.globs());
  if (!settings.severities.empty()) text += "severity:\n";
  for (const auto& [rule, severity] : settings.severities) {
    text += fmt::format("  {}: {}\n", rule, NameOf(severity));
  }
  AddWord(text, "unknown", std::string(NameOfPolicy(settings.unknown)));
  AddWord(text, "toolchain", settings.one_toolchain ? "one" : "many");
  AddWord(text, "architecture", settings.one_architecture ? "one" : "many");
  AddWord(text, "header-filter", settings.header_filter);
  AddWord(text, "exclude-header-filter", settings.exclude_header_filter);
  AddList(text, "profiles", settings.profiles);
  AddList(text, "models", settings.overlays);
  AddWord(text, "baseline", settings.baseline);
  AddWord(text, "build-path", settings.units.build_path);
  AddWord(text, "cache-dir", settings.units.cache_dir);
  AddList(text, "extra-arg", settings.units.extra_args);
  AddList(text, "extra-arg-before", settings.units.extra_args_before);
  return text;
}

std::string Doctor(const World& world, const Prepared& ready) {
  std::vector<std::string> profiles;
  for (const SdkProfile& profile : ready.book.profiles) {
    profiles.push_back(profile.name);
  }
  const std::string& config = ready.settings.config_path;
  std::string text = fmt::format(
      "lockstep-lint {}\nconfiguration: {}\nprofiles: {}\nrules: {}, models: "
      "{}\n",
      LOCKSTEP_VERSION, config.empty() ? "none found" : config,
      fmt::join(profiles, ", "), ready.book.rules.size(),
      ready.book.models.All().size());
  for (const std::string& line : world.examine(ready.settings.units)) {
    text += line + "\n";
  }
  return text;
}

}  // namespace

Result<ExitCode> Ask(const Command& command, const World& world,
                     const Prepared& ready, FileChoices& choices) {
  Result<std::string> answer = "";
  switch (command.verb) {
    case Verb::kListRules:
      answer = ListRules(ready, choices, world.folder);
      break;
    case Verb::kExplain:
      answer = Explain(command.subject, ready.book);
      break;
    case Verb::kDumpConfig:
      answer = DumpConfig(ready, choices, world.folder);
      break;
    case Verb::kDoctor:
      answer = Doctor(world, ready);
      break;
    case Verb::kLint:
      break;
  }
  if (!answer) return tl::unexpected(answer.error());
  if (const auto fine = choices.Check(ready.book); !fine) {
    return tl::unexpected(fine.error());
  }
  world.out(*answer);
  return ExitCode::kOk;
}

}  // namespace lockstep::lint
