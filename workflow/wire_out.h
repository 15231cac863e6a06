// C++ values as the host reads them. A writer owns everything it has made and
// lives until the callback has returned.
#pragma once

#include <exception>
#include <forward_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lockstep/build_abi.h"
#include "lockstep/failure.h"
#include "lockstep/options.h"
#include "lockstep/payload.h"

namespace lockstep::internal {

// A struct of the boundary with its size set.
template <class Struct>
Struct Sized() {
  Struct made{};
  made.size = sizeof(Struct);
  return made;
}

LsText TextOf(std::string_view text);

class WireWriter {
 public:
  // Payloads are written through the codec, which may be null.
  explicit WireWriter(const PayloadCodec* codec) : codec_(codec) {}

  // What they return is valid as long as this writer and the argument.
  const LsPayload* One(const Payload& payload);
  const LsPayload* One(const std::optional<Payload>& payload);  // null if none
  const LsPayloads* List(const PayloadList& payloads);
  const LsPayloadMap* Map(const PayloadMap& map);
  // Search attributes are for the server to read: never encoded.
  const LsPayloadMap* PlainMap(const PayloadMap& map);
  const LsRetryPolicy* Retry(const std::optional<RetryPolicy>& retry);
  const LsFailure* WriteFailure(const Failure& failure);

 private:
  LsPayload Write(const Payload& payload);
  LsPayload WritePlain(const Payload& payload);

  const PayloadCodec* codec_;
  // Lists: most commands need few of these, and an empty list is free.
  std::forward_list<Payload> encoded_;
  std::forward_list<std::vector<LsEntry>> entries_;
  std::forward_list<std::vector<LsPayload>> arrays_;
  std::forward_list<std::vector<LsText>> texts_;
  std::forward_list<LsPayload> payloads_;
  std::forward_list<LsPayloads> lists_;
  std::forward_list<LsPayloadMap> maps_;
  std::forward_list<LsRetryPolicy> policies_;
  std::forward_list<LsFailure> failures_;
};

// Any exception as a failure: a Failure as it is, another as an application
// failure whose type is the name of its class.
std::unique_ptr<Failure> FailureFrom(const std::exception_ptr& error);
// "std::out_of_range: map::at"
std::string DescribeException(const std::exception_ptr& error);

}  // namespace lockstep::internal
