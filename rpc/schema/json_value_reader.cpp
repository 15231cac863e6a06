#include "rpc/schema/json_value_reader.h"

#include "rpc/schema/json_message_reader.h"

namespace lockstep::rpc {

JsonValueReader::JsonValueReader()
    : reader_(std::make_unique<JsonMessageReader>()) {}
JsonValueReader::~JsonValueReader() = default;
JsonValueReader::JsonValueReader(JsonValueReader&&) noexcept = default;
JsonValueReader& JsonValueReader::operator=(JsonValueReader&&) noexcept =
    default;

tl::expected<void, ReadFault> JsonValueReader::Read(
    simdjson::dom::element value, const std::string& path, Message& message,
    std::vector<std::string>& dropped) {
  reader_->Begin(path, dropped);
  if (reader_->Read(value, message)) return {};
  return tl::unexpected<ReadFault>(reader_->fault());
}

}  // namespace lockstep::rpc
