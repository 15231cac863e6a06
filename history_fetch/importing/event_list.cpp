#include "history_fetch/importing/event_list.h"

#include <google/protobuf/descriptor.h>

#include "rpc/schema/fields.h"

namespace lockstep::fetch {
namespace {

const google::protobuf::FieldDescriptor* EventsOf(const rpc::Message& history) {
  return history.GetDescriptor()->FindFieldByName("events");
}

int64_t IdAt(const rpc::Message& history, int index) {
  return rpc::GetInt(history.GetReflection()->GetRepeatedMessage(
                         history, EventsOf(history), index),
                     "event_id");
}

}  // namespace

rpc::Message& AddEvent(rpc::Message& history) {
  return *history.GetReflection()->AddMessage(&history, EventsOf(history));
}

int EventCount(const rpc::Message& history) {
  return history.GetReflection()->FieldSize(history, EventsOf(history));
}

bool IsNewestFirst(const rpc::Message& history) {
  return EventCount(history) > 1 && IdAt(history, 0) > IdAt(history, 1);
}

void Reverse(rpc::Message& history) {
  const int count = EventCount(history);
  for (int i = 0; i < count / 2; ++i) {
    history.GetReflection()->SwapElements(&history, EventsOf(history), i,
                                          count - 1 - i);
  }
}

Outcome<void> ForEachPiece(
    rpc::Message& history,
    const std::function<Outcome<void>(const rpc::Message&)>& take) {
  constexpr int kPiece = 500;
  const auto* events = EventsOf(history);
  const google::protobuf::Reflection& reflection = *history.GetReflection();
  Reverse(history);  // events can be taken from the end only
  const std::unique_ptr<rpc::Message> piece(history.New());
  while (EventCount(history) > 0) {
    piece->Clear();
    while (EventCount(history) > 0 && EventCount(*piece) < kPiece) {
      reflection.AddAllocatedMessage(piece.get(), events,
                                     reflection.ReleaseLast(&history, events));
    }
    const Outcome<void> taken = take(*piece);
    if (!taken) return taken;
  }
  return {};
}

}  // namespace lockstep::fetch
