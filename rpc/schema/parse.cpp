#include "rpc/schema/parse.h"

#include <google/protobuf/io/coded_stream.h>

#include <climits>
#include <cstdint>

namespace lockstep::rpc {

bool ParseMessage(std::string_view bytes, Message& message) {
  if (bytes.size() > INT_MAX) return false;
  google::protobuf::io::CodedInputStream input(
      reinterpret_cast<const uint8_t*>(bytes.data()),
      static_cast<int>(bytes.size()));
  input.SetRecursionLimit(kDeepestMessage);
  // "Partial" leaves out the look for required fields, of which there are none.
  return message.ParsePartialFromCodedStream(&input) &&
         input.ConsumedEntireMessage();
}

}  // namespace lockstep::rpc
