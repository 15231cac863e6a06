#include "history_fetch/redact/noise.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "history_fetch/redact/pseudonym.h"
#include "history_fetch/redact/text_fields.h"
#include "rpc/schema/fields.h"

namespace lockstep::fetch {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Reflection;
using rpc::Message;

constexpr char kCompletedTask[] =
    "temporal.api.history.v1.WorkflowTaskCompletedEventAttributes";
constexpr char kTaskQueue[] = "temporal.api.taskqueue.v1.TaskQueue";
constexpr int kSticky = 2;  // TASK_QUEUE_KIND_STICKY

// Old histories do not say which engine made them; how their workers are called
// does: Go's identities have two @, its own queues are "<host>:<uuid>", Java's
// "<pid>@<host>:<uuid>".
constexpr char kGoIdentity[] = "0@host@queue";
constexpr char kGoQueue[] = "host:00000000-0000-0000-0000-000000000000";
constexpr char kJavaQueue[] = "0@host:00000000-0000-0000-0000-000000000000";
constexpr char kOtherQueue[] = "sticky";

// Messages that go whole, wherever they are.
constexpr std::array<std::string_view, 5> kMessages = {
    "attached_completion_callbacks", "completion_callbacks", "last_failure",
    "links", "principal"};
// Texts that are emptied, wherever they are.
constexpr std::array<std::string_view, 3> kTexts = {
    "attached_request_id", "request_id", "stack_trace"};
// These go, but not from completed workflow tasks.
constexpr std::array<std::string_view, 2> kStamps = {"binary_checksum",
                                                     "worker_version"};

template <size_t n>
bool Has(const std::array<std::string_view, n>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::string IdentityLike(std::string_view identity) {
  const auto marks = std::count(identity.begin(), identity.end(), '@');
  return marks == 2 ? kGoIdentity : "";
}

std::string QueueLike(std::string_view queue) {
  const size_t colon = queue.rfind(':');
  if (colon == queue.npos || !IsUuid(queue.substr(colon + 1))) {
    return kOtherQueue;
  }
  return queue.find('@') < colon ? kJavaQueue : kGoQueue;
}

bool Goes(const Message& owner, const FieldDescriptor& field) {
  const std::string& name = field.name();
  if (Has(kStamps, name)) {
    return owner.GetDescriptor()->full_name() != kCompletedTask;
  }
  return field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE &&
         Has(kMessages, name);
}

void RemoveMessages(Message& message) {
  const Reflection& reflection = *message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (Goes(message, *field)) {
      reflection.ClearField(&message, field);
    } else if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE ||
               field->is_map()) {
      continue;
    } else if (!field->is_repeated()) {
      RemoveMessages(*reflection.MutableMessage(&message, field));
    } else {
      for (int i = 0; i < reflection.FieldSize(message, field); ++i) {
        RemoveMessages(*reflection.MutableRepeatedMessage(&message, field, i));
      }
    }
  }
}

}  // namespace

void ScrubNoise(Message& history) {
  RemoveMessages(history);
  VisitTexts(history, [](TextField& text) {
    if (Has(kTexts, text.field)) {
      text.value.clear();
    } else if (text.field == "identity") {
      text.value = IdentityLike(text.value);
    } else if (text.field == "name" &&
               text.owner.GetDescriptor()->full_name() == kTaskQueue &&
               rpc::GetEnum(text.owner, "kind") == kSticky) {
      text.value = QueueLike(text.value);
    }
  });
}

}  // namespace lockstep::fetch
