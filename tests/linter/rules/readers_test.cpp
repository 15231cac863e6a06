// Files that are wrong are refused with a sentence that says where.
#include "linter/rules/readers.h"

#include <gtest/gtest.h>

namespace lockstep::lint {
namespace {

template <class Read>
std::string ErrorOf(Read read, const std::string& text) {
  const auto json = ParseJson("f.json", text);
  if (!json) return json.error().message;
  const auto result = read("f.json", *json);
  return result ? "fine" : result.error().message;
}

TEST(Readers, RefuseModels) {
  const std::pair<const char*, const char*> kRows[] = {
      {R"({"library":"l","models":[{"names":["f"],"verdict":"pure"}]})",
       "fine"},
      {R"({"models":[]})", "f.json: library: is missing"},
      {R"({"library":"l","models":3})", "f.json: models: must be a list"},
      {R"({"library":"l","models":[3]})",
       "f.json: models[0]: must be an object"},
      {R"({"library":"l","models":[{"verdict":"pure"}]})",
       "f.json: models[0].names: is missing"},
      {R"({"library":"l","models":[{"names":[],"verdict":"pure"}]})",
       "f.json: models[0].names: is empty"},
      {R"({"library":"l","models":[{"names":["f",3],"verdict":"pure"}]})",
       "f.json: models[0].names: must be a list, each of it a text"},
      {R"({"library":"l","models":[{"names":["f"]}]})",
       "f.json: models[0]: needs either a rule or a verdict"},
      {R"({"library":"l","models":[{"names":["f"],"verdict":"good"}]})",
       "f.json: models[0].verdict: must be one of pure, unknown"},
      {R"({"library":"l","models":[{"names":["f"],"rule":"r","rul":1}]})",
       "f.json: models[0].rul: is no field that lockstep-lint knows"},
      {R"({"library":"l","models":[{"names":["f"],"rule":"r",
           "when":{"min_arguments":-2}}]})",
       "f.json: models[0].when.min_arguments: must be a number from 0 to 1000"},
      {R"({"library":"l","models":[{"names":["f"],"rule":"r",
           "when":{"format_argument":1}}]})",
       "f.json: models[0].when.conversions: belongs to format_argument"},
      {R"({"library":"l","containers":[{"names":["c"],"order":"x"}]})",
       "f.json: containers[0].order: must be one of unordered, sorted, "
       "insertion"},
  };
  for (const auto& [text, message] : kRows) {
    EXPECT_EQ(ErrorOf(ReadModels, text), message) << text;
  }
}

TEST(Readers, RefuseRules) {
  const std::string head =
      R"({"code":"X1","slug":"s","family":"f","title":"t","why":"w",)";
  const std::string good =
      head + R"("instead":"i","severity":"error","horizon":"run")";
  EXPECT_EQ(ErrorOf(ReadRule, good + "}"), "fine");
  EXPECT_EQ(ErrorOf(ReadRule, head + R"("severity":"error"})"),
            "f.json: instead: is missing");
  EXPECT_EQ(ErrorOf(ReadRule, good + R"(,"roles":["worker"]})"),
            "f.json: roles: must be a list, each of it one of workflow, query, "
            "validator, predicate, side-effect, activity, detached, never, "
            "main");
  EXPECT_EQ(ErrorOf(ReadRule, good + R"(,"flow":{"brunch":"error"}})"),
            "f.json: flow.brunch: is no field that lockstep-lint knows");
}

TEST(Readers, RefuseProfiles) {
  EXPECT_EQ(ErrorOf(ReadProfile, R"({"name":"p"})"), "fine");
  EXPECT_EQ(ErrorOf(ReadProfile, R"({"name":"p","commands":[{"kind":"k"}]})"),
            "f.json: commands[0].names: is missing");
  EXPECT_EQ(ErrorOf(ReadProfile, R"({"name":"p","callables":[{"names":["f"],
      "role":"side_effect"}]})")
                .substr(0, 44),
            "f.json: callables[0].role: must be one of wo");
}

TEST(Readers, SayWhereItIsNoJson) {
  EXPECT_EQ(ErrorOf(ReadProfile, "{\n\"name\": }").substr(0, 31),
            "f.json: line 2: is no JSON: [js");
}

}  // namespace
}  // namespace lockstep::lint
