// Resolves a configuration as a command of that line, in that environment, with
// that temporal.toml would, without touching the user's own.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "rpc/config/config_flags.h"
#include "rpc/config/resolve.h"

namespace lockstep::rpc {

// The folder of one test, gone after it.
class TestFolder {
 public:
  explicit TestFolder(const std::string& name)
      : path_(std::filesystem::path(testing::TempDir()) /
              ("lockstep-config-" + name + "-" + std::to_string(getpid()))) {
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_);
  }
  ~TestFolder() { std::filesystem::remove_all(path_); }
  TestFolder(const TestFolder&) = delete;
  TestFolder& operator=(const TestFolder&) = delete;

  std::string Write(const std::string& name, const std::string& text) const {
    const auto file = path_ / name;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
    return file.string();
  }
  std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

inline ConfigFlags ParseFlags(const std::vector<std::string>& args) {
  ConfigFlags flags;
  CLI::App app;
  AddConfigFlags(app, flags);
  app.parse(std::vector<std::string>(args.rbegin(), args.rend()));
  return flags;
}

struct Given {
  std::vector<std::string> args = {};
  Environment environment = {};
  std::string toml = "";  // of HOME; empty: there is none
};

// 2026-06-01T12:00:00Z.
inline constexpr std::chrono::system_clock::time_point kNow{
    std::chrono::seconds(1780315200)};

// HOME is the folder, unless it is given.
inline Result<ClientConfig> Resolved(const TestFolder& folder,
                                     const Given& given) {
  const std::string name = ".config/temporalio/temporal.toml";
  std::filesystem::remove(folder.path() + "/" + name);
  if (!given.toml.empty()) folder.Write(name, given.toml);
  Environment environment = given.environment;
  environment.emplace("HOME", folder.path());
  return ResolveConfig(ParseFlags(given.args), environment, kNow);
}

}  // namespace lockstep::rpc
