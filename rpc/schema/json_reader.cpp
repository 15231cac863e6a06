#include "rpc/schema/json_reader.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <nlohmann/json.hpp>
#include <utility>

#include "rpc/schema/json_value_reader.h"

namespace lockstep::rpc {
namespace {

// simdjson does not say where a text stops being JSON; nlohmann does, and is
// only asked then.
std::string Explain(std::string_view json, simdjson::error_code error) {
  try {
    [[maybe_unused]] const auto parsed = nlohmann::json::parse(json);
  } catch (const nlohmann::json::parse_error& fault) {
    // "[json.exception.parse_error.101] parse error at line 1, column 2: ..."
    const std::string_view text = fault.what();
    const size_t at = text.find("at line ");
    if (at != text.npos) {
      return fmt::format("is not JSON: {}", text.substr(at));
    }
  } catch (const nlohmann::json::exception&) {
    // A number without bounds: simdjson says so.
  }
  return fmt::format("is not JSON: {}", simdjson::error_message(error));
}

}  // namespace

Result<ParsedMessage> ParseJson(const Schema& schema,
                                std::string_view full_name,
                                std::string_view json) {
  simdjson::dom::parser parser;
  simdjson::dom::element root;
  const simdjson::error_code error =
      parser.parse(json.data(), json.size()).get(root);
  if (error != simdjson::SUCCESS) return Fail(Explain(json, error));
  ParsedMessage parsed{schema.New(full_name), {}};
  const auto read =
      JsonValueReader().Read(root, "", *parsed.message, parsed.dropped);
  if (!read) return Fail(read.error().message);
  return parsed;
}

}  // namespace lockstep::rpc
