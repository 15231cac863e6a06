// From the bytes of a file to a History, in every JSON dialect that tools have
// written (replay-semantics 1.1 to 1.6, rules L-1.1 to L-1.8).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "history/history.h"

namespace lockstep::history {

struct LoadError {
  enum class Kind {
    kInvalid,      // not a history, or one that contradicts itself
    kUndecodable,  // payloads that cannot be restored
  };
  Kind kind = Kind::kInvalid;
  std::string message;  // one sentence: file, place, remedy
};

// What stands beside the events and says whose they are. Empty: not there.
struct Hints {
  std::string workflow_id;
  std::string run_id;
  std::string workflow_namespace;
  bool operator==(const Hints&) const = default;
};

struct LoadOptions {
  std::string workflow_id;  // not empty: wins over every other source
  Hints known;              // asked where the file itself does not say
  std::string sha256;       // not empty: the text must have this hash
  // Payloads that the workflow made were blanked: none is compared.
  bool payloads_replaced = false;
  bool reverse_order = false;  // accept a list with the newest event first
  // Keep events up to and including this one (L-1.7).
  std::optional<int64_t> last_event_id;
};

using LoadResult = tl::expected<History, LoadError>;

// `name` stands in messages and yields the workflow id if nothing else does
// ("<workflowId>.<runId>.json").
LoadResult ParseHistory(std::string_view json, const std::string& name,
                        const LoadOptions& options);

// Reads `path`, gunzips it if its name ends in .gz, and parses it.
LoadResult LoadHistory(const std::string& path, const LoadOptions& options);

}  // namespace lockstep::history
