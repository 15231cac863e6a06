// lockstep.corpus.toml: which histories a corpus should hold
// (history-download 6.1; docs/fetch.md has the reference).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace lockstep::fetch {

struct Source {
  std::string name;       // "[source.prod]"
  std::string profile;    // of temporal.toml; no secrets here
  std::string name_space;  // empty: the profile's
};

struct Stratum {
  std::string name;           // in reports: the type unless given
  std::string source;         // empty: the only one
  std::string workflow_type;
  std::vector<std::string> statuses;  // Running first
  int64_t want = 5;  // per status x age bucket x version
  // Upper ends of the buckets, in seconds; nullopt: retention.
  std::vector<std::optional<int64_t>> age_buckets;
  std::vector<std::string> split_by;  // search attributes
  std::vector<std::string> include;   // queries of which up to `want` come too
  int64_t oldest = 1;    // of the running runs, the oldest...
  int64_t longest = 1;   // ... and those with the longest histories
  bool chains = true;    // whole continue-as-new chains
  bool children = false;
  int64_t max_per_chain = 0;     // 0: no cap
  int64_t max_per_schedule = 0;  // runs of one schedule
  int64_t min_histories = 1;     // the gate fails below these
  int64_t min_running = 0;
  int64_t min_distinct_shapes = 0;
};

struct Plan {
  std::vector<Source> sources;
  std::vector<Stratum> strata;
  uint64_t seed = 1;
  int64_t max_histories = 0;  // caps of the whole corpus; 0: none
  int64_t max_bytes = 0;
  int64_t max_events = 0;  // of one history
  std::string hash;  // of the file's text
};

// `name` stands in messages: "lockstep.corpus.toml:12: ...". Unknown keys are
// errors.
Result<Plan> ParsePlan(std::string_view toml, const std::string& name);
Result<Plan> LoadPlan(const std::string& path);

}  // namespace lockstep::fetch
