#include "history_fetch/select/type_list.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace lockstep::fetch {
namespace {

std::string Describe(const std::string& workflows) {
  return R"({"format": 1, "build": "b.so", "abi": 3, "profile": "core",
             "workflows": )" +
         workflows + R"(, "activities": ["Charge"]})";
}

TEST(TypeList, HasTheTypesSortedEachOnce) {
  const auto types = ParseTypeList(
      Describe(R"([{"name": "Ship it!", "signals": []}, {"name": "Order"},
                   {"name": "Order"}])"),
      "d.json");

  ASSERT_TRUE(types) << types.error().message;
  EXPECT_EQ(*types, (std::vector<std::string>{"Order", "Ship it!"}));
}

TEST(TypeList, RefusesWhatIsNoDescription) {
  struct Row {
    std::string json;
    std::string error;
  };
  const std::vector<Row> rows = {
      {"", "this is no description of a build"},
      {"[]", "this is no description of a build"},
      {R"({"format": 1, "tool": {"name": "lockstep-lint", "version": "1"},
           "coverage": {"entries": 2}, "findings": []})",
       "this is a result of lockstep-lint, which does not list the types of a "
       "build"},
      {R"({"format": 2, "workflows": []})",
       "\"format\" must be 1 in a description of a build"},
      {R"({"workflows": []})",
       "\"format\" must be 1 in a description of a build"},
      {R"({"format": 1})", "a description of a build has a list \"workflows\""},
      {Describe(R"(["Order"])"), "each of \"workflows\" must have a \"name\""},
      {Describe(R"([{"name": ""}])"),
       "each of \"workflows\" must have a \"name\""},
      {Describe(R"([{"name": 1}])"),
       "each of \"workflows\" must have a \"name\""},
  };
  for (const Row& row : rows) {
    const auto types = ParseTypeList(row.json, "d.json");
    ASSERT_FALSE(types) << row.json;
    EXPECT_EQ(types.error().message,
              "d.json: " + row.error +
                  "; make it with `lockstep-replay describe BUILD --format "
                  "json`");
  }
}

TEST(TypeList, RefusesABuildWithoutTypes) {
  const auto types = ParseTypeList(Describe("[]"), "d.json");

  ASSERT_FALSE(types);
  EXPECT_EQ(types.error().message,
            "d.json: the build has no workflow types; it covers nothing");
}

TEST(TypeList, IsReadFromAFile) {
  const std::string path =
      std::filesystem::temp_directory_path() / "lockstep-type-list.json";
  std::ofstream(path) << Describe(R"([{"name": "Order"}])");

  const auto types = LoadTypeList(path);
  std::filesystem::remove(path);
  const auto gone = LoadTypeList(path);

  ASSERT_TRUE(types) << types.error().message;
  EXPECT_EQ(*types, std::vector<std::string>{"Order"});
  ASSERT_FALSE(gone);
  EXPECT_EQ(gone.error().message,
            path +
                ": cannot be read (No such file or directory); make it with "
                "`lockstep-replay describe BUILD --format json`");
}

}  // namespace
}  // namespace lockstep::fetch
