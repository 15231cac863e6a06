#include "linter/config/options.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <map>
#include <thread>

#include "linter/config/arguments.h"

namespace lockstep::lint {
namespace {

constexpr char kFooter[] =
    "Examples:\n"
    "  lockstep-lint                         all units of the database\n"
    "  lockstep-lint -p build src/order.cpp\n"
    "  lockstep-lint src/order.cpp -- -std=c++20 -Iinclude\n"
    "  lockstep-lint --diff origin/main --format github\n"
    "  lockstep-lint --output sarif=lint.sarif\n"
    "\n"
    "Exit codes: 0 nothing worse than notes; 1 errors or warnings, or stale\n"
    "entries of a baseline; 2 wrong command line, or a unit that could not be\n"
    "analysed.\n";

constexpr size_t kMaxJobs = 256;

// What CLI11 stores before it is checked.
struct Raw {
  LintOptions lint;
  std::vector<std::string> outputs;
  bool no_cache = false;
  bool list_rules = false, list_checks = false, dump_config = false;
  std::string verify;
  std::string subject;
};

const std::map<std::string, Format>& Formats() {
  static const std::map<std::string, Format> kFormats = {
      {"text", Format::kText},
      {"json", Format::kJson},
      {"sarif", Format::kSarif},
      {"github", Format::kGithub},
      {"rdjson", Format::kRdjson}};
  return kFormats;
}

template <class T>
CLI::Option* AddChoice(CLI::App& app, const std::string& name, T& value,
                       const std::string& what,
                       const std::map<std::string, T>& names,
                       const std::string& shown) {
  return app
      .add_option_function<std::string>(
          name,
          [&value, names](const std::string& text) { value = names.at(text); },
          what)
      ->check(CLI::Validator(
          [names, shown](const std::string& text) {
            return names.contains(text)
                       ? std::string()
                       : fmt::format("'{}' is none of {}", text, shown);
          },
          ""))
      ->type_name(shown);
}

void AddWord(CLI::App& app, const std::string& name,
             std::optional<std::string>& value, const std::string& what,
             const std::string& shown) {
  app.add_option_function<std::string>(
         name, [&value](const std::string& text) { value = text; }, what)
      ->check(CLI::Validator(
          [shown](const std::string& text) {
            const bool one = ("|" + shown + "|").find("|" + text + "|") !=
                                 std::string::npos &&
                             text.find('|') == std::string::npos;
            return one || shown.find('|') == std::string::npos
                       ? std::string()
                       : fmt::format("'{}' is none of {}", text, shown);
          },
          ""))
      ->type_name(shown);
}

CLI::Option* AddList(CLI::App& app, const std::string& name,
                     std::vector<std::string>& values, const std::string& what,
                     const std::string& shown) {
  return app.add_option(name, values, what)
      ->take_all()
      ->expected(1)
      ->allow_extra_args(false)
      ->type_name(shown);
}

void AddUnits(CLI::App& app, Raw& raw) {
  UnitOptions& units = raw.lint.units;
  app.add_option("FILE", units.files,
                 "Sources or headers; none: all units of the database")
      ->type_name("");
  app.add_option("-p,--build-path", units.build_path,
                 "The folder of compile_commands.json, or the file")
      ->type_name("DIR");
  app.add_flag("--whole-program", units.whole_program,
               "Link named files with all units of the database; else with "
               "those whose facts are in the cache");
  AddList(app, "--extra-arg", units.extra_args,
          "A compiler flag behind the others (repeatable)", "ARG");
  AddList(app, "--extra-arg-before", units.extra_args_before,
          "A compiler flag in front of the others (repeatable)", "ARG");
  units.jobs =
      std::clamp<size_t>(std::thread::hardware_concurrency(), 1, kMaxJobs);
  app.add_option("-j,--jobs", units.jobs, "How many units side by side")
      ->check(CLI::Range(size_t{1}, kMaxJobs).description(""))
      ->type_name("N");
  app.add_flag("--no-cache", raw.no_cache, "Neither read nor write the cache");
  app.add_option("--cache-dir", units.cache_dir, "Where the cache lies")
      ->type_name("DIR");
}

void AddJudgement(CLI::App& app, Raw& raw) {
  Judgement& judgement = raw.lint.judgement;
  AddList(app, "--checks", judgement.checks,
          "Which rules are on: globs of slugs, ids or codes behind those of "
          "the configuration; a dash switches off: -*,lockstep-wall-clock",
          "GLOBS");
  AddList(app, "--warnings-as-errors", judgement.warnings_as_errors,
          "Whose warnings are errors", "GLOBS");
  app.add_option("--config-file", raw.lint.config_file,
                 "This one instead of the .lockstep.yaml of each folder")
      ->type_name("FILE");
  AddWord(app, "--header-filter", judgement.header_filter,
          "Findings in headers: only in those whose path matches", "REGEX");
  AddWord(app, "--exclude-header-filter", judgement.exclude_header_filter,
          "Findings in headers: not in those whose path matches", "REGEX");
  AddWord(app, "--unknown", judgement.unknown,
          "Calls of functions that nobody knows", "ignore|note|error");
  AddWord(app, "--toolchain", judgement.toolchain,
          "Whether all workers run one build and one standard library",
          "one|many");
  AddWord(app, "--architecture", judgement.architecture,
          "Whether all workers run on one kind of processor", "one|many");
  AddList(app, "--profile", judgement.profiles,
          "An SDK, by name or file (repeatable)", "NAME|FILE");
  AddList(app, "--models", judgement.models, "Models of libraries (repeatable)",
          "FILE");
}

bool IsDate(std::string_view text) {
  constexpr std::string_view kShape = "0000-00-00";
  return std::equal(text.begin(), text.end(), kShape.begin(), kShape.end(),
                    [](char c, char shape) {
                      return shape == '-' ? c == '-' : '0' <= c && c <= '9';
                    });
}

void AddSelection(CLI::App& app, Raw& raw) {
  LintOptions& lint = raw.lint;
  app.add_option("--line-filter", lint.line_filter,
                 "Only findings that touch these lines; clang-tidy's JSON")
      ->type_name("JSON");
  app.add_option("--diff", lint.diff,
                 "Only findings whose chain touches a line changed since REV")
      ->type_name("REV");
  AddWord(app, "--baseline", lint.judgement.baseline,
          "Leave out what is in this file; what is in it and no longer found "
          "fails",
          "FILE");
  app.add_option("--write-baseline", lint.write_baseline,
                 "Write what is found into this file")
      ->type_name("FILE");
  app.add_option("--today", lint.today,
                 "The day for reasons that say until ... (YYYY-MM-DD)")
      ->check(CLI::Validator(
          [](const std::string& text) {
            return IsDate(text)
                       ? std::string()
                       : fmt::format("'{}' is no day as 2026-01-31", text);
          },
          ""))
      ->type_name("DATE");
}

void AddFixes(CLI::App& app, Raw& raw) {
  app.add_flag("--fix", raw.lint.fix,
               "Apply all fixes that add and move no command");
  app.add_option("--fix-one", raw.lint.fix_one,
                 "Apply the fix of one finding, also one that adds a command; "
                 "--fix=RULE@FILE:LINE is the same")
      ->type_name("RULE@FILE:LINE");
  app.add_option("--export-fixes", raw.lint.export_fixes,
                 "Write the fixes for clang-apply-replacements")
      ->type_name("FILE");
  app.add_flag("--verify{program}", raw.verify,
               "Compare with expected-* comments; --verify=each: every file "
               "is a program of its own")
      ->check(CLI::IsMember({"program", "each"}).description(""))
      ->type_name("");
}

void AddOutput(CLI::App& app, Raw& raw) {
  AddChoice(app, "--format", raw.lint.format, "How to print", Formats(),
            "text|json|sarif|github|rdjson");
  AddList(app, "--output", raw.outputs,
          "sarif=FILE writes another report; without a format: the report "
          "goes there, not to stdout (repeatable)",
          "[FORMAT=]FILE");
  AddChoice<ColourChoice>(app, "--color", raw.lint.colour,
                          "auto: on a terminal, unless NO_COLOR is set",
                          {{"auto", ColourChoice::kAuto},
                           {"always", ColourChoice::kAlways},
                           {"never", ColourChoice::kNever}},
                          "auto|always|never");
  app.add_flag("-q,--quiet", raw.lint.quiet,
               "Findings only: no summary, no coverage");
}

void AddVerbs(CLI::App& app, Raw& raw) {
  app.fallthrough();  // options may follow the verb
  app.add_flag("--list-rules,--list-checks", raw.list_rules,
               "The same as list-rules");
  app.add_flag("--dump-config", raw.dump_config, "The same as dump-config");
  app.add_subcommand("list-rules", "Name all rules, and which are on");
  app.add_subcommand("explain", "The page of a rule, or who judges a function")
      ->add_option("SUBJECT", raw.subject, "A rule or a function")
      ->required();
  app.add_subcommand("dump-config", "Print the configuration that counts");
  app.add_subcommand("doctor", "Say what is found and used");
}

NoCommand Mistake(const std::string& sentence) {
  return {true, sentence + "; see lockstep-lint --help"};
}

// "sarif=FILE"; what is no format in front of `=` belongs to the name.
void TakeOutputs(Raw& raw) {
  for (const std::string& output : raw.outputs) {
    const size_t sign = output.find('=');
    const auto format = Formats().find(output.substr(0, sign));
    if (sign != std::string::npos && format != Formats().end()) {
      raw.lint.outputs.push_back({format->second, output.substr(sign + 1)});
    } else {
      raw.lint.outputs.push_back({raw.lint.format, output});
      raw.lint.to_stdout = false;
    }
  }
}

Verb VerbOf(const CLI::App& app, const Raw& raw) {
  if (app.got_subcommand("list-rules") || raw.list_rules) {
    return Verb::kListRules;
  }
  if (app.got_subcommand("explain")) return Verb::kExplain;
  if (app.got_subcommand("dump-config") || raw.dump_config) {
    return Verb::kDumpConfig;
  }
  return app.got_subcommand("doctor") ? Verb::kDoctor : Verb::kLint;
}

// Checks what one option says about another.
tl::expected<Command, NoCommand> Finish(Raw raw, const CLI::App& app) {
  TakeOutputs(raw);
  LintOptions& lint = raw.lint;
  lint.units.cache = !raw.no_cache;
  if (!raw.verify.empty()) {
    lint.verify =
        raw.verify == "each" ? VerifyMode::kEach : VerifyMode::kProgram;
  }
  if (lint.fix && !lint.fix_one.empty()) {
    return tl::unexpected(
        Mistake("--fix is for all fixes, --fix-one for one: not both"));
  }
  const bool partly = (!lint.units.files.empty() && !lint.units.flags) ||
                      !lint.line_filter.empty() || !lint.diff.empty();
  if (!lint.write_baseline.empty() && partly) {
    return tl::unexpected(
        Mistake("--write-baseline holds what the whole program has: leave away "
                "files, --line-filter and --diff"));
  }
  if (lint.units.flags && lint.units.files.empty()) {
    return tl::unexpected(Mistake("flags behind -- need a file before them"));
  }
  return Command{VerbOf(app, raw), std::move(lint), raw.subject};
}

}  // namespace

tl::expected<Command, NoCommand> ParseOptions(std::vector<std::string> args) {
  Arguments split = SplitArguments(args);
  Raw raw;
  CLI::App app{"Finds code that cannot be replayed in durable workflows."};
  app.name("lockstep-lint");
  app.set_version_flag("--version", "lockstep-lint " LOCKSTEP_VERSION);
  app.option_defaults()->group("Which units, and how");
  AddUnits(app, raw);
  app.option_defaults()->group("What is reported, and how severe");
  AddJudgement(app, raw);
  app.option_defaults()->group("Which findings");
  AddSelection(app, raw);
  app.option_defaults()->group("Fixes and fixtures");
  AddFixes(app, raw);
  app.option_defaults()->group("Output");
  AddOutput(app, raw);
  app.option_defaults()->group("As commands");
  AddVerbs(app, raw);
  app.require_subcommand(0, 1);
  app.footer(kFooter);
  std::reverse(split.ours.begin(), split.ours.end());  // as CLI11 wants it
  try {
    app.parse(std::move(split.ours));
  } catch (const CLI::CallForHelp&) {
    return tl::unexpected(NoCommand{false, app.help()});
  } catch (const CLI::CallForVersion& version) {
    return tl::unexpected(NoCommand{false, std::string(version.what()) + "\n"});
  } catch (const CLI::ExtrasError&) {
    return tl::unexpected(Mistake(fmt::format(
        "there is no option '{}'", fmt::join(app.remaining(true), "', '"))));
  } catch (const CLI::ParseError& error) {
    return tl::unexpected(Mistake(error.what()));
  }
  raw.lint.units.flags = std::move(split.flags);
  return Finish(std::move(raw), app);
}

}  // namespace lockstep::lint
