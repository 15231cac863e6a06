#include "linter/findings/baseline.h"

#include <fmt/format.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>

#include "linter/findings/sources.h"

namespace lockstep::lint {
namespace {

using nlohmann::ordered_json;

constexpr int kFormat = 1;

std::string TextOf(const nlohmann::json& json, const char* key) {
  const auto found = json.find(key);
  return found != json.end() && found->is_string() ? found->get<std::string>()
                                                   : std::string();
}

// All entries of the program that the finding stands for.
std::vector<BaselineEntry> EntriesOf(const Finding& finding,
                                     const std::string& folder) {
  const std::string file =
      std::filesystem::path(finding.place.file).lexically_relative(folder);
  const auto entry = [&](const std::string& fingerprint,
                         const std::string& name) {
    return BaselineEntry{fingerprint, finding.rule->Id(), file, name,
                         finding.symbol};
  };
  std::vector<BaselineEntry> entries{entry(finding.fingerprint, finding.entry)};
  for (size_t i = 0; i < finding.other_fingerprints.size(); ++i) {
    entries.push_back(
        entry(finding.other_fingerprints[i], finding.other_entries[i]));
  }
  return entries;
}

}  // namespace

Result<Baseline> ParseBaseline(const std::string& path,
                               const std::string& text) {
  const auto json = nlohmann::json::parse(text, nullptr, false);
  const bool ours = json.is_object() && json.contains("findings") &&
                    json["findings"].is_array();
  if (!ours || json.value("format", nlohmann::json()) != kFormat) {
    return Fail(
        fmt::format("{}: this is no baseline of format {}; write it anew with "
                    "--write-baseline {}",
                    path, kFormat, path));
  }
  Baseline baseline;
  for (const auto& entry : json["findings"]) {
    const std::string fingerprint =
        entry.is_object() ? TextOf(entry, "fingerprint") : "";
    if (fingerprint.empty()) {
      return Fail(fmt::format("{}: an entry has no fingerprint: {}", path,
                              entry.dump()));
    }
    baseline.entries[fingerprint] = {
        fingerprint, TextOf(entry, "rule"), TextOf(entry, "file"),
        TextOf(entry, "entry"), TextOf(entry, "symbol")};
  }
  return baseline;
}

Result<Baseline> ReadBaseline(const std::string& path) {
  const auto text = ReadFile(path);
  if (!text) {
    return Fail(fmt::format(
        "{}: this baseline cannot be read; --write-baseline {} makes it", path,
        path));
  }
  return ParseBaseline(path, *text);
}

// One entry a line, sorted: a merge touches only what changed.
std::string BaselineText(const std::vector<Finding>& findings,
                         const std::string& folder) {
  std::set<std::string> lines;
  for (const Finding& finding : findings) {
    for (const BaselineEntry& entry : EntriesOf(finding, folder)) {
      const ordered_json json = {{"file", entry.file},
                                 {"rule", entry.rule},
                                 {"entry", entry.entry},
                                 {"symbol", entry.symbol},
                                 {"fingerprint", entry.fingerprint}};
      lines.insert("  " + json.dump(-1, ' ', false,
                                    ordered_json::error_handler_t::replace));
    }
  }
  return fmt::format("{{\"format\": {}, \"findings\": [\n{}\n]}}\n", kFormat,
                     fmt::join(lines, ",\n"));
}

std::vector<BaselineEntry> Apply(const Baseline& baseline,
                                 std::vector<Finding>& findings,
                                 std::vector<Silenced>& silenced) {
  std::set<std::string> matched;
  const auto known = [&](const std::string& fingerprint) {
    const bool found = baseline.entries.contains(fingerprint);
    if (found) matched.insert(fingerprint);
    return found;
  };
  std::vector<Finding> kept;
  for (Finding& finding : findings) {
    std::vector<bool> gone(finding.other_entries.size() + 1, false);
    gone[0] = known(finding.fingerprint);
    for (size_t i = 0; i < finding.other_fingerprints.size(); ++i) {
      gone[i + 1] = known(finding.other_fingerprints[i]);
    }
    if (auto left = WithoutEntries(finding, gone)) {
      kept.push_back(std::move(*left));
    } else {
      silenced.push_back(
          {std::move(finding), Silenced::By::kBaseline, "in the baseline"});
    }
  }
  findings = std::move(kept);
  std::vector<BaselineEntry> stale;
  for (const auto& [fingerprint, entry] : baseline.entries) {
    if (!matched.contains(fingerprint)) stale.push_back(entry);
  }
  return stale;
}

}  // namespace lockstep::lint
