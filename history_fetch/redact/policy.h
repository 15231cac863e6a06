// What redaction replaces: a policy in TOML (docs/fetch.md has the reference).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "history_fetch/redact/json_path.h"
#include "history_fetch/redact/pseudonym.h"

namespace lockstep::fetch {

// For the payloads whose event and workflow fit. `*` in a pattern stands for
// any text.
struct RedactionRule {
  std::string workflow_type = "*";
  // The JSON name of the event's attributes and of the field in them:
  // "activityTaskCompletedEventAttributes.result".
  std::string place = "*";
  // The name of what the event is about: activity type, signal, update, child
  // type, operation, marker.
  std::string name = "*";
  std::vector<JsonPath> allow;  // stays, unless a deny leads there, too
  std::vector<JsonPath> deny;   // numbers and booleans, too
  std::vector<JsonPath> keys;   // objects whose members' names are replaced
};

struct Policy {
  enum class Payloads {
    kFull,     // all stay, with their contents redacted
    kInbound,  // those that workflow code reads; what it made is blank
    kNone,     // all are blank
  };
  enum class Treat { kPseudonym, kKeep };
  // Ids that code may have made from values it read: of activities, timers,
  // children, runs it signals and cancels.
  enum class DerivedIds {
    kFollow,  // parts that are such a value get the value's stand-in
    kKeep,
  };
  // Payloads that are no JSON: encrypted, bytes, protobuf.
  enum class Opaque { kKeep, kBlank, kRefuse };

  Payloads payloads = Payloads::kFull;
  Treat strings = Treat::kPseudonym;   // in JSON
  Treat enums = Treat::kKeep;          // strings LIKE_THIS in JSON
  Treat messages = Treat::kPseudonym;  // of failures; reasons, causes
  Treat workflow_ids = Treat::kKeep;
  DerivedIds derived_ids = DerivedIds::kFollow;
  Opaque opaque = Opaque::kKeep;
  Sizes sizes = Sizes::kClass;
  std::vector<RedactionRule> rules;
  std::string hash;  // of the text
};

// "full", "inbound", "none": as the manifest has it.
std::string_view PayloadsName(Policy::Payloads payloads);

// `name` stands in messages: "redact.toml:3: ...". Unknown keys are errors.
Result<Policy> ParsePolicy(std::string_view toml, const std::string& name);
Result<Policy> LoadPolicy(const std::string& path);

// `*` stands for any text, also none.
bool FitsPattern(std::string_view pattern, std::string_view text);

}  // namespace lockstep::fetch
