// Payloads inside a payload: Go's mutable side effects are made so.
#pragma once

#include <memory>

#include "rpc/schema/schema.h"

namespace lockstep::fetch {

// The temporal.api.common.v1.Payloads that the payload's data are, in JSON or
// in bytes; null: they are something else.
std::unique_ptr<rpc::Message> ReadInnerPayloads(const rpc::Schema& schema,
                                                const rpc::Message& payload);

// Puts them back in the encoding that the payload has.
void WriteInnerPayloads(const rpc::Message& inner, rpc::Message& payload);

}  // namespace lockstep::fetch
