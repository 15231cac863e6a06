// Comparisons of what a command asks for beside what it is about: the same for
// every engine, and never of the compatible tier.
#pragma once

#include "replayer/engine/machines/machine.h"

namespace lockstep::replay {

void CompareActivityOptions(const history::ActivityScheduled& scheduled,
                            const Command& activity, const MatchRules& rules,
                            Effects& effects);
void CompareChildOptions(const history::ChildInitiated& initiated,
                         const Command& child, const MatchRules& rules,
                         Effects& effects);
void CompareTimerDuration(const history::Timer& started, const Command& timer,
                          Effects& effects);

}  // namespace lockstep::replay
