#include "rpc/client/raw_history.h"

#include <fmt/format.h>
#include <google/protobuf/io/coded_stream.h>

#include "rpc/schema/fields.h"

namespace lockstep::rpc {
namespace {

constexpr int kProto3 = 1;  // of enums.v1.EncodingType; 0: not said

// Each blob is a serialised History; to parse one on top of another appends.
bool AppendTo(Message& history, const std::string& blob) {
  google::protobuf::io::CodedInputStream input(
      reinterpret_cast<const uint8_t*>(blob.data()),
      static_cast<int>(blob.size()));
  input.SetRecursionLimit(kDeepestMessage);
  return history.MergeFromCodedStream(&input) && input.ConsumedEntireMessage();
}

}  // namespace

Result<void> AppendRawHistory(const Message& response, Message& history) {
  int number = 0;
  for (const Message* blob : GetRepeated(response, "raw_history")) {
    ++number;
    const int encoding = GetEnum(*blob, "encoding_type");
    if (encoding != 0 && encoding != kProto3) {
      return Fail(
          fmt::format("blob {} of its raw history has the unknown "
                      "encoding {}",
                      number, encoding));
    }
    if (!AppendTo(history, GetString(*blob, "data"))) {
      return Fail(
          fmt::format("blob {} of its raw history is no history", number));
    }
  }
  return {};
}

}  // namespace lockstep::rpc
