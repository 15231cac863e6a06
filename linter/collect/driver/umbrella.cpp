#include "linter/collect/driver/umbrella.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>

#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendActions.h"
#include "linter/collect/driver/invocation.h"
#include "linter/facts/hash.h"

namespace lockstep::lint {
namespace {

namespace fs = std::filesystem;
constexpr auto kKept = std::chrono::hours(24 * 14);

class MakeAction : public clang::GeneratePCHAction {
 public:
  MakeAction(std::string output, UmbrellaMap& map)
      : output_(std::move(output)), map_(map) {}

  bool BeginInvocation(clang::CompilerInstance& compiler) override {
    compiler.getFrontendOpts().OutputFile = output_;
    compiler.getFrontendOpts().IncludeTimestamps = false;
    return GeneratePCHAction::BeginInvocation(compiler);
  }
  bool BeginSourceFileAction(clang::CompilerInstance& compiler) override {
    RecordUmbrella(compiler, "/", map_);
    return GeneratePCHAction::BeginSourceFileAction(compiler);
  }

 private:
  std::string output_;
  UmbrellaMap& map_;
};

std::string TextOf(const std::vector<std::string>& headers) {
  std::string text;
  for (const std::string& header : headers) {
    text += fmt::format("#if __has_include(<{0}>)\n#include <{0}>\n#endif\n",
                        header);
  }
  return text;
}

// The position in the list of the header that a line of the text includes.
size_t HeaderOfLine(uint32_t line) {
  return line == 0 ? ~size_t{0} : (line - 1) / 3;
}

bool WriteFile(const std::string& path, const std::string& bytes) {
  const std::string partial = fmt::format("{}.{}", path, getpid());
  std::ofstream file(partial, std::ios::binary);
  file.write(bytes.data(), std::streamsize(bytes.size()));
  file.close();
  std::error_code error;
  if (file) fs::rename(partial, path, error);
  if (!file || error) fs::remove(partial, error);
  return file && !error;
}

bool Unchanged(const UmbrellaMap& map, FileStates& files) {
  for (size_t i = 0; i < map.files.size(); ++i) {
    if (files.HashOf(map.files[i]) != map.hashes[i]) return false;
  }
  return true;
}

}  // namespace

UmbrellaFolder::UmbrellaFolder(const std::string& directory, uint64_t tool)
    : tool_(tool), temporary_(directory.empty()) {
  std::error_code ignored;
  if (!temporary_) {
    folder_ = directory + "/umbrella";
    fs::create_directories(folder_, ignored);
    if (access(folder_.c_str(), W_OK) == 0) return;
    temporary_ = true;
  }
  std::string pattern =
      fs::temp_directory_path(ignored) / "lockstep-lint-XXXXXX";
  folder_ = mkdtemp(pattern.data()) == nullptr ? "" : pattern;
}

UmbrellaFolder::~UmbrellaFolder() {
  std::error_code ignored;
  if (temporary_ && !folder_.empty()) fs::remove_all(folder_, ignored);
}

std::string UmbrellaFolder::GroupOf(
    const std::vector<std::string>& arguments) const {
  HashSum sum;
  sum.Add(tool_);
  for (const std::string& argument : arguments) sum.Add(argument);
  return HexOf(sum.Value());
}

std::unique_ptr<Umbrella> UmbrellaFolder::Find(
    const std::vector<std::string>& arguments,
    const std::set<std::string>& headers, FileStates& files) const {
  const std::string group = GroupOf(arguments);
  std::vector<fs::path> maps;
  std::error_code error;
  for (fs::directory_iterator entry(folder_, error), end;
       !error && entry != end; entry.increment(error)) {
    if (entry->path().extension() == ".map" &&
        entry->path().filename().string().starts_with(group)) {
      maps.push_back(entry->path());
    }
  }
  std::sort(maps.begin(), maps.end());
  for (fs::path path : maps) {
    const auto bytes = ReadWholeFile(path);
    if (!bytes) continue;
    auto map = UmbrellaMap::FromBytes(*bytes);
    if (!map ||
        !std::includes(map->headers.begin(), map->headers.end(),
                       headers.begin(), headers.end()) ||
        !Unchanged(*map, files)) {
      continue;
    }
    utimensat(AT_FDCWD, path.c_str(), nullptr, 0);  // used: see RemoveOld
    path.replace_extension(".pch");
    if (!fs::exists(path, error)) continue;
    return std::make_unique<Umbrella>(Umbrella{path, *std::move(map)});
  }
  return nullptr;
}

std::unique_ptr<Umbrella> UmbrellaFolder::Make(
    const std::vector<std::string>& arguments, std::set<std::string> headers,
    FileStates& files) const {
  if (folder_.empty()) return nullptr;
  RemoveOld();
  const std::vector<std::string> asked(headers.begin(), headers.end());
  std::vector<std::string> list = asked;
  HashSum sum;
  for (const std::string& header : asked) sum.Add(header);
  const std::string base =
      fmt::format("{}/{}-{}", folder_, GroupOf(arguments), HexOf(sum.Value()));
  const std::string partial = fmt::format("{}.pch.{}", base, getpid());
  ClangRun run{arguments, "/", base + ".h"};
  run.arguments.insert(run.arguments.end(),
                       {"-w", "-fpch-instantiate-templates", "-xc++-header"});
  auto umbrella = std::make_unique<Umbrella>();
  umbrella->file = base + ".pch";
  // A header that is not for this language version is left out.
  for (int attempt = 0; attempt < 8; ++attempt) {
    if (!WriteFile(run.file, TextOf(list))) return nullptr;
    umbrella->map = UmbrellaMap{};
    const auto error =
        RunClang(run, std::make_unique<MakeAction>(partial, umbrella->map));
    std::error_code failure;
    if (!error) {
      fs::rename(partial, umbrella->file, failure);
      if (failure) return nullptr;
      break;
    }
    fs::remove(partial, failure);
    const size_t bad = HeaderOfLine(error->main_line);
    if (bad >= list.size() || attempt == 7) return nullptr;
    list.erase(list.begin() + std::ptrdiff_t(bad));
  }
  UmbrellaMap& map = umbrella->map;
  map.headers = asked;
  map.Reindex();
  for (const std::string& file : map.files) {
    map.hashes.push_back(files.HashOf(file).value_or(0));
  }
  WriteFile(base + ".map", map.ToBytes());
  return umbrella;
}

// Those that nobody used for long.
void UmbrellaFolder::RemoveOld() const {
  std::error_code error;
  const auto limit = fs::file_time_type::clock::now() - kKept;
  for (fs::directory_iterator entry(folder_, error), end;
       !error && entry != end; entry.increment(error)) {
    std::error_code ignored;
    fs::path map = entry->path();
    map.replace_extension(".map");
    const auto used = fs::last_write_time(
        fs::exists(map, ignored) ? map : entry->path(), ignored);
    if (!ignored && used < limit) fs::remove(entry->path(), ignored);
  }
}

}  // namespace lockstep::lint
