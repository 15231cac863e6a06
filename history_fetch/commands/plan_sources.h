// How a command uses the sources of a plan.
#pragma once

#include <optional>
#include <vector>

#include "history_fetch/failure.h"
#include "history_fetch/select/choose_plan.h"
#include "rpc/config/config_flags.h"
#include "rpc/config/resolve.h"

namespace lockstep::fetch {

// Of commands that work without a plan, too: the one that is named, or
// lockstep.corpus.toml; nullopt: it is not there. kUsage: a source is named,
// and no plan has it.
Outcome<std::optional<Plan>> PlanIfThere(const PlanChoice& choice);

// Its profile and its namespace, unless flags say others.
void UseSource(const Source& source, rpc::ConfigFlags& config);

// kUsage: a flag or a variable says for several sources which server or
// namespace they are, so that they would all be the same one.
Outcome<void> CheckSources(const std::vector<Source>& sources,
                           const rpc::ConfigFlags& config,
                           const rpc::Environment& environment);

}  // namespace lockstep::fetch
