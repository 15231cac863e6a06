#include "rpc/schema/json_value_reader.h"

#include "rpc/schema/json_message_reader.h"

namespace lockstep::rpc {

tl::expected<void, ReadFault> ReadJson(simdjson::dom::element value,
                                       const std::string& path,
                                       Message& message,
                                       std::vector<std::string>& dropped) {
  JsonMessageReader reader(path, dropped);
  if (reader.Read(value, message)) return {};
  return tl::unexpected<ReadFault>(reader.fault());
}

}  // namespace lockstep::rpc
