// The part of a status report that needs no server: what the manifest says.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "history_fetch/corpus/corpus.h"
#include "history_fetch/status/report.h"
#include "history_fetch/text_set.h"

namespace lockstep::fetch {

// What histories of a type have seen.
struct SeenVersions {
  std::set<std::string> change_versions;
  std::set<std::string> deployment_versions;  // see PlainDeployment
  std::set<std::string> build_ids;            // see PlainBuildId
  bool no_change_version = false;             // some history has none
  std::set<std::string> name_spaces;
};

struct ChangeVersionUse {
  int64_t histories = 0;
  std::set<std::string> types;  // of these histories
};

// How histories, visibility and servers of different ages write one version:
// "orders.v1" and "orders:v1"; "unversioned:abc" and "abc". "" is none.
std::string PlainDeployment(const std::string& version);
std::string PlainBuildId(const std::string& build_id);

struct SurveyOptions {
  int64_t now_ns = 0;
  int64_t next_refresh_s = 0;    // from now
  std::string descriptors = {};  // hash of this program's set
  // Whether a history ran code, see ran_code.h; without it all did.
  std::function<bool(const Entry&)> ran_code = {};
  // nullopt: not known.
  std::optional<std::vector<std::string>> build_types = {};
  std::optional<std::vector<std::string>> plan_types = {};
  // Of the plan's, those that need no history: min_histories = 0.
  std::set<std::string> optional_types = {};
};

class CorpusSurvey {
 public:
  explicit CorpusSurvey(SurveyOptions options);

  void Add(const Entry& entry);

  // By workflow type.
  const std::map<std::string, SeenVersions>& seen() const { return seen_; }
  int64_t now_ns() const { return options_.now_ns; }
  // By change version, sorted.
  const std::map<std::string, ChangeVersionUse>& change_versions() const {
    return change_versions_;
  }
  // All but the server's part and the failures.
  StatusReport Report(const std::string& folder,
                      const CorpusState& state) const;

 private:
  void CompareTypes(StatusReport& report) const;
  void AddExpiry(const Entry& entry);
  void AddDrift(const Entry& entry);
  bool RanCode(const Entry& entry) const {
    return !options_.ran_code || options_.ran_code(entry);
  }

  const SurveyOptions options_;
  int64_t histories_ = 0;
  std::string last_fetched_;
  std::map<std::string, TypeStatus> types_;
  std::map<std::string, TextSet> shapes_;  // by type
  std::map<std::string, SeenVersions> seen_;
  std::map<std::string, ChangeVersionUse> change_versions_;
  std::set<std::string> server_versions_;
  ExpiryStatus expiry_;
  DriftStatus drift_;
};

}  // namespace lockstep::fetch
