#include "replayer/engine/machines/upsert.h"

#include "history/json_equal.h"
#include "replayer/engine/compare.h"

namespace lockstep::replay {

using history::Event;
using history::EventType;

namespace {

std::string Keys(const history::PayloadMap& entries) {
  std::string keys;
  for (const auto& [key, value] : entries) {
    if (!keys.empty()) keys += ", ";
    keys += key;
  }
  return keys;
}

// To the server, a value alone and a list of it are the same search attribute;
// some SDKs write the one, some the other.
bool SameAttribute(const history::Payload& a, const history::Payload& b) {
  return history::JsonEqual("[" + a.data + "]", b.data) ||
         history::JsonEqual(a.data, "[" + b.data + "]");
}

}  // namespace

Status UpsertMachine::OnCommandEvent(const Event& event,
                                     const MatchRules& rules,
                                     Effects& effects) {
  const EventType expected = IsMemo()
                                 ? EventType::kWorkflowPropertiesModified
                                 : EventType::kUpsertWorkflowSearchAttributes;
  if (event.type != expected) return DoesNotHandle(*this, event);
  const auto& recorded =
      std::get<history::PropertiesModified>(event.attributes).entries;
  CompareTarget("keys", Keys(recorded), Keys(command_.entries), effects);
  for (const auto& [key, value] : recorded) {
    const auto produced = command_.entries.find(key);
    if (produced == command_.entries.end()) continue;
    if (!IsMemo() && SameAttribute(value, produced->second)) continue;
    ComparePayloads(key, {value}, {produced->second}, rules, effects);
  }
  return {};
}

Phrase UpsertMachine::Describe(RequestKind) const {
  return UpsertPhrase(IsMemo(), command_.entries);
}

Phrase UpsertPhrase(bool memo, const history::PayloadMap& entries) {
  return IdPhrase(memo ? "upsert memo" : "upsert search attributes",
                  Keys(entries));
}

}  // namespace lockstep::replay
