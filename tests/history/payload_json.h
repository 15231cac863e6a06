// Payloads and markers as JSON texts.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tests/history/json_builder.h"

namespace lockstep::history {

inline std::string Base64(std::string_view text) {
  constexpr char kDigits[] =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (size_t i = 0; i < text.size(); i += 3) {
    uint32_t bits = 0;
    for (size_t k = 0; k < 3; ++k) {
      bits = bits << 8 |
             (i + k < text.size() ? static_cast<uint8_t>(text[i + k]) : 0u);
    }
    for (size_t k = 0; k < 4; ++k) {
      out += i + k > text.size() ? '=' : kDigits[bits >> (18 - 6 * k) & 63];
    }
  }
  return out;
}

// A payload that holds `json`.
inline std::string PayloadJson(std::string_view json) {
  return fmt::format(
      R"({{"metadata":{{"encoding":"anNvbi9wbGFpbg=="}},"data":"{}"}})",
      Base64(json));
}

inline std::string PayloadsJson(std::string_view json) {
  return fmt::format(R"({{"payloads":[{}]}})", PayloadJson(json));
}

// An entry of a marker's details.
inline std::string DetailJson(std::string_view name, std::string_view json) {
  return fmt::format(R"("{}":{})", name, PayloadsJson(json));
}

inline std::string MarkerJson(int id, std::string_view name,
                              const std::vector<std::string>& details,
                              std::string_view more = "") {
  return EventJson(id, "MarkerRecorded",
                   fmt::format(R"({{"markerName":"{}","details":{{{}}}{}}})",
                               name, fmt::join(details, ","), more));
}

// An upsert of one search attribute.
inline std::string UpsertJson(int id, std::string_view key,
                              std::string_view json) {
  return EventJson(
      id, "UpsertWorkflowSearchAttributes",
      fmt::format(R"({{"searchAttributes":{{"indexedFields":{{"{}":{}}}}}}})",
                  key, PayloadJson(json)));
}

}  // namespace lockstep::history
