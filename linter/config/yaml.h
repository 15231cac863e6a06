// A YAML document as values, each with its line.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace lockstep::lint {

struct YamlNode {
  enum class Kind : uint8_t { kNull, kText, kList, kMap };
  Kind kind = Kind::kNull;
  uint32_t line = 0;
  std::string key;  // of a field
  std::string text;
  std::vector<YamlNode> items;
  std::vector<YamlNode> fields;  // in order
};

// `path` is for the message, which names the line.
Result<YamlNode> ParseYaml(const std::string& path, const std::string& text);

}  // namespace lockstep::lint
