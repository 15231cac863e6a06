// Histories for tests of redaction, written as JSON.
#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "rpc/schema/schema.h"

namespace lockstep::fetch {

using Json = nlohmann::json;

const rpc::Schema& TestSchema();

std::string Base64(const std::string& bytes);
Json BytesPayload(const std::string& encoding, const std::string& bytes);
Json JsonPayload(const std::string& json);
Json Payloads(std::vector<Json> payloads);

// An event with its "<name>EventAttributes"; `more` are members beside them.
Json Event(const std::string& name, Json attributes,
           Json more = Json::object());

// The events are numbered from 1. Fails the test if it is no history.
std::unique_ptr<rpc::Message> HistoryOf(std::vector<Json> events);

}  // namespace lockstep::fetch
