// The events of a history as JSON, open to edits: what the mutations work on.
#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace lockstep::proof {

using Json = nlohmann::ordered_json;
using Events = std::vector<Json>;

// The events of a file {"events": [...]}. Throws std::exception.
Events ParseEvents(std::string_view text);

// Gives the events the ids 1, 2, 3... and makes links between them follow. An
// inserted event may have any id that no other has ("new"). Of two events with
// the same id the first is the one that links mean. Links to events that are
// gone become 0: the loader refuses those that a replay needs.
void Renumber(Events& events);

// As a file.
std::string Dump(const Events& events);

// "TIMER_STARTED".
std::string Type(const Json& event);
bool Is(const Json& event, std::string_view type);
bool IsAnyOf(const Json& event, const std::set<std::string>& types);

// Its attributes; an empty object is added if there are none.
Json& Attributes(Json& event);
const Json& Attributes(const Json& event);

// Makes it an event of another type, with these attributes.
void Retype(Json& event, const std::string& type, Json attributes);

// The id of the command's event that this one answers or cancels; empty if it
// is none of these.
std::string LinkOf(const Json& event);

bool IsCommand(const Json& event);
// Tells the code something: a signal, an answer, a request to cancel.
bool IsInput(const Json& event);
// The marker of a local activity; of a patch.
bool IsLocalMarker(const Json& event);
bool IsPatchMarker(const Json& event);
// The search attribute that goes with a patch marker.
bool IsChangeVersion(const Json& event);
// A command event that stands for itself: no marker, nothing that goes with
// one, not the acceptance of an update (which is an input too).
bool IsPlainCommand(const Json& event);
bool IsClosing(const Json& event);

// The payload as JSON; null if it is none. `SetPayload` replaces its data.
Json ReadPayload(const Json& payload);
void SetPayload(const Json& value, Json& payload);
Json MakePayload(const Json& value);
// Another value of the same kind: 4 for 3.
Json OtherValue(const Json& value);

}  // namespace lockstep::proof
