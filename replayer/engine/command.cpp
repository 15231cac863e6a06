#include "replayer/engine/command.h"

namespace lockstep::replay {
namespace {

history::Payload CopyPayload(const LsPayload& payload) {
  history::Payload copy;
  for (size_t i = 0; i < payload.metadata_count; ++i) {
    copy.metadata.emplace(CopyText(payload.metadata[i].key),
                          CopyText(payload.metadata[i].value));
  }
  copy.data = CopyText(payload.data);
  return copy;
}

history::Payloads CopyPayloads(const LsPayloads* payloads) {
  history::Payloads copies;
  if (payloads == nullptr) return copies;
  copies.reserve(payloads->count);
  for (size_t i = 0; i < payloads->count; ++i) {
    copies.push_back(CopyPayload(payloads->items[i]));
  }
  return copies;
}

void CopyActivity(const LsActivityCommand& from, Command& to) {
  to.id = CopyText(from.id);
  to.type = CopyText(from.type);
  to.task_queue = CopyText(from.task_queue);
  to.payloads = CopyPayloads(from.input);
  to.schedule_to_close = from.schedule_to_close;
  to.schedule_to_start = from.schedule_to_start;
  to.start_to_close = from.start_to_close;
  to.heartbeat = from.heartbeat;
  to.cancellation_type = from.cancellation_type;
}

void CopyChild(const LsChildCommand& from, Command& to) {
  to.id = CopyText(from.workflow_id);
  to.id_is_default = from.id_is_default != 0;
  to.type = CopyText(from.type);
  to.task_queue = CopyText(from.task_queue);
  to.payloads = CopyPayloads(from.input);
  to.cancellation_type = from.cancellation_type;
  to.parent_close_policy = from.parent_close_policy;
}

void CopyNextRun(const LsNextRunCommand& from, Command& to) {
  to.type = CopyText(from.type);
  to.task_queue = CopyText(from.task_queue);
  to.payloads = CopyPayloads(from.input);
}

void CopyExternal(const LsExternalCommand& from, Command& to) {
  to.id = CopyText(from.workflow_id);
  to.type = CopyText(from.name);
  to.payloads = CopyPayloads(from.input);
}

void CopyNexus(const LsNexusCommand& from, Command& to) {
  to.endpoint = CopyText(from.endpoint);
  to.service = CopyText(from.service);
  to.type = CopyText(from.operation);
  if (from.input != nullptr) to.payloads.push_back(CopyPayload(*from.input));
  for (size_t i = 0; i < from.header_count; ++i) {
    to.headers.emplace(CopyText(from.headers[i].key),
                       CopyText(from.headers[i].value));
  }
  to.schedule_to_close = from.schedule_to_close;
  to.schedule_to_start = from.schedule_to_start;
  to.start_to_close = from.start_to_close;
  to.cancellation_type = from.cancellation_type;
}

history::PayloadMap CopyMap(const LsPayloadMap& map) {
  history::PayloadMap copy;
  for (size_t i = 0; i < map.count; ++i) {
    copy.emplace(CopyText(map.keys[i]), CopyPayload(map.values[i]));
  }
  return copy;
}

// Its text is an id.
bool NamesAThing(uint32_t kind) {
  return kind == LS_COMMAND_SET_PATCH || kind == LS_COMMAND_RECORD_VERSION ||
         kind == LS_COMMAND_RECORD_MUTABLE_SIDE_EFFECT ||
         kind == LS_COMMAND_ACCEPT_UPDATE || kind == LS_COMMAND_REJECT_UPDATE ||
         kind == LS_COMMAND_COMPLETE_UPDATE;
}

}  // namespace

std::string CopyText(LsText text) {
  return text.size == 0 ? std::string() : std::string(text.data, text.size);
}

Place CopyPlace(const LsPlace& place) {
  return {CopyText(place.file), CopyText(place.function), place.line};
}

std::vector<Place> CopyPlaces(const LsPlace* places, size_t count) {
  std::vector<Place> copies;
  copies.reserve(count);
  for (size_t i = 0; i < count; ++i) copies.push_back(CopyPlace(places[i]));
  return copies;
}

Command CopyCommand(const LsCommand& command) {
  Command copy;
  copy.kind = command.kind;
  copy.seq = command.seq;
  copy.deprecated = command.deprecated != 0;
  if (NamesAThing(copy.kind))
    copy.id = CopyText(command.text);
  else
    copy.text = CopyText(command.text);
  if (command.payload != nullptr) {
    copy.payloads.push_back(CopyPayload(*command.payload));
  }
  if (command.failure != nullptr)
    copy.text = CopyText(command.failure->message);
  if (command.activity != nullptr) CopyActivity(*command.activity, copy);
  if (command.timer != nullptr) copy.duration = command.timer->duration;
  if (command.child != nullptr) CopyChild(*command.child, copy);
  if (command.next_run != nullptr) CopyNextRun(*command.next_run, copy);
  // A build from before these fields says so by its size.
  if (command.size >= sizeof(LsCommand)) {
    if (command.external != nullptr) CopyExternal(*command.external, copy);
    if (command.entries != nullptr) copy.entries = CopyMap(*command.entries);
    if (command.version != nullptr) {
      copy.version = {command.version->min, command.version->max,
                      command.version->answer};
    }
    if (command.nexus != nullptr) CopyNexus(*command.nexus, copy);
  }
  copy.stack = CopyPlaces(command.places, command.place_count);
  return copy;
}

bool IsTerminal(uint32_t kind) {
  return kind == LS_COMMAND_COMPLETE_WORKFLOW ||
         kind == LS_COMMAND_FAIL_WORKFLOW ||
         kind == LS_COMMAND_CONTINUE_AS_NEW || kind == LS_COMMAND_CANCEL_CLOSE;
}

}  // namespace lockstep::replay
