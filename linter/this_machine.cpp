#include "linter/this_machine.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <iterator>
#include <string>

#include "linter/build_id.h"
#include "linter/collect/driver/arguments.h"
#include "linter/collect/driver/collect_all.h"
#include "linter/collect/driver/compile_database.h"
#include "linter/facts/cache.h"

namespace lockstep::lint {
namespace {

std::string Today() {
  const auto today =
      std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now());
  const std::chrono::year_month_day date(today);
  char text[16];
  std::snprintf(text, sizeof text, "%04d-%02u-%02u", int(date.year()),
                unsigned(date.month()), unsigned(date.day()));
  return text;
}

bool WantsColour() {
  const char* const no_color = std::getenv("NO_COLOR");
  return isatty(STDOUT_FILENO) == 1 && (no_color == nullptr || !*no_color);
}

void Write(std::FILE* stream, std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stream);
}

std::string Folder() { return std::filesystem::current_path().string(); }

std::string CacheFolder(const UnitOptions& units) {
  if (!units.cache) return "";
  return units.cache_dir.empty() ? FactsCache::DefaultDirectory()
                                 : AbsolutePath(units.cache_dir, Folder());
}

// As clang-tidy does: in front of all flags, behind all.
void AddExtra(const UnitOptions& units, std::vector<std::string>& arguments) {
  const size_t compiler = CompilerIndex(arguments);
  const auto behind = arguments.begin() + static_cast<ptrdiff_t>(std::min(
                                              compiler + 1, arguments.size()));
  arguments.insert(behind, units.extra_args_before.begin(),
                   units.extra_args_before.end());
  arguments.insert(arguments.end(), units.extra_args.begin(),
                   units.extra_args.end());
}

Result<Collected> Collect(const UnitOptions& units, const RuleBook& book) {
  CommandRequest request;
  request.sources = units.files;
  request.database = units.build_path;
  request.flags = units.flags;
  request.directory = Folder();
  request.others = units.whole_program ? OtherUnits::kAll
                   : units.alone       ? OtherUnits::kNone
                                       : OtherUnits::kCached;
  auto commands = FindCommands(request);
  if (!commands) return tl::unexpected(commands.error());
  for (UnitCommand& command : commands->commands) {
    AddExtra(units, command.arguments);
  }
  CollectOptions options;
  options.jobs = static_cast<unsigned>(units.jobs);
  options.cache_directory = CacheFolder(units);
  options.version = std::string(LOCKSTEP_VERSION) + " " + BuildId();
  options.apart = units.apart;
  CollectResult result = CollectAll(commands->commands, book, options);

  Collected collected;
  collected.units = std::move(result.units);
  collected.failures = std::move(commands->failures);
  std::move(result.failures.begin(), result.failures.end(),
            std::back_inserter(collected.failures));
  std::sort(collected.failures.begin(), collected.failures.end(),
            [](const UnitFailure& a, const UnitFailure& b) {
              return a.path < b.path;
            });
  collected.named = std::move(commands->named);
  collected.left_out = result.left_out;
  collected.remarks = std::move(commands->remarks);
  std::move(result.remarks.begin(), result.remarks.end(),
            std::back_inserter(collected.remarks));
  return collected;
}

std::vector<std::string> Examine(const UnitOptions& units) {
  std::vector<std::string> remarks;
  std::string database = units.build_path;
  if (database.empty()) database = FindDatabase(Folder(), remarks);
  const auto shown = [](const std::string& text) {
    return text.empty() ? std::string("not found") : text;
  };
  std::vector<std::string> lines = {
      "compile database: " + shown(database),
      "headers of Clang: " + shown(ResourceFolder())};
  const std::string cache = CacheFolder(units);
  std::error_code error;
  const char* const state =
      std::filesystem::exists(cache, error) ? "" : " (not there yet)";
  lines.push_back(cache.empty() ? "cache: off" : "cache: " + cache + state);
  lines.insert(lines.end(), remarks.begin(), remarks.end());
  return lines;
}

}  // namespace

World ThisMachine() {
  World world;
  world.folder = Folder();
  world.today = Today();
  world.colour = WantsColour();
  world.collect = Collect;
  world.examine = Examine;
  world.out = [](std::string_view text) { Write(stdout, text); };
  world.err = [](std::string_view text) { Write(stderr, text); };
  return world;
}

}  // namespace lockstep::lint
