// Looks into serialised messages without parsing them: which message it is can
// only be told from how deep its first event lies.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace lockstep::fetch {

struct WireField {
  int64_t number = 0;
  int type = 0;
  std::string_view bytes;  // of a field with a length, else empty
};

inline constexpr int kWireVarint = 0;
inline constexpr int kWireLength = 2;

// Takes a field from the front of `bytes`. Nothing: they are no message.
std::optional<WireField> TakeField(std::string_view& bytes);

// Takes a length and as many bytes. Nothing: they are not there.
std::optional<std::string_view> TakeDelimited(std::string_view& bytes);

// Whether they begin as one that holds events does, be the rest as it may: it
// is cut, say. A first event has the number 1, then its time.
bool BeginsLikeAHistory(std::string_view bytes);

// Whether all of `bytes` are fields of a message, not looking into them.
bool IsMessage(std::string_view bytes);

// How many messages the first event lies in: 0 in itself, 1 in a History, 2 in
// an answer of the server, 3 in a Cloud export. Each has what it holds as its
// field 1, and an event has its number there. Nothing: there is no event.
std::optional<int> DepthOfFirstEvent(std::string_view bytes);

}  // namespace lockstep::fetch
