#include "linter/findings/verify.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <optional>
#include <sstream>

#include "linter/findings/comments.h"
#include "linter/findings/outcome.h"

namespace lockstep::lint {
namespace {

using Kind = Expectation::Kind;

constexpr std::string_view kPrefix = "expected-";

struct KindName {
  std::string_view name;
  Kind kind;
};
constexpr KindName kKinds[] = {{"error", Kind::kError},
                               {"warning", Kind::kWarning},
                               {"note", Kind::kNote},
                               {"chain", Kind::kChain}};

std::string_view NameOf(Kind kind) {
  return std::find_if(std::begin(kKinds), std::end(kKinds),
                      [&](const KindName& k) { return k.kind == kind; })
      ->name;
}

void SkipBlanks(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
}

bool Take(std::string_view& text, std::string_view what) {
  if (!text.starts_with(what)) return false;
  text.remove_prefix(what.size());
  return true;
}

std::optional<uint32_t> TakeNumber(std::string_view& text) {
  uint32_t number = 0;
  const auto end =
      std::from_chars(text.data(), text.data() + text.size(), number);
  if (end.ec != std::errc()) return std::nullopt;
  text.remove_prefix(static_cast<size_t>(end.ptr - text.data()));
  return number;
}

// "@+1", "@-2", "@17" or nothing.
bool TakeLine(std::string_view& text, uint32_t& line) {
  if (!Take(text, "@")) return true;
  const bool down = Take(text, "+");
  const bool up = !down && Take(text, "-");
  const auto number = TakeNumber(text);
  if (!number || (up && *number >= line)) return false;
  line = down ? line + *number : up ? line - *number : *number;
  return true;
}

// Behind "expected-"; empty if it is malformed.
std::optional<Expectation> TakeExpectation(std::string_view& text,
                                           const Place& place) {
  Expectation found;
  const auto* const kind =
      std::find_if(std::begin(kKinds), std::end(kKinds),
                   [&](const KindName& k) { return Take(text, k.name); });
  if (kind == std::end(kKinds)) return std::nullopt;
  found.kind = kind->kind;
  found.place = place;
  found.line = place.line;
  if (!TakeLine(text, found.line)) return std::nullopt;
  SkipBlanks(text);
  if (const auto count = TakeNumber(text)) found.count = *count;
  SkipBlanks(text);
  if (!Take(text, "{{")) return std::nullopt;
  const size_t end = text.find("}}");
  if (end == std::string_view::npos) return std::nullopt;
  found.text = text.substr(0, end);
  text.remove_prefix(end + 2);
  return found;
}

Kind KindOf(Severity severity) {
  if (severity == Severity::kError) return Kind::kError;
  return severity == Severity::kWarning ? Kind::kWarning : Kind::kNote;
}

// "a.cpp:3: error expected but not seen: text".
std::string Sentence(const std::string& file, uint32_t line,
                     const std::string& rest) {
  return fmt::format("{}:{}: {}", file, line, rest);
}

class Matcher {
 public:
  explicit Matcher(const std::vector<Finding>& findings)
      : findings_(findings), seen_(findings.size(), false) {}

  void Expect(const Expectation& expectation) {
    const uint32_t seen = expectation.kind == Kind::kChain
                              ? CountHops(expectation)
                              : TakeFindings(expectation);
    const bool fine =
        expectation.kind == Kind::kChain ? seen > 0 : seen == expectation.count;
    if (fine) return;
    mismatches_.push_back(
        Sentence(expectation.place.file, expectation.line,
                 fmt::format("{} expected but {}: {}", NameOf(expectation.kind),
                             seen == 0 ? "not seen"
                                       : fmt::format("seen {} of {} times",
                                                     seen, expectation.count),
                             expectation.text)));
  }

  std::vector<std::string> Finish() {
    for (size_t i = 0; i < findings_.size(); ++i) {
      if (seen_[i]) continue;
      const Finding& finding = findings_[i];
      mismatches_.push_back(Sentence(
          finding.place.file, finding.place.line,
          fmt::format("{} seen but not expected: {}",
                      NameOf(KindOf(finding.severity)), finding.message)));
    }
    return std::move(mismatches_);
  }

 private:
  static bool IsAt(const Place& place, const Expectation& expectation) {
    return place.file == expectation.place.file &&
           place.line == expectation.line;
  }

  uint32_t TakeFindings(const Expectation& expectation) {
    uint32_t taken = 0;
    for (size_t i = 0; i < findings_.size() && taken < expectation.count; ++i) {
      const Finding& finding = findings_[i];
      if (!seen_[i] && KindOf(finding.severity) == expectation.kind &&
          IsAt(finding.place, expectation) &&
          finding.message.find(expectation.text) != std::string::npos) {
        seen_[i] = true;
        ++taken;
      }
    }
    return taken;
  }

  uint32_t CountHops(const Expectation& expectation) const {
    uint32_t count = 0;
    for (const Finding& finding : findings_) {
      for (const Hop& hop : finding.chain) {
        if (IsAt(hop.place, expectation) &&
            hop.text.find(expectation.text) != std::string::npos) {
          ++count;
        }
      }
    }
    return count;
  }

  const std::vector<Finding>& findings_;
  std::vector<bool> seen_;
  std::vector<std::string> mismatches_;
};

std::vector<std::string> Words(std::string_view text) {
  std::istringstream stream{std::string(text)};
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

}  // namespace

Result<std::vector<Expectation>> FindExpectations(const std::string& path,
                                                  std::string_view source) {
  std::vector<Expectation> found;
  if (source.find(kPrefix) == std::string_view::npos) return found;
  for (const Comment& comment : FindComments(source)) {
    std::string_view text = comment.text;
    for (size_t at = text.find(kPrefix); at != std::string_view::npos;
         at = text.find(kPrefix)) {
      text.remove_prefix(at + kPrefix.size());
      if (text.find("{{") == std::string_view::npos) break;  // only a word
      auto expectation = TakeExpectation(text, {path, comment.line, 1});
      if (!expectation) {
        return Fail(
            fmt::format("{}:{}: this is no expectation; write expected-error "
                        "{{{{text}}}}, -warning, -note or -chain",
                        path, comment.line));
      }
      found.push_back(std::move(*expectation));
    }
  }
  return found;
}

std::vector<std::string> Mismatches(
    const std::vector<Expectation>& expectations,
    const std::vector<Finding>& findings) {
  Matcher matcher(findings);
  // A longer text is more particular: it chooses first.
  std::vector<const Expectation*> order;
  for (const Expectation& e : expectations) order.push_back(&e);
  std::sort(order.begin(), order.end(),
            [](const Expectation* a, const Expectation* b) {
              const auto key = [](const Expectation& e) {
                return std::make_tuple(-static_cast<int64_t>(e.text.size()),
                                       e.place, e.text, e.line);
              };
              return key(*a) < key(*b);
            });
  for (const Expectation* const e : order) matcher.Expect(*e);
  std::vector<std::string> mismatches = matcher.Finish();
  std::sort(mismatches.begin(), mismatches.end());
  return mismatches;
}

FileWishes FindWishes(std::string_view source) {
  constexpr std::string_view kFlags = "// lockstep-flags:";
  constexpr std::string_view kOptions = "// lockstep-options:";
  FileWishes wishes;
  while (source.starts_with("//")) {
    const size_t end = std::min(source.find('\n'), source.size());
    std::string_view line = source.substr(0, end);
    source.remove_prefix(std::min(end + 1, source.size()));
    const bool flags = Take(line, kFlags);
    if (!flags && !Take(line, kOptions)) continue;
    auto& list = flags ? wishes.flags : wishes.options;
    for (std::string& word : Words(line)) list.push_back(std::move(word));
  }
  return wishes;
}

}  // namespace lockstep::lint
