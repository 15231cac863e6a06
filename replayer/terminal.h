// Where we print.
#pragma once

#include <cstddef>
#include <string_view>

#include "replayer/options.h"
#include "replayer/report/report_text.h"

namespace lockstep::replay {

// One sentence on stderr, with our name.
void PrintError(std::string_view sentence);

// Writes to stdout.
void Print(std::string_view text);

// Writes what Print() holds back; false if stdout did not take everything.
[[nodiscard]] bool FinishOutput();

Colour ChooseColour(ColourChoice choice);

// A line that says how far we are, if stderr is a terminal.
class Progress {
 public:
  Progress(size_t total, Verbosity verbosity);
  ~Progress() { Clear(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void Show(size_t done);
  void Clear();

 private:
  const size_t total_;
  const bool on_;
  bool shown_ = false;
};

}  // namespace lockstep::replay
