#include "history/json_fault.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <vector>

namespace lockstep::history {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

bool IsHex(char c) {
  return IsDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

// Walks the text without recursion: `open_` holds the brackets around `at_`.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  std::optional<JsonFault> Run() {
    if (!Value()) return fault_;
    while (!open_.empty()) {
      if (!AfterValue()) return fault_;
    }
    SkipSpace();
    if (at_ < text_.size()) {
      Fail("a second document begins");
      fault_->kind = JsonFault::Kind::kSecondDocument;
    }
    return fault_;
  }

 private:
  bool Fail(std::string problem) {
    const bool end = at_ >= text_.size();
    fault_ =
        JsonFault{end ? JsonFault::Kind::kCutOff : JsonFault::Kind::kSyntax,
                  at_, end ? "the text ends too early" : std::move(problem)};
    return false;
  }

  void SkipSpace() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n' ||
                                  text_[at_] == '\t' || text_[at_] == '\r')) {
      ++at_;
    }
  }

  bool At(char c) const { return at_ < text_.size() && text_[at_] == c; }

  // One value; of a list or object that is not empty, all up to the end of its
  // first scalar.
  bool Value() {
    while (true) {
      SkipSpace();
      if (At('"')) return String();
      if (At('{') || At('[')) {
        const char bracket = text_[at_++];
        SkipSpace();
        if (At(bracket == '{' ? '}' : ']')) {
          ++at_;
          return true;
        }
        open_.push_back(bracket);
        if (bracket == '{' && !Key()) return false;
        continue;
      }
      return Word();
    }
  }

  bool Key() {
    SkipSpace();
    if (!At('"')) return Fail("a key in quotes belongs here");
    if (!String()) return false;
    SkipSpace();
    if (!At(':')) return Fail("a colon belongs here");
    ++at_;
    return true;
  }

  bool AfterValue() {
    SkipSpace();
    const bool object = open_.back() == '{';
    if (At(',')) {
      ++at_;
      return (!object || Key()) && Value();
    }
    if (!At(object ? '}' : ']')) {
      return Fail(object ? "a comma or } belongs here"
                         : "a comma or ] belongs here");
    }
    ++at_;
    open_.pop_back();
    return true;
  }

  bool String() {
    for (++at_; at_ < text_.size(); ++at_) {
      if (text_[at_] == '"') {
        ++at_;
        return true;
      }
      if (static_cast<unsigned char>(text_[at_]) < 0x20) {
        return Fail("a control character is in a string");
      }
      if (text_[at_] == '\\' && !Escape()) return false;
    }
    return Fail("");
  }

  // Ends on the last character of the escape.
  bool Escape() {
    ++at_;
    if (At('u')) {
      for (int i = 0; i < 4; ++i) {
        ++at_;
        if (at_ >= text_.size() || !IsHex(text_[at_])) {
          return Fail("an escape is not valid");
        }
      }
      return true;
    }
    constexpr std::string_view kEscapes = "\"\\/bfnrt";
    if (at_ >= text_.size() || kEscapes.find(text_[at_]) == kEscapes.npos) {
      return Fail("an escape is not valid");
    }
    return true;
  }

  bool Word() {
    for (const std::string_view word : {"true", "false", "null"}) {
      const std::string_view rest = text_.substr(std::min(at_, text_.size()));
      if (rest.starts_with(word)) {
        at_ += word.size();
        return true;
      }
      if (!rest.empty() && word.starts_with(rest)) at_ = text_.size();
    }
    return Number();
  }

  bool Number() {
    if (At('-')) ++at_;
    if (At('0')) {
      ++at_;
    } else if (!Digits()) {
      return false;
    }
    if (At('.')) {
      ++at_;
      if (!Digits()) return false;
    }
    if (!At('e') && !At('E')) return true;
    ++at_;
    if (At('+') || At('-')) ++at_;
    return Digits();
  }

  bool Digits() {
    const size_t begin = at_;
    while (at_ < text_.size() && IsDigit(text_[at_])) ++at_;
    return at_ > begin || Fail("a value belongs here");
  }

  const std::string_view text_;
  size_t at_ = 0;
  std::vector<char> open_;
  std::optional<JsonFault> fault_;
};

}  // namespace

std::optional<JsonFault> FindJsonFault(std::string_view text) {
  return Scanner(text).Run();
}

std::string LineAndColumn(std::string_view text, size_t offset,
                          size_t first_line) {
  const std::string_view before = text.substr(0, offset);
  const auto lines =
      static_cast<size_t>(std::count(before.begin(), before.end(), '\n'));
  const size_t last = before.rfind('\n');
  const size_t begin = last == before.npos ? 0 : last + 1;
  return fmt::format("line {}, column {}", first_line + lines,
                     offset - begin + 1);
}

}  // namespace lockstep::history
