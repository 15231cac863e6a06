#include "history_fetch/redact/text_kinds.h"

#include <cstddef>

namespace lockstep::fetch {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsUpper(char c) { return c >= 'A' && c <= 'Z'; }

bool IsEnumWord(std::string_view word) {
  if (word.empty()) return false;
  size_t digits = 0;
  for (const char c : word) {
    if (!IsDigit(c) && !IsUpper(c)) return false;
    digits += IsDigit(c) ? 1 : 0;
  }
  return digits <= 3;
}

// `shape` has 0 for a digit; other characters stand for themselves.
bool HasShape(std::string_view text, std::string_view shape) {
  if (text.size() < shape.size()) return false;
  for (size_t i = 0; i < shape.size(); ++i) {
    if (shape[i] == '0' ? !IsDigit(text[i]) : text[i] != shape[i]) return false;
  }
  return true;
}

size_t Digits(std::string_view text, size_t at) {
  size_t end = at;
  while (end < text.size() && IsDigit(text[end])) ++end;
  return end - at;
}

}  // namespace

bool IsEnumName(std::string_view text) {
  if (text.size() > 100 || text.find('_') == text.npos || !IsUpper(text[0])) {
    return false;
  }
  size_t begin = 0;
  for (size_t end = 0; end != text.npos; begin = end + 1) {
    end = text.find('_', begin);
    if (!IsEnumWord(text.substr(begin, end - begin))) return false;
  }
  return true;
}

bool IsTime(std::string_view text) {
  constexpr std::string_view kDay = "0000-00-00";
  if (!HasShape(text, kDay)) return false;
  text.remove_prefix(kDay.size());
  if (text.empty()) return true;
  constexpr std::string_view kClock = "T00:00:00";
  if (!HasShape(text, kClock) && !HasShape(text, " 00:00:00")) return false;
  text.remove_prefix(kClock.size());
  if (text.starts_with('.')) text.remove_prefix(1 + Digits(text, 1));
  return text.empty() || text == "Z" ||
         (text.size() == 6 &&
          (HasShape(text, "+00:00") || HasShape(text, "-00:00")));
}

bool IsProtobufScalar(std::string_view text) {
  if (IsTime(text)) return true;
  if (text.starts_with('-')) text.remove_prefix(1);
  const size_t whole = Digits(text, 0);
  if (whole == 0) return false;
  text.remove_prefix(whole);
  if (text.starts_with('.')) text.remove_prefix(1 + Digits(text, 1));
  return text.empty() || text == "s";
}

}  // namespace lockstep::fetch
