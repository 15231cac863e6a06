#include "linter/config/arguments.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace lockstep::lint {
namespace {

// Options of clang-tidy that people write with one dash.
constexpr std::array<std::string_view, 16> kLongOptions = {
    "checks",
    "config-file",
    "dump-config",
    "exclude-header-filter",
    "export-fixes",
    "extra-arg",
    "extra-arg-before",
    "fix",
    "format",
    "header-filter",
    "line-filter",
    "list-checks",
    "quiet",
    "verify",
    "version",
    "warnings-as-errors"};

// Their values may begin with a dash.
constexpr std::array<std::string_view, 4> kDashedValues = {
    "--checks", "--extra-arg", "--extra-arg-before", "--warnings-as-errors"};

template <class List>
bool Has(const List& list, std::string_view name) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

std::string WithTwoDashes(const std::string& arg) {
  if (!arg.starts_with('-') || arg.starts_with("--")) return arg;
  const std::string name = arg.substr(1, arg.find('=') - 1);
  return Has(kLongOptions, name) ? "-" + arg : arg;
}

}  // namespace

Arguments SplitArguments(const std::vector<std::string>& args) {
  Arguments split;
  for (size_t i = 0; i < args.size(); ++i) {
    if (args[i] == "--") {
      split.flags.emplace(args.begin() + static_cast<ptrdiff_t>(i) + 1,
                          args.end());
      break;
    }
    std::string arg = WithTwoDashes(args[i]);
    if (arg.starts_with("-p=")) {
      split.ours.emplace_back("-p");
      arg = arg.substr(3);
    } else if (arg.starts_with("--fix=")) {
      arg = "--fix-one=" + arg.substr(6);
    } else if (Has(kDashedValues, arg) && i + 1 < args.size()) {
      arg += "=" + args[++i];
    }
    split.ours.push_back(std::move(arg));
  }
  return split;
}

}  // namespace lockstep::lint
