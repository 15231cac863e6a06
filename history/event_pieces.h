// Cuts a long list of events, while it is still text, into short lists that are
// parsed one after the other.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "history/json_text.h"

namespace lockstep::history {

// What is between the brackets of {"events": [...]}; nothing if the text looks
// otherwise or the list is empty. Only both ends are looked at.
std::optional<std::string_view> TextOfEvents(std::string_view text);

class EventPieces {
 public:
  explicit EventPieces(std::string_view list) : list_(list) {}

  // The list of the next events, valid until the next call. Nothing if the text
  // is no list of values here, or cannot be cut: then pieces say nothing about
  // it. Pieces that are all read are the whole list.
  std::optional<Json> Next();

  // How much of the list has been read, in bytes.
  size_t read() const { return read_; }

 private:
  std::optional<Json> Parse(std::string_view piece);

  const std::string_view list_;
  size_t read_ = 0;
  std::string buffer_;
  simdjson::dom::parser parser_;
};

}  // namespace lockstep::history
