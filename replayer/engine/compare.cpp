#include "replayer/engine/compare.h"

#include <algorithm>
#include <cctype>
#include <optional>
#include <string_view>
#include <utility>

#include "fmt/format.h"
#include "history/json_equal.h"
#include "replayer/engine/marshal.h"

namespace lockstep::replay {
namespace {

constexpr size_t kShownBytes = 80;

std::string_view Encoding(const history::Payload& payload) {
  const auto it = payload.metadata.find("encoding");
  return it == payload.metadata.end() ? std::string_view() : it->second;
}

bool IsJson(std::string_view encoding) { return encoding.starts_with("json/"); }

// What a codec made of a payload: the same value has other bytes each time.
bool IsOpaque(std::string_view encoding) {
  return encoding.starts_with("binary/") && encoding != "binary/null" &&
         encoding != "binary/plain" && encoding != "binary/protobuf";
}

bool Same(const history::Payload& a, const history::Payload& b) {
  const std::string_view recorded = Encoding(a);
  const std::string_view produced = Encoding(b);
  if (IsOpaque(recorded) || IsOpaque(produced)) return true;
  if (IsJson(recorded) && IsJson(produced)) {
    return a.data == b.data || history::JsonEqual(a.data, b.data);
  }
  return recorded == produced && a.data == b.data;
}

std::string Shown(const history::Payload& payload) {
  if (Encoding(payload).starts_with("json/")) {
    if (payload.data.size() <= kShownBytes) return payload.data;
    return payload.data.substr(0, kShownBytes) + "...";
  }
  return fmt::format("{} bytes of {}", payload.data.size(), Encoding(payload));
}

std::string Shown(const history::Payloads& payloads) {
  std::string text;
  for (const history::Payload& payload : payloads) {
    if (!text.empty()) text += ", ";
    text += Shown(payload);
  }
  return text.empty() ? "nothing" : text;
}

bool IsNull(const history::Payloads& payloads) {
  return std::all_of(payloads.begin(), payloads.end(), [](const auto& payload) {
    return Encoding(payload) == "binary/null";
  });
}

std::string OfficialWords(const IdentityField& field,
                          const IdentityWords& words) {
  std::string name = field.name;
  name[0] = static_cast<char>(std::toupper(name[0]));
  return fmt::format("{} of {} '{}' does not match {} of {} '{}'", name,
                     words.recorded, field.recorded, field.name, words.command,
                     field.produced);
}

}  // namespace

Status CompareIdentity(std::initializer_list<IdentityField> fields,
                       const IdentityWords& words, Effects& effects) {
  std::optional<Difference> incompatible;
  std::string message;
  for (const IdentityField& field : fields) {
    if (field.recorded == field.produced) continue;
    if (!field.compatible) {
      CompareTarget(field.name, field.recorded, field.produced, effects);
      continue;
    }
    if (!incompatible) message = OfficialWords(field, words);
    incompatible = FieldDifference(Tier::kCompatible, field.name,
                                   field.recorded, field.produced);
  }
  if (!incompatible) return {};
  incompatible->engine_message = message;
  return StopWith(*std::move(incompatible));
}

void CompareTarget(const std::string& field, const std::string& recorded,
                   const std::string& produced, Effects& effects) {
  if (recorded == produced) return;
  effects.findings.push_back(
      FieldDifference(Tier::kTarget, field, recorded, produced));
}

void CompareTaskQueue(const std::string& recorded, const std::string& produced,
                      const MatchRules& rules, Effects& effects) {
  const std::string& own = rules.workflow_task_queue;
  const std::string& meant = produced.empty() ? own : produced;
  // Some writers leave the workflow's own queue out.
  if (recorded.empty() && meant == own) return;
  CompareTarget("task queue", recorded, meant, effects);
}

void CompareDuration(const std::string& field,
                     const history::Duration& recorded, int64_t produced,
                     Effects& effects) {
  const int64_t then = Nanoseconds(recorded);
  if (produced == 0 || then == produced) return;
  effects.findings.push_back(FieldDifference(
      Tier::kValue, field, DurationText(then), DurationText(produced)));
}

void CompareTimeout(const std::string& field, const history::Duration& recorded,
                    int64_t produced, std::initializer_list<int64_t> limits,
                    Effects& effects) {
  const int64_t then = Nanoseconds(recorded);
  const bool shortened =
      then < produced && then != 0 &&
      std::find(limits.begin(), limits.end(), then) != limits.end();
  if (!shortened) CompareDuration(field, recorded, produced, effects);
}

void ComparePayloads(const std::string& field,
                     const history::Payloads& recorded,
                     const history::Payloads& produced, const MatchRules& rules,
                     Effects& effects) {
  if (rules.skip_payloads) return;
  if (IsNull(recorded) && IsNull(produced)) return;
  const bool same = std::equal(recorded.begin(), recorded.end(),
                               produced.begin(), produced.end(), Same);
  if (same) return;
  effects.findings.push_back(
      FieldDifference(Tier::kValue, field, Shown(recorded), Shown(produced)));
}

std::string DurationText(int64_t nanoseconds) {
  constexpr int64_t kSecond = 1'000'000'000;
  if (nanoseconds % kSecond == 0) {
    const int64_t seconds = nanoseconds / kSecond;
    if (seconds != 0 && seconds % 3600 == 0) {
      return fmt::format("{}h", seconds / 3600);
    }
    if (seconds != 0 && seconds % 60 == 0) {
      return fmt::format("{}m", seconds / 60);
    }
    return fmt::format("{}s", seconds);
  }
  if (nanoseconds % 1'000'000 == 0) {
    return fmt::format("{}ms", nanoseconds / 1'000'000);
  }
  return fmt::format("{}ns", nanoseconds);
}

}  // namespace lockstep::replay
