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
  for (const char* folder :
       {"base", "bench", "fixtures", "history", "history_fetch", "include",
        "linter", "replayer", "rpc", "tests", "workflow"}) {
    if (!fs::exists(root / folder)) continue;
    for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
      const std::string extension = entry.path().extension();
      if (extension != ".h" && extension != ".cpp") continue;
      SourceFile file{fs::relative(entry.path(), root).string(), {}};
      // Wrong code on purpose, and stand-ins for libraries.
      if (file.path.starts_with("fixtures/lint/")) continue;
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
      {"linter/facts/",
       {"base/", "fmt/", "llvm/Support/xxhash.h", "linter/facts/"}},
      {"linter/rules/", {"base/", "fmt/", "linter/facts/", "linter/rules/"}},
      {"linter/link/",
       {"base/", "fmt/", "linter/facts/", "linter/rules/", "linter/findings/",
        "linter/link/"}},
      {"linter/findings/",
       {"base/", "fmt/", "linter/facts/", "linter/rules/", "linter/findings/"}},
      {"linter/report/",
       {"base/", "fmt/", "linter/facts/", "linter/rules/", "linter/findings/",
        "linter/report/"}},
      {"linter/config/",
       {"base/", "fmt/", "llvm/", "CLI/", "linter/facts/", "linter/rules/",
        "linter/findings/", "linter/config/"}},
      // What keeps a unit from being collected is for the reader.
      {"linter/collect/driver/",
       {"base/", "fmt/", "clang/", "llvm/", "linter/facts/", "linter/rules/",
        "linter/findings/finding.h", "linter/collect/"}},
      {"linter/collect/",
       {"base/", "fmt/", "clang/", "llvm/", "linter/facts/", "linter/rules/",
        "linter/collect/"}},
      {"linter/", {"base/", "fmt/", "CLI/", "linter/"}},
      {"rpc/config/", {"base/", "fmt/", "CLI/", "rpc/config/"}},
      {"rpc/schema/", {"base/", "fmt/", "rpc/schema/"}},
      {"rpc/codec/",
       {"base/", "fmt/", "rpc/config/", "rpc/schema/", "rpc/codec/"}},
      {"rpc/client/",
       {"base/", "fmt/", "rpc/config/", "rpc/schema/", "rpc/client/"}},
      {"history_fetch/corpus/",
       {"base/", "fmt/", "history/", "history_fetch/corpus/",
        "history_fetch/exit_code.h", "history_fetch/failure.h",
        "history_fetch/number_table.h", "history_fetch/spool.h",
        "history_fetch/spool_bytes.h", "history_fetch/terminal.h"}},
      {"history_fetch/",
       {"base/", "fmt/", "CLI/", "history/", "rpc/", "history_fetch/"}},
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
  if (!line.starts_with("#include")) return "";
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

// ---- The engine is pure ----

bool IsEngine(const SourceFile& file) {
  return file.path.starts_with("replayer/engine/");
}

// What precedes a comment, without the text of string literals.
std::string CodeOf(const std::string& line) {
  static const std::regex kText("\"([^\"\\\\]|\\\\.)*\"");
  const std::string code = std::regex_replace(line, kText, "\"\"");
  return code.substr(0, code.find("//"));
}

// A list of what it may include, not of what it may not: a header that nobody
// thought of is out. None of these reaches a file, clock, thread, process or
// the environment.
bool EngineMayInclude(const std::string& include) {
  static const std::regex kAllowed(
      "<(algorithm|array|bit|cctype|charconv|climits|cmath|compare|concepts|"
      "cstddef|cstdint|cstring|deque|functional|initializer_list|iterator|"
      "limits|list|map|memory|memory_resource|new|numeric|optional|queue|set|"
      "span|sstream|string|string_view|tl/expected\\.hpp|tuple|type_traits|"
      "unordered_map|unordered_set|utility|variant|vector)>|"
      "\"(base/check\\.h|base/json_scalars\\.h|fmt/format\\.h|"
      "fmt/ranges\\.h|lockstep/build_abi\\.h|replayer/engine/.*)\"|"
      // history/, but nothing that reads files.
      "\"history/(?!load|gunzip|container)[a-z_]+\\.h\"");
  return std::regex_match(include, kAllowed);
}

// Reaching outside without an include of its own, and state that outlives a
// replay.
bool ReachesOutside(const std::string& code) {
  static const std::regex kForbidden(
      "\\b(getenv|secure_getenv|setenv|time|clock|clock_gettime|gettimeofday|"
      "localtime|gmtime|rand|srand|random|getpid|fork|system|popen|"
      "fopen|open|printf|fprintf|puts|sleep|usleep|nanosleep|mmap|dlopen|"
      "pthread_create)\\(|"
      "\\bstd::(chrono|this_thread|jthread|thread|async|atomic|mutex|"
      "filesystem|cout|cerr|clog|cin|fstream|ifstream|ofstream|random_device|"
      "mt19937|locale)\\b|"
      "\\b(thread_local|environ|__DATE__|__TIME__)\\b|"
      "^ *static (?!const|constexpr|_)[^(]*[=;{]");
  return std::regex_search(code, kForbidden);
}

TEST(Tidy, TheEngineHasNoFilesClocksProcessesOrThreads) {
  static const std::regex kInclude("^ *# *include +([<\"][^>\"]+[>\"])");
  for (const SourceFile& file : Sources()) {
    if (!IsEngine(file)) continue;
    for (size_t i = 0; i < file.lines.size(); ++i) {
      std::smatch include;
      if (std::regex_search(file.lines[i], include, kInclude)) {
        EXPECT_TRUE(EngineMayInclude(include[1].str()))
            << file.path << ":" << i + 1 << " includes " << include[1];
        continue;
      }
      EXPECT_FALSE(ReachesOutside(CodeOf(file.lines[i])))
          << file.path << ":" << i + 1 << ": " << file.lines[i];
    }
  }
}

// The two rules above do refuse what they are for, in every spelling.
TEST(Tidy, TheRulesForTheEngineRefuseWhatTheyShould) {
  for (const char* include :
       {"<chrono>", "<fstream>", "<thread>", "<cstdlib>", "<cstdio>", "<ctime>",
        "<sys/stat.h>", "<unistd.h>", "<time.h>", "\"history/load.h\"",
        "\"replayer/process/worker.h\"", "\"fmt/chrono.h\"", "\"fmt/os.h\""}) {
    EXPECT_FALSE(EngineMayInclude(include)) << include;
  }
  EXPECT_TRUE(EngineMayInclude("<map>"));
  EXPECT_TRUE(EngineMayInclude("\"replayer/engine/machines/timer.h\""));
  for (const char* line :
       {"  const auto now = std::chrono::system_clock::now();",
        "  std::getenv(\"HOME\");", "  return time(nullptr);",
        "  std::thread worker(Run);", "static int count = 0;",
        "  static std::map<int, int> cache;", "thread_local int depth;"}) {
    EXPECT_TRUE(ReachesOutside(CodeOf(line))) << line;
  }
  for (const char* line :
       {"  info.start_time(x);", "  // reads time(nullptr)",
        "  Text(\"time(\");", "  static constexpr int kOne = 1;",
        "  static Collector& From(void* context) {"}) {
    EXPECT_FALSE(ReachesOutside(CodeOf(line))) << line;
  }
}

TEST(Tidy, TheEngineIsLookedAtInEveryFolder) {
  std::vector<std::string> folders;
  for (const SourceFile& file : Sources()) {
    if (!IsEngine(file)) continue;
    const std::string folder = fs::path(file.path).parent_path();
    if (folders.empty() || folders.back() != folder) folders.push_back(folder);
  }
  for (const auto& entry : fs::recursive_directory_iterator(
           fs::path(LOCKSTEP_SOURCE_DIR) / "replayer/engine")) {
    if (!entry.is_directory()) continue;
    const std::string folder =
        fs::relative(entry.path(), LOCKSTEP_SOURCE_DIR).string();
    EXPECT_NE(std::find(folders.begin(), folders.end(), folder), folders.end())
        << folder;
  }
}

// ---- How long things may be ----

size_t LineLimit(const std::string& path) {
  // The boundary is documented in one header.
  if (path == "include/lockstep/build_abi.h") return 600;
  // What passes from collect to link, documented in one header.
  if (path == "linter/facts/facts.h") return 340;
  if (path.ends_with("main.cpp")) return 60;
  if (path.ends_with(".cpp")) return 400;
  return path.starts_with("include/") ? 260 : 160;
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
  return line.ends_with('{') && std::regex_search(line, kFunction) &&
         !std::regex_search(line, kOther);
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

struct BannedWord {
  const char* part;  // quick to look for
  std::regex word;
  const char* why;
};

const std::array<BannedWord, 8>& BannedWords() {
  static const std::regex kName(
      "\\b(class|struct) [A-Za-z]*(Manager|Helper|Util|Utils)\\b");
  static const std::regex kLater("\\b(TODO|FIXME|XXX)\\b");
  static const std::array<BannedWord, 8> kWords = {{
      {"using namespace std;", std::regex("using"), "name what you use"},
      {"shared_ptr", std::regex("shared_ptr"),
       "one owner: needs a decision record"},
      {"TODO", kLater, "do it, or write an issue"},
      {"FIXME", kLater, "do it, or write an issue"},
      {"XXX", kLater, "do it, or write an issue"},
      {"struct ", kName, "say what it is"},
      {"class ", kName, "say what it is"},
      {"catch (...)", std::regex("\\bcatch \\(\\.\\.\\.\\) *\\{ *\\}"),
       "nothing is swallowed"},
  }};
  return kWords;
}

bool MayHold(const std::string& path, const std::string& word) {
  // Cases of the linter hold what it looks for.
  if (path.starts_with("tests/tidy/") ||
      path.starts_with("tests/linter/collect/cases/") ||
      path.starts_with("tests/linter/collect/state_cases/")) {
    return true;
  }
  // Clang's interface, and gRPC's (docs/decisions/0011), are made of them.
  return word == "shared_ptr" &&
         (path == "linter/collect/driver/invocation.cpp" ||
          path.starts_with("rpc/client/") ||
          path.starts_with("tests/rpc/client/"));
}

TEST(Tidy, NoBannedWords) {
  for (const SourceFile& file : Sources()) {
    // The linter names in texts what others must not use.
    const bool linter = file.path.starts_with("linter/") ||
                        file.path.starts_with("tests/linter/");
    for (size_t i = 0; i < file.lines.size(); ++i) {
      for (const BannedWord& banned : BannedWords()) {
        if (file.lines[i].find(banned.part) == std::string::npos) continue;
        const std::string line = linter ? CodeOf(file.lines[i]) : file.lines[i];
        if (line.find(banned.part) == std::string::npos) continue;
        EXPECT_FALSE(std::regex_search(line, banned.word) &&
                     !MayHold(file.path, banned.part))
            << file.path << ":" << i + 1 << ": " << banned.why;
      }
    }
  }
}

TEST(Tidy, NoSingletons) {
  static const std::regex kInstance("^static .*(instance|Instance)\\(\\)");
  for (const SourceFile& file : Sources()) {
    for (size_t i = 0; i < file.lines.size(); ++i) {
      if (!file.lines[i].starts_with("static ")) continue;
      EXPECT_FALSE(std::regex_search(file.lines[i], kInstance))
          << file.path << ":" << i + 1;
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
