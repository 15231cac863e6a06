#include "history/event_pieces.h"

#include <algorithm>

namespace lockstep::history {
namespace {

// Fits into the processor's cache with the document made of it.
constexpr size_t kPieceBytes = size_t{32} << 10;

constexpr std::string_view kSpace = " \t\r\n";
constexpr std::string_view kFirstKey = "\"eventId\"";

void SkipSpace(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(kSpace), text.size()));
}

bool TakeFirst(std::string_view& text, std::string_view token) {
  SkipSpace(text);
  if (!text.starts_with(token)) return false;
  text.remove_prefix(token.size());
  return true;
}

bool TakeLast(std::string_view& text, char token) {
  text = text.substr(0, text.find_last_not_of(kSpace) + 1);
  if (!text.ends_with(token)) return false;
  text.remove_suffix(1);
  return true;
}

// The comma before the object whose first key is at `key`; npos if something
// else is before it.
size_t CommaBefore(std::string_view list, size_t key) {
  std::string_view before = list.substr(0, key);
  if (!TakeLast(before, '{') || !TakeLast(before, ',')) return list.npos;
  return before.size();
}

// Where a piece that begins at `begin` may end: at a comma between two events,
// or at the end. npos if no such place is found.
size_t FindCut(std::string_view list, size_t begin) {
  if (list.size() - begin <= kPieceBytes) return list.size();
  const size_t target = begin + kPieceBytes;
  for (size_t key = target;
       (key = list.rfind(kFirstKey, key - 1)) != list.npos && key > begin;) {
    const size_t comma = CommaBefore(list, key);
    if (comma != list.npos) return comma > begin ? comma : list.npos;
  }
  for (size_t key = target - 1;
       (key = list.find(kFirstKey, key + 1)) != list.npos;) {
    const size_t comma = CommaBefore(list, key);
    if (comma != list.npos) return comma;
  }
  return list.size();
}

}  // namespace

std::optional<std::string_view> TextOfEvents(std::string_view text) {
  const bool found = TakeFirst(text, "{") && TakeFirst(text, "\"events\"") &&
                     TakeFirst(text, ":") && TakeFirst(text, "[") &&
                     TakeLast(text, '}') && TakeLast(text, ']');
  SkipSpace(text);
  if (!found || text.empty()) return std::nullopt;
  return text;
}

std::optional<Json> EventPieces::Next() {
  const size_t cut = FindCut(list_, read_);
  if (cut == list_.npos) return std::nullopt;
  const std::optional<Json> piece = Parse(list_.substr(read_, cut - read_));
  read_ = std::min(cut + 1, list_.size());  // the comma too
  return piece;
}

// A cut is a guess: the comma may be in a string or in a deeper list. It was
// right if the text between two of them is a list of whole values by itself. In
// two pairs of brackets, as deep as it is in the file, the text can then close
// neither: the document would end too early or have a second list.
std::optional<Json> EventPieces::Parse(std::string_view piece) {
  buffer_.reserve(piece.size() + 4 + simdjson::SIMDJSON_PADDING);
  buffer_.assign("[[").append(piece).append("]]");
  simdjson::dom::array lists;
  Json events;
  const bool one = parser_.parse(buffer_).get(lists) == simdjson::SUCCESS &&
                   lists.size() == 1 &&
                   lists.at(0).get(events) == simdjson::SUCCESS;
  if (!one) return std::nullopt;
  return events;
}

}  // namespace lockstep::history
