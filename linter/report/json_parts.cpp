#include "linter/report/json_parts.h"

#include <algorithm>

namespace lockstep::lint {

std::string Dump(const nlohmann::ordered_json& json, int indent) {
  return json.dump(indent, ' ', false,
                   nlohmann::ordered_json::error_handler_t::replace) +
         "\n";
}

LineAndColumn LineAndColumnOf(Sources& sources, const std::string& path,
                              uint32_t offset) {
  const std::string* const text = sources.Text(path);
  if (text == nullptr || offset > text->size()) return {};
  const auto begin = text->begin();
  const auto at = begin + static_cast<ptrdiff_t>(offset);
  const size_t start =
      offset == 0 ? std::string::npos : text->rfind('\n', offset - 1);
  const size_t column =
      start == std::string::npos ? offset : offset - start - 1;
  return {static_cast<uint32_t>(std::count(begin, at, '\n')) + 1,
          static_cast<uint32_t>(column) + 1};
}

}  // namespace lockstep::lint
