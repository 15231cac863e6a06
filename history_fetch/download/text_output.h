// Where the text of a history goes.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "history_fetch/failure.h"

namespace lockstep::fetch {

class TextOutput {
 public:
  virtual ~TextOutput() = default;
  virtual Outcome<void> Write(std::string_view text) = 0;
  // All that was written is in the file, as far as the system says; nothing may
  // be written after. Without it the file may end anywhere.
  virtual Outcome<void> Close() = 0;
};

// gzip without a time and a name in its header, so equal texts are equal files.
// Replaces a file that is there. kPartial: the disk took no more.
Outcome<std::unique_ptr<TextOutput>> OpenGzip(const std::string& path);

// The bytes as they are.
Outcome<std::unique_ptr<TextOutput>> OpenPlain(const std::string& path);

}  // namespace lockstep::fetch
