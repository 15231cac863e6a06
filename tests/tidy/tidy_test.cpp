// Laws of this repository that no compiler knows: who may include whom
// (architecture.md section 1), how long things may be, and words we do not
// use (CONTRIBUTING.md).
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <regex>
#include <string>
#include <vector>

namespace lockstep {
namespace {

namespace fs = std::filesystem;

struct SourceFile {
  std::string path;  // relative to the repository
  std::vector<std::string> lines;
};

std::vector<SourceFile> ReadSources() {
  const fs::path root = LOCKSTEP_SOURCE_DIR;
  std::vector<SourceFile> files;
  for (const char* folder : {"base", "bench", "fixtures", "history", "include",
                             "replayer", "tests", "workflow"}) {
    if (!fs::exists(root / folder)) continue;
    for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
      const std::string extension = entry.path().extension();
      if (extension != ".h" && extension != ".cpp") continue;
      SourceFile file{fs::relative(entry.path(), root).string(), {}};
      std::ifstream stream(entry.path());
      for (std::string line; std::getline(stream, line);) {
        file.lines.push_back(line);
      }
      files.push_back(std::move(file));
    }
  }
  std::sort(files.begin(), files.end(),
            [](const auto& a, const auto& b) { return a.path < b.path; });
  return files;
}

const std::vector<SourceFile>& Sources() {
  static const std::vector<SourceFile> kSources = ReadSources();
  return kSources;
}

// ---- Who may include whom ----

struct Room {
  std::string folder;
  std::vector<std::string> may_include;  // beginnings of quoted includes
};

// The first room whose folder a path begins with is its room.
const std::vector<Room>& Rooms() {
  static const std::vector<Room> kRooms = {
      {"include/lockstep/", {"lockstep/"}},
      {"workflow/", {"lockstep/", "workflow/"}},
      {"base/", {"base/"}},
      {"history/", {"base/", "history/", "fmt/"}},
      {"replayer/engine/",
       {"base/", "history/", "replayer/engine/", "lockstep/build_abi.h",
        "fmt/"}},
      {"replayer/",
       {"base/", "history/", "replayer/", "lockstep/build_abi.h", "fmt/",
        "CLI/"}},
      {"fixtures/workflows/", {"lockstep/", "fixtures/workflows/"}},
      {"fixtures/builds/", {"lockstep/build_abi.h", "fixtures/builds/"}},
      {"bench/workflows/", {"lockstep/"}},
  };
  return kRooms;
}

const Room* RoomOf(const std::string& path) {
  for (const Room& room : Rooms()) {
    if (path.starts_with(room.folder)) return &room;
  }
  return nullptr;
}

std::string QuotedInclude(const std::string& line) {
  static const std::regex kInclude("^#include \"([^\"]+)\"");
  std::smatch match;
  return std::regex_search(line, match, kInclude) ? match[1].str() : "";
}

TEST(Tidy, FoldersIncludeOnlyWhatTheyMay) {
  for (const SourceFile& file : Sources()) {
    const Room* room = RoomOf(file.path);
    if (room == nullptr) continue;
    for (const std::string& line : file.lines) {
      const std::string include = QuotedInclude(line);
      // A header of the file's own folder needs no path there.
      const bool own = include.find('/') == std::string::npos;
      const bool allowed =
          include.empty() || (own && file.path.starts_with("fixtures/")) ||
          std::any_of(room->may_include.begin(), room->may_include.end(),
                      [&](const std::string& prefix) {
                        return include.starts_with(prefix);
                      });
      EXPECT_TRUE(allowed) << file.path << " may not include " << include;
    }
  }
}

TEST(Tidy, TheEngineHasNoFilesClocksProcessesOrThreads) {
  const std::regex forbidden(
      "#include <(fstream|iostream|filesystem|chrono|ctime|thread|mutex|atomic|"
      "future|random|cstdio|unistd\\.h|sys/.*|fcntl\\.h|dlfcn\\.h)>");
  for (const SourceFile& file : Sources()) {
    if (!file.path.starts_with("replayer/engine/")) continue;
    for (const std::string& line : file.lines) {
      EXPECT_FALSE(std::regex_search(line, forbidden))
          << file.path << ": " << line;
    }
  }
}

// ---- How long things may be ----

size_t LineLimit(const std::string& path) {
  // The boundary is documented in one header.
  if (path == "include/lockstep/build_abi.h") return 600;
  if (path.ends_with("main.cpp")) return 60;
  if (path.ends_with(".cpp")) return 400;
  return path.starts_with("include/") ? 260 : 150;
}

TEST(Tidy, FilesAreShort) {
  for (const SourceFile& file : Sources()) {
    if (file.path.starts_with("tests/")) continue;
    EXPECT_LE(file.lines.size(), LineLimit(file.path)) << file.path;
  }
}

// A function begins with a line that ends in "{" and is not a class, a
// namespace or a table, and ends with the brace of the same indentation.
bool OpensFunction(const std::string& line) {
  static const std::regex kOther(
      "^ *(namespace|class|struct|enum|union|extern|template|const|constexpr|"
      "static const|using|TEST|#|//|\\})");
  static const std::regex kFunction("\\).*\\{$");
  return std::regex_search(line, kFunction) && !std::regex_search(line, kOther);
}

TEST(Tidy, FunctionsAreShort) {
  constexpr size_t kLongest = 60;
  for (const SourceFile& file : Sources()) {
    if (file.path.starts_with("tests/")) continue;
    for (size_t i = 0; i < file.lines.size(); ++i) {
      const std::string& line = file.lines[i];
      if (!OpensFunction(line)) continue;
      const size_t indent = line.find_first_not_of(' ');
      if (indent > 2) continue;  // a block inside a function
      const std::string end = std::string(indent, ' ') + "}";
      size_t last = i;
      while (last < file.lines.size() && !file.lines[last].starts_with(end)) {
        ++last;
      }
      EXPECT_LE(last - i, kLongest) << file.path << ":" << i + 1;
    }
  }
}

TEST(Tidy, LinesAreShort) {
  for (const SourceFile& file : Sources()) {
    if (file.path.starts_with("tests/")) continue;  // golden text
    for (size_t i = 0; i < file.lines.size(); ++i) {
      const std::string& line = file.lines[i];
      if (line.starts_with("#include") || line.find("R\"") != line.npos ||
          line.find("://") != line.npos) {
        continue;
      }
      // Bytes, so that the odd arrow in a comment costs three.
      EXPECT_LE(line.size(), 100u) << file.path << ":" << i + 1;
    }
  }
}

// ---- Words ----

TEST(Tidy, NoBannedWords) {
  const std::array<std::pair<std::regex, const char*>, 6> banned = {{
      {std::regex("using namespace std;"), "name what you use"},
      {std::regex("shared_ptr"), "one owner: needs a decision record"},
      {std::regex("\\b(TODO|FIXME|XXX)\\b"), "do it, or write an issue"},
      {std::regex("\\b(class|struct) [A-Za-z]*(Manager|Helper|Util|Utils)\\b"),
       "say what it is"},
      {std::regex("^static .*(instance|Instance)\\(\\)"), "no singletons"},
      {std::regex("\\bcatch \\(\\.\\.\\.\\) *\\{ *\\}"),
       "nothing is swallowed"},
  }};
  for (const SourceFile& file : Sources()) {
    if (file.path.starts_with("tests/tidy/")) continue;
    for (size_t i = 0; i < file.lines.size(); ++i) {
      for (const auto& [word, why] : banned) {
        EXPECT_FALSE(std::regex_search(file.lines[i], word))
            << file.path << ":" << i + 1 << ": " << why;
      }
    }
  }
}

TEST(Tidy, HeadersGuardThemselvesAndSayWhatTheyAreFor) {
  for (const SourceFile& file : Sources()) {
    if (!file.path.ends_with(".h")) continue;
    const bool guarded = std::any_of(
        file.lines.begin(), file.lines.end(), [](const std::string& line) {
          return line == "#pragma once" || line.starts_with("#ifndef LOCKSTEP");
        });
    EXPECT_TRUE(guarded) << file.path;
    const bool explained = std::any_of(
        file.lines.begin(), file.lines.end(), [](const std::string& line) {
          return line.starts_with("//") || line.starts_with("/*");
        });
    EXPECT_TRUE(explained) << file.path << " has no comment";
  }
}

}  // namespace
}  // namespace lockstep
