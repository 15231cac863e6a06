// Takes out of JSON what is only there for people: `jsonl` of the temporal CLI
// is its `json` without blanks.
#pragma once

#include <string_view>

#include "history_fetch/download/text_output.h"

namespace lockstep::fetch {

// Passes on what it gets without the blanks and line ends outside of strings;
// one line end follows at the end.
class CompactOutput final : public TextOutput {
 public:
  // `next` outlives it.
  explicit CompactOutput(TextOutput& next) : next_(next) {}

  Outcome<void> Write(std::string_view json) override;
  Outcome<void> Close() override;

 private:
  TextOutput& next_;
  // Where the last piece ended.
  bool in_string_ = false;
  bool escaped_ = false;  // behind a backslash
};

}  // namespace lockstep::fetch
