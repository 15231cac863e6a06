// Where `get` puts a history: all of it, or nothing.
#pragma once

#include <memory>
#include <string>

#include "history_fetch/download/text_output.h"

namespace lockstep::fetch {

class Destination : public TextOutput {
 public:
  // After Close(): makes what was written appear. Without it nothing does.
  virtual Outcome<void> Commit() = 0;
};

// `path` is a file, which is replaced at once, a link to one, something else
// that takes bytes, or "-": stdout. What is written waits in a temporary file,
// so that memory stays small.
Outcome<std::unique_ptr<Destination>> OpenDestination(const std::string& path);

}  // namespace lockstep::fetch
