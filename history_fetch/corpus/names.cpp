#include "history_fetch/corpus/names.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <initializer_list>

#include "history/sha256.h"
#include "history_fetch/corpus/corpus.h"

namespace lockstep::fetch {
namespace {

constexpr std::string_view kJson = ".json.gz";
constexpr std::string_view kProto = ".binpb";
constexpr size_t kShapeDigits = 8;
constexpr size_t kIdDigits = 16;
constexpr size_t kLongestPlain = 64;
constexpr size_t kLongestCut = 40;

bool IsHexDigit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

bool IsPlain(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
         (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-';
}

std::string Lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

// Windows takes these for devices, whatever follows the first dot.
bool IsReserved(std::string_view name) {
  constexpr std::array<std::string_view, 6> kWhole = {
      "con", "prn", "aux", "nul", "conin$", "conout$"};
  const std::string stem = Lower(name.substr(0, name.find('.')));
  if (std::find(kWhole.begin(), kWhole.end(), stem) != kWhole.end()) {
    return true;
  }
  return stem.size() == 4 &&
         (stem.starts_with("com") || stem.starts_with("lpt")) &&
         stem[3] >= '0' && stem[3] <= '9';
}

bool IsPlainName(std::string_view name) {
  return !name.empty() && name.size() <= kLongestPlain && name.front() != '.' &&
         name.front() != '-' && name.back() != '.' &&
         std::all_of(name.begin(), name.end(), IsPlain) && !IsReserved(name);
}

std::string ShapeDigits(std::string_view shape) {
  const std::string_view digits = shape.substr(0, kShapeDigits);
  const bool usable = digits.size() == kShapeDigits &&
                      std::all_of(digits.begin(), digits.end(), IsHexDigit);
  return usable ? std::string(digits) : std::string(kShapeDigits, '0');
}

// Each with its length before it, so that no two lists of parts are alike.
std::string IdDigits(std::initializer_list<std::string_view> parts) {
  history::Sha256 hash;
  for (const std::string_view part : parts) {
    hash.Add(fmt::format("{}:", part.size()));
    hash.Add(part);
  }
  return hash.Hex().substr(0, kIdDigits);
}

}  // namespace

std::string TypeSlug(const std::string& workflow_type) {
  if (IsPlainName(workflow_type)) return workflow_type;
  std::string words;
  for (const char c : Lower(workflow_type).substr(0, kLongestCut)) {
    const bool keeps = IsPlain(c) && c != '.' && c != '-';
    if (keeps) {
      words += c;
    } else if (!words.empty() && words.back() != '-') {
      words += '-';
    }
  }
  if (words.empty()) words = "type";
  if (words.back() != '-') words += '-';
  return words + history::Sha256Hex(workflow_type).substr(0, kShapeDigits);
}

bool IsSlug(std::string_view name) { return IsPlainName(name); }

std::string HistoryPath(const Entry& entry) {
  return fmt::format(
      "{}/{}/{}-{}{}", kHistories, TypeSlug(entry.workflow_type),
      ShapeDigits(entry.shape),
      IdDigits({entry.name_space, entry.workflow_id, entry.run_id,
                entry.workflow_type, entry.shape, entry.sha256}),
      kJson);
}

std::optional<HistoryFileName> ParseHistoryFile(std::string_view file) {
  HistoryFileName name;
  if (file.ends_with(kJson)) {
    file.remove_suffix(kJson.size());
  } else if (file.ends_with(kProto)) {
    file.remove_suffix(kProto.size());
    name.proto = true;
  } else {
    return std::nullopt;
  }
  if (file.size() != kShapeDigits + 1 + kIdDigits) return std::nullopt;
  if (file[kShapeDigits] != '-') return std::nullopt;
  const std::string_view shape = file.substr(0, kShapeDigits);
  const std::string_view id = file.substr(kShapeDigits + 1);
  if (!std::all_of(shape.begin(), shape.end(), IsHexDigit) ||
      !std::all_of(id.begin(), id.end(), IsHexDigit)) {
    return std::nullopt;
  }
  constexpr int kHex = 16;
  std::from_chars(id.data(), id.data() + id.size(), name.id, kHex);
  return name;
}

std::optional<HistoryName> ParseHistoryPath(std::string_view path) {
  const std::string folder = std::string(kHistories) + "/";
  if (!path.starts_with(folder)) return std::nullopt;
  path.remove_prefix(folder.size());
  const size_t slash = path.find('/');
  if (slash == path.npos) return std::nullopt;
  const std::string_view slug = path.substr(0, slash);
  const std::string_view file = path.substr(slash + 1);
  const std::optional<HistoryFileName> name = ParseHistoryFile(file);
  if (!IsSlug(slug) || !name || name->proto) return std::nullopt;
  return HistoryName{std::string(slug), std::string(file), name->id};
}

std::string ProtoName(std::string_view json_name) {
  json_name.remove_suffix(kJson.size());
  return std::string(json_name) + std::string(kProto);
}

}  // namespace lockstep::fetch
