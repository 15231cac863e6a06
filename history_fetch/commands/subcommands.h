// Every subcommand of lockstep-fetch, sorted by name.
#pragma once

#include "history_fetch/subcommand.h"

namespace lockstep::fetch {

Subcommand AddConfig(CLI::App& app);
Subcommand AddExport(CLI::App& app);
Subcommand AddGet(CLI::App& app);
Subcommand AddImport(CLI::App& app);
Subcommand AddList(CLI::App& app);
Subcommand AddPrune(CLI::App& app);
Subcommand AddRedact(CLI::App& app);
Subcommand AddRefresh(CLI::App& app);
Subcommand AddStatus(CLI::App& app);
Subcommand AddSync(CLI::App& app);
Subcommand AddVerify(CLI::App& app);

}  // namespace lockstep::fetch
