// Runs other programs: the temporal command line, the dev server,
// lockstep-fetch. They end when the test does, however it ends.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace lockstep::fetch {

// A new folder below the system's for temporary files; goes away with its
// owner.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

struct Finished {
  std::string out;
  std::string err;
  int exit_code = 0;  // minus the signal's number if one killed it
  long peak_kib = 0;  // greatest resident size, or this process's if larger
};

// A program that runs. Its environment has no TEMPORAL_* but `environment`, and
// no configuration of the user's. Killed, if it still runs, by the destructor,
// or by the kernel when the thread that started it ends.
class ChildProcess {
 public:
  explicit ChildProcess(std::vector<std::string> command,
                        std::vector<std::string> environment = {});
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  bool Running();
  void Signal(int number);
  // What it has written so far.
  std::string Err() const;
  // Kills it when the time is up.
  Finished Wait(std::chrono::seconds limit = std::chrono::seconds(120));

 private:
  bool Reap(int options);

  TemporaryFolder folder_;
  pid_t pid_ = -1;
  std::optional<int> status_;
  long peak_kib_ = 0;
};

Finished RunProgram(std::vector<std::string> command,
                    std::vector<std::string> environment = {});

std::string ReadFile(const std::string& path);
void WriteFile(const std::string& path, const std::string& text);

}  // namespace lockstep::fetch
