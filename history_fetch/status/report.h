// What is known of a corpus, compared with the build that it tests and with the
// server that it comes from (history-download 6.5). Times are RFC 3339, "" is
// not known. Lists are sorted.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "history_fetch/failure.h"
#include "rpc/client/service.h"

namespace lockstep::fetch {

struct TypeStatus {
  std::string workflow_type = {};
  int64_t histories = 0;
  int64_t open = 0;      // when they were fetched
  int64_t shapes = 0;    // distinct ones
  bool ran_code = true;  // false: none has a completed workflow task
  std::string oldest_start = {};
  std::string newest_start = {};
  std::string last_fetched = {};
  bool operator==(const TypeStatus&) const = default;
};

// Histories whose runs the server forgets: they cannot be fetched again.
struct ExpiryStatus {
  int64_t expired = 0;
  int64_t expiring = 0;   // before the next refresh
  std::string next = {};  // the first of those that expire
  bool operator==(const ExpiryStatus&) const = default;
};

// The server has grown fields since the descriptors of this program were made.
struct DriftStatus {
  int64_t histories = 0;  // that have fields which the descriptors did not know
  int64_t unknown_fields = 0;
  int64_t other_descriptors = 0;  // histories written with another set
  std::vector<std::string> server_versions = {};  // that histories came from
  bool operator==(const DriftStatus&) const = default;
};

// Running executions of a type, and how many of them no history speaks for.
struct RunningStatus {
  std::string workflow_type = {};
  int64_t running = 0;
  bool exact = true;          // false: at least so many
  int64_t sampled = 0;        // of those, looked at one by one
  int64_t unrepresented = 0;  // of the sampled
  bool operator==(const RunningStatus&) const = default;
};

// A version of a type that is running now and that no history of the type has
// seen: what a deployment may break without the gate noticing.
struct Exposure {
  enum class Kind {
    kType,             // the corpus has no history of the type
    kNoChangeVersion,  // ... none that goes the way of before all patches
    kChangeVersion,
    kDeploymentVersion,
    kBuildId
  };
  std::string workflow_type = {};
  Kind kind = Kind::kType;
  std::string version = {};  // "" of the first two
  int64_t running = 0;
  bool exact = true;  // false: at least so many
  std::string oldest_start = {};
  std::vector<rpc::Execution> examples = {};  // the oldest of the sample
  bool operator==(const Exposure&) const = default;
};

// A change version that histories have and no running execution has any more:
// its code may go, and then its histories.
struct Retirement {
  std::string change_version = {};
  int64_t histories = 0;
  // Where the types with this version run, as far as the corpus knows.
  std::vector<std::string> name_spaces = {};
  bool operator==(const Retirement&) const = default;
};

struct ServerStatus {
  std::string source = {};  // of the plan, "default" without one
  std::string version = {};
  std::string name_space = {};
  int64_t retention_s = 0;
  std::vector<RunningStatus> running = {};
  std::vector<Exposure> exposures = {};      // the most running ones first
  std::vector<Retirement> retirements = {};  // if this is the only server
  bool operator==(const ServerStatus&) const = default;
};

struct StatusReport {
  std::string corpus = {};  // the folder
  std::string now = {};
  bool complete = false;
  std::string reason = {};  // why not
  std::string synced_at = {};
  std::optional<int64_t> age_s = {};  // nullopt: nothing was ever fetched
  int64_t histories = 0;
  std::vector<TypeStatus> types = {};
  bool wanted_known = false;  // what the build or the plan names...
  std::vector<std::string> missing_types = {};  // ... and the corpus lacks
  bool build_known = false;
  std::vector<std::string> gone_types = {};  // in the corpus, not in the build
  ExpiryStatus expiry = {};
  int64_t next_refresh_s = 0;
  DriftStatus drift = {};
  std::vector<ServerStatus> servers = {};  // none: was not asked
  std::vector<Failure> errors = {};        // why others are not among them
  std::vector<std::string> failures =
      {};  // conditions that hold, a sentence each
  bool operator==(const StatusReport&) const = default;
};

// kMinima: a condition holds. What keeps servers from being asked is graver.
ExitCode CodeOf(const StatusReport& report);

// What may be retired on all of them: what each says, if they are all that have
// to be asked.
std::vector<Retirement> CommonRetirements(
    const std::vector<ServerStatus>& servers);

}  // namespace lockstep::fetch
