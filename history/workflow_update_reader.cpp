#include "history/attributes.h"
#include "history/fields.h"
#include "history/payload_reader.h"

namespace lockstep::history {
namespace {

constexpr Field<WorkflowUpdate> kUpdateMeta[] = {
    {"updateId", Member<&WorkflowUpdate::update_id>},
};

constexpr Field<WorkflowUpdate> kUpdateInput[] = {
    {"name", Member<&WorkflowUpdate::name>},
    {"args", Member<&WorkflowUpdate::input>},
    {"header", Member<&WorkflowUpdate::header>},
};

constexpr Field<WorkflowUpdate> kUpdateRequest[] = {
    {"meta", Inside<WorkflowUpdate, kUpdateMeta>},
    {"input", Inside<WorkflowUpdate, kUpdateInput>},
};

bool ReadRequest(WorkflowUpdate& update, Json json, Reading& reading) {
  update.has_request = true;
  return Inside<WorkflowUpdate, kUpdateRequest>(update, json, reading);
}

constexpr Field<WorkflowUpdate> kUpdateOutcome[] = {
    {"success", Member<&WorkflowUpdate::result>},
    {"failure", Member<&WorkflowUpdate::failure>},
};

constexpr Field<WorkflowUpdate> kWorkflowUpdate[] = {
    {"protocolInstanceId", Member<&WorkflowUpdate::protocol_instance_id>},
    {"acceptedRequestMessageId", Member<&WorkflowUpdate::request_message_id>},
    {"rejectedRequestMessageId", Member<&WorkflowUpdate::request_message_id>},
    {"acceptedRequestSequencingEventId",
     Member<&WorkflowUpdate::sequencing_id>},
    {"rejectedRequestSequencingEventId",
     Member<&WorkflowUpdate::sequencing_id>},
    {"acceptedRequest", ReadRequest},
    {"rejectedRequest", ReadRequest},
    {"request", ReadRequest},
    {"origin", Enum<&WorkflowUpdate::origin, EnumKind::kUpdateAdmittedOrigin>},
    {"meta", Inside<WorkflowUpdate, kUpdateMeta>},
    {"acceptedEventId", Member<&WorkflowUpdate::accepted_id>},
    {"outcome", Inside<WorkflowUpdate, kUpdateOutcome>},
    {"failure", Member<&WorkflowUpdate::failure>},
};

}  // namespace

bool ReadWorkflowUpdate(Json json, Attributes& attributes, Reading& reading) {
  auto& update = attributes.emplace<WorkflowUpdate>();
  return ReadFields<WorkflowUpdate>(json, kWorkflowUpdate, update, reading);
}

}  // namespace lockstep::history
