// Whether the events of pages belong together: the server only logs it when its
// own answer does not (history-download 2.2), so its clients have to look.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "history/event.h"
#include "history_fetch/failure.h"

namespace lockstep::fetch {

// Remembers one byte of each event.
class EventLedger {
 public:
  // `name` stands in front of messages, `remedy` ends them.
  EventLedger(std::string name, std::string remedy)
      : name_(std::move(name)), remedy_(std::move(remedy)) {}

  // Of the next event, before anything else is done with it. kIntegrity: it is
  // not the one that is due.
  Outcome<void> Expect(int64_t id);

  // Of an event whose id was expected. kIntegrity: it does not start the run,
  // follows its end, or refers to an earlier event that is another one: pages
  // of two runs got mixed.
  Outcome<void> Add(const history::Event& event);

 private:
  Outcome<void> CheckReference(const history::Event& event) const;
  tl::unexpected<Failure> Broken(std::string problem) const;

  std::string name_;
  std::string remedy_;
  int64_t expected_ = 0;
  int64_t end_id_ = 0;          // the event that closed the run
  std::vector<uint8_t> types_;  // by id - 1
};

}  // namespace lockstep::fetch
