#include "linter/collect/driver/compile_database.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>

#include "clang/Tooling/JSONCompilationDatabase.h"
#include "linter/collect/driver/include_scan.h"
#include "llvm/Support/VirtualFileSystem.h"

namespace lockstep::lint {
namespace {

namespace fs = std::filesystem;
using clang::tooling::CompilationDatabase;
using ByFile = std::map<std::string, UnitCommand>;

bool Exists(const std::string& path) {
  std::error_code ignored;
  return fs::exists(path, ignored);
}

bool IsSource(const std::string& path) {
  static constexpr std::string_view kEndings[] = {
      ".cpp", ".cc", ".cxx", ".c++", ".C", ".cp", ".CPP", ".ixx", ".cppm"};
  const std::string ending = fs::path(path).extension();
  return std::find(std::begin(kEndings), std::end(kEndings), ending) !=
         std::end(kEndings);
}

bool IsOtherLanguage(const std::string& path) {
  static constexpr std::string_view kEndings[] = {
      ".c", ".s", ".S", ".asm", ".m", ".mm", ".f", ".f90", ".rc"};
  const std::string ending = fs::path(path).extension();
  return std::find(std::begin(kEndings), std::end(kEndings), ending) !=
         std::end(kEndings);
}

// Clang prints what is wrong with a file that is no list; ours to say.
bool IsList(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  char first = 0;
  if (!(file >> first) || first != '[') return false;
  constexpr std::streamoff kTail = 64;
  file.seekg(0, std::ios::end);
  file.seekg(std::max<std::streamoff>(0, file.tellg() - kTail));
  char last = 0;
  for (char c = 0; file >> c;) last = c;
  return last == ']';
}

// The units of the database that we can look at, the first entry of each file.
Result<ByFile> ReadDatabase(const std::string& path) {
  if (!IsList(path)) {
    return Fail(
        fmt::format("{}: cannot be read (it is no list); make it anew with "
                    "cmake -DCMAKE_EXPORT_COMPILE_COMMANDS=ON",
                    path));
  }
  std::string error;
  auto database = clang::tooling::JSONCompilationDatabase::loadFromFile(
      path, error, clang::tooling::JSONCommandLineSyntax::AutoDetect);
  if (!database) {
    while (!error.empty() && (error.back() == '\n' || error.back() == '.')) {
      error.pop_back();
    }
    return Fail(
        fmt::format("{}: cannot be read ({}); make it anew with cmake "
                    "-DCMAKE_EXPORT_COMPILE_COMMANDS=ON",
                    path, error));
  }
  std::unique_ptr<CompilationDatabase> expanded =
      clang::tooling::expandResponseFiles(std::move(database),
                                          llvm::vfs::getRealFileSystem());
  ByFile commands;
  const std::string folder = fs::path(path).parent_path();
  for (clang::tooling::CompileCommand& entry :
       expanded->getAllCompileCommands()) {
    if (entry.CommandLine.empty() || IsOtherLanguage(entry.Filename)) continue;
    UnitCommand command;
    command.directory = AbsolutePath(entry.Directory, folder);
    command.file = AbsolutePath(entry.Filename, command.directory);
    command.arguments = std::move(entry.CommandLine);
    commands.try_emplace(command.file, std::move(command));
  }
  if (commands.empty()) {
    return Fail(
        fmt::format("{}: names no C++ source; give another with -p", path));
  }
  return commands;
}

// The unit through which a header is looked at: the one of its own name before
// all others.
const UnitCommand* UnitOfHeader(const std::string& header, const ByFile& all,
                                IncludeScan& scan) {
  const auto stem = fs::path(header).stem();
  for (const bool namesake : {true, false}) {
    for (const auto& [file, command] : all) {
      if ((fs::path(file).stem() == stem) == namesake &&
          scan.Includes(ForClang(command, ""), header)) {
        return &command;
      }
    }
  }
  return nullptr;
}

void Choose(const std::string& source, const ByFile& all, IncludeScan& scan,
            Commands& answer, ByFile& chosen) {
  answer.named.push_back(source);
  if (!Exists(source)) {
    answer.failures.push_back({source, "there is no such file"});
    return;
  }
  if (const auto unit = all.find(source); unit != all.end()) {
    chosen.insert(*unit);
    return;
  }
  // Another spelling of the same file, through a symlink.
  for (const auto& [file, command] : all) {
    std::error_code ignored;
    if (fs::path(file).filename() == fs::path(source).filename() &&
        fs::equivalent(file, source, ignored)) {
      chosen.emplace(file, command);
      answer.named.push_back(file);
      return;
    }
  }
  if (!IsSource(source)) {
    if (const UnitCommand* unit = UnitOfHeader(source, all, scan)) {
      chosen.emplace(unit->file, *unit);
      return;
    }
    answer.failures.push_back(
        {source, fmt::format("no unit of {} includes this header; add a source "
                             "that does, or give flags after --",
                             answer.database)});
    return;
  }
  answer.failures.push_back(
      {source, fmt::format("it is not in {}; make that anew, or give flags "
                           "after --",
                           answer.database)});
}

// The rest of the program, as far as it is there.
void AddOthers(OtherUnits others, const ByFile& all, ByFile& chosen) {
  if (others == OtherUnits::kNone || chosen.empty()) return;
  for (const auto& [file, command] : all) {
    if (!Exists(file)) continue;
    const auto added = chosen.emplace(file, command);
    if (added.second) {
      added.first->second.only_cached = others == OtherUnits::kCached;
    }
  }
}

Result<Commands> WithFlags(const CommandRequest& request) {
  if (request.sources.empty()) {
    return Fail("flags after -- need at least one source in front of them");
  }
  Commands answer;
  ByFile chosen;
  for (const std::string& source : request.sources) {
    UnitCommand command;
    command.directory = request.directory;
    command.file = AbsolutePath(source, request.directory);
    if (!Exists(command.file)) {
      answer.failures.push_back({command.file, "there is no such file"});
      continue;
    }
    // Flags alone, or a whole command, as CMake hands it to clang-tidy.
    const bool whole = !request.flags->empty() &&
                       !request.flags->at(0).empty() &&
                       request.flags->at(0)[0] != '-';
    if (!whole) command.arguments = {"clang++"};
    command.arguments.insert(command.arguments.end(), request.flags->begin(),
                             request.flags->end());
    if (!IsSource(command.file)) command.arguments.push_back("-xc++");
    command.arguments.push_back(command.file);
    chosen.try_emplace(command.file, std::move(command));
  }
  for (auto& [file, command] : chosen) {
    answer.commands.push_back(std::move(command));
  }
  return answer;
}

Result<std::string> LocateDatabase(const CommandRequest& request,
                                   std::vector<std::string>& remarks) {
  if (!request.database.empty()) {
    const std::string path = AbsolutePath(request.database, request.directory);
    std::error_code ignored;
    const std::string file = fs::is_directory(path, ignored)
                                 ? path + "/compile_commands.json"
                                 : path;
    if (Exists(file)) return file;
    return Fail(
        fmt::format("{}: there is no compile database; make it with "
                    "cmake -DCMAKE_EXPORT_COMPILE_COMMANDS=ON",
                    file));
  }
  std::string start = request.directory;
  if (!request.sources.empty()) {
    start = fs::path(AbsolutePath(request.sources[0], request.directory))
                .parent_path();
  }
  std::string found = FindDatabase(start, remarks);
  if (found.empty()) {
    return Fail(fmt::format(
        "{}: no compile_commands.json here, above, or in a build folder; make "
        "it with cmake -DCMAKE_EXPORT_COMPILE_COMMANDS=ON, name it with -p, or "
        "give flags after --",
        start));
  }
  return found;
}

}  // namespace

std::string AbsolutePath(const std::string& path,
                         const std::string& directory) {
  const fs::path whole = fs::path(directory) / path;
  std::string text = whole.lexically_normal();
  if (text.size() > 1 && text.back() == '/') text.pop_back();
  return text;
}

Result<Commands> FindCommands(const CommandRequest& request) {
  if (request.flags) return WithFlags(request);
  Commands answer;
  auto located = LocateDatabase(request, answer.remarks);
  if (!located) return tl::unexpected(located.error());
  answer.database = *std::move(located);
  auto all = ReadDatabase(answer.database);
  if (!all) return tl::unexpected(all.error());
  ByFile chosen;
  IncludeScan scan;
  for (const std::string& source : request.sources) {
    Choose(AbsolutePath(source, request.directory), *all, scan, answer, chosen);
  }
  if (!request.sources.empty()) AddOthers(request.others, *all, chosen);
  if (request.sources.empty()) {
    for (auto& [file, command] : *all) {
      if (Exists(file)) {
        chosen.emplace(file, std::move(command));
        continue;
      }
      answer.failures.push_back(
          {file, fmt::format("{} names it, but there is no such file; make the "
                             "database anew",
                             answer.database)});
    }
  }
  for (auto& [file, command] : chosen) {
    answer.commands.push_back(std::move(command));
  }
  return answer;
}

}  // namespace lockstep::lint
