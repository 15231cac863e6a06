// Reads parsed JSON into a message, guided by the message's descriptors.
#pragma once

#include <simdjson.h>

#include <memory>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "rpc/schema/schema.h"

namespace lockstep::rpc {

// Why JSON is not the message that it should be.
struct ReadFault {
  enum class Kind {
    kWrong,      // a value of the wrong kind, a field twice...
    kShorthand,  // a payload as its bare value, which loses digits (2.3)
    kReadable,   // a payload with text where its bytes belong
  };
  Kind kind = Kind::kWrong;
  // "events[3].eventId: \"x\" is not a whole number"
  std::string message;
};

// Remembers the types that it has met, so that reading many small pieces is as
// quick as reading one large one. Must not outlive the schema.
class JsonValueReader {
 public:
  JsonValueReader();
  ~JsonValueReader();
  JsonValueReader(JsonValueReader&&) noexcept;
  JsonValueReader& operator=(JsonValueReader&&) noexcept;

  // Merges `value` into `message`. Strict where it can be: exact names of enum
  // values, then older spellings of them; a field or enum value that the
  // descriptors do not know is left out and its path added to `dropped`. `path`
  // stands in front of all paths. After a fault `message` is half filled.
  tl::expected<void, ReadFault> Read(simdjson::dom::element value,
                                     const std::string& path, Message& message,
                                     std::vector<std::string>& dropped);

 private:
  std::unique_ptr<class JsonMessageReader> reader_;
};

}  // namespace lockstep::rpc
