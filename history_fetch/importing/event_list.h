// Lists of events in messages: putting them together and taking them apart.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

#include "history_fetch/failure.h"
#include "rpc/schema/schema.h"

namespace lockstep::fetch {

// The event that was added at the end of a History.
rpc::Message& AddEvent(rpc::Message& history);

int EventCount(const rpc::Message& history);

// The first of at least two events is the newest.
bool IsNewestFirst(const rpc::Message& history);

void Reverse(rpc::Message& history);

// Hands over the events in pieces and empties `history` on the way: a long
// history, its text and what is read from that need not be there at once.
Outcome<void> ForEachPiece(
    rpc::Message& history,
    const std::function<Outcome<void>(const rpc::Message&)>& take);

}  // namespace lockstep::fetch
