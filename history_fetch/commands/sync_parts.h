// What the commands `sync` and `refresh` share.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "history_fetch/connect.h"
#include "history_fetch/select/choose_plan.h"
#include "history_fetch/sync/sync.h"

namespace CLI {
class App;
}

namespace lockstep::fetch {

struct SyncPartFlags {
  std::string corpus;
  PlanChoice plan;
  std::string now;
  std::string deadline;
  int32_t page_size = 0;
  bool keep_proto = false;
  bool require_self_contained = false;
  bool accept_other_server = false;
  bool repair = false;
  std::string format = "text";
  ConnectFlags connect;
};

void AddSyncPartFlags(CLI::App& app, SyncPartFlags& flags);

// In nanoseconds since 1970.
Outcome<int64_t> NowOf(const SyncPartFlags& flags);
Outcome<std::unique_ptr<StopWatch>> WatchOf(const SyncPartFlags& flags);

Outcome<std::unique_ptr<Connection>> ConnectSource(
    const SyncPartFlags& flags, const Source& source,
    const std::atomic<bool>& stop);
// Refers to the connection.
SyncServer ServerOf(const SyncPartFlags& flags, const Source& source,
                    const Connection& connection);

// The report on stdout; what went wrong, a sentence each, on stderr.
ExitCode PrintSyncReport(const SyncPartFlags& flags, const SyncReport& report);

}  // namespace lockstep::fetch
