// Scalars as Go's protojson writes them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace lockstep::rpc {

// With quotes. Escapes the quote, the backslash and what is below U+0020, all
// else stands as it is. Go refuses bytes that are not UTF-8, and so does the
// parse of a message; should there be any, each becomes U+FFFD, so that the
// text stays JSON.
void AppendJsonText(std::string_view text, std::string& out);

// The standard alphabet, padded; with quotes.
void AppendBase64(std::string_view bytes, std::string& out);

void AppendInteger(int64_t value, std::string& out);
void AppendUnsigned(uint64_t value, std::string& out);

// Shortest text that reads back as the same value; an exponent only below 1e-6
// and from 1e21 on. NaN and infinities are quoted words.
void AppendFloat(float value, std::string& out);
void AppendDouble(double value, std::string& out);

// "2024-05-01T12:00:00.123Z": 0, 3, 6 or 9 digits. Go refuses years below 1 and
// above 9999; they are written with as many digits as they have.
void AppendTimestamp(int64_t seconds, int32_t nanos, std::string& out);

// "-1.500s".
void AppendDuration(int64_t seconds, int32_t nanos, std::string& out);

}  // namespace lockstep::rpc
