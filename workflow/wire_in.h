// What the host says, as C++ values. No field beyond a struct's size is read.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include "lockstep/build_abi.h"
#include "lockstep/failure.h"
#include "lockstep/options.h"
#include "lockstep/payload.h"
#include "lockstep/workflow_info.h"

namespace lockstep::internal {

// A field of a struct of the boundary, or zero if the host's struct is too old
// to have it.
template <class Struct, class Field>
Field Read(const Struct& from, Field Struct::*field) {
  const auto* const begin = reinterpret_cast<const char*>(&from);
  const auto* const end = reinterpret_cast<const char*>(&(from.*field) + 1);
  if (static_cast<size_t>(end - begin) > from.size) return Field{};
  return from.*field;
}

std::string ReadText(LsText text);
template <class Struct>
std::string ReadText(const Struct& from, LsText Struct::*field) {
  return ReadText(Read(from, field));
}

// Reads payloads through the codec, which may be null. Throws
// UndecodablePayload if the codec cannot decode.
class WireReader {
 public:
  explicit WireReader(const PayloadCodec* codec) : codec_(codec) {}

  Payload One(const LsPayload& payload) const;
  PayloadList List(const LsPayloads* payloads) const;
  // The first of the list, if there is one.
  std::optional<Payload> First(const LsPayloads* payloads) const;
  PayloadMap Map(const LsPayloadMap* map) const;
  // As an exception object of its class; null for null.
  std::unique_ptr<Failure> ReadFailure(const LsFailure* failure) const;
  WorkflowInfo ReadInfo(const LsWorkflowInfo& info) const;

 private:
  const PayloadCodec* codec_;
};

// What co_await throws for a failure: Cancelled if it is one in the wrappers of
// activities and children, else the failure itself.
std::exception_ptr AsException(const Failure& failure);

}  // namespace lockstep::internal
