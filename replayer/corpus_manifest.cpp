#include "replayer/corpus_manifest.h"

#include <fmt/format.h>

#include <cstddef>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

namespace lockstep::replay {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

constexpr char kManifest[] = "manifest.jsonl";
constexpr int kFormat = 1;
constexpr int kSchema = 1;  // of a history's line

// "c" of "c/histories/T/x.json"; empty: the path is no such.
fs::path CorpusOf(const fs::path& file) {
  const fs::path histories = file.parent_path().parent_path();
  if (histories.filename() != kHistoriesFolder) return {};
  fs::path corpus = histories.parent_path();
  if (corpus.empty()) corpus = ".";
  return IsCorpus(corpus) ? corpus : fs::path();
}

std::string Text(const Json& object, const char* key) {
  const auto member = object.find(key);
  const bool text = member != object.end() && member->is_string();
  return text ? member->get<std::string>() : std::string();
}

bool IsHeader(const Json& json) {
  if (!json.is_object()) return false;
  const auto format = json.find("lockstep_corpus");
  return format != json.end() && *format == kFormat;
}

std::string WhyIncomplete(const std::string& name, const Json& header) {
  const auto complete = header.find("complete");
  if (complete != header.end() && *complete == true) return "";
  const std::string reason = Text(header, "reason");
  return fmt::format(
      "{}: the corpus is marked incomplete{}{}; finish it with `lockstep-fetch "
      "sync`, or pass --allow-incomplete",
      name, reason.empty() ? "" : ": ", reason);
}

CorpusEntry EntryFrom(const Json& line) {
  const std::string payloads = Text(line, "payloads");
  return {.workflow_id = Text(line, "workflow_id"),
          .run_id = Text(line, "run_id"),
          .name_space = Text(line, "namespace"),
          .sha256 = Text(line, "sha256"),
          .payloads_replaced = !payloads.empty() && payloads != "full",
          .incomplete = ""};
}

// Adds the history of a line, or yields what is wrong with it. A member that
// we do not know is not for us: one that changes what others mean comes with a
// larger schema.
std::string TakeLine(const Json& line, std::set<std::string>& runs,
                     std::map<std::string, CorpusEntry>& entries) {
  if (!line.is_object()) return "is no JSON object";
  const auto schema = line.find("schema");
  if (schema == line.end() || !schema->is_number_integer() || *schema < 1) {
    return "has no \"schema\"";
  }
  if (*schema > kSchema) {
    return fmt::format("is of schema {}, which a newer release wrote",
                       schema->dump());
  }
  const std::string file = Text(line, "file");
  CorpusEntry entry = EntryFrom(line);
  if (file.empty() || entry.run_id.empty()) {
    return "does not say its \"file\" and its \"run_id\"";
  }
  if (!runs.insert(entry.name_space + '\0' + entry.run_id).second) {
    return "names a run for the second time";
  }
  const bool is_new = entries.try_emplace(file, std::move(entry)).second;
  return is_new ? "" : "names a file for the second time";
}

// Lines that git leaves in a file that two sides have changed.
bool IsConflictMarker(const std::string& line) {
  for (const char* mark : {"<<<<<<<", "|||||||", "=======", ">>>>>>>"}) {
    if (line.starts_with(mark)) return true;
  }
  return false;
}

// Files that the manifest names and nobody finds; empty: none.
std::string WhatIsMissing(const fs::path& corpus, const std::string& name,
                          const std::map<std::string, CorpusEntry>& entries) {
  size_t missing = 0;
  std::string first;
  for (const auto& [file, entry] : entries) {
    std::error_code unreadable;
    if (fs::is_regular_file(corpus / file, unreadable)) continue;
    if (missing++ == 0) first = file;
  }
  if (missing == 0) return "";
  return fmt::format(
      "{}: {} of {} histories are not there, the first is {}; restore them, "
      "run `lockstep-fetch sync`, or pass --allow-incomplete",
      name, missing, entries.size(), first);
}

}  // namespace

bool IsCorpus(const fs::path& folder) {
  std::error_code unreadable;
  return fs::is_regular_file(folder / kManifest, unreadable) &&
         fs::is_directory(folder / kHistoriesFolder, unreadable);
}

Result<CorpusEntry> CorpusManifests::EntryOf(const std::string& path) {
  const fs::path file = path;
  const fs::path corpus = CorpusOf(file);
  if (corpus.empty()) return CorpusEntry{};
  const Result<const Manifest*> manifest = Read(corpus);
  if (!manifest) return tl::unexpected(manifest.error());
  const fs::path type = file.parent_path().filename();
  const auto found = (*manifest)->entries.find(
      (kHistoriesFolder / type / file.filename()).string());
  CorpusEntry entry;
  if (found != (*manifest)->entries.end()) entry = found->second;
  entry.incomplete = (*manifest)->incomplete;
  return entry;
}

Result<const CorpusManifests::Manifest*> CorpusManifests::Read(
    const fs::path& corpus) {
  const auto [place, is_new] = read_.try_emplace(corpus.string());
  Manifest& manifest = place->second;
  if (!is_new) return &manifest;
  const std::string name = (corpus / kManifest).lexically_normal().string();
  std::ifstream file(name, std::ios::binary);
  size_t number = 0;
  std::set<std::string> runs;
  for (std::string line; std::getline(file, line) || number == 0;) {
    ++number;
    if (IsConflictMarker(line)) {
      return Fail(fmt::format(
          "{}:{}: has conflict markers of a git merge; take one side's "
          "manifest, then `lockstep-fetch import` the other side's corpus",
          name, number));
    }
    const Json json = Json::parse(line, nullptr, /*allow_exceptions=*/false);
    if (number == 1) {
      if (!IsHeader(json)) {
        return Fail(name +
                    ": is no manifest that this lockstep-replay knows; use the "
                    "release that wrote it, or look with `lockstep-fetch "
                    "verify`");
      }
      manifest.incomplete = WhyIncomplete(name, json);
      continue;
    }
    const std::string wrong = TakeLine(json, runs, manifest.entries);
    if (wrong.empty()) continue;
    return Fail(
        fmt::format("{}:{}: {}; restore the file, update Lockstep, or look "
                    "with `lockstep-fetch verify`",
                    name, number, wrong));
  }
  if (manifest.incomplete.empty()) {
    manifest.incomplete = WhatIsMissing(corpus, name, manifest.entries);
  }
  return &manifest;
}

}  // namespace lockstep::replay
