// A project in a folder of its own, removed in the end.
#pragma once

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace lockstep::lint {

class Project {
 public:
  Project() {
    std::string pattern =
        std::filesystem::temp_directory_path() / "lockstep-driver-XXXXXX";
    root_ = mkdtemp(pattern.data());
  }
  ~Project() { std::filesystem::remove_all(root_); }
  Project(const Project&) = delete;
  Project& operator=(const Project&) = delete;

  const std::string& root() const { return root_; }
  std::string Path(const std::string& name) const { return root_ + "/" + name; }

  // Dated `second`: long before any run.
  std::string Write(const std::string& name, const std::string& text,
                    int64_t second = 1000) {
    const std::string path = Path(name);
    std::filesystem::create_directories(
        std::filesystem::path(path).parent_path());
    std::ofstream(path) << text;
    const timespec times[2] = {{second, 0}, {second, 0}};
    utimensat(AT_FDCWD, path.c_str(), times, 0);
    return path;
  }

  // A database for these sources; `command` stands before the name.
  std::string Database(const std::string& name,
                       const std::vector<std::string>& sources,
                       const std::string& command = "c++ -c",
                       int64_t second = 1000) {
    auto json = nlohmann::json::array();
    for (const std::string& source : sources) {
      json.push_back({{"directory", root_},
                      {"file", source},
                      {"command", command + " " + source}});
    }
    return Write(name, json.dump(), second);
  }

 private:
  std::string root_;
};

}  // namespace lockstep::lint
