#include "tests/proof/history_mutations.h"

namespace lockstep::proof {

std::vector<HistoryMutation> HistoryMutations() {
  std::vector<HistoryMutation> all;
  for (const auto part :
       {CommandMutations(), FieldMutations(), ContradictionMutations(),
        InputMutations(), NeutralMutations()}) {
    all.insert(all.end(), part.begin(), part.end());
  }
  return all;
}

std::vector<size_t> Sites(const HistoryMutation& mutation,
                          const Events& events) {
  std::vector<size_t> sites;
  for (size_t i = 0; i < events.size(); ++i) {
    if (mutation.fits(events, i)) sites.push_back(i);
  }
  return sites;
}

Events Mutated(const HistoryMutation& mutation, Events events, size_t at) {
  mutation.apply(events, at);
  if (mutation.renumber) Renumber(events);
  return events;
}

const Json* At(const Events& events, size_t at) {
  return at < events.size() ? &events[at] : nullptr;
}

void DropAnswers(const std::string& id, Events& events) {
  std::erase_if(events,
                [&id](const Json& event) { return LinkOf(event) == id; });
}

void DropWithAnswers(Events& events, size_t at) {
  const std::string id = events[at].value("eventId", "");
  events.erase(events.begin() + static_cast<ptrdiff_t>(at));
  DropAnswers(id, events);
}

}  // namespace lockstep::proof
