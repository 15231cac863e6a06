// Which sources of a plan a command may ask at once.
#include "history_fetch/commands/plan_sources.h"

#include <gtest/gtest.h>

namespace lockstep::fetch {
namespace {

rpc::ConfigFlags WithNamespace() {
  rpc::ConfigFlags flags;
  flags.name_space = "n";
  return flags;
}
rpc::ConfigFlags WithAddress() {
  rpc::ConfigFlags flags;
  flags.address = "a:1";
  return flags;
}
rpc::ConfigFlags WithProfile() {
  rpc::ConfigFlags flags;
  flags.profile = "p";
  return flags;
}
rpc::ConfigFlags WithoutVariables() {
  rpc::ConfigFlags flags;
  flags.disable_config_env = true;
  return flags;
}

const rpc::Environment kAddress = {{"TEMPORAL_ADDRESS", "a:1"}};
const rpc::Environment kNamespace = {{"TEMPORAL_NAMESPACE", "n"}};

TEST(SourcesOfAPlan, MayNotBeMadeOneAndTheSame) {
  const std::vector<Source> profiles = {{"a", "p", ""}, {"b", "q", ""}};
  const std::vector<Source> namespaces = {{"a", "", "x"}, {"b", "", "y"}};
  const std::vector<Source> one_profile = {{"a", "p", "x"}, {"b", "p", ""}};
  const struct {
    const char* about;
    std::vector<Source> sources;
    rpc::ConfigFlags flags;
    rpc::Environment environment;
    const char* what;  // the message begins so; "": they may be asked
  } kRows[] = {
      {"profiles", profiles, {}, {}, ""},
      {"profiles", profiles, WithNamespace(), {}, "--namespace overrides"},
      {"profiles", profiles, WithAddress(), {}, "--address overrides"},
      {"profiles", profiles, WithProfile(), {}, "--profile overrides"},
      {"profiles", profiles, {}, kAddress, "TEMPORAL_ADDRESS overrides"},
      {"profiles", profiles, {}, kNamespace, "TEMPORAL_NAMESPACE overrides"},
      {"profiles", profiles, WithoutVariables(), kAddress, ""},
      {"profiles", profiles, {}, {{"TEMPORAL_ADDRESS", ""}}, ""},
      {"the one that --source has picked",
       {profiles[0]},
       WithNamespace(),
       kAddress,
       ""},
      {"namespaces", namespaces, WithNamespace(), {}, "--namespace overrides"},
      {"namespaces of one server", namespaces, WithAddress(), {}, ""},
      {"namespaces of one server", namespaces, {}, kAddress, ""},
      {"namespaces that the plan says", namespaces, {}, kNamespace, ""},
      {"one profile", one_profile, WithAddress(), kNamespace, ""},
  };
  for (const auto& row : kRows) {
    const auto checked = CheckSources(row.sources, row.flags, row.environment);
    const std::string message = checked ? "" : checked.error().message;
    EXPECT_EQ(message.substr(0, std::string(row.what).size()), row.what)
        << row.about << ": " << message;
    EXPECT_EQ(message.empty(), std::string(row.what).empty())
        << row.about << ": " << message;
  }
}

}  // namespace
}  // namespace lockstep::fetch
