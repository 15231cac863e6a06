// Which engine wrote a history ([L-0]). Ids, markers and grouping differ, so a
// history of one engine cannot be replayed by another.
#pragma once

#include <string>
#include <string_view>

#include "history/history.h"

namespace lockstep::replay {

enum class Flavour {
  kCore,
  kGo,
  kJava,
  kOther,  // an engine of its own: its markers are nobody else's
};

std::string_view Name(Flavour flavour);  // "core", "go", "java", "other"

struct FlavourFinding {
  Flavour flavour = Flavour::kCore;
  std::string reason;  // "the history names temporal-go 1.25.1"
  std::string sdk;     // "temporal-go 1.25.1"; empty if it names none
  // Nothing in the history says which engine it was: any could have written
  // it.
  bool guessed = false;
};

FlavourFinding DetectFlavour(const history::History& history);

}  // namespace lockstep::replay
