#include "history_fetch/status/corpus_survey.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "history_fetch/timestamps.h"

namespace lockstep::fetch {
namespace {

constexpr int64_t kSecond = 1'000'000'000;

// RFC 3339 in UTC with and without fractions do not sort as text ("05Z" comes
// after "05.1Z"), so they are compared as times. "" and nonsense are 0.
int64_t Nanos(const std::string& time) {
  return time.empty() ? 0 : ParseTime(time).value_or(0);
}

void KeepEarlier(std::string& kept, const std::string& time) {
  if (time.empty()) return;
  if (kept.empty() || Nanos(time) < Nanos(kept)) kept = time;
}

void KeepLater(std::string& kept, const std::string& time) {
  if (time.empty()) return;
  if (kept.empty() || Nanos(time) > Nanos(kept)) kept = time;
}

}  // namespace

std::string PlainDeployment(const std::string& version) {
  // Neither character may stand in a deployment's name.
  std::string plain = version;
  const size_t end = plain.find_first_of(".:");
  if (end != std::string::npos) plain[end] = ':';
  return plain;
}

std::string PlainBuildId(const std::string& build_id) {
  // "unversioned" alone says how the run is versioned and names no build;
  // "pinned:orders:v1" and "versioned:v1" end in the build's id.
  if (build_id == "unversioned") return "";
  const size_t colon = build_id.rfind(':');
  return colon == std::string::npos ? build_id : build_id.substr(colon + 1);
}

CorpusSurvey::CorpusSurvey(SurveyOptions options)
    : options_(std::move(options)) {}

void CorpusSurvey::Add(const Entry& entry) {
  ++histories_;
  KeepLater(last_fetched_, entry.fetched_at);

  TypeStatus& type = types_[entry.workflow_type];
  type.workflow_type = entry.workflow_type;
  // One that did is enough.
  if (type.histories++ == 0 || !type.ran_code) type.ran_code = RanCode(entry);
  if (!entry.closed) ++type.open;
  if (!entry.shape.empty()) shapes_[entry.workflow_type].Insert(entry.shape);
  KeepEarlier(type.oldest_start, entry.start_time);
  KeepLater(type.newest_start, entry.start_time);
  KeepLater(type.last_fetched, entry.fetched_at);

  SeenVersions& seen = seen_[entry.workflow_type];
  seen.name_spaces.insert(entry.name_space);
  if (entry.change_versions.empty()) seen.no_change_version = true;
  for (const std::string& change : entry.change_versions) {
    seen.change_versions.insert(change);
    ChangeVersionUse& use = change_versions_[change];
    ++use.histories;
    use.types.insert(entry.workflow_type);
  }
  for (const std::string& deployment : entry.deployment_versions) {
    seen.deployment_versions.insert(PlainDeployment(deployment));
  }
  for (const std::string& build_id : entry.build_ids) {
    seen.build_ids.insert(PlainBuildId(build_id));
  }
  AddExpiry(entry);
  AddDrift(entry);
}

void CorpusSurvey::AddExpiry(const Entry& entry) {
  const int64_t expires = Nanos(entry.retention_expires_at);
  if (expires == 0) return;
  if (expires <= options_.now_ns) {
    ++expiry_.expired;
  } else if (expires <= options_.now_ns + options_.next_refresh_s * kSecond) {
    ++expiry_.expiring;
    KeepEarlier(expiry_.next, entry.retention_expires_at);
  }
}

void CorpusSurvey::AddDrift(const Entry& entry) {
  if (entry.unknown_fields > 0) ++drift_.histories;
  drift_.unknown_fields += entry.unknown_fields;
  if (!entry.descriptors.empty() && entry.descriptors != options_.descriptors) {
    ++drift_.other_descriptors;
  }
  if (!entry.server_version.empty()) {
    server_versions_.insert(entry.server_version);
  }
}

void CorpusSurvey::CompareTypes(StatusReport& report) const {
  std::set<std::string> here;
  for (const auto& [name, type] : types_) here.insert(name);
  std::set<std::string> wanted;
  for (const auto* types : {&options_.build_types, &options_.plan_types}) {
    if (*types) wanted.insert((*types)->begin(), (*types)->end());
  }
  for (const std::string& type : options_.optional_types) wanted.erase(type);
  report.wanted_known = options_.build_types || options_.plan_types;
  std::set_difference(wanted.begin(), wanted.end(), here.begin(), here.end(),
                      std::back_inserter(report.missing_types));
  report.build_known = options_.build_types.has_value();
  if (!options_.build_types) return;
  // A plan need not name all types that a corpus has.
  const std::set<std::string> build(options_.build_types->begin(),
                                    options_.build_types->end());
  std::set_difference(here.begin(), here.end(), build.begin(), build.end(),
                      std::back_inserter(report.gone_types));
}

StatusReport CorpusSurvey::Report(const std::string& folder,
                                  const CorpusState& state) const {
  StatusReport report;
  report.corpus = folder;
  report.now = FormatNanos(options_.now_ns);
  report.complete = state.complete;
  report.reason = state.reason;
  // A corpus of imported histories was never synced.
  report.synced_at = state.synced_at.empty() ? last_fetched_ : state.synced_at;
  if (const int64_t synced = Nanos(report.synced_at); synced != 0) {
    report.age_s = std::max<int64_t>(0, (options_.now_ns - synced) / kSecond);
  }
  report.histories = histories_;
  for (const auto& [name, type] : types_) {
    report.types.push_back(type);
    const auto shapes = shapes_.find(name);
    report.types.back().shapes =
        shapes == shapes_.end() ? 0
                                : static_cast<int64_t>(shapes->second.size());
  }
  CompareTypes(report);
  report.expiry = expiry_;
  report.next_refresh_s = options_.next_refresh_s;
  report.drift = drift_;
  report.drift.server_versions.assign(server_versions_.begin(),
                                      server_versions_.end());
  return report;
}

}  // namespace lockstep::fetch
