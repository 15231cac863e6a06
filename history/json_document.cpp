#include "history/json_document.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "history/json_fault.h"

namespace lockstep::history {
namespace {

constexpr std::string_view kAgain =
    "download the history again with `temporal workflow show -o json`";

// From 1. A line break never is a part of another character.
size_t LineOfBadUtf8(std::string_view text) {
  size_t line = 1;
  while (!text.empty()) {
    const size_t size = std::min(text.find('\n'), text.size() - 1) + 1;
    if (!simdjson::validate_utf8(text.substr(0, size))) break;
    text.remove_prefix(size);
    ++line;
  }
  return line;
}

std::string Describe(const JsonFault& fault, const std::string& place) {
  switch (fault.kind) {
    case JsonFault::Kind::kCutOff:
      return fmt::format("is cut off at {}: {}", place, kAgain);
    case JsonFault::Kind::kSecondDocument:
      return fmt::format(
          "holds several JSON documents, the second from {}: give each history "
          "a file of its own",
          place);
    case JsonFault::Kind::kSyntax:
      break;
  }
  return fmt::format("is not JSON: {} at {}: {}", fault.problem, place, kAgain);
}

std::string Explain(std::string_view text, size_t first_line,
                    simdjson::error_code error) {
  if (error == simdjson::DEPTH_ERROR) {
    return fmt::format("nests deeper than 1,024 levels: {}", kAgain);
  }
  if (error == simdjson::CAPACITY) return "is over 4 GiB";
  if (error == simdjson::MEMALLOC) return "does not fit into memory";
  if (error == simdjson::UTF8_ERROR) {
    return fmt::format("is not UTF-8 in line {}: {}",
                       LineOfBadUtf8(text) + first_line - 1, kAgain);
  }
  if (const auto fault = FindJsonFault(text)) {
    return Describe(*fault, LineAndColumn(text, fault->offset, first_line));
  }
  if (error == simdjson::NUMBER_ERROR) {
    return fmt::format("holds a number too large to be read exactly: {}",
                       kAgain);
  }
  return fmt::format("is not JSON ({}): {}", simdjson::error_message(error),
                     kAgain);
}

}  // namespace

Result<Json> JsonDocument::Parse(std::string_view text, size_t first_line) {
  Json root;
  const auto error = parser_.parse(text.data(), text.size()).get(root);
  if (error == simdjson::SUCCESS) return root;
  return Fail(Explain(text, first_line, error));
}

}  // namespace lockstep::history
