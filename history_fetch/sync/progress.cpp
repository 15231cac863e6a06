#include "history_fetch/sync/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "history_fetch/terminal.h"
#include "history_fetch/text_table.h"

namespace lockstep::fetch {
namespace {

constexpr int64_t kRedrawMs = 100;
// How often a stratum says in plain lines that it is still at work.
constexpr int64_t kLineMs = 10'000;
// Enough, however high the terminal is.
constexpr size_t kMostLines = 20;

std::string Clock(int64_t seconds) {
  if (seconds < 3600) {
    return fmt::format("{}:{:02}", seconds / 60, seconds % 60);
  }
  return fmt::format("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60,
                     seconds % 60);
}

}  // namespace

Progress::~Progress() { Finish(); }

void Progress::Say(const std::string& text) {
  if (setting_.style != Style::kNone) setting_.write(text);
}

void Progress::Listing(const std::string& stratum) {
  const std::scoped_lock lock(mutex_);
  if (lines_.try_emplace(stratum).second) order_.push_back(stratum);
  if (setting_.style == Style::kTerminal) Redraw(true);
}

void Progress::AddWanted(const std::string& stratum, int64_t runs) {
  const std::scoped_lock lock(mutex_);
  if (lines_.try_emplace(stratum).second) order_.push_back(stratum);
  lines_[stratum].wanted += runs;
}

void Progress::Selected(const std::string& stratum, int64_t found) {
  const std::scoped_lock lock(mutex_);
  if (lines_.try_emplace(stratum).second) order_.push_back(stratum);
  lines_[stratum].listed = true;
  if (setting_.style == Style::kTerminal) {
    Redraw(true);
  } else {
    Say(fmt::format("{}: {} runs found, {} wanted\n", Printable(stratum), found,
                    lines_[stratum].wanted));
  }
}

void Progress::OnDone(const std::string& stratum, Ending ending) {
  if (setting_.style == Style::kNone) return;
  const std::scoped_lock lock(mutex_);
  const int64_t now = setting_.now_ms();
  Line& line = lines_[stratum];
  if (line.begun_ms < 0) line.begun_ms = line.reported_ms = now;
  ++line.done;
  if (ending == Ending::kNew || ending == Ending::kUpdated) {
    ++line.fetched;
  }
  if (ending == Ending::kFailed || ending == Ending::kBroken) {
    ++line.failed;
  }
  if (setting_.style == Style::kTerminal) {
    Redraw(false);
  } else if (now - line.reported_ms >= kLineMs) {
    line.reported_ms = now;
    Say(Text(stratum, line) + "\n");
  }
}

std::string Progress::Text(const std::string& stratum, const Line& line) const {
  std::string text = Printable(stratum, 40);
  if (line.wanted == 0 && line.done == 0) {
    return text + (line.listed ? ": nothing to fetch" : ": listing");
  }
  text += fmt::format(": {}/{}", line.done, line.wanted);
  if (line.failed > 0) text += fmt::format(", {} failed", line.failed);
  if (line.begun_ms < 0) return text;
  const int64_t elapsed =
      std::max<int64_t>(setting_.now_ms() - line.begun_ms, 1);
  const double rate =
      static_cast<double>(line.done) * 1000 / static_cast<double>(elapsed);
  text += fmt::format(", {:.1f}/s", rate);
  const int64_t left = line.wanted - line.done;
  if (left > 0 && rate > 0) {
    text += fmt::format(
        ", {} left",
        Clock(static_cast<int64_t>(static_cast<double>(left) / rate)));
  }
  return text;
}

// The mutex is held.
void Progress::Redraw(bool at_once) {
  const int64_t now = setting_.now_ms();
  if (!at_once && drawn_ms_ >= 0 && now - drawn_ms_ < kRedrawMs) return;
  drawn_ms_ = now;
  std::string text;
  // Up to the first of our lines, and everything below goes.
  if (drawn_ > 0) text = fmt::format("\x1b[{}A", drawn_);
  text += "\r\x1b[J";
  const TerminalSize size = setting_.size();
  // The cursor waits below them, and what has scrolled away cannot be redrawn.
  const size_t room = size.lines > 1 ? size.lines - 1 : 1;
  drawn_ = std::min({order_.size(), kMostLines, room});
  // The last ones: those before them are done, or wait.
  for (size_t i = order_.size() - drawn_; i < order_.size(); ++i) {
    // A line that wraps would be two on the way up. Not to the last column:
    // some terminals wrap there already.
    const size_t columns = size.columns > 1 ? size.columns - 1 : 1;
    text += CutToColumns(Text(order_[i], lines_[order_[i]]), columns) + "\n";
  }
  Say(text);
}

void Progress::Finish() {
  const std::scoped_lock lock(mutex_);
  if (finished_) return;
  finished_ = true;
  if (setting_.style == Style::kTerminal && !order_.empty()) Redraw(true);
}

Progress::Setting ProgressOnStderr() {
  const char* const kind = std::getenv("TERM");
  const bool dumb = kind != nullptr && std::string_view(kind) == "dumb";
  const bool terminal = TerminalOf(STDERR_FILENO) && !dumb;
  return {
      .style = terminal ? Progress::Style::kTerminal : Progress::Style::kLines,
      .write =
          [](std::string_view text) {
            std::fwrite(text.data(), 1, text.size(), stderr);
          },
      .now_ms =
          [] {
            using std::chrono::milliseconds;
            const auto now =
                std::chrono::steady_clock::now().time_since_epoch();
            return std::chrono::duration_cast<milliseconds>(now).count();
          },
      .size =
          [] { return TerminalOf(STDERR_FILENO).value_or(TerminalSize()); }};
}

}  // namespace lockstep::fetch
