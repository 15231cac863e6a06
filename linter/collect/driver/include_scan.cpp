#include "linter/collect/driver/include_scan.h"

#include <sys/stat.h>

#include <filesystem>
#include <string_view>

#include "linter/facts/file_states.h"

namespace lockstep::lint {
namespace {

namespace fs = std::filesystem;

std::string_view WithoutSpace(std::string_view text) {
  const size_t start = text.find_first_not_of(" \t");
  return start == std::string_view::npos ? "" : text.substr(start);
}

}  // namespace

bool IncludeScan::IsFile(const std::string& path) {
  const auto [entry, added] = is_file_.try_emplace(path, false);
  if (added) {
    struct stat status {};
    entry->second = stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode);
  }
  return entry->second;
}

const std::vector<IncludeScan::Include>& IncludeScan::IncludesOf(
    const std::string& file) {
  const auto [entry, added] = includes_.try_emplace(file);
  if (!added) return entry->second;
  const auto text = ReadWholeFile(file);
  if (!text) return entry->second;
  for (size_t at = 0; (at = text->find('#', at)) != std::string::npos; ++at) {
    const size_t end = std::min(text->find('\n', at), text->size());
    std::string_view line(text->data() + at + 1, end - at - 1);
    line = WithoutSpace(line);
    if (!line.starts_with("include")) continue;
    line = WithoutSpace(line.substr(line.starts_with("include_next") ? 12 : 7));
    if (line.size() < 2 || (line[0] != '<' && line[0] != '"')) continue;
    const size_t close = line.find(line[0] == '<' ? '>' : '"', 1);
    if (close == std::string_view::npos) continue;
    entry->second.push_back(
        {std::string(line.substr(1, close - 1)), line[0] == '<'});
  }
  return entry->second;
}

std::string IncludeScan::Resolve(const Include& include,
                                 const std::string& from,
                                 const ClangCommand& unit, bool& own) {
  own = true;
  if (include.name.starts_with('/')) return include.name;
  if (!include.angled) {
    std::string beside =
        AbsolutePath(include.name, fs::path(from).parent_path());
    if (IsFile(beside)) return beside;
  }
  for (const IncludeFolder& folder : unit.folders) {
    if (folder.kind == IncludeFolder::Kind::kQuote && include.angled) continue;
    std::string path = AbsolutePath(include.name, folder.path);
    own = folder.kind != IncludeFolder::Kind::kSystem;
    if (IsFile(path)) return path;
  }
  return "";
}

void IncludeScan::Walk(const ClangCommand& unit, std::set<std::string>& seen,
                       std::set<std::string>* unresolved) {
  std::vector<std::string> open;
  const auto visit = [&](const Include& include, const std::string& from) {
    bool own = false;
    std::string path = Resolve(include, from, unit, own);
    if (path.empty() && include.angled && unresolved != nullptr) {
      unresolved->insert(include.name);
    }
    if (!path.empty() && own && seen.insert(path).second) {
      open.push_back(std::move(path));
    }
  };
  if (seen.insert(unit.file).second) open.push_back(unit.file);
  for (const std::string& name : unit.forced) {
    visit({name, false}, unit.directory + "/.");
  }
  while (!open.empty()) {
    const std::string file = std::move(open.back());
    open.pop_back();
    for (const Include& include : IncludesOf(file)) visit(include, file);
  }
}

bool IncludeScan::Includes(const ClangCommand& unit,
                           const std::string& header) {
  std::set<std::string> seen;
  Walk(unit, seen, nullptr);
  return seen.contains(header);
}

std::set<std::string> IncludeScan::SystemHeaders(
    const std::vector<const ClangCommand*>& units) {
  std::set<std::string> names;
  std::set<std::string> seen;  // by all: their folders are mostly the same
  for (const ClangCommand* unit : units) Walk(*unit, seen, &names);
  // Nor may another unit have a header of its own of that name.
  for (const ClangCommand* unit : units) {
    std::erase_if(names, [&](const std::string& name) {
      bool own = false;
      return !Resolve({name, true}, unit->file, *unit, own).empty();
    });
  }
  return names;
}

}  // namespace lockstep::lint
