// The text of source files, read once: for comments, carets and fixes.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "linter/facts/place.h"

namespace lockstep::lint {

class Sources {
 public:
  // Gives the text of a file instead of what the disk says.
  void Put(const std::string& path, std::string text);
  // Null if it cannot be read.
  const std::string* Text(const std::string& path);
  // Without its line end; empty optional if there is no such line.
  std::optional<std::string_view> Line(const std::string& path, uint32_t line);
  // In bytes from the beginning of the file.
  std::optional<size_t> Offset(const Place& place);

 private:
  struct File {
    std::optional<std::string> text;
    std::vector<size_t> line_starts;
  };
  const File& Load(const std::string& path);
  std::map<std::string, File> files_;
};

// The whole file; empty optional if it cannot be read.
std::optional<std::string> ReadFile(const std::string& path);

}  // namespace lockstep::lint
