// Payloads and failures, in the shapes that tools have written (L-1.5):
//
//   protocol   {"metadata": {"encoding": "anNvbi9wbGFpbg=="}, "data": "MQ=="}
//   shorthand  1: restored as json/plain, json/protobuf or binary/null
//   readable   the protocol's object with text where base64 belongs: refused
#pragma once

#include <string>

#include "history/reading.h"

namespace lockstep::history {

// A payload by itself, as Nexus operations have.
bool Read(Json json, Payload& value, Reading& reading);

// {"payloads": [...]}, or a shorthand list.
bool Read(Json json, Payloads& value, Reading& reading);

// A memo, a header or search attributes: {"fields": {...}} or
// {"indexedFields": {...}}.
bool Read(Json json, PayloadMap& value, Reading& reading);

// A marker's details.
bool Read(Json json, SortedMap<Payloads>& value, Reading& reading);

bool Read(Json json, Failure& value, Reading& reading);

}  // namespace lockstep::history
