#include "history_fetch/options.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "history_fetch/commands/subcommands.h"
#include "history_fetch/extension_flags.h"
#include "history_fetch/help_format.h"
#include "history_fetch/terminal.h"

namespace lockstep::fetch {
namespace {

// Sorted by name; --help shows them in this order.
constexpr AddSubcommand kSubcommands[] = {
    AddConfig, AddExport,  AddGet,    AddImport, AddList,   AddPrune,
    AddRedact, AddRefresh, AddStatus, AddSync,   AddVerify,
};

constexpr char kFooter[] =
    "Examples:\n"
    "  lockstep-fetch get -w order-17 > order-17.json\n"
    "  lockstep-fetch sync corpus/\n"
    "  lockstep-fetch status corpus/ --fail-if-older 14d\n"
    "\n"
    "Connection flags, environment variables and temporal.toml are those of\n"
    "the temporal CLI; `lockstep-fetch config` shows what they come to.\n"
    "Each command has its own --help.\n"
    "\n"
    "Exit codes:\n"
    "  0  done\n"
    "  2  wrong command line, configuration or plan\n"
    "  3  no connection, or no access\n"
    "  4  partial: some runs could not be fetched, it was interrupted, or\n"
    "     another lockstep-fetch is changing the corpus\n"
    "  5  the corpus is empty, stale, or below what its plan declares\n"
    "  6  a history or the corpus contradicts itself\n";

// What is left over, by name only: a value may be the API key that a blank tore
// from its flag.
std::string NamesOf(const std::vector<std::string>& left_over) {
  std::string names;
  for (const std::string& word : left_over) {
    if (!word.starts_with('-')) continue;
    names += (names.empty() ? "" : ", ") + word.substr(0, word.find('='));
  }
  return names;
}

std::string NoCommand(const CLI::App& app) {
  std::string names;
  for (const CLI::App* command : app.get_subcommands(nullptr)) {
    names += (names.empty() ? "" : ", ") + command->get_name();
  }
  return "the first word must be a command: " + names;
}

// Of "Could not convert: --limit = abc".
std::string NoNumber(const std::string& sentence) {
  constexpr std::string_view kBefore = "Could not convert: ";
  const size_t equals = sentence.find(" = ");
  if (!sentence.starts_with(kBefore) || equals == sentence.npos) {
    return sentence;
  }
  return sentence.substr(kBefore.size(), equals - kBefore.size()) + ": '" +
         Printable(sentence.substr(equals + 3)) + "' is no such number";
}

std::string Sentence(const CLI::App& app, const CLI::ParseError& error) {
  if (app.get_subcommands().empty()) return NoCommand(app);
  if (dynamic_cast<const CLI::ExtrasError*>(&error) == nullptr) {
    const std::string sentence = error.what();
    if (dynamic_cast<const CLI::ConversionError*>(&error) != nullptr) {
      return NoNumber(sentence);
    }
    // Options that --help does not show have no name for CLI11.
    return sentence.starts_with(": ")
               ? "an option of the temporal CLI" + sentence
               : sentence;
  }
  const std::string names = NamesOf(app.remaining(/*recurse=*/true));
  return names.empty() ? "there is a word too many on the command line"
                       : names + ": there is no such option here";
}

// One sentence instead of CLI11's own.
ExitCode ReportMistake(const CLI::App& app, const CLI::ParseError& error) {
  std::string help = "lockstep-fetch ";
  for (const CLI::App* used : app.get_subcommands()) {
    help += used->get_name() + " ";
  }
  PrintError(Sentence(app, error) + "; see " + help + "--help");
  return ExitCode::kUsage;
}

}  // namespace

int RunCommandLine(int argc, const char* const* argv) {
  CLI::App app(
      "Builds and keeps the corpus of histories that "
      "lockstep-replay runs.",
      "lockstep-fetch");
  app.set_version_flag("--version", "lockstep-fetch " LOCKSTEP_VERSION);
  // Subcommands take it over.
  app.formatter(std::make_shared<HelpFormat>());
  app.require_subcommand(1);
  app.footer(kFooter);
  std::vector<Subcommand> subcommands;
  for (const AddSubcommand add : kSubcommands) {
    subcommands.push_back(add(app));
    IgnoreForeignFlags(*subcommands.back().app);
  }
  try {
    std::vector<std::string> words =
        CommandFirst({argv + std::min(argc, 1), argv + argc});
    JoinShortValues(words);
    std::reverse(words.begin(), words.end());  // as the library wants them
    app.parse(std::move(words));
  } catch (const CLI::Success& asked) {
    return app.exit(asked);  // --help, --version
  } catch (const CLI::ParseError& error) {
    return static_cast<int>(ReportMistake(app, error));
  }
  for (const Subcommand& subcommand : subcommands) {
    if (subcommand.app->parsed()) return static_cast<int>(subcommand.run());
  }
  return static_cast<int>(ExitCode::kUsage);
}

}  // namespace lockstep::fetch
