// Histories that are not part of this repository.
#pragma once

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

namespace lockstep::history {

// $LOCKSTEP_CORPUS, or the folder beside the checkout.
inline std::filesystem::path CorpusFolder() {
  const char* folder = std::getenv("LOCKSTEP_CORPUS");
  return folder != nullptr ? folder : LOCKSTEP_SOURCE_DIR "/../shared/corpus";
}

// $LOCKSTEP_ORACLE, or the folder beside the checkout.
inline std::filesystem::path OracleFolder() {
  const char* folder = std::getenv("LOCKSTEP_ORACLE");
  return folder != nullptr ? folder : LOCKSTEP_SOURCE_DIR "/../shared/oracle";
}

// All files below `folder` whose name ends in `suffix`, sorted.
inline std::vector<std::filesystem::path> FilesBelow(
    const std::filesystem::path& folder, const std::string& suffix) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file() && entry.path().string().ends_with(suffix)) {
      files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace lockstep::history
