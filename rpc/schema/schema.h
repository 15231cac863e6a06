// The official API definitions, as descriptors: messages are dynamic, so a
// newer server needs a newer descriptor set and no new build
// (history-download 4.3).
#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace lockstep::rpc {

using Message = google::protobuf::Message;

// Outlives every message made with it. Const use is thread-safe.
class Schema {
 public:
  // The set that the build embedded.
  static Schema Embedded();
  // `path` holds a serialised FileDescriptorSet with its imports
  // (--descriptors).
  static Result<Schema> FromFile(const std::string& path);

  Schema(Schema&&) noexcept;
  Schema& operator=(Schema&&) noexcept;
  ~Schema();

  // "temporal.api.history.v1.History". A name that the official definitions
  // always had: that a set lacks it is refused when it is loaded; requests and
  // responses of the methods that are checked there are such names.
  std::unique_ptr<Message> New(std::string_view full_name) const;

  // SHA-256 of the set in hexadecimal; the manifest notes it.
  const std::string& hash() const;

 private:
  struct Parts;
  explicit Schema(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

// Names of messages that are used in more than one place.
inline constexpr char kHistoryMessage[] = "temporal.api.history.v1.History";
inline constexpr char kHistoryEventMessage[] =
    "temporal.api.history.v1.HistoryEvent";
inline constexpr char kPayloadMessage[] = "temporal.api.common.v1.Payload";
inline constexpr char kPayloadsMessage[] = "temporal.api.common.v1.Payloads";

}  // namespace lockstep::rpc
