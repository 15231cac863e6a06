#include "linter/findings/rule_filter.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace lockstep::lint {
namespace {

// What the names of clang-tidy's checks begin with.
bool IsForeign(std::string_view name) {
  static constexpr std::array<std::string_view, 26> kModules = {
      "abseil-",   "altera-",      "android-",     "boost-",       "bugprone-",
      "cert-",     "clang-",       "concurrency-", "cppcore",      "darwin-",
      "fuchsia-",  "google-",      "hicpp-",       "linuxkernel-", "llvm-",
      "llvmlibc-", "misc-",        "modernize-",   "mpi-",         "objc-",
      "openmp-",   "performance-", "portability-", "readability-", "zircon-",
      "custom-"};
  return std::any_of(
      kModules.begin(), kModules.end(),
      [&](std::string_view module) { return name.starts_with(module); });
}

std::string_view Positive(std::string_view glob) {
  return glob.starts_with('-') ? glob.substr(1) : glob;
}

}  // namespace

std::string_view Trim(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n";
  const size_t begin = text.find_first_not_of(kBlank);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlank) - begin + 1);
}

std::vector<std::string> SplitList(std::string_view list) {
  std::vector<std::string> items;
  while (!list.empty()) {
    const size_t end = std::min(list.find_first_of(",\n"), list.size());
    const std::string_view item = Trim(list.substr(0, end));
    if (!item.empty()) items.emplace_back(item);
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return items;
}

void RuleFilter::Add(std::string_view globs) {
  for (std::string& glob : SplitList(globs)) {
    globs_.push_back(std::move(glob));
  }
}

bool MeansRule(std::string_view pattern, const Rule& rule) {
  return MatchesPattern(rule.slug, pattern) ||
         MatchesPattern(rule.Id(), pattern) ||
         MatchesPattern(rule.code, pattern);
}

bool RuleFilter::Contains(const Rule& rule) const {
  for (auto glob = globs_.rbegin(); glob != globs_.rend(); ++glob) {
    if (MeansRule(Positive(*glob), rule)) return !glob->starts_with('-');
  }
  return false;
}

Result<void> CheckGlobs(const RuleFilter& filter, const RuleBook& book) {
  for (const std::string& glob : filter.globs()) {
    const std::string_view name = Positive(glob);
    if (name == "*" || IsForeign(name)) continue;
    const bool known =
        std::any_of(book.rules.begin(), book.rules.end(),
                    [&](const Rule& rule) { return MeansRule(name, rule); });
    if (!known) {
      return Fail(fmt::format(
          "'{}' names no rule; lockstep-lint list-rules names them all", name));
    }
  }
  return {};
}

}  // namespace lockstep::lint
