// Edits of histories, by class. Of each class it is known whether a replay must
// notice: by what the edit does, or by whether the code's commands differ.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "tests/proof/event_list.h"

namespace lockstep::proof {

enum class Expectation {
  kCaught,      // the history says another thing of the code than it did
  kNeutral,     // nothing that a replay may look at has changed
  kByCommands,  // the code is told other things: what it then asks for decides
};

struct HistoryMutation {
  std::string name;
  Expectation expectation = Expectation::kCaught;
  // Where in the list it can be made.
  bool (*fits)(const Events& events, size_t at);
  // Makes it; the events have no valid ids then until Renumber.
  void (*apply)(Events& events, size_t at);
  bool renumber = true;  // false: wrong ids are the point
};

// All classes, in the order of the tables that are printed.
std::vector<HistoryMutation> HistoryMutations();

// Parts of it.
std::span<const HistoryMutation> CommandMutations();
std::span<const HistoryMutation> FieldMutations();
std::span<const HistoryMutation> ContradictionMutations();
std::span<const HistoryMutation> InputMutations();
std::span<const HistoryMutation> NeutralMutations();

// All places where it fits.
std::vector<size_t> Sites(const HistoryMutation& mutation,
                          const Events& events);

Events Mutated(const HistoryMutation& mutation, Events events, size_t at);

// ---- What several parts use ----

const Json* At(const Events& events, size_t at);
// Removes the events that answer the command's event, perhaps itself too.
void DropAnswers(const std::string& id, Events& events);
void DropWithAnswers(Events& events, size_t at);

}  // namespace lockstep::proof
