#include "linter/findings/comments.h"

#include <cctype>
#include <string>

namespace lockstep::lint {
namespace {

bool IsWord(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

class Scanner {
 public:
  explicit Scanner(std::string_view source) : source_(source) {}

  std::vector<Comment> Run() {
    while (at_ < source_.size()) Step();
    return std::move(comments_);
  }

 private:
  bool At(std::string_view text) const {
    return source_.substr(at_).starts_with(text);
  }

  void Step() {
    if (At("//")) return LineComment();
    if (At("/*")) return BlockComment();
    const char c = source_[at_];
    if (c == '"' && IsRaw()) return RawString();
    if (c == '"') return Quoted('"');
    // 1'000'000 is a number, u8'x' is not.
    if (c == '\'' && !InNumber()) return Quoted('\'');
    Advance(1);
  }

  void Advance(size_t count) {
    for (const size_t end = std::min(at_ + count, source_.size()); at_ < end;
         ++at_) {
      if (source_[at_] == '\n') ++line_;
    }
  }

  // The word that ends in front of the quote.
  std::string_view WordBefore() const {
    size_t begin = at_;
    while (begin > 0 && (IsWord(source_[begin - 1]) ||
                         (source_[begin - 1] == '\'' && begin > 1 &&
                          IsWord(source_[begin - 2])))) {
      --begin;
    }
    return source_.substr(begin, at_ - begin);
  }

  bool InNumber() const {
    const std::string_view word = WordBefore();
    return !word.empty() &&
           std::isdigit(static_cast<unsigned char>(word[0])) != 0;
  }

  bool IsRaw() const {
    const std::string_view word = WordBefore();
    return word == "R" || word == "LR" || word == "uR" || word == "UR" ||
           word == "u8R";
  }

  void LineComment() {
    size_t end = source_.find('\n', at_);
    // A backslash at the end goes on with the comment.
    while (end != std::string_view::npos && source_[end - 1] == '\\') {
      end = source_.find('\n', end + 1);
    }
    if (end == std::string_view::npos) end = source_.size();
    Add(at_ + 2, end);
    Advance(end - at_);
  }

  void BlockComment() {
    size_t end = source_.find("*/", at_ + 2);
    if (end == std::string_view::npos) end = source_.size();
    Add(at_ + 2, end);
    Advance(end + 2 - at_);
  }

  void Add(size_t begin, size_t end) {
    uint32_t line = line_;
    while (true) {
      const size_t stop = std::min(source_.find('\n', begin), end);
      comments_.push_back({line++, source_.substr(begin, stop - begin)});
      if (stop >= end) return;
      begin = stop + 1;
    }
  }

  void Quoted(char quote) {
    Advance(1);
    while (at_ < source_.size() && source_[at_] != quote &&
           source_[at_] != '\n') {
      Advance(source_[at_] == '\\' ? 2 : 1);
    }
    Advance(1);
  }

  void RawString() {
    const size_t open = source_.find('(', at_);
    if (open == std::string_view::npos) return Advance(1);
    const std::string close =
        ")" + std::string(source_.substr(at_ + 1, open - at_ - 1)) + "\"";
    const size_t end = source_.find(close, open);
    if (end == std::string_view::npos) return Advance(1);
    Advance(end + close.size() - at_);
  }

  std::string_view source_;
  size_t at_ = 0;
  uint32_t line_ = 1;
  std::vector<Comment> comments_;
};

}  // namespace

std::vector<Comment> FindComments(std::string_view source) {
  return Scanner(source).Run();
}

}  // namespace lockstep::lint
