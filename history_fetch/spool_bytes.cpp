#include "history_fetch/spool_bytes.h"

namespace lockstep::fetch {

// A zero in the text is followed by 0xff, which the two zeros of the end are
// less than.
void AppendText(std::string_view text, std::string& bytes) {
  for (const char c : text) {
    bytes += c;
    if (c == '\0') bytes += '\xff';
  }
  bytes.append(2, '\0');
}

std::string TakeText(std::string_view& bytes) {
  std::string text;
  while (bytes[0] != '\0' || bytes[1] != '\0') {
    text += bytes[0];
    bytes.remove_prefix(bytes[0] == '\0' ? 2 : 1);
  }
  bytes.remove_prefix(2);
  return text;
}

}  // namespace lockstep::fetch
