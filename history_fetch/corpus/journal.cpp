#include "history_fetch/corpus/journal.h"

#include <fmt/format.h>
#include <simdjson.h>
#include <zlib.h>

#include <nlohmann/json.hpp>

namespace lockstep::fetch {
namespace {

constexpr std::string_view kBeforeCrc = "{\"crc\":\"";
constexpr std::string_view kAfterCrc = "\",\"";
constexpr std::string_view kPut = "put\":";
constexpr std::string_view kRemove = "remove\":";
constexpr size_t kCrcDigits = 8;

// A piece at a time: zlib counts in 32 bits.
std::string Crc(std::string_view bytes) {
  constexpr size_t kPiece = size_t{1} << 30;
  uLong crc = crc32(0, nullptr, 0);
  while (!bytes.empty()) {
    const std::string_view piece = bytes.substr(0, kPiece);
    crc = crc32(crc, reinterpret_cast<const Bytef*>(piece.data()),
                static_cast<uInt>(piece.size()));
    bytes.remove_prefix(piece.size());
  }
  return fmt::format("{:08x}", crc);
}

std::string Record(std::string_view kind, std::string_view body) {
  const std::string checked = std::string(kind) + std::string(body);
  return fmt::format("{}{}{}{}}}\n", kBeforeCrc, Crc(checked), kAfterCrc,
                     checked);
}

bool Skip(std::string_view& text, std::string_view expected) {
  if (!text.starts_with(expected)) return false;
  text.remove_prefix(expected.size());
  return true;
}

}  // namespace

std::string JournalHeader(const std::string& base) {
  nlohmann::ordered_json json;
  json["lockstep_journal"] = kJournalFormat;
  json["base"] = base;
  return json.dump() + "\n";
}

std::string PutRecord(std::string_view entry_line) {
  return Record(kPut, entry_line);
}

std::string RemoveRecord(const std::string& name_space,
                         const std::string& run_id) {
  nlohmann::ordered_json json;
  json["namespace"] = name_space;
  json["run_id"] = run_id;
  return Record(kRemove, json.dump());
}

size_t PutOffset() {
  return kBeforeCrc.size() + kCrcDigits + kAfterCrc.size() + kPut.size();
}

std::optional<JournalStart> ParseJournalHeader(std::string_view line) {
  simdjson::dom::parser parser;
  simdjson::dom::element json;
  JournalStart start;
  if (parser.parse(line.data(), line.size()).get(json) != simdjson::SUCCESS ||
      json["lockstep_journal"].get(start.format) != simdjson::SUCCESS ||
      start.format < 1) {
    return std::nullopt;
  }
  if (start.format > kJournalFormat) return start;
  std::string_view base;
  if (json["base"].get(base) != simdjson::SUCCESS) return std::nullopt;
  start.base = base;
  return start;
}

std::optional<JournalRecord> ParseRecord(std::string_view line) {
  if (!Skip(line, kBeforeCrc) || line.size() < kCrcDigits) return std::nullopt;
  const std::string_view crc = line.substr(0, kCrcDigits);
  line.remove_prefix(kCrcDigits);
  if (!Skip(line, kAfterCrc) || !line.ends_with('}')) return std::nullopt;
  line.remove_suffix(1);
  if (Crc(line) != crc) return std::nullopt;
  JournalRecord record;
  if (Skip(line, kPut)) {
    record.entry_line = line;
    return record;
  }
  record.kind = JournalRecord::Kind::kUnknown;
  if (!Skip(line, kRemove)) return record;
  simdjson::dom::parser parser;
  simdjson::dom::object json;
  std::string_view name_space;
  std::string_view run_id;
  constexpr size_t kMembers = 2;
  if (parser.parse(line.data(), line.size()).get(json) == simdjson::SUCCESS &&
      json["namespace"].get(name_space) == simdjson::SUCCESS &&
      json["run_id"].get(run_id) == simdjson::SUCCESS &&
      json.size() == kMembers) {
    record.kind = JournalRecord::Kind::kRemove;
    record.name_space = name_space;
    record.run_id = run_id;
  }
  return record;
}

}  // namespace lockstep::fetch
