#include "history_fetch/redact/redact_history.h"

#include <fmt/format.h>
#include <google/protobuf/message.h>

#include <string_view>

#include "history/sha256.h"
#include "history_fetch/redact/event_names.h"
#include "history_fetch/redact/noise.h"
#include "history_fetch/redact/payload_redaction.h"
#include "history_fetch/redact/replaced_values.h"
#include "history_fetch/redact/text_redaction.h"
#include "rpc/codec/payload_visitor.h"
#include "rpc/schema/fields.h"

namespace lockstep::fetch {
namespace {

using rpc::Message;

std::vector<Message*> EventsOf(Message& history) {
  const auto* field = history.GetDescriptor()->FindFieldByName("events");
  const auto& reflection = *history.GetReflection();
  std::vector<Message*> events;
  for (int i = 0; i < reflection.FieldSize(history, field); ++i) {
    events.push_back(reflection.MutableRepeatedMessage(&history, field, i));
  }
  return events;
}

std::string WorkflowTypeOf(const std::vector<Message*>& events) {
  if (events.empty()) return "";
  return rpc::GetString(
      *events.front(),
      "workflow_execution_started_event_attributes.workflow_type.name");
}

// "K" of "...indexedFields["K"]".
std::string_view AttributeName(std::string_view path) {
  const size_t begin = path.find("[\"");
  if (begin == path.npos) return "";
  return path.substr(begin + 2, path.size() - begin - 4);
}

void RedactPayloads(Message& event, PayloadTarget target,
                    PayloadRedaction& payloads) {
  rpc::VisitPayloads(event, [&](rpc::PayloadPlace& place) {
    target.place = place.path;
    if (place.search_attributes) {
      for (Message* payload : place.payloads) {
        payloads.RedactSearchAttribute(*payload, AttributeName(place.path),
                                       target);
      }
      return;
    }
    payloads.Redact(place, RoleOf(event, place.path), target);
  });
}

// The payloads of all events; yields what was left opaque or refused.
Redaction RedactAllPayloads(const RedactionContext& context,
                            const std::vector<Message*>& events,
                            ReplacedValues& replaced) {
  PayloadRedaction payloads(context, replaced);
  EventNames names;
  PayloadTarget target;
  target.workflow_type = WorkflowTypeOf(events);
  for (Message* event : events) {
    target.name = names.NameOf(*event);
    RedactPayloads(*event, target, payloads);
    AddUpdateIds(context, *event, replaced);
  }
  Redaction redaction;
  redaction.opaque = payloads.opaque();
  redaction.refused = payloads.refused();
  return redaction;
}

}  // namespace

Redaction RedactHistory(const RedactionContext& context,
                        const std::string& workflow_id, Message& history) {
  if (context.identities == Identities::kScrub) ScrubNoise(history);
  const std::vector<Message*> events = EventsOf(history);
  ReplacedValues replaced;
  replaced.SetOwnId(workflow_id, RedactWorkflowId(context, workflow_id));
  Redaction redaction = RedactAllPayloads(context, events, replaced);
  // Ids come last: they may be made of any value that was replaced.
  const TextRedaction texts(context, replaced);
  for (Message* event : events) {
    for (std::string& path : texts.Redact(*event)) {
      redaction.shown.push_back(
          {rpc::GetInt(*event, "event_id"), std::move(path)});
    }
  }
  return redaction;
}

std::vector<MadeId> MadeIdsOf(const RedactionContext& context,
                              const std::string& workflow_id,
                              Message& history) {
  const std::vector<Message*> events = EventsOf(history);
  ReplacedValues replaced;
  replaced.SetOwnId(workflow_id, "");
  RedactAllPayloads(context, events, replaced);
  std::vector<MadeId> all;
  for (Message* event : events) {
    for (MadeId& made : MadeIds(context, replaced, *event)) {
      all.push_back(std::move(made));
    }
  }
  return all;
}

std::string RedactionHash(const RedactionContext& context) {
  return history::Sha256Hex(
      fmt::format("lockstep redact 2\n{}\n{}\n{}\n", context.policy->hash,
                  context.pseudonyms->KeyId(),
                  context.identities == Identities::kScrub ? "scrub" : "keep"));
}

}  // namespace lockstep::fetch
