#include "history_fetch/redact/json_path.h"

#include <fmt/format.h>

#include <utility>

namespace lockstep::fetch {
namespace {

bool IsNameCharacter(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
         (c >= 'a' && c <= 'z') || c == '_' || c == '-' || c == '$' ||
         (static_cast<unsigned char>(c) & 0x80) != 0;
}

}  // namespace

class JsonPath::Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  Result<JsonPath> Parse() {
    if (!Take("$")) return Wrong("a path begins with $");
    while (at_ < text_.size()) {
      if (auto step = ParseStep(); !step) return tl::unexpected(step.error());
    }
    return std::move(path_);
  }

 private:
  Result<void> ParseStep() {
    if (Take("..")) {
      path_.steps_.emplace_back(AtAnyDepth{});
      return ParseName();
    }
    if (Take(".")) return ParseName();
    if (Take("[*]")) return Add(Any{});
    if (Take("['")) return ParseQuoted("']");
    if (Take("[\"")) return ParseQuoted("\"]");
    if (Take("[")) return ParseIndex();
    return Wrong("'.' or '[' must stand here");
  }

  Result<void> ParseName() {
    if (Take("*")) return Add(Any{});
    const size_t begin = at_;
    while (at_ < text_.size() && IsNameCharacter(text_[at_])) ++at_;
    if (at_ == begin) return Wrong("a name must stand here, or *");
    return Add(std::string(text_.substr(begin, at_ - begin)));
  }

  Result<void> ParseQuoted(std::string_view end) {
    const size_t found = text_.find(end, at_);
    if (found == text_.npos) return Wrong("the name has no end");
    std::string name(text_.substr(at_, found - at_));
    at_ = found + end.size();
    return Add(std::move(name));
  }

  Result<void> ParseIndex() {
    constexpr size_t kMost = 1'000'000'000;
    size_t index = 0;
    const size_t begin = at_;
    while (at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9') {
      index = index * 10 + static_cast<size_t>(text_[at_++] - '0');
      if (index > kMost) return Wrong("the index is too large");
    }
    if (at_ == begin || !Take("]")) {
      return Wrong("an index, * or a name in quotes must stand in [ ]");
    }
    return Add(index);
  }

  Result<void> Add(Step step) {
    path_.steps_.push_back(std::move(step));
    return {};
  }

  bool Take(std::string_view part) {
    if (text_.substr(at_, part.size()) != part) return false;
    at_ += part.size();
    return true;
  }

  tl::unexpected<Error> Wrong(std::string_view why) const {
    return Fail(
        fmt::format("'{}' is no path: {} (character {})", text_, why, at_ + 1));
  }

  const std::string_view text_;
  size_t at_ = 0;
  JsonPath path_;
};

Result<JsonPath> JsonPath::Parse(std::string_view text) {
  return Parser(text).Parse();
}

bool JsonPath::Covers(const JsonPlace& place) const {
  return Leads(0, place, 0, /*inside=*/true);
}

bool JsonPath::Meets(const JsonPlace& place) const {
  return Leads(0, place, 0, /*inside=*/false);
}

bool JsonPath::Leads(size_t step, const JsonPlace& place, size_t at,
                     bool inside) const {
  if (step == steps_.size()) return inside || at == place.size();
  const Step& wanted = steps_[step];
  if (std::holds_alternative<AtAnyDepth>(wanted)) {
    for (size_t from = at; from < place.size(); ++from) {
      if (Leads(step + 1, place, from, inside)) return true;
    }
    return false;
  }
  if (at == place.size()) return false;
  bool fits = std::holds_alternative<Any>(wanted);
  if (const auto* name = std::get_if<std::string>(&wanted)) {
    const auto* member = std::get_if<std::string>(&place[at]);
    fits = member != nullptr && *member == *name;
  } else if (const auto* index = std::get_if<size_t>(&wanted)) {
    const auto* element = std::get_if<size_t>(&place[at]);
    fits = element != nullptr && *element == *index;
  }
  return fits && Leads(step + 1, place, at + 1, inside);
}

}  // namespace lockstep::fetch
