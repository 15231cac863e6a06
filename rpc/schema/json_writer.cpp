#include "rpc/schema/json_writer.h"

#include <google/protobuf/descriptor.h>

#include "rpc/schema/json_message_writer.h"
#include "rpc/schema/json_plan.h"

namespace lockstep::rpc {
namespace {

// One for each thread: a page of events is written on every one of them, and
// they should not wait for each other.
PlanCache& Plans() {
  thread_local PlanCache plans;
  return plans;
}

}  // namespace

int64_t AppendJson(const Message& message, JsonStyle style, int depth,
                   std::string& out) {
  JsonMessageWriter writer(style, Plans(), out);
  writer.Write(Plans().Of(*message.GetDescriptor()), message, depth);
  return writer.unknown_fields();
}

void AppendShorthandJson(const Message& message, JsonStyle style,
                         std::string& out) {
  JsonMessageWriter writer(style, Plans(), out, PayloadForm::kShorthand);
  writer.Write(Plans().Of(*message.GetDescriptor()), message, 0);
}

std::string HistoryToJson(const Message& history) {
  std::string text;
  // The text is about twice as long as the message.
  text.reserve(history.ByteSizeLong() * 5 / 2);
  AppendJson(history, JsonStyle::kPretty, 0, text);
  text += '\n';
  return text;
}

}  // namespace lockstep::rpc
