// One history of a corpus, as its line in manifest.jsonl says
// (history-download 6.4; docs/corpus-format.md).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace lockstep::fetch {

// Times are RFC 3339 in UTC, "" is not known. Lists are sorted.
struct Entry {
  // The key: entries are sorted by it.
  std::string name_space = {};
  std::string workflow_id = {};
  std::string run_id = {};

  std::string file = {};    // relative to the corpus, "histories/..."
  bool proto = false;       // a .binpb of the same name lies beside it
  std::string sha256 = {};  // of the file's JSON text
  int64_t bytes = 0;        // of the JSON text
  std::string shape = {};
  std::string loop_shape = {};

  std::string workflow_type = {};
  std::string task_queue = {};
  std::string status = {};  // at the time of fetching, as queries spell it
  bool closed = false;
  std::string start_time = {};
  std::string close_time = {};
  int64_t events = 0;
  int64_t last_event_id = 0;
  int64_t trimmed_tail = 0;  // transient events that were left out

  std::string first_run_id = {};
  std::string continued_run_id = {};
  std::string new_run_id = {};
  std::string original_run_id = {};
  std::string reset_base_run_id = {};
  std::string parent_workflow_id = {};
  std::string parent_run_id = {};
  std::string scheduled_by = {};
  std::vector<std::string> build_ids = {};
  std::vector<std::string> deployment_versions = {};
  std::vector<std::string> change_versions = {};
  std::string sdk_name = {};
  std::string sdk_version = {};
  std::string server_version = {};

  std::string source = {};   // of the plan: "prod"; "import", "get"
  std::string stratum = {};  // which stratum wanted it
  std::string query = {};    // that found it
  std::string fetched_at = {};
  std::string retention_expires_at = {};
  std::string tool_version = {};
  std::string descriptors = {};  // hash of the descriptor set
  std::string codec = {};        // "encoded", "decoded"
  int64_t external_refs = 0;     // payloads that live elsewhere
  int64_t unknown_fields = 0;    // the server was newer than the descriptors
  bool archived = false;
  std::string redaction = {};  // hash of the policy; "" not redacted
  std::string payloads = {};   // "full", "inbound", "none"
  bool operator==(const Entry&) const = default;
};

// No number of a history is negative or greater: they are summed up, and come
// from whoever wrote the manifest.
inline constexpr int64_t kGreatestNumber = int64_t{1} << 40;
// The member that is, "": none.
std::string_view NumberOutOfRange(const Entry& entry);

// One line without its end. Empty and zero members are left out. The members
// are in the order above and called as here, but for `namespace`; "schema":1
// comes first.
std::string ToJsonLine(const Entry& entry);
// Members it does not know are an error: the tool is older than the corpus.
// Messages begin with a verb or with what is wrong in the line.
Result<Entry> ParseEntry(std::string_view line);

}  // namespace lockstep::fetch
