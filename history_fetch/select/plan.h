// lockstep.corpus.toml: which histories a corpus should hold
// (history-download 6.1; docs/fetch.md has the reference).
//
//   [corpus]                    # optional
//   seed = 1                    # another seed, another sample
//   max_histories = 0           # caps of the whole corpus; 0: none
//   max_bytes = "500MB"         # of all texts: a number, KB, MiB...; 0: none
//   max_events = 20000          # longer histories are left out; 0: none
//
//   [source.prod]               # optional; without one, the connection flags
//   profile = "prod"            # of temporal.toml; no secrets here
//   namespace = "orders"        # in place of the profile's
//
//   [[stratum]]
//   workflow_type = "Order"     # the one key that has no default
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace lockstep::fetch {

struct Source {
  std::string name = "default";
  std::string profile;     // empty: what the connection flags say
  std::string name_space;  // empty: the profile's
  bool operator==(const Source&) const = default;
};

// Members begin with their defaults, so a stratum for a type that is known from
// elsewhere needs no more than the type, the name and the source.
struct Stratum {
  std::string workflow_type;
  std::string name;    // in reports; the type unless given
  std::string source;  // of Plan::sources; the only one unless given
  // Each once, Running first, in the order of the server's list.
  std::vector<std::string> statuses = {
      "Running",    "Completed",      "Failed",  "Canceled",
      "Terminated", "ContinuedAsNew", "TimedOut"};
  int64_t want = 5;  // per status x age bucket x version; 1 at least
  // Ages since the start at which the buckets end, in seconds, growing;
  // nullopt: retention, only as the last. Here 1d, 7d, 30d, retention.
  std::vector<std::optional<int64_t>> age_buckets = {86400, 604800, 2592000,
                                                     std::nullopt};
  // Search attributes, [A-Za-z_][A-Za-z0-9_]*: safe in a query.
  std::vector<std::string> split_by = {"TemporalChangeVersion",
                                       "TemporalWorkerDeploymentVersion"};
  // Queries of which up to `want` come too, with quotes and parentheses closed,
  // so they can stand in parentheses.
  std::vector<std::string> include;
  int64_t oldest = 1;            // of the running runs, the oldest...
  int64_t longest = 1;           // ... and those with the longest histories
  bool chains = true;            // whole continue-as-new chains
  bool children = false;         // and what they started
  int64_t max_per_chain = 0;     // 0: no cap
  int64_t max_per_schedule = 0;  // runs of one schedule; 0: no cap
  int64_t min_histories = 1;     // the gate fails below these
  int64_t min_running = 0;
  int64_t min_distinct_shapes = 0;
  bool operator==(const Stratum&) const = default;
};

struct Plan {
  std::vector<Source> sources;  // one at least, by name
  std::vector<Stratum> strata;  // one at least, as they are written
  uint64_t seed = 1;
  int64_t max_histories = 0;
  int64_t max_bytes = 0;
  int64_t max_events = 0;
  std::string hash;  // SHA-256 of the file's text
  bool operator==(const Plan&) const = default;
};

// What a file is called that nobody named.
inline constexpr char kPlanFile[] = "lockstep.corpus.toml";

// `name` stands in messages: "lockstep.corpus.toml:12: ...". Unknown keys are
// errors.
Result<Plan> ParsePlan(std::string_view toml, const std::string& name);
Result<Plan> LoadPlan(const std::string& path);

// Whether a history of a corpus may belong to the stratum: it has its type, and
// its source or none of a plan ("import", "get"). CountsFor() asks for more.
bool Covers(const Stratum& stratum, std::string_view workflow_type,
            std::string_view source);

// The stratum's own.
const Source& SourceOf(const Plan& plan, const Stratum& stratum);

}  // namespace lockstep::fetch
