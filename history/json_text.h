// Writes JSON: for payloads that are restored from readable ones, and for
// values that messages show.
#pragma once

#include <simdjson.h>

#include <string>
#include <string_view>

namespace lockstep::history {

using Json = simdjson::dom::element;

// With quotes, escaped.
void AppendJsonString(std::string_view text, std::string& out);

// Compact. Members called `without_key` of the outermost object are left out.
void AppendJson(Json json, std::string& out, std::string_view without_key = {});

// For messages: a string, number or word, cut after some 40 characters; "{...}"
// and "[...]" for the rest.
std::string Shown(Json json);

}  // namespace lockstep::history
