#include "history_fetch/corpus/entry.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <array>
#include <bitset>
#include <nlohmann/json.hpp>
#include <variant>

#include "history_fetch/terminal.h"

namespace lockstep::fetch {
namespace {

constexpr int64_t kSchema = 1;
constexpr std::string_view kNewer =
    "this corpus was written by a newer lockstep-fetch; update lockstep-fetch";

using Member = std::variant<std::string Entry::*, int64_t Entry::*,
                            bool Entry::*, std::vector<std::string> Entry::*>;

struct Field {
  std::string_view name;
  Member member;
};

// In the order of the line.
constexpr Field kFields[] = {
    {"namespace", &Entry::name_space},
    {"workflow_id", &Entry::workflow_id},
    {"run_id", &Entry::run_id},
    {"file", &Entry::file},
    {"proto", &Entry::proto},
    {"sha256", &Entry::sha256},
    {"bytes", &Entry::bytes},
    {"shape", &Entry::shape},
    {"loop_shape", &Entry::loop_shape},
    {"workflow_type", &Entry::workflow_type},
    {"task_queue", &Entry::task_queue},
    {"status", &Entry::status},
    {"closed", &Entry::closed},
    {"start_time", &Entry::start_time},
    {"close_time", &Entry::close_time},
    {"events", &Entry::events},
    {"last_event_id", &Entry::last_event_id},
    {"trimmed_tail", &Entry::trimmed_tail},
    {"first_run_id", &Entry::first_run_id},
    {"continued_run_id", &Entry::continued_run_id},
    {"new_run_id", &Entry::new_run_id},
    {"original_run_id", &Entry::original_run_id},
    {"reset_base_run_id", &Entry::reset_base_run_id},
    {"parent_workflow_id", &Entry::parent_workflow_id},
    {"parent_run_id", &Entry::parent_run_id},
    {"scheduled_by", &Entry::scheduled_by},
    {"build_ids", &Entry::build_ids},
    {"deployment_versions", &Entry::deployment_versions},
    {"change_versions", &Entry::change_versions},
    {"sdk_name", &Entry::sdk_name},
    {"sdk_version", &Entry::sdk_version},
    {"server_version", &Entry::server_version},
    {"source", &Entry::source},
    {"stratum", &Entry::stratum},
    {"query", &Entry::query},
    {"fetched_at", &Entry::fetched_at},
    {"retention_expires_at", &Entry::retention_expires_at},
    {"tool_version", &Entry::tool_version},
    {"descriptors", &Entry::descriptors},
    {"codec", &Entry::codec},
    {"external_refs", &Entry::external_refs},
    {"unknown_fields", &Entry::unknown_fields},
    {"archived", &Entry::archived},
    {"redaction", &Entry::redaction},
    {"payloads", &Entry::payloads},
};
constexpr size_t kFieldCount = std::size(kFields);

// Writes a member unless it is empty or zero.
struct Writer {
  const Entry& entry;
  std::string_view name;
  nlohmann::ordered_json& json;

  template <class T>
  void operator()(T Entry::*member) const {
    if (entry.*member != T{}) json[std::string(name)] = entry.*member;
  }
};

// Takes the name of a number that no history has.
struct RangeCheck {
  const Entry& entry;
  std::string_view name;
  std::string_view& wrong;

  template <class T>
  void operator()(T Entry::*) const {}
  void operator()(int64_t Entry::*member) const {
    const int64_t number = entry.*member;
    if (number < 0 || number > kGreatestNumber) wrong = name;
  }
};

using Json = simdjson::dom::element;

bool Take(Json json, std::string& value) {
  std::string_view text;
  if (json.get(text) != simdjson::SUCCESS) return false;
  value = text;
  return true;
}

bool Take(Json json, int64_t& value) {
  return json.get(value) == simdjson::SUCCESS;
}

bool Take(Json json, bool& value) {
  return json.get(value) == simdjson::SUCCESS;
}

bool Take(Json json, std::vector<std::string>& value) {
  simdjson::dom::array items;
  if (json.get(items) != simdjson::SUCCESS) return false;
  for (const Json item : items) {
    if (!Take(item, value.emplace_back())) return false;
  }
  return true;
}

// The index into kFields, kFieldCount if there is none. Lines have their
// members in order, so the next one is looked at first.
size_t FieldOf(std::string_view name, size_t expected) {
  for (size_t i = 0; i < kFieldCount; ++i) {
    const size_t index = (expected + i) % kFieldCount;
    if (kFields[index].name == name) return index;
  }
  return kFieldCount;
}

// Takes members one after the other.
class EntryReader {
 public:
  Result<void> Add(std::string_view name, Json value) {
    if (name == "schema") return AddSchema(value);
    const size_t index = FieldOf(name, next_);
    if (index == kFieldCount) {
      return lockstep::Fail(fmt::format("the member \"{}\" is unknown: {}",
                                        Printable(name), kNewer));
    }
    if (seen_[index]) {
      return lockstep::Fail(fmt::format("has the member \"{}\" twice", name));
    }
    seen_[index] = true;
    next_ = index + 1;
    const bool taken =
        std::visit([&](auto member) { return Take(value, entry_.*member); },
                   kFields[index].member);
    if (!taken) {
      return lockstep::Fail(
          fmt::format("the member \"{}\" is of the wrong type", name));
    }
    return {};
  }

  Result<Entry> Finish() {
    if (!has_schema_) return lockstep::Fail("has no \"schema\"");
    if (entry_.run_id.empty()) return lockstep::Fail("has no \"run_id\"");
    if (entry_.file.empty()) return lockstep::Fail("has no \"file\"");
    if (const auto wrong = NumberOutOfRange(entry_); !wrong.empty()) {
      return lockstep::Fail(fmt::format(
          "the member \"{}\" is a number that no history has", wrong));
    }
    return std::move(entry_);
  }

 private:
  Result<void> AddSchema(Json value) {
    int64_t schema = 0;
    if (!Take(value, schema) || schema < 1 || has_schema_) {
      return lockstep::Fail("the member \"schema\" is broken");
    }
    if (schema > kSchema) {
      return lockstep::Fail(fmt::format("is of schema {}: {}", schema, kNewer));
    }
    has_schema_ = true;
    return {};
  }

  Entry entry_;
  std::bitset<kFieldCount> seen_;
  size_t next_ = 0;
  bool has_schema_ = false;
};

}  // namespace

std::string_view NumberOutOfRange(const Entry& entry) {
  std::string_view wrong;
  for (const Field& field : kFields) {
    std::visit(RangeCheck{entry, field.name, wrong}, field.member);
  }
  return wrong;
}

std::string ToJsonLine(const Entry& entry) {
  nlohmann::ordered_json json;
  json["schema"] = kSchema;
  for (const Field& field : kFields) {
    std::visit(Writer{entry, field.name, json}, field.member);
  }
  constexpr int kOneLine = -1;
  constexpr bool kAsUtf8 = false;
  return json.dump(kOneLine, ' ', kAsUtf8,
                   nlohmann::json::error_handler_t::replace);
}

Result<Entry> ParseEntry(std::string_view line) {
  simdjson::dom::parser parser;
  simdjson::dom::object object;
  const simdjson::error_code error =
      parser.parse(line.data(), line.size()).get(object);
  if (error == simdjson::INCORRECT_TYPE) {
    return lockstep::Fail("is no JSON object");
  }
  if (error != simdjson::SUCCESS) {
    return lockstep::Fail(
        fmt::format("is no JSON ({})", simdjson::error_message(error)));
  }
  EntryReader reader;
  for (const auto& [name, value] : object) {
    const Result<void> added = reader.Add(name, value);
    if (!added) return tl::unexpected(added.error());
  }
  return reader.Finish();
}

}  // namespace lockstep::fetch
