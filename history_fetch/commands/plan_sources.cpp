#include "history_fetch/commands/plan_sources.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>

#include "history_fetch/terminal.h"

namespace lockstep::fetch {
namespace {

bool IsSet(const rpc::ConfigFlags& config, const rpc::Environment& environment,
           const char* variable) {
  const auto found = environment.find(variable);
  return !config.disable_config_env && found != environment.end() &&
         !found->second.empty();
}

Outcome<void> Refuse(const char* name, const char* what,
                     const std::vector<Source>& sources) {
  std::string names;
  for (const Source& source : sources) {
    names += (names.empty() ? "" : ", ") + Printable(source.name);
  }
  return Fail(ExitCode::kUsage,
              fmt::format("{} overrides the {} of several sources of the plan "
                          "({}), so they would be one and the same: leave it "
                          "out, or ask one of them with --source",
                          name, what, names));
}

}  // namespace

Outcome<std::optional<Plan>> PlanIfThere(const PlanChoice& choice) {
  if (choice.path.empty() && !IsPlanFileThere()) {
    if (choice.source.empty()) return std::nullopt;
    return Fail(ExitCode::kUsage, "--source needs a --plan that has it");
  }
  Outcome<Plan> plan = ChoosePlan(choice);
  if (!plan) return tl::unexpected(plan.error());
  return *std::move(plan);
}

void UseSource(const Source& source, rpc::ConfigFlags& config) {
  if (!source.profile.empty() && !config.profile) {
    config.profile = source.profile;
  }
  if (!source.name_space.empty() && !config.name_space) {
    config.name_space = source.name_space;
  }
}

Outcome<void> CheckSources(const std::vector<Source>& sources,
                           const rpc::ConfigFlags& config,
                           const rpc::Environment& environment) {
  if (sources.size() < 2) return {};
  if (config.name_space) return Refuse("--namespace", "namespace", sources);
  // Those whose namespace the plan does not say: their profiles do.
  std::vector<Source> profiles;
  std::copy_if(sources.begin(), sources.end(), std::back_inserter(profiles),
               [](const Source& source) { return source.name_space.empty(); });
  std::set<std::string> names;  // one profile: one server, whatever it is
  for (const Source& source : sources) names.insert(source.profile);
  if (names.size() > 1 && config.profile) {
    return Refuse("--profile", "profile", sources);
  }
  if (names.size() > 1 && config.address) {
    return Refuse("--address", "address", sources);
  }
  if (names.size() > 1 && IsSet(config, environment, "TEMPORAL_ADDRESS")) {
    return Refuse("TEMPORAL_ADDRESS", "address", sources);
  }
  if (names.size() > 1 && profiles.size() > 1 &&
      IsSet(config, environment, "TEMPORAL_NAMESPACE")) {
    return Refuse("TEMPORAL_NAMESPACE", "namespace", profiles);
  }
  return {};
}

}  // namespace lockstep::fetch
