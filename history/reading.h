// The state of reading one history from JSON: the place, the first error, and
// what was noticed on the way.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "history/event_type.h"
#include "history/json_text.h"
#include "history/load.h"

namespace lockstep::history {

class Reading {
 public:
  // Puts a key or an index on the path, for as long as it lives.
  class Step {
   public:
    Step(Reading& reading, std::string_view key) : reading_(reading) {
      reading_.path_.push_back({key, 0});
    }
    Step(Reading& reading, size_t index) : reading_(reading) {
      reading_.path_.push_back({{}, index});
    }
    ~Step() { reading_.path_.pop_back(); }
    Step(const Step&) = delete;
    Step& operator=(const Step&) = delete;

   private:
    Reading& reading_;
  };

  // All return false and keep the first error: "<name>: <place> <problem>". A
  // problem begins with a verb.
  bool Fail(std::string_view problem);
  bool FailReadable();  // the payload here was made readable
  bool NotA(std::string_view what, Json found);

  // Goes on outside of events.
  void LeaveEvents() {
    event_id = 0;
    event_position = 0;
  }

  // "event 17: input.payloads[0]".
  std::string Place() const;

  std::string name;  // of the file
  // What messages call the event that is read: by its id, else by its position
  // in the file, from 1; 0: not known, or outside of events.
  int64_t event_id = 0;
  size_t event_position = 0;
  EventType event_type = EventType::kUnspecified;
  bool decoded = false;         // a payload was restored from readable JSON
  std::string suspect_payload;  // place of the first that may be a readable one
  LoadError error;

 private:
  struct Part {
    std::string_view key;  // empty: an index
    size_t index = 0;
  };

  std::vector<Part> path_;
};

// Refuses keys that an object has twice, in `json` and all that is inside, and
// yields the size of its texts in bytes.
bool Inspect(Json json, Reading& reading, size_t& bytes);

}  // namespace lockstep::history
