// How far a sync is: a line for each stratum, redrawn on a terminal, appended
// elsewhere.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "history_fetch/sync/fetcher.h"
#include "history_fetch/terminal.h"

namespace lockstep::fetch {

class Progress final : public FetchObserver {
 public:
  enum class Style { kNone, kLines, kTerminal };
  struct Setting {
    Style style = Style::kNone;
    std::function<void(std::string_view text)> write;
    std::function<int64_t()> now_ms;  // a steady clock
    // Of kTerminal; asked each time, since windows change.
    std::function<TerminalSize()> size = [] { return TerminalSize(); };
  };
  explicit Progress(Setting setting) : setting_(std::move(setting)) {}
  ~Progress() override;

  // "listing": before the runs of a stratum are known.
  void Listing(const std::string& stratum);
  void AddWanted(const std::string& stratum, int64_t runs);
  // Its list is complete.
  void Selected(const std::string& stratum, int64_t found);
  void OnDone(const std::string& stratum, Ending ending) override;
  // What is left to say. Nothing is said afterwards.
  void Finish();

 private:
  struct Line {
    int64_t wanted = 0;
    int64_t done = 0;
    int64_t fetched = 0;
    int64_t failed = 0;
    bool listed = false;
    int64_t begun_ms = -1;     // of its first run
    int64_t reported_ms = -1;  // kLines: when a line was written last
  };

  std::string Text(const std::string& stratum, const Line& line) const;
  void Redraw(bool at_once);
  void Say(const std::string& text);

  const Setting setting_;
  std::mutex mutex_;
  std::vector<std::string> order_;  // strata as they came
  std::map<std::string, Line> lines_;
  size_t drawn_ = 0;  // lines on the terminal
  int64_t drawn_ms_ = -1;
  bool finished_ = false;
};

// Writes to stderr, in the style that fits it.
Progress::Setting ProgressOnStderr();

}  // namespace lockstep::fetch
