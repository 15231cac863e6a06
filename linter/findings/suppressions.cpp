#include "linter/findings/suppressions.h"

#include <algorithm>
#include <cctype>
#include <limits>
#include <tuple>

#include "linter/findings/comments.h"
#include "linter/findings/rule_filter.h"

namespace lockstep::lint {
namespace {

constexpr uint32_t kLastLine = std::numeric_limits<uint32_t>::max();

// "lockstep-..." or a code: LS and three digits. A part may be globbed.
bool IsOurs(std::string_view name) {
  if (name.starts_with("lockstep-")) return true;
  if (name.size() < 3 || !name.starts_with("LS")) return false;
  return std::all_of(name.begin() + 2, name.end(), [](char c) {
    return c == '*' || std::isdigit(static_cast<unsigned char>(c)) != 0;
  });
}

bool IsDate(std::string_view text) {
  constexpr std::string_view kForm = "dddd-dd-dd";
  if (text.size() < kForm.size()) return false;
  for (size_t i = 0; i < kForm.size(); ++i) {
    const bool digit = std::isdigit(static_cast<unsigned char>(text[i])) != 0;
    if (kForm[i] == 'd' ? !digit : text[i] != '-') return false;
  }
  const int month = (text[5] - '0') * 10 + (text[6] - '0');
  const int day = (text[8] - '0') * 10 + (text[9] - '0');
  return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

// The date behind the last "until" of a reason.
std::string Expiry(std::string_view reason) {
  constexpr std::string_view kWord = "until ";
  const size_t at = reason.rfind(kWord);
  if (at == std::string_view::npos) return "";
  const std::string_view date = Trim(reason.substr(at + kWord.size()));
  return IsDate(date) ? std::string(date.substr(0, 10)) : "";
}

// What stands behind the closing parenthesis, without the colon and the end of
// a block comment.
std::string Reason(std::string_view rest) {
  rest = Trim(rest);
  if (!rest.starts_with(':')) return "";
  return std::string(Trim(rest.substr(1)));
}

class Reader {
 public:
  explicit Reader(const std::string& path) : path_(path) {}

  void Read(const Comment& comment, std::string_view source) {
    const std::string_view text = comment.text;
    for (size_t at = text.find("NOLINT"); at != std::string_view::npos;
         at = text.find("NOLINT", at + 1)) {
      const size_t open =
          text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ", at);
      if (open == std::string_view::npos || text[open] != '(') continue;
      const size_t close = text.find(')', open);
      if (close == std::string_view::npos) continue;
      const std::string keyword(text.substr(at, open - at));
      const std::string reason = Reason(text.substr(close + 1));
      const size_t line_start =
          source.rfind('\n', static_cast<size_t>(text.data() - source.data()));
      const size_t column =
          static_cast<size_t>(text.data() - source.data()) -
          (line_start == std::string_view::npos ? 0 : line_start + 1) + at + 1;
      for (const std::string& name :
           SplitList(text.substr(open + 1, close - open - 1))) {
        if (!IsOurs(name)) continue;
        Suppression found{name, keyword, reason, Expiry(reason),
                          {},   0,       0,      false};
        found.place = {path_, comment.line, static_cast<uint32_t>(column)};
        Take(std::move(found));
      }
    }
  }

  std::vector<Suppression> Finish() {
    for (Suppression& begin : begun_) {
      begin.open = true;
      begin.last_line = begin.first_line - 1;  // covers nothing
      found_.push_back(std::move(begin));
    }
    std::sort(found_.begin(), found_.end(),
              [](const Suppression& a, const Suppression& b) {
                return std::tie(a.place, a.pattern, a.first_line) <
                       std::tie(b.place, b.pattern, b.first_line);
              });
    return std::move(found_);
  }

 private:
  void Take(Suppression found) {
    const uint32_t line = found.place.line;
    found.first_line = found.last_line = line;
    if (found.keyword == "NOLINT") {
      found_.push_back(std::move(found));
    } else if (found.keyword == "NOLINTNEXTLINE") {
      found.first_line = found.last_line = line + 1;
      found_.push_back(std::move(found));
    } else if (found.keyword == "NOLINTBEGIN") {
      found.last_line = kLastLine;
      begun_.push_back(std::move(found));
    } else if (found.keyword == "NOLINTEND") {
      End(std::move(found));
    }
  }

  void End(Suppression end) {
    const auto begin = std::find_if(
        begun_.rbegin(), begun_.rend(),
        [&](const Suppression& s) { return s.pattern == end.pattern; });
    if (begin == begun_.rend()) {
      end.open = true;
      end.last_line = end.first_line - 1;
      found_.push_back(std::move(end));
      return;
    }
    begin->last_line = end.place.line;
    found_.push_back(std::move(*begin));
    begun_.erase(std::next(begin).base());
  }

  const std::string& path_;
  std::vector<Suppression> found_, begun_;
};

}  // namespace

std::vector<Suppression> FindSuppressions(const std::string& path,
                                          std::string_view source) {
  if (source.find("NOLINT") == std::string_view::npos) return {};
  Reader reader(path);
  for (const Comment& comment : FindComments(source)) {
    reader.Read(comment, source);
  }
  return reader.Finish();
}

}  // namespace lockstep::lint
