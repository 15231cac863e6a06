// Runs lockstep-replay as a user would: through a shell.
#pragma once

#include <string>

namespace lockstep::replay {

struct CliResult {
  std::string out;
  std::string err;
  int exit_code = 0;
};

// A folder of its own for one test, with links to fixtures/ and to the builds
// of fixtures/builds as builds/. It goes away with its owner.
class CliFolder {
 public:
  explicit CliFolder(const std::string& name);
  ~CliFolder();
  CliFolder(const CliFolder&) = delete;
  CliFolder& operator=(const CliFolder&) = delete;

  // lockstep-replay is in the PATH of `command`.
  CliResult Run(const std::string& command) const;

  const std::string& path() const { return path_; }

 private:
  const std::string path_;
};

std::string ReadFile(const std::string& path);
void WriteFile(const std::string& path, const std::string& text);

}  // namespace lockstep::replay
