// Reads and changes one temporal.api.common.v1.Payload.
#pragma once

#include <string>
#include <string_view>

#include "rpc/schema/schema.h"

namespace lockstep::rpc {

// The value of its metadata under `key`, "" if there is none. Bytes.
std::string PayloadMetadata(const Message& payload, std::string_view key);
// How `data` is written: "json/plain", "binary/encrypted"...
std::string PayloadEncoding(const Message& payload);

std::string PayloadData(const Message& payload);
void SetPayloadData(Message& payload, std::string data);
void SetPayloadMetadata(Message& payload, std::string_view key,
                        std::string value);

// A claim check: the data lives in an external store.
bool IsExternalReference(const Message& payload);

}  // namespace lockstep::rpc
