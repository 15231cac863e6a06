#include "history_fetch/showing/compact_output.h"

#include <string>

namespace lockstep::fetch {

Outcome<void> CompactOutput::Write(std::string_view json) {
  std::string compact;
  compact.reserve(json.size());
  for (const char c : json) {
    if (in_string_) {
      in_string_ = escaped_ || c != '"';
      escaped_ = !escaped_ && c == '\\';
    } else if (c == ' ' || c == '\n') {
      continue;
    } else {
      in_string_ = c == '"';
    }
    compact += c;
  }
  return next_.Write(compact);
}

Outcome<void> CompactOutput::Close() {
  const Outcome<void> ended = next_.Write("\n");
  if (!ended) return ended;
  return next_.Close();
}

}  // namespace lockstep::fetch
