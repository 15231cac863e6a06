#include "history_fetch/prune/report.h"

#include <fmt/format.h>

#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string_view>

#include "history_fetch/failed_command.h"
#include "history_fetch/terminal.h"
#include "history_fetch/text_table.h"

namespace lockstep::fetch {
namespace {

struct Totals {
  int64_t histories = 0;
  int64_t bytes = 0;
  std::set<std::string_view> shapes;

  void Add(const Candidate& candidate) {
    ++histories;
    bytes += candidate.bytes;
    shapes.insert(candidate.shape);
  }
};

Totals TotalsOf(const Pruning& pruning, bool only_what_stays) {
  Totals totals;
  for (const Decision& decision : pruning.decisions) {
    if (!only_what_stays || Stays(decision.why)) {
      totals.Add(decision.candidate);
    }
  }
  return totals;
}

std::string ReasonText(const Decision& decision) {
  return decision.why == Why::kSameShape ? "same shape as " + decision.instead
                                         : "over the budget: others cover more";
}

std::string EachText(const Pruning& pruning) {
  std::string text;
  for (const Decision& decision : pruning.decisions) {
    if (Stays(decision.why)) continue;
    text += fmt::format("remove {}: {}\n", decision.candidate.file,
                        ReasonText(decision));
  }
  return text;
}

std::string TypeTable(const Pruning& pruning) {
  struct OfType {
    int64_t stay = 0;
    int64_t same_shape = 0;
    int64_t over_budget = 0;
    int64_t bytes = 0;  // of those that go
  };
  std::map<std::string_view, OfType> types;
  for (const Decision& decision : pruning.decisions) {
    OfType& type = types[decision.candidate.workflow_type];
    if (Stays(decision.why)) {
      ++type.stay;
      continue;
    }
    ++(decision.why == Why::kSameShape ? type.same_shape : type.over_budget);
    type.bytes += decision.candidate.bytes;
  }
  std::vector<std::vector<std::string>> rows = {
      {"workflow type", "stay", "same shape", "over budget", "bytes less"}};
  for (const auto& [name, type] : types) {
    rows.push_back({Printable(std::string(name), 40), Thousands(type.stay),
                    Thousands(type.same_shape), Thousands(type.over_budget),
                    Thousands(type.bytes)});
  }
  return TextTable(rows);
}

std::string StaysText(const Pruning& pruning) {
  std::map<Why, int64_t> counts;
  for (const Decision& decision : pruning.decisions) {
    if (Stays(decision.why)) ++counts[decision.why];
  }
  constexpr std::pair<Why, const char*> kWords[] = {
      {Why::kRunning, "running"},
      {Why::kSmallest, "the smallest of their shape"},
      {Why::kNewest, "among its newest"},
      {Why::kMinimum, "for a minimum of the plan"},
  };
  std::string text;
  for (const auto& [why, words] : kWords) {
    if (!counts.contains(why)) continue;
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ",
                        Thousands(counts.at(why)), words);
  }
  return text;
}

nlohmann::ordered_json TotalsJson(int64_t before, int64_t after) {
  return {{"before", before}, {"after", after}};
}

nlohmann::ordered_json DecisionJson(const Decision& decision) {
  const Candidate& candidate = decision.candidate;
  nlohmann::ordered_json json;
  json["file"] = candidate.file;
  json["namespace"] = candidate.name_space;
  json["run_id"] = candidate.run_id;
  json["workflow_type"] = candidate.workflow_type;
  json["shape"] = candidate.shape;
  json["bytes"] = candidate.bytes;
  json["reason"] = Name(decision.why);
  if (!decision.instead.empty()) json["instead"] = decision.instead;
  return json;
}

}  // namespace

std::string PruningText(const Pruning& pruning, Applied applied,
                        Listing listing) {
  std::string text;
  if (listing == Listing::kEach || applied == Applied::kNo) {
    text = EachText(pruning);
  }
  text += TypeTable(pruning);
  for (const std::string& note : pruning.notes) text += "note: " + note + '\n';
  const Totals before = TotalsOf(pruning, false);
  const Totals after = TotalsOf(pruning, true);
  text += fmt::format("{}: {} of {} histories stay ({})\n", pruning.folder,
                      Thousands(after.histories), Thousands(before.histories),
                      StaysText(pruning));
  text += fmt::format("{} of {} bytes of text, {} of {} shapes\n",
                      Thousands(after.bytes), Thousands(before.bytes),
                      Thousands(static_cast<int64_t>(after.shapes.size())),
                      Thousands(static_cast<int64_t>(before.shapes.size())));
  if (applied == Applied::kNo) text += "dry run: nothing was removed\n";
  return text;
}

std::string PruningJson(const Pruning& pruning, Applied applied) {
  const Totals before = TotalsOf(pruning, false);
  const Totals after = TotalsOf(pruning, true);
  nlohmann::ordered_json json;
  json["format"] = 1;
  json["command"] = "prune";
  json["corpus"] = pruning.folder;
  AddEnding(CodeOf(pruning), {}, json);
  json["dry_run"] = applied == Applied::kNo;
  json["histories"] = TotalsJson(before.histories, after.histories);
  json["bytes"] = TotalsJson(before.bytes, after.bytes);
  json["shapes"] = TotalsJson(static_cast<int64_t>(before.shapes.size()),
                              static_cast<int64_t>(after.shapes.size()));
  auto removed = nlohmann::ordered_json::array();
  auto kept = nlohmann::ordered_json::array();
  for (const Decision& decision : pruning.decisions) {
    (Stays(decision.why) ? kept : removed).push_back(DecisionJson(decision));
  }
  json["removed"] = std::move(removed);
  json["kept"] = std::move(kept);
  json["notes"] = pruning.notes;
  constexpr int kIndent = 2;
  constexpr bool kAsUtf8 = false;
  return json.dump(kIndent, ' ', kAsUtf8,
                   nlohmann::json::error_handler_t::replace) +
         "\n";
}

}  // namespace lockstep::fetch
