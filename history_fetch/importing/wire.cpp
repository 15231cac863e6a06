#include "history_fetch/importing/wire.h"

#include <cstddef>

namespace lockstep::fetch {
namespace {

std::optional<uint64_t> TakeVarint(std::string_view& bytes) {
  uint64_t value = 0;
  for (size_t i = 0; i < bytes.size() && i < 10; ++i) {
    const auto byte = static_cast<uint8_t>(bytes[i]);
    value |= uint64_t{byte & 0x7Fu} << (7 * i);
    if ((byte & 0x80) != 0) continue;
    bytes.remove_prefix(i + 1);
    return value;
  }
  return std::nullopt;
}

bool Skip(std::string_view& bytes, size_t count) {
  if (bytes.size() < count) return false;
  bytes.remove_prefix(count);
  return true;
}

}  // namespace

std::optional<std::string_view> TakeDelimited(std::string_view& bytes) {
  const auto length = TakeVarint(bytes);
  if (!length || *length > bytes.size()) return std::nullopt;
  const std::string_view taken = bytes.substr(0, *length);
  bytes.remove_prefix(*length);
  return taken;
}

std::optional<WireField> TakeField(std::string_view& bytes) {
  const auto tag = TakeVarint(bytes);
  if (!tag || *tag >> 3 == 0 || *tag >> 32 != 0) return std::nullopt;
  WireField field{
      static_cast<int64_t>(*tag >> 3), static_cast<int>(*tag & 7), {}};
  switch (field.type) {
    case kWireVarint:
      if (!TakeVarint(bytes)) return std::nullopt;
      return field;
    case 1:
      return Skip(bytes, 8) ? std::optional(field) : std::nullopt;
    case kWireLength: {
      const auto taken = TakeDelimited(bytes);
      if (!taken) return std::nullopt;
      field.bytes = *taken;
      return field;
    }
    case 5:
      return Skip(bytes, 4) ? std::optional(field) : std::nullopt;
    default:
      return std::nullopt;  // groups: nobody has written them for years
  }
}

bool BeginsLikeAHistory(std::string_view bytes) {
  constexpr std::string_view kFirstEvent = "\x08\x01\x12";
  constexpr int kDeepest = 3;
  for (const bool delimited : {false, true}) {
    std::string_view rest = bytes;
    if (delimited && !TakeVarint(rest)) return false;
    for (int depth = 0; depth <= kDeepest; ++depth) {
      if (rest.starts_with(kFirstEvent)) return true;
      if (!rest.starts_with('\x0A')) break;
      rest.remove_prefix(1);
      if (!TakeVarint(rest)) break;
    }
  }
  return false;
}

bool IsMessage(std::string_view bytes) {
  while (!bytes.empty()) {
    if (!TakeField(bytes)) return false;
  }
  return true;
}

std::optional<int> DepthOfFirstEvent(std::string_view bytes) {
  constexpr int kDeepest = 3;
  for (int depth = 0; depth <= kDeepest; ++depth) {
    const auto field = TakeField(bytes);
    if (!field || field->number != 1) return std::nullopt;
    if (field->type == kWireVarint) return depth;
    if (field->type != kWireLength) return std::nullopt;
    bytes = field->bytes;
  }
  return std::nullopt;
}

}  // namespace lockstep::fetch
