#include "replayer/options.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <functional>
#include <limits>
#include <map>
#include <thread>

#include "lockstep/build_abi.h"

namespace lockstep::replay {
namespace {

constexpr double kMaxSeconds = 1e9;
constexpr size_t kMaxJobs = 256;

constexpr char kOverview[] =
    "Examples:\n"
    "  lockstep-replay run build/checkout.so histories/\n"
    "  lockstep-replay describe build/checkout.so\n"
    "  lockstep-replay show histories/order-1.json\n"
    "\n"
    "Each command has its own --help.\n";

constexpr char kRunFooter[] =
    "Examples:\n"
    "  lockstep-replay run build/checkout.so histories/\n"
    "  lockstep-replay run build/checkout.so --type Checkout -j8 histories/\n"
    "  lockstep-replay run build/checkout.so --format json a.json > "
    "result.json\n"
    "  git ls-files '*.json.gz' | lockstep-replay run build/checkout.so "
    "--files-from -\n"
    "\n"
    "Exit codes; of several, the first in the order 2, 1, 5, 3, 6, 4:\n"
    "  0  every history is ok\n"
    "  1  nondeterminism\n"
    "  2  wrong command line, or a build that cannot be loaded\n"
    "  3  invalid-history, unsupported-event, undecodable-payload,\n"
    "     flavour-mismatch\n"
    "  4  nothing was tested: no history, or no completed workflow task\n"
    "  5  workflow-task-failure, deadlock, crash, timeout, memory,\n"
    "     unregistered-type\n"
    "  6  a corpus is marked incomplete, or lacks files\n";

// What CLI11 stores before it is checked.
struct Raw {
  RunOptions run;
  DescribeOptions describe;
  ShowOptions show;
  std::string strict;
  std::string compat;
  std::string profile;
};

// Says in our words what CLI11 would say in its own. `fits` sees the text after
// names were turned into numbers.
CLI::Validator Must(const std::string& be,
                    std::function<bool(const std::string&)> fits) {
  return CLI::Validator(
      [be, fits = std::move(fits)](const std::string& text) {
        return fits(text) ? std::string()
                          : fmt::format("'{}' is not {}", text, be);
      },
      "");
}

// One of the numbers that `count` names stand for.
std::function<bool(const std::string&)> OneOf(size_t count) {
  return [count](const std::string& text) {
    return text.size() == 1 && text[0] >= '0' &&
           static_cast<size_t>(text[0] - '0') < count;
  };
}

// The whole text is a number from `low` to `high`; "nan" is none.
template <class T>
std::function<bool(const std::string&)> Within(T low, T high) {
  return [low, high](const std::string& text) {
    T value{};
    return CLI::detail::lexical_cast(text, value) && value >= low &&
           value <= high;
  };
}

void AddFormat(CLI::App& app, Format& format) {
  const std::map<std::string, Format> names{{"text", Format::kText},
                                            {"json", Format::kJson}};
  app.add_option("--format", format, "How to print: text or json")
      ->transform(CLI::Transformer(names).description(""))
      ->check(Must("text or json", OneOf(2)))
      ->type_name("text|json");
}

void AddSeconds(CLI::App& app, const std::string& name, double& seconds,
                const std::string& what) {
  app.add_option(name, seconds, what + " (0: no limit)")
      ->check(Must(fmt::format("a number of seconds from 0 to {}", kMaxSeconds),
                   Within(0.0, kMaxSeconds)))
      ->type_name("SECONDS")
      ->capture_default_str();
}

// Options that say how a history is read, for `run` and `show`.
template <class T>
void AddReading(CLI::App& app, T& options) {
  app.add_flag("--reverse-order", options.reverse_order,
               "Accept histories with the newest event first");
  app.add_option("--last-event-id", options.last_event_id,
                 "Leave out the events behind this one")
      ->check(Must("an event id, a whole number from 1",
                   Within(int64_t{1}, std::numeric_limits<int64_t>::max())))
      ->type_name("N");
}

void AddSelection(CLI::App& app, RunOptions& run) {
  app.add_option("PATH", run.paths,
                 "Histories: files, folders (all *.json and *.json.gz in "
                 "them), or - for stdin");
  app.add_option("--files-from", run.files_from,
                 "Read more paths from a file, one a line; - for stdin")
      ->type_name("FILE");
  app.add_option("--type", run.types,
                 "Only histories of this workflow type (repeatable)")
      ->take_all()
      ->expected(1)
      ->type_name("TYPE");
  app.add_option("--workflow-id", run.workflow_id,
                 "Only histories with this workflow id; a history that names "
                 "none is given it")
      ->type_name("ID");
  app.add_flag_callback(
      "--allow-incomplete", [&run] { run.incomplete = Incomplete::kAllow; },
      "Replay a corpus that its manifest marks incomplete, too");
  AddReading(app, run);
}

void AddJudgement(CLI::App& app, Raw& raw) {
  app.add_flag("--strict{targets}", raw.strict,
               "Differences of targets are errors; with --strict=values those "
               "of values, too")
      ->check(CLI::IsMember({"targets", "values"}).description(""))
      ->type_name("");
  app.add_option("--compat", raw.compat,
                 "Judge as the official engine does: commands that no event "
                 "contradicts are not seen")
      ->check(CLI::IsMember({"core", "go"}).description(""))
      ->type_name("core|go");
  app.add_option("--profile", raw.profile,
                 "Take every history for one of this engine, whatever it "
                 "looks like")
      ->check(CLI::IsMember({"core", "go"}).description(""))
      ->type_name("core|go");
  app.add_flag("--stop-at-last-completed",
               raw.run.replay.stop_at_last_completed,
               "Do not run the unfinished last task of a run that goes on");
  app.add_flag("--fail-fast", raw.run.fail_fast,
               "Stop at the first history that is not ok");
}

void AddProcesses(CLI::App& app, RunOptions& run) {
  run.jobs =
      std::clamp<size_t>(std::thread::hardware_concurrency(), 1, kMaxJobs);
  app.add_option("-j,--jobs", run.jobs, "How many processes side by side")
      ->check(CLI::Range(size_t{1}, kMaxJobs).description(""))
      ->type_name("N");
  AddSeconds(app, "--deadlock-timeout", run.deadlock_timeout_s,
             "How long workflow code may run without coming back");
  AddSeconds(app, "--timeout", run.timeout_s, "How long one history may take");
  AddSeconds(app, "--load-timeout", run.load_timeout_s,
             "How long loading the build may take");
  app.add_option("--memory-limit", run.memory_limit_mib,
                 "How large a process may grow (0: no limit)")
      ->check(CLI::Range(int64_t{0}, int64_t{1} << 40).description(""))
      ->type_name("MIB")
      ->capture_default_str();
}

void AddOutput(CLI::App& app, RunOptions& run) {
  AddFormat(app, run.format);
  const std::map<std::string, ColourChoice> colours{
      {"auto", ColourChoice::kAuto},
      {"always", ColourChoice::kAlways},
      {"never", ColourChoice::kNever}};
  app.add_option("--color", run.colour,
                 "Colours: auto (on a terminal, unless NO_COLOR is set)")
      ->transform(CLI::Transformer(colours).description(""))
      ->check(Must("auto, always or never", OneOf(3)))
      ->type_name("auto|always|never");
  app.add_flag("--trace", run.replay.trace,
               "List every command that the code asks for in each result of "
               "--format json");
  app.add_flag_callback(
      "-q,--quiet", [&run] { run.verbosity = Verbosity::kQuiet; },
      "No lines for histories that are ok, and no progress");
}

CLI::App* AddRun(CLI::App& app, Raw& raw) {
  CLI::App* const run =
      app.add_subcommand("run", "Replay histories on a workflow build");
  run->footer(kRunFooter);
  run->add_option("BUILD", raw.run.build, "The shared library of workflows")
      ->required();
  AddSelection(*run, raw.run);
  AddJudgement(*run, raw);
  AddProcesses(*run, raw.run);
  AddOutput(*run, raw.run);
  return run;
}

CLI::App* AddDescribe(CLI::App& app, DescribeOptions& options) {
  CLI::App* const describe =
      app.add_subcommand("describe", "Say what a workflow build registers");
  describe->add_option("BUILD", options.build, "The shared library")
      ->required();
  AddSeconds(*describe, "--load-timeout", options.load_timeout_s,
             "How long loading the build may take");
  AddFormat(*describe, options.format);
  return describe;
}

CLI::App* AddShow(CLI::App& app, ShowOptions& options) {
  CLI::App* const show =
      app.add_subcommand("show", "Print a history, one line an event");
  show->add_option("HISTORY", options.history, "A file, or - for stdin")
      ->required();
  AddReading(*show, options);
  return show;
}

NoWork Mistake(const std::string& sentence) {
  return {ExitCode::kUsage, sentence + "; see lockstep-replay --help"};
}

// Checks what one option says about another.
tl::expected<Options, NoWork> CheckRun(Raw raw) {
  RunOptions& run = raw.run;
  run.replay.strict_targets = !raw.strict.empty();
  run.replay.strict_values = raw.strict == "values";
  run.replay.core_compatible = raw.compat == "core";
  run.replay.go_compatible = raw.compat == "go";
  if (!raw.profile.empty()) {
    run.replay.profile = raw.profile == "go" ? LS_PROFILE_GO : LS_PROFILE_CORE;
  }
  if (run.replay.trace && run.format != Format::kJson) {
    return tl::unexpected(
        Mistake("--trace is a part of the JSON result: add --format json"));
  }
  if (run.paths.empty() && run.files_from.empty()) {
    return tl::unexpected(
        Mistake("run needs histories: name files or folders behind the build"));
  }
  if (run.files_from == "-" &&
      std::find(run.paths.begin(), run.paths.end(), "-") != run.paths.end()) {
    return tl::unexpected(
        Mistake("stdin is either a history or a list of paths, not both"));
  }
  return run;
}

}  // namespace

tl::expected<Options, NoWork> ParseOptions(int argc, const char* const* argv) {
  Raw raw;
  CLI::App app{"Replays recorded histories on a build of durable workflows."};
  app.name("lockstep-replay");
  app.set_version_flag("--version",
                       fmt::format("lockstep-replay {} (build ABI {})",
                                   LOCKSTEP_VERSION, LS_ABI));
  app.require_subcommand(1);
  const CLI::App* const run = AddRun(app, raw);
  const CLI::App* const describe = AddDescribe(app, raw.describe);
  AddShow(app, raw.show);
  app.footer(kOverview);
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    for (const CLI::App* const command : app.get_subcommands()) {
      return tl::unexpected(
          NoWork{ExitCode::kOk, command->help(app.get_name())});
    }
    return tl::unexpected(NoWork{ExitCode::kOk, app.help()});
  } catch (const CLI::CallForVersion& version) {
    return tl::unexpected(
        NoWork{ExitCode::kOk, std::string(version.what()) + "\n"});
  } catch (const CLI::ParseError& error) {
    const std::string first = argc > 1 ? argv[1] : "";
    if (app.get_subcommands().empty() && !first.empty() && first[0] != '-') {
      return tl::unexpected(Mistake(fmt::format(
          "'{}' is no command; there are run, describe and show", first)));
    }
    return tl::unexpected(Mistake(error.what()));
  }
  if (run->parsed()) return CheckRun(std::move(raw));
  if (describe->parsed()) return raw.describe;
  return raw.show;
}

}  // namespace lockstep::replay
