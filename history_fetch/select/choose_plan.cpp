#include "history_fetch/select/choose_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <utility>

#include "history/sha256.h"
#include "history_fetch/select/type_list.h"
#include "history_fetch/terminal.h"

namespace lockstep::fetch {
namespace {

template <class T>
Outcome<T> Used(Result<T> result) {
  if (result) return *std::move(result);
  return Fail(ExitCode::kUsage, result.error().message);
}

Outcome<Plan> ReadPlan(const PlanChoice& choice, bool types) {
  if (!choice.path.empty()) return Used(LoadPlan(choice.path));
  if (IsPlanFileThere()) return Used(LoadPlan(kPlanFile));
  if (types && !choice.source.empty()) {
    return Fail(ExitCode::kUsage,
                fmt::format("--source needs a plan that has it: write {} with "
                            "[source.{}], name one with --plan, or leave "
                            "--source out",
                            kPlanFile, Printable(choice.source)));
  }
  if (types) {
    Plan plan;
    plan.sources.emplace_back();
    return plan;
  }
  return Fail(
      ExitCode::kUsage,
      fmt::format("there is no plan: write {} with a [[stratum]] for each "
                  "workflow type (workflow_type = \"Order\" is enough), name "
                  "one with --plan, or name types with --type, or with "
                  "--types-from and what `lockstep-replay describe BUILD "
                  "--format json` prints",
                  kPlanFile));
}

std::string NamesOf(const Plan& plan) {
  std::string names;
  for (const Source& source : plan.sources) {
    names += (names.empty() ? "" : ", ") + source.name;
  }
  return names;
}

Outcome<void> CheckSource(const Plan& plan, const std::string& name) {
  const bool known =
      std::any_of(plan.sources.begin(), plan.sources.end(),
                  [&](const Source& source) { return source.name == name; });
  if (name.empty() || known) return {};
  return Fail(ExitCode::kUsage,
              fmt::format("the plan has no source '{}'; it has: {}",
                          Printable(name), NamesOf(plan)));
}

Outcome<void> AddTypes(const std::vector<std::string>& types,
                       const std::string& source, Plan& plan) {
  std::string added;
  for (const std::string& type : types) {
    const bool there = std::any_of(
        plan.strata.begin(), plan.strata.end(),
        [&](const Stratum& stratum) { return stratum.workflow_type == type; });
    if (there) continue;
    if (source.empty() && plan.sources.size() > 1) {
      return Fail(ExitCode::kUsage,
                  fmt::format("no stratum of the plan is about workflow type "
                              "'{}', and the plan has several sources: write "
                              "one, or say which with --source ({})",
                              Printable(type), NamesOf(plan)));
    }
    Stratum stratum;
    stratum.workflow_type = type;
    stratum.name = type;
    stratum.source = source.empty() ? plan.sources.front().name : source;
    plan.strata.push_back(std::move(stratum));
    added += type + "\n";
  }
  if (!added.empty()) plan.hash = history::Sha256Hex(plan.hash + "\n" + added);
  return {};
}

}  // namespace

Outcome<Plan> ChoosePlan(const PlanChoice& choice) {
  std::vector<std::string> types = choice.types;
  if (!choice.types_from.empty()) {
    const auto listed = Used(LoadTypeList(choice.types_from));
    if (!listed) return tl::unexpected(listed.error());
    types.insert(types.end(), listed->begin(), listed->end());
  }
  Outcome<Plan> plan = ReadPlan(choice, !types.empty());
  if (!plan) return plan;
  Outcome<void> done = CheckSource(*plan, choice.source);
  if (done) done = AddTypes(types, choice.source, *plan);
  if (!done) return tl::unexpected(done.error());
  plan->seed = choice.seed.value_or(plan->seed);
  plan->max_histories = choice.max_histories.value_or(plan->max_histories);
  plan->max_bytes = choice.max_bytes.value_or(plan->max_bytes);
  plan->max_events = choice.max_events.value_or(plan->max_events);
  return plan;
}

bool IsPlanFileThere() {
  std::error_code error;
  return std::filesystem::exists(kPlanFile, error);
}

std::vector<Source> SourcesOf(const Plan& plan, const PlanChoice& choice) {
  std::vector<Source> sources;
  for (const Source& source : plan.sources) {
    if (choice.source.empty() || source.name == choice.source) {
      sources.push_back(source);
    }
  }
  return sources;
}

}  // namespace lockstep::fetch
