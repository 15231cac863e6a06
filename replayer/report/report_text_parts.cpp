#include "replayer/report/report_text_parts.h"

#include <fmt/format.h>

#include <algorithm>

#include "replayer/report/printable.h"

namespace lockstep::replay {
namespace {

// Beyond this width the places of a diff are not aligned.
constexpr size_t kMaxTextWidth = 48;
// What a reader needs to see around the first difference.
constexpr size_t kLinesBefore = 3;
constexpr size_t kLinesAfter = 12;

size_t FirstDifference(const std::vector<DiffLine>& diff) {
  size_t at = 0;
  while (at < diff.size() && diff[at].mark == DiffLine::Mark::kSame) ++at;
  return at;
}

size_t EndOfExcerpt(const std::vector<DiffLine>& diff) {
  return std::min(diff.size(), FirstDifference(diff) + kLinesAfter);
}

std::vector<DiffLine> AroundFirstDifference(const std::vector<DiffLine>& diff) {
  const size_t at = FirstDifference(diff);
  const size_t begin = at > kLinesBefore ? at - kLinesBefore : 0;
  return {diff.begin() + static_cast<ptrdiff_t>(begin),
          diff.begin() + static_cast<ptrdiff_t>(EndOfExcerpt(diff))};
}

int64_t LinesBehindExcerpt(const std::vector<DiffLine>& diff) {
  return static_cast<int64_t>(diff.size() - EndOfExcerpt(diff));
}

std::string PlaceText(const Place& place) {
  return fmt::format("{}:{}", place.file, place.line);
}

std::string OrNothing(const std::string& text) {
  return text.empty() ? "nothing" : Printable(text);
}

// Do the two sides look the same, or hide where they differ?
bool NeedsValues(const Difference& difference) {
  const auto shows = [](const std::string& text, const std::string& value) {
    return text.find(value) != std::string::npos;
  };
  return difference.recorded_value != difference.produced_value &&
         !(shows(difference.recorded, difference.recorded_value) &&
           shows(difference.produced, difference.produced_value));
}

std::string Without(std::string text, std::string_view part) {
  for (size_t at = text.find(part); at != text.npos; at = text.find(part)) {
    text.erase(at, part.size());
  }
  return text;
}

size_t TextWidth(const std::vector<DiffLine>& lines) {
  size_t width = 0;
  for (const DiffLine& line : lines) width = std::max(width, line.text.size());
  return std::min(width, kMaxTextWidth);
}

size_t IdWidth(const std::vector<DiffLine>& lines) {
  int64_t largest = 0;
  for (const DiffLine& line : lines) {
    largest = std::max(largest, line.event_id);
  }
  return std::to_string(largest).size();
}

std::string DiffLineText(const DiffLine& line, size_t text_width,
                         const Paint& paint) {
  constexpr std::string_view kMarks[] = {"  ", "- ", "+ "};
  std::string text(kMarks[static_cast<size_t>(line.mark)]);
  if (line.stack.empty()) {
    text += Printable(line.text);
  } else {
    text += fmt::format("{:<{}}  {}", Printable(line.text), text_width,
                        PlaceText(line.stack.front()));
  }
  if (line.mark == DiffLine::Mark::kRecorded) return paint.Red(text);
  return line.mark == DiffLine::Mark::kProduced ? paint.Green(text) : text;
}

}  // namespace

std::string Paint::In(std::string_view code, std::string_view text) const {
  return colour_ == Colour::kYes ? fmt::format("\x1b[{}m{}\x1b[0m", code, text)
                                 : std::string(text);
}

std::string WhereText(const Difference& difference) {
  std::string text;
  if (difference.task != 0) {
    text += fmt::format(" in workflow task {}", difference.task);
  }
  if (difference.started_event_id != 0) {
    text += fmt::format(" (started at event {})", difference.started_event_id);
  }
  if (difference.event_id != 0) {
    text += fmt::format("{} at event {}", text.empty() ? "" : ",",
                        difference.event_id);
  }
  return text;
}

std::string WakeUpText(const std::optional<WakeUp>& wake_up) {
  if (!wake_up) return "";
  const std::string task = wake_up->task == 0
                               ? "the unfinished last workflow task"
                               : fmt::format("workflow task {}", wake_up->task);
  return fmt::format(
      " in {} ({})", task,
      wake_up->started_event_id == 0
          ? "which history does not start"
          : fmt::format("started at event {}", wake_up->started_event_id));
}

std::string KindText(const Difference& difference) {
  switch (difference.kind) {
    case DifferenceKind::kExtraCommand:
      return "a command that history does not have";
    case DifferenceKind::kMissingCommand:
      return "a recorded command is missing";
    case DifferenceKind::kTypeMismatch:
      return "another kind of command";
    case DifferenceKind::kFieldMismatch:
      return "another " +
             (difference.field.empty() ? "value" : difference.field);
    case DifferenceKind::kIllegalTransition:
      return "an event that the code's state does not allow";
    case DifferenceKind::kUnmatchedResolution:
      return "an answer to something the code did not ask for";
    case DifferenceKind::kPatchMarkerUnhandled:
      return "a recorded version gate that the code does not have";
    case DifferenceKind::kPatchIdMismatch:
      return "another version gate";
    case DifferenceKind::kLocalActivityUnmatched:
      return "a result of a local activity that the code did not start";
    case DifferenceKind::kCloseMismatch:
      return "another end of the run";
    case DifferenceKind::kVersionRange:
      return "a recorded version that the code does not support";
  }
  return "";
}

std::string ShortFunction(const std::string& function) {
  std::string name = Without(function, "(anonymous namespace)::");
  name = Without(name, "{anonymous}::");
  int depth = 0;
  size_t begin = 0;
  for (size_t i = 0; i < name.size(); ++i) {
    const char c = name[i];
    if (c == '<') ++depth;
    if (c == '>') --depth;
    if (depth == 0 && c == ' ') begin = i + 1;
    if (depth == 0 && c == '(' && i > begin) {
      return name.substr(begin, i - begin);
    }
  }
  return name;
}

std::string StackText(const std::vector<Place>& stack,
                      std::string_view indent) {
  std::string text;
  for (const Place& place : stack) {
    text += fmt::format("{}{} {}", indent, text.empty() ? "at" : "by",
                        PlaceText(place));
    if (!place.function.empty()) text += "  " + ShortFunction(place.function);
    text += "\n";
  }
  return text;
}

std::string SidesText(const Difference& difference, std::string_view indent) {
  std::string text = fmt::format(
      "{0}history recorded    {1}\n{0}the code asked for  {2}\n", indent,
      OrNothing(difference.recorded), OrNothing(difference.produced));
  if (NeedsValues(difference)) {
    text += fmt::format("{}{}: {} in history, {} in the code\n", indent,
                        difference.field, OrNothing(difference.recorded_value),
                        OrNothing(difference.produced_value));
  }
  return text + StackText(difference.stack, std::string(indent) + "    ");
}

std::string DiffText(const Divergence& divergence, const Paint& paint) {
  const std::vector<DiffLine> lines = AroundFirstDifference(divergence.diff);
  if (lines.empty()) return "";
  const size_t text_width = TextWidth(lines);
  const size_t id_width = IdWidth(lines);
  std::string text =
      fmt::format("\n  commands of task {}\n", divergence.difference.task);
  for (const DiffLine& line : lines) {
    const std::string id =
        line.event_id == 0 ? "" : std::to_string(line.event_id);
    text += fmt::format("    {:>{}}  {}\n", id, id_width,
                        DiffLineText(line, text_width, paint));
  }
  const int64_t more =
      LinesBehindExcerpt(divergence.diff) + divergence.diff_more;
  if (more > 0) {
    text += fmt::format("    {:>{}}    and {} more\n", "", id_width, more);
  }
  return text;
}

std::string WaitingText(const std::vector<Waiting>& waiting) {
  if (waiting.empty()) return "";
  std::string text = "\n  waiting\n";
  for (const Waiting& coroutine : waiting) {
    text += fmt::format("    {}\n", Printable(coroutine.what));
    text += StackText(coroutine.stack, "      ");
  }
  return text;
}

std::string Indented(const std::string& text, std::string_view indent) {
  std::string indented;
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = std::min(text.find('\n', begin), text.size());
    if (end > begin) indented += indent;
    indented += text.substr(begin, end - begin) + "\n";
    begin = end + 1;
  }
  return indented;
}

}  // namespace lockstep::replay
