// Walks a message by its plan and appends its JSON.
#pragma once

#include <google/protobuf/message.h>

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "rpc/schema/json_plan.h"
#include "rpc/schema/json_writer.h"

namespace lockstep::rpc {

// Whether payloads of JSON are written as the value that they hold.
enum class PayloadForm { kWhole, kShorthand };

class JsonMessageWriter {
 public:
  // Both outlive the writer. `plans` is asked for what an Any holds.
  JsonMessageWriter(JsonStyle style, PlanCache& plans, std::string& out,
                    PayloadForm payloads = PayloadForm::kWhole)
      : pretty_(style == JsonStyle::kPretty),
        payloads_(payloads),
        plans_(plans),
        out_(out) {}

  // `depth` is the level that the closing brace stands at.
  void Write(const MessagePlan& plan, const Message& message, int depth);

  // Of all messages that were written: they are left out.
  int64_t unknown_fields() const { return unknown_fields_; }

 private:
  void CountUnknownFields(const Message& message);
  void WriteField(const FieldPlan& field, const Message& message, int depth);
  void WriteSingular(const FieldPlan& field, const Message& message, int depth);
  void WriteList(const FieldPlan& field, const Message& message, int depth);
  void WriteElement(const FieldPlan& field, const Message& message, int index,
                    int depth);
  void WriteMap(const FieldPlan& field, const Message& message, int depth);
  void WriteEnum(const FieldPlan& field, int number);

  // All that is set, and the closing brace. `first`: nothing stands between
  // the braces yet.
  void WriteFields(const MessagePlan& plan, const Message& message, int depth,
                   bool first);

  // Types with a form of their own (json_well_known.cpp).
  void WriteWellKnown(const MessagePlan& plan, const Message& message,
                      int depth);
  void WriteAny(const Message& any, int depth);
  void WriteFieldMask(const MessagePlan& plan, const Message& mask);
  void WriteValue(const MessagePlan& plan, const Message& value, int depth);

  // Payloads (json_shorthand.cpp). False: nothing was written.
  bool WriteShorthand(const MessagePlan& plan, const Message& message,
                      int depth);
  void WriteJson(const nlohmann::json& value, int depth);
  void WriteJsonObject(const nlohmann::json& object, int depth);
  void WriteJsonList(const nlohmann::json& list, int depth);

  // What precedes a member or an element: a comma but for the first, and the
  // line of its own.
  void BeginItem(bool first, int depth);
  void WriteKey(const std::string& key) {
    out_ += key;
    if (pretty_) out_ += ' ';
  }
  // `empty`: the brace stands on the line of its counterpart.
  void End(char brace, bool empty, int depth);

  const bool pretty_;
  const PayloadForm payloads_;
  PlanCache& plans_;
  std::string& out_;
  std::string scratch_;
  int64_t unknown_fields_ = 0;
};

}  // namespace lockstep::rpc
