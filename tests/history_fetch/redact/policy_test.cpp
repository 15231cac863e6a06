#include "history_fetch/redact/policy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/history_fetch/corpus/scratch.h"

namespace lockstep::fetch {
namespace {

using testing::HasSubstr;

TEST(Policy, HasDefaultsThatHideTextsAndKeepWhatReplayNeeds) {
  const Result<Policy> policy = ParsePolicy("version = 1", "p.toml");
  ASSERT_TRUE(policy.has_value()) << policy.error().message;
  EXPECT_EQ(policy->payloads, Policy::Payloads::kFull);
  EXPECT_EQ(policy->strings, Policy::Treat::kPseudonym);
  EXPECT_EQ(policy->enums, Policy::Treat::kKeep);
  EXPECT_EQ(policy->messages, Policy::Treat::kPseudonym);
  EXPECT_EQ(policy->workflow_ids, Policy::Treat::kKeep);
  EXPECT_EQ(policy->derived_ids, Policy::DerivedIds::kFollow);
  EXPECT_EQ(policy->opaque, Policy::Opaque::kKeep);
  EXPECT_EQ(policy->sizes, Sizes::kClass);
  EXPECT_TRUE(policy->rules.empty());
}

TEST(Policy, TakesEveryKey) {
  const Result<Policy> policy = ParsePolicy(R"(
    version = 1
    payloads = "inbound"
    strings = "keep"
    enums = "pseudonym"
    messages = "keep"
    workflow_ids = "pseudonym"
    derived_ids = "keep"
    opaque = "refuse"
    sizes = "exact"
    [[rule]]
    workflow_type = "Order*"
    place = "*.input"
    name = "Charge"
    allow = ["$.a"]
    deny = ["$.b", "$..c"]
    keys = ["$.d"]
    [[rule]]
    deny = ["$"]
  )",
                                            "p.toml");
  ASSERT_TRUE(policy.has_value()) << policy.error().message;
  EXPECT_EQ(policy->payloads, Policy::Payloads::kInbound);
  EXPECT_EQ(policy->strings, Policy::Treat::kKeep);
  EXPECT_EQ(policy->enums, Policy::Treat::kPseudonym);
  EXPECT_EQ(policy->messages, Policy::Treat::kKeep);
  EXPECT_EQ(policy->workflow_ids, Policy::Treat::kPseudonym);
  EXPECT_EQ(policy->derived_ids, Policy::DerivedIds::kKeep);
  EXPECT_EQ(policy->opaque, Policy::Opaque::kRefuse);
  EXPECT_EQ(policy->sizes, Sizes::kExact);
  ASSERT_EQ(policy->rules.size(), 2u);
  EXPECT_EQ(policy->rules[0].workflow_type, "Order*");
  EXPECT_EQ(policy->rules[0].place, "*.input");
  EXPECT_EQ(policy->rules[0].name, "Charge");
  EXPECT_EQ(policy->rules[0].allow.size(), 1u);
  EXPECT_EQ(policy->rules[0].deny.size(), 2u);
  EXPECT_EQ(policy->rules[0].keys.size(), 1u);
  EXPECT_EQ(policy->rules[1].workflow_type, "*");
}

TEST(Policy, SaysWhatIsWrongAndWhere) {
  const std::vector<std::pair<const char*, const char*>> cases = {
      {"", "p.toml:1: the policy does not say its version; add version = 1"},
      {"version = 2", "p.toml:1: this lockstep-fetch knows version 1"},
      {"version = ", "p.toml:1: this is not TOML"},
      {"version = 1\npayload = \"full\"",
       "p.toml:2: a policy has no key 'payload'; did you mean 'payloads'?"},
      {"version = 1\npayloads = \"everything\"",
       "p.toml:2: 'payloads' cannot be \"everything\"; it is one of full, "
       "inbound"},
      {"version = 1\nworkflow_ids = \"hmac\"",
       "'workflow_ids' cannot be \"hmac\""},
      {"version = 1\nstrings = 1", "'strings' must be a string"},
      {"version = 1\n[rule]\ndeny = [\"$\"]",
       "p.toml:2: rules are tables of a list; write [[rule]]"},
      {"version = 1\nrule = [1]", "must be a table, [[rule]]"},
      {"version = 1\n[[rule]]\nworkflow_type = \"A\"",
       "p.toml:2: this [[rule]] says nothing"},
      {"version = 1\n[[rule]]\ndenny = [\"$\"]",
       "p.toml:3: [[rule]] has no key 'denny'; did you mean 'deny'?"},
      {"version = 1\n[[rule]]\ndeny = [\"a.b\"]",
       "p.toml:3: 'a.b' is no path: a path begins with $"},
      {"version = 1\n[[rule]]\ndeny = \"$\"", "p.toml:3: 'deny' must be"},
  };
  for (const auto& [toml, message] : cases) {
    const Result<Policy> policy = ParsePolicy(toml, "p.toml");
    ASSERT_FALSE(policy.has_value()) << toml;
    EXPECT_THAT(policy.error().message, HasSubstr(message));
  }
}

TEST(Policy, IsReadFromAFile) {
  const Scratch scratch;
  WriteFile(scratch / "p.toml", "version = 1\n");
  ASSERT_TRUE(LoadPolicy(scratch / "p.toml").has_value());
  const Result<Policy> missing = LoadPolicy(scratch / "q.toml");
  ASSERT_FALSE(missing.has_value());
  EXPECT_THAT(missing.error().message,
              HasSubstr("the policy " + (scratch / "q.toml") +
                        " cannot be read (No such file or directory)"));
}

TEST(Policy, ItsHashIsThatOfItsText) {
  const auto hash = [](const char* toml) {
    return ParsePolicy(toml, "p")->hash;
  };
  EXPECT_EQ(hash("version = 1"), hash("version = 1"));
  EXPECT_NE(hash("version = 1"), hash("version = 1\n"));
}

TEST(Pattern, StarsStandForAnyText) {
  const std::vector<std::tuple<const char*, const char*, bool>> cases = {
      {"*", "", true},          {"*", "abc", true},
      {"abc", "abc", true},     {"abc", "abcd", false},
      {"a*", "abc", true},      {"*c", "abc", true},
      {"a*c", "abc", true},     {"a*c", "ac", true},
      {"a*c", "ab", false},     {"*b*", "abc", true},
      {"**", "x", true},        {"", "", true},
      {"", "a", false},         {"a*b*c", "aXbYbZc", true},
      {"a*b*c", "aXcYb", false}};
  for (const auto& [pattern, text, fits] : cases) {
    EXPECT_EQ(FitsPattern(pattern, text), fits) << pattern << " " << text;
  }
}

}  // namespace
}  // namespace lockstep::fetch
