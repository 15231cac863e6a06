#include "linter/findings/changed_lines.h"

#include <fmt/format.h>

#include "linter/findings/program.h"

namespace lockstep::lint {
namespace {

Result<std::string> Git(const std::string& folder,
                        std::vector<std::string> arguments) {
  std::vector<std::string> command = {"git", "-C", folder, "-c",
                                      "core.quotePath=false"};
  command.insert(command.end(), arguments.begin(), arguments.end());
  return OutputOf(command);
}

}  // namespace

Result<LineSet> ChangedSince(const std::string& revision,
                             const std::string& folder) {
  const auto top = Git(folder, {"rev-parse", "--show-toplevel"});
  if (!top) {
    return Fail(fmt::format(
        "--diff asks git what changed, but {} is in no git checkout", folder));
  }
  const std::string root = top->substr(0, top->find('\n'));
  if (revision.starts_with('-') ||
      !Git(root,
           {"rev-parse", "--verify", "--quiet", revision + "^{commit}"})) {
    return Fail(fmt::format(
        "--diff: git knows no revision '{}'; is it fetched?", revision));
  }
  const auto diff = Git(root, {"diff", "-U0", "--no-prefix", "--no-ext-diff",
                               "--no-color", "--no-renames", revision, "--"});
  const auto untracked =
      Git(root, {"ls-files", "--others", "--exclude-standard", "-z"});
  if (!diff || !untracked) {
    return Fail(
        fmt::format("--diff: {}", (diff ? untracked : diff).error().message));
  }
  LineSet changed = ParseDiff(*diff, root);
  for (size_t at = 0; at < untracked->size();) {
    const std::string name = untracked->c_str() + at;
    changed.AddFile(root + "/" + name);
    at += name.size() + 1;
  }
  return changed;
}

}  // namespace lockstep::lint
