#include "history_fetch/redact/replaced_values.h"

#include <algorithm>

namespace lockstep::fetch {
namespace {

// Shorter ones stand in ids by accident.
constexpr size_t kLeastFollowed = 3;
constexpr size_t kLeastShown = 8;

bool IsWordCharacter(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
         (c >= 'a' && c <= 'z') || (static_cast<unsigned char>(c) & 0x80) != 0;
}

// Between two characters of which not both belong to words.
bool IsBoundary(std::string_view text, size_t at) {
  return at == 0 || at == text.size() || !IsWordCharacter(text[at - 1]) ||
         !IsWordCharacter(text[at]);
}

bool IsNumber(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

void ReplacedValues::AddReplaced(const std::string& value,
                                 const std::string& stand_in) {
  stand_ins_.emplace(value, stand_in);
}

void ReplacedValues::AddKept(const std::string& value) { kept_.insert(value); }

void ReplacedValues::SetOwnId(const std::string& id,
                              const std::string& stand_in) {
  own_id_ = id;
  own_stand_in_ = stand_in;
}

template <class Known>
size_t ReplacedValues::LongestAt(std::string_view text, size_t at,
                                 const Known& known) const {
  if (!IsBoundary(text, at)) return 0;
  for (size_t end = text.size(); end > at; --end) {
    if (!IsBoundary(text, end)) continue;
    if (known(text.substr(at, end - at))) return end - at;
  }
  return 0;
}

std::vector<IdPart> ReplacedValues::PartsOf(std::string_view id) const {
  using Kind = IdPart::Kind;
  // Engines number activities and timers.
  if (IsNumber(id)) return {{Kind::kLiteral, std::string(id)}};
  const auto known = [this](std::string_view part) {
    return (!own_id_.empty() && part == own_id_) ||
           (part.size() >= kLeastFollowed && stand_ins_.contains(part));
  };
  std::vector<IdPart> parts;
  for (size_t at = 0; at < id.size();) {
    const size_t size = LongestAt(id, at, known);
    const std::string_view part = id.substr(at, size);
    if (size > 0) {
      const Kind kind = part == own_id_ ? Kind::kOwnId : Kind::kValue;
      parts.push_back({kind, std::string(part)});
      at += size;
      continue;
    }
    if (parts.empty() || parts.back().kind != Kind::kLiteral) {
      parts.emplace_back();
    }
    parts.back().text += id[at++];
  }
  return parts;
}

std::string ReplacedValues::Follow(std::string_view id) const {
  std::string followed;
  for (const IdPart& part : PartsOf(id)) {
    switch (part.kind) {
      case IdPart::Kind::kLiteral:
        followed += part.text;
        break;
      case IdPart::Kind::kValue:
        followed += stand_ins_.find(part.text)->second;
        break;
      case IdPart::Kind::kOwnId:
        followed += own_stand_in_;
        break;
    }
  }
  return followed;
}

bool ReplacedValues::Shows(std::string_view text) const {
  const auto known = [this](std::string_view part) {
    return part.size() >= kLeastShown && stand_ins_.contains(part) &&
           !kept_.contains(part);
  };
  for (size_t at = 0; at < text.size(); ++at) {
    if (LongestAt(text, at, known) > 0) return true;
  }
  return false;
}

}  // namespace lockstep::fetch
