// Prints what collecting costs: driver_times DATABASE [--cache DIR] [-j N]
// [--no-umbrella] [--names FILE] [SOURCE...].
#include <fmt/core.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "linter/collect/driver/collect_all.h"
#include "linter/collect/driver/compile_database.h"

int main(int count, char** words) {
  using namespace lockstep::lint;
  using Clock = std::chrono::steady_clock;
  CommandRequest request;
  request.directory = std::filesystem::current_path();
  CollectOptions options;
  std::string names;
  for (int i = 1; i < count; ++i) {
    const std::string word = words[i];
    if (word == "--cache") {
      options.cache_directory = words[++i];
    } else if (word == "-j") {
      options.jobs = unsigned(std::atoi(words[++i]));
    } else if (word == "--no-umbrella") {
      options.umbrella = false;
    } else if (word == "--names") {
      names = words[++i];
    } else if (request.database.empty()) {
      request.database = word;
    } else {
      request.sources.push_back(word);
    }
  }
  const auto book = LoadRuleBook({});
  if (!book) {
    fmt::print("{}\n", book.error().message);
    return 2;
  }
  const auto start = Clock::now();
  const auto commands = FindCommands(request);
  if (!commands) {
    fmt::print("{}\n", commands.error().message);
    return 2;
  }
  const auto found = Clock::now();
  const auto result = CollectAll(commands->commands, *book, options);
  const auto end = Clock::now();
  size_t functions = 0;
  std::ofstream out(names);
  for (const Unit& unit : result.units) {
    functions += unit.functions.size();
    for (const auto& function : unit.functions) {
      out << unit.path << " " << function.key << " " << function.place.line
          << "\n";
    }
  }
  using Ms = std::chrono::duration<double, std::milli>;
  fmt::print(
      "commands {:.1f} ms, collect {:.1f} ms: {} units ({} cached, {} with "
      "umbrella), {} functions, {} failures\n",
      Ms(found - start).count(), Ms(end - found).count(), result.units.size(),
      result.cached, result.with_umbrella, functions, result.failures.size());
  for (const auto& failure : result.failures) {
    fmt::print("{}: {}\n", failure.path, failure.message);
  }
  for (const auto& remark : result.remarks) fmt::print("{}\n", remark);
  return 0;
}
