// Where the oracle is, and a place for its files.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

#include "gtest/gtest.h"

namespace lockstep::replay {

inline std::string OracleRoot() {
  const char* const root = std::getenv("LOCKSTEP_ORACLE");
  return root != nullptr ? root : LOCKSTEP_SOURCE_DIR "/../shared/oracle";
}

// A folder that goes away with the test.
class Scratch {
 public:
  Scratch() {
    std::string pattern = testing::TempDir() + "/lockstep-oracle-XXXXXX";
    path_ = mkdtemp(pattern.data());
  }
  ~Scratch() { std::filesystem::remove_all(path_); }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace lockstep::replay
