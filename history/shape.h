// The shape of a history: what its code did, without what it did it with
// (history-download 6.2). Histories of one shape exercise the same code, so a
// corpus keeps few of each.
#pragma once

#include <memory>
#include <string>

#include "history/event.h"

namespace lockstep::history {

struct Shapes {
  // SHA-256 in hexadecimal over the skeleton: event types and their identity
  // (activity type, timer, child type, signal and update names, marker and
  // change id, failure type, cause) in order, task boundaries kept, ids
  // renumbered; no times, identities of workers, payloads.
  std::string shape;
  // The same with repeated runs of sub-sequences folded to one, two or many.
  std::string loop_shape;
};

// Takes the events one by one, so that no list of all of them is needed.
class ShapeBuilder {
 public:
  ShapeBuilder();
  ~ShapeBuilder();
  ShapeBuilder(ShapeBuilder&&) noexcept;
  ShapeBuilder& operator=(ShapeBuilder&&) noexcept;

  void Add(const Event& event);
  Shapes Finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace lockstep::history
