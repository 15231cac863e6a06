// Typed access to the few fields of dynamic messages that code reads by name.
#pragma once

#include <google/protobuf/message.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "rpc/schema/schema.h"

namespace lockstep::rpc {

// A dotted path of field names from `message`: "execution.workflow_id". A
// message that is not set on the way reads as its defaults. A name that the
// descriptors do not have aborts for fields that are as old as the API
// (`Age::kAlways`) and reads as the default for newer ones (`Age::kNewer`).
enum class Age { kAlways, kNewer };

std::string GetString(const Message& message, std::string_view path,
                      Age age = Age::kAlways);
int64_t GetInt(const Message& message, std::string_view path,
               Age age = Age::kAlways);
bool GetBool(const Message& message, std::string_view path,
             Age age = Age::kAlways);
// The number of the enum's value.
int GetEnum(const Message& message, std::string_view path,
            Age age = Age::kAlways);
// Nanoseconds since 1970 of a Timestamp, or of a Duration; 0: not set.
int64_t GetNanos(const Message& message, std::string_view path,
                 Age age = Age::kAlways);
// The inner message, null if it is not set.
const Message* GetMessage(const Message& message, std::string_view path,
                          Age age = Age::kAlways);
std::vector<const Message*> GetRepeated(const Message& message,
                                        std::string_view path,
                                        Age age = Age::kAlways);
std::vector<std::string> GetStrings(const Message& message,
                                    std::string_view path,
                                    Age age = Age::kAlways);

// Inner messages on the way are made.
void SetString(Message& message, std::string_view path, std::string value);
void SetInt(Message& message, std::string_view path, int64_t value);
void SetBool(Message& message, std::string_view path, bool value);

// The same bytes for equal messages: maps sorted.
std::string SerializeDeterministic(const Message& message);

}  // namespace lockstep::rpc
