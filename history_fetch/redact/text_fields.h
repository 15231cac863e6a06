// Every text of a message but its payloads.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "rpc/schema/schema.h"

namespace lockstep::fetch {

struct TextField {
  // JSON names and indices from the outermost message, as PayloadPlace has it.
  std::string path;
  std::string_view field;  // as the .proto file has it: "workflow_id"
  rpc::Message& owner;     // the message whose field it is
  std::string value;       // what the visitor leaves here is put there
};

// In declaration order, maps of texts by key. Payloads are left out, and empty
// texts.
void VisitTexts(rpc::Message& message,
                const std::function<void(TextField&)>& visit);

}  // namespace lockstep::fetch
