// The shape of a history: what its code did, without what it did it with
// (history-download 6.2). Histories of one shape exercise the same code, so a
// corpus keeps few of each.
//
// The shape is SHA-256 over the skeleton: for each event in order its type and
// its identity. Manifests hold shapes, so what is in them is fixed for ever;
// tests/history/shape_test.cpp holds it to that. Another definition would need
// another name for the key.
//
// Identity, by what the event is about:
//   run        workflow type; of the end: failure, or the type it goes on as
//              and who made it do so if it was not the code
//   task       completed ones only: they bound activations. Flags that the run
//              had not used before, and the SDK's name where it is new: both
//              change how the engine runs the code
//   reset      the failed task that a reset leaves: it reseeds random numbers
//   activity   type; failure
//   timer      nothing
//   child, nexus operation  type, or endpoint, service and operation; failure,
//              or why it could not start
//   signal, update          name; of an update's end: failure
//   request to another workflow  signal name, whether it must be a child; why
//              it failed
//   marker     name; change id and version, patch id and whether deprecated,
//              type of a local activity and whether it is tried again, id of a
//              mutable side effect; failure
//   search attributes, memo  the keys; values of TemporalChangeVersion that no
//              marker has shown (a codec can hide markers, not the attribute)
// A failure is its kind, type, kind of timeout and whether it can be retried,
// and the same of its causes.
//
// An event that ends or changes something names it by its place among those of
// its kind that are pending, not by an event id: the same in every round of a
// loop, and exact.
//
// Not in it, since the code cannot see it or sees it as a value:
//   times, identities of workers, payloads, headers, messages, stack traces,
//   timeouts and retry policies, task queues, request ids, run and workflow ids
//   ids of activities, timers, children and updates: generated (Go takes event
//              ids for them), or made of data; the order says which is which
//   tasks scheduled and started: code runs where they complete. Only a task
//              that is still running at the end is noted, since Go compares
//              less of such a history (replay-semantics 3.8)
//   tasks that failed or timed out: nothing of them lasts (3.0)
//   activities' start: no engine tells the code; their attempts: the code sees
//              only how the last one ended
//   events that workers may ignore (2.4)
#pragma once

#include <memory>
#include <string>

#include "history/event.h"

namespace lockstep::history {

// 64 hexadecimal digits each.
struct Shapes {
  std::string shape;
  // The same with consecutive repeats of sub-sequences folded to one, two or
  // many (fold.h), and without the places of what is pending: neither how often
  // a loop ran nor which of several like things came first.
  std::string loop_shape;
  bool operator==(const Shapes&) const = default;
};

// Takes the events one by one, in order, so that no list of all of them is
// needed: it keeps four bytes of each, and each different token once.
class ShapeBuilder {
 public:
  ShapeBuilder();
  ~ShapeBuilder();
  ShapeBuilder(ShapeBuilder&&) noexcept;
  ShapeBuilder& operator=(ShapeBuilder&&) noexcept;

  void Add(const Event& event);
  // Ends its use.
  Shapes Finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace lockstep::history
