#include "history_fetch/redact/inner_payloads.h"

#include <google/protobuf/message.h>

#include <string>
#include <utility>

#include "rpc/codec/payload.h"
#include "rpc/schema/fields.h"
#include "rpc/schema/json_reader.h"
#include "rpc/schema/json_writer.h"
#include "rpc/schema/parse.h"

namespace lockstep::fetch {
namespace {

bool IsJson(const rpc::Message& payload) {
  return rpc::PayloadEncoding(payload) == "json/protobuf";
}

}  // namespace

std::unique_ptr<rpc::Message> ReadInnerPayloads(const rpc::Schema& schema,
                                                const rpc::Message& payload) {
  if (rpc::PayloadMetadata(payload, "messageType") != rpc::kPayloadsMessage) {
    return nullptr;
  }
  const std::string data = rpc::PayloadData(payload);
  if (IsJson(payload)) {
    auto parsed = rpc::ParseJson(schema, rpc::kPayloadsMessage, data);
    if (!parsed || !parsed->dropped.empty()) return nullptr;
    return std::move(parsed->message);
  }
  auto inner = schema.New(rpc::kPayloadsMessage);
  if (!rpc::ParseMessage(data, *inner)) return nullptr;
  return inner;
}

void WriteInnerPayloads(const rpc::Message& inner, rpc::Message& payload) {
  std::string data;
  if (IsJson(payload)) {
    rpc::AppendJson(inner, rpc::JsonStyle::kCompact, 0, data);
  } else {
    data = rpc::SerializeDeterministic(inner);
  }
  rpc::SetPayloadData(payload, std::move(data));
}

}  // namespace lockstep::fetch
