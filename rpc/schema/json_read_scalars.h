// Numbers and names as protobuf's JSON mapping allows them to be written,
// beyond base/json_scalars.h: text to value, or nothing if the text is no such
// scalar.
#pragma once

#include <google/protobuf/descriptor.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace lockstep::rpc {

// "12", also "1.2e1".
std::optional<int64_t> ParseInteger(std::string_view text);
std::optional<uint64_t> ParseUnsigned(std::string_view text);
std::optional<double> ParseDouble(std::string_view text);

// A whole number within the bounds of the type.
std::optional<int64_t> WholeNumber(double value);

// The value called "EVENT_TYPE_TIMER_FIRED"; if there is none, what older
// tools wrote for it: "TimerFired", "TIMER_FIRED". Null: unknown.
const google::protobuf::EnumValueDescriptor* FindEnumValue(
    const google::protobuf::EnumDescriptor& type, std::string_view text);

// "fooBar.bazQux" to "foo_bar.baz_qux".
std::string SnakeCase(std::string_view path);

}  // namespace lockstep::rpc
