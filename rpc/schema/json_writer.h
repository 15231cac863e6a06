// Writes messages as `temporal workflow show -o json` does, byte for byte:
// declaration order, maps in byte order of their keys, two spaces
// (toolchain-facts F9, history-download 4.4).
#pragma once

#include <cstdint>
#include <string>

#include "rpc/schema/schema.h"

namespace lockstep::rpc {

enum class JsonStyle { kPretty, kCompact };

// `depth` is the level of indentation that `message` stands at; the first line
// is not indented and no line end follows. Yields how many fields it left out,
// in `message` and all that is inside, since the descriptors do not know them.
int64_t AppendJson(const Message& message, JsonStyle style, int depth,
                   std::string& out);

// As the temporal CLI prints messages that are no history: payloads of JSON are
// written as the value that they hold. Where that is no JSON, and the CLI
// fails, they stay payloads.
void AppendShorthandJson(const Message& message, JsonStyle style,
                         std::string& out);

// A whole `temporal.api.history.v1.History` with its final newline: what `get`
// prints.
std::string HistoryToJson(const Message& history);

}  // namespace lockstep::rpc
