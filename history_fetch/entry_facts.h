// What the manifest notes of what a history says itself.
#pragma once

#include "history/facts.h"
#include "history_fetch/corpus/entry.h"

namespace lockstep::fetch {

// Sets the members of `entry` that follow from the history alone, its ids too
// as far as it knows them; empty where it says nothing.
void SetFacts(const history::Facts& facts, Entry& entry);

}  // namespace lockstep::fetch
