#include "history_fetch/redact/json_edit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace lockstep::fetch {
namespace {

using testing::HasSubstr;

// ---- Paths ----

struct PathCase {
  const char* path;
  JsonPlace place;
  bool covers;
  bool meets;
};

JsonPlace At(std::initializer_list<JsonStep> steps) { return steps; }
JsonStep N(const char* name) { return std::string(name); }
JsonStep I(size_t index) { return index; }

TEST(JsonPath, LeadsWhereItSays) {
  const std::vector<PathCase> cases = {
      {"$", At({}), true, true},
      {"$", At({N("a"), I(0)}), true, false},
      {"$.a", At({N("a")}), true, true},
      {"$.a", At({N("a"), N("b")}), true, false},
      {"$.a", At({N("b")}), false, false},
      {"$.a", At({}), false, false},
      {"$['a b'].c", At({N("a b"), N("c")}), true, true},
      {"$[\"a\"]", At({N("a")}), true, true},
      {"$[1]", At({I(1)}), true, true},
      {"$[1]", At({I(2)}), false, false},
      {"$[1]", At({N("1")}), false, false},
      {"$.1", At({I(1)}), false, false},
      {"$.*", At({N("a")}), true, true},
      {"$.*", At({I(3)}), true, true},
      {"$[*].a", At({I(3), N("a")}), true, true},
      {"$.items[*].sku", At({N("items"), I(0), N("sku")}), true, true},
      {"$.items[*].sku", At({N("items"), I(0), N("price")}), false, false},
      {"$..email", At({N("email")}), true, true},
      {"$..email", At({N("a"), I(0), N("email")}), true, true},
      {"$..email", At({N("a"), N("email"), N("b")}), true, false},
      {"$..email", At({N("a")}), false, false},
      {"$.a..b", At({N("a"), N("c"), N("b")}), true, true},
      {"$.a..b", At({N("b")}), false, false},
      {"$..*", At({N("a")}), true, true},
      {"$..*", At({}), false, false},
      {"$.na\xC3\xAFve-1_$", At({N("na\xC3\xAFve-1_$")}), true, true},
  };
  for (const PathCase& row : cases) {
    const Result<JsonPath> path = JsonPath::Parse(row.path);
    ASSERT_TRUE(path.has_value()) << path.error().message;
    EXPECT_EQ(path->Covers(row.place), row.covers) << row.path;
    EXPECT_EQ(path->Meets(row.place), row.meets) << row.path;
  }
}

TEST(JsonPath, ThatIsNoneSaysWhereAndWhy) {
  const std::vector<std::pair<const char*, const char*>> cases = {
      {"", "a path begins with $ (character 1)"},
      {"a", "a path begins with $"},
      {"$a", "'.' or '[' must stand here (character 2)"},
      {"$.", "a name must stand here, or * (character 3)"},
      {"$..", "a name must stand here"},
      {"$.a b", "'.' or '[' must stand here (character 4)"},
      {"$[", "an index, * or a name in quotes must stand in [ ]"},
      {"$[1", "an index, * or"},
      {"$[x]", "an index, * or"},
      {"$['a", "the name has no end"},
      {"$[99999999999]", "the index is too large"},
  };
  for (const auto& [text, why] : cases) {
    const Result<JsonPath> path = JsonPath::Parse(text);
    ASSERT_FALSE(path.has_value()) << text;
    EXPECT_THAT(path.error().message, HasSubstr(why));
    EXPECT_THAT(path.error().message, HasSubstr(text));
  }
}

// ---- Edits ----

JsonEdits Nothing() {
  JsonEdits edits;
  edits.text = [](const JsonPlace&, const std::string& text) { return text; };
  edits.name = edits.text;
  edits.number = [](const JsonPlace&, std::string_view number) {
    return std::string(number);
  };
  edits.boolean = [](const JsonPlace&, bool value) { return value; };
  return edits;
}

std::string PlaceText(const JsonPlace& place) {
  std::string text = "$";
  for (const JsonStep& step : place) {
    text += std::holds_alternative<size_t>(step)
                ? "[" + std::to_string(std::get<size_t>(step)) + "]"
                : "." + std::get<std::string>(step);
  }
  return text;
}

TEST(JsonEdit, LeavesEveryByteThatItIsNotToldToChange) {
  for (const char* json :
       {"0", "-1.50e+10", "true", "null", "\"\"",
        "\"\\u00e9\\n\\/\\ud83d\\ude00\"", "[]", "[ ]", "{}", "{ }",
        " [ 1 ,\t2 ] ", "[[],{}]",
        "{\"b\" : 1 , \"a\":[1.0,18446744073709551616,\"x\"], \"b\":2}",
        "{\"\\\"}\":\"]\",\"[\":\"{\"}"}) {
    EXPECT_EQ(EditJson(json, Nothing()), json);
  }
}

TEST(JsonEdit, ShowsEachValueWithItsPlace) {
  std::string seen;
  JsonEdits edits = Nothing();
  edits.text = [&](const JsonPlace& place, const std::string& text) {
    seen += PlaceText(place) + "=" + text + " ";
    return text;
  };
  edits.number = [&](const JsonPlace& place, std::string_view number) {
    seen += PlaceText(place) + "=" + std::string(number) + " ";
    return std::string(number);
  };
  edits.boolean = [&](const JsonPlace& place, bool value) {
    seen += PlaceText(place) + (value ? "=T " : "=F ");
    return value;
  };
  edits.name = [&](const JsonPlace& place, const std::string& name) {
    seen += PlaceText(place) + ":" + name + " ";
    return name;
  };
  EditJson(R"({"a":[1,"x\u0041",{"b\n":true}],"c":false,"d":null})", edits);
  EXPECT_EQ(seen,
            "$:a $.a[0]=1 $.a[1]=xA $.a[2]:b\n $.a[2].b\n=T $:c $.c=F $:d ");
}

TEST(JsonEdit, WritesWhatItIsTold) {
  JsonEdits edits = Nothing();
  edits.text = [](const JsonPlace&, const std::string&) {
    return std::string("a\"b\n\xC3\xA9");
  };
  edits.number = [](const JsonPlace&, std::string_view) { return "7"; };
  edits.boolean = [](const JsonPlace&, bool) { return false; };
  edits.name = [](const JsonPlace&, const std::string& name) {
    return name + "'";
  };
  EXPECT_EQ(EditJson(R"({ "k" : [ "x", 12.5 , true, null ] })", edits),
            "{ \"k'\" : [ \"a\\\"b\\n\xC3\xA9\", 7 , false, null ] }");
}

TEST(JsonEdit, RefusesWhatIsNoJson) {
  for (const char* text :
       {"", " ", "abc", "{", "[1,]", "{\"a\":1,}", "1 2", "'a'", "\"a",
        "\xEF\xBB\xBF{}", "\"\xFF\"", "nul", "01"}) {
    EXPECT_EQ(EditJson(text, Nothing()), std::nullopt) << text;
  }
}

TEST(JsonEdit, RefusesWhatIsNestedTooDeep) {
  const auto nested = [](size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  EXPECT_EQ(EditJson(nested(512), Nothing()), nested(512));
  EXPECT_EQ(EditJson(nested(513), Nothing()), std::nullopt);
  EXPECT_EQ(EditJson(nested(1'000'000), Nothing()), std::nullopt);
}

}  // namespace
}  // namespace lockstep::fetch
