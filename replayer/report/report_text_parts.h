// The parts of a text report.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "replayer/engine/result.h"
#include "replayer/report/report_text.h"

namespace lockstep::replay {

// Colours for a terminal, or none.
class Paint {
 public:
  explicit Paint(Colour colour) : colour_(colour) {}

  std::string Red(std::string_view text) const { return In("31", text); }
  std::string Green(std::string_view text) const { return In("32", text); }
  std::string Yellow(std::string_view text) const { return In("33", text); }

 private:
  std::string In(std::string_view code, std::string_view text) const;

  const Colour colour_;
};

// " in workflow task 3 (started at event 16), at event 17".
std::string WhereText(const Difference& difference);

// " in workflow task 3 (started at event 16)"; empty for no task.
std::string WakeUpText(const std::optional<WakeUp>& wake_up);

// "another activity type".
std::string KindText(const Difference& difference);

// A line for each place, innermost first; nothing for an empty stack.
std::string StackText(const std::vector<Place>& stack, std::string_view indent);

// What history recorded and what the code asked for.
std::string SidesText(const Difference& difference, std::string_view indent);

// The commands of the task, recorded ones with -, produced ones with +.
std::string DiffText(const Divergence& divergence, const Paint& paint);

std::string WaitingText(const std::vector<Waiting>& waiting);

// Every line of `text` with `indent` in front.
std::string Indented(const std::string& text, std::string_view indent);

}  // namespace lockstep::replay
