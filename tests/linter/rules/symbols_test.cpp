// Every name in the models of the standard libraries, and what decides it.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>

#include "linter/rules/rule_book.h"
#include "tests/linter/rules/fake_call.h"

namespace lockstep::lint {
namespace {

const RuleBook& Book() {
  static const auto kBook = LoadRuleBook({});
  EXPECT_TRUE(kBook.has_value()) << kBook.error().message;
  return *kBook;
}

std::string VerdictOf(const Model* model) {
  if (model == nullptr) return "unknown";
  std::string text = model->rule.empty() ? model->verdict : model->rule;
  if (!model->severity.empty()) text += " as " + model->severity;
  if (!model->gate.empty()) text += " if " + model->gate;
  if (!model->arms.empty()) text += " arms " + model->arms;
  if (model->only_if_it_matters) text += " if it matters";
  return text;
}

std::string VerdictOf(const std::string& name, const FakeCall& call) {
  return VerdictOf(Book().models.Find(name, call));
}

// A name that a pattern is about.
std::string Example(std::string name) {
  for (size_t at; (at = name.find('*')) != std::string::npos;) {
    name.replace(at, 1, "_x_");
  }
  return name;
}

TEST(Symbols, EachNameOfAModelIsJudgedAsTheTableSays) {
  const std::set<std::string> libraries = {"std", "libc", "posix", "win32",
                                           "intrinsics"};
  std::set<std::string> names;
  for (const Model& model : Book().models.All()) {
    if (!libraries.contains(model.library)) continue;
    for (const std::string& name : model.names) names.insert(Example(name));
  }
  std::string table;
  for (const std::string& name : names) {
    table += name + ": " + VerdictOf(name, FakeCall()) + "\n";
  }
  const std::string path =
      std::string(LOCKSTEP_SOURCE_DIR) + "/tests/linter/rules/symbols.txt";
  if (std::getenv("LOCKSTEP_UPDATE") != nullptr) std::ofstream(path) << table;
  std::ostringstream expected;
  expected << std::ifstream(path).rdbuf();
  EXPECT_EQ(table, expected.str());
}

struct Row {
  const char* verdict;
  const char* name;
  FakeCall call;
};

FakeCall Literals(std::vector<std::optional<std::string>> literals) {
  FakeCall call;
  call.literals = std::move(literals);
  return call;
}

FakeCall Of(const std::string& type) {
  FakeCall call = Literals({std::nullopt});
  call.type = type;
  return call;
}

FakeCall Kinds(std::vector<std::string> kinds) {
  FakeCall call;
  call.kinds = std::move(kinds);
  return call;
}

TEST(Symbols, OneNameMayMeanSeveralThings) {
  const Row kRows[] = {
      {"pure", "setlocale", Literals({"6", "null"})},
      {"pure", "setlocale", Literals({"6", "C"})},
      {"environment arms c-locale", "setlocale", Literals({"6", ""})},
      {"environment arms c-locale", "setlocale", Literals({"6", std::nullopt})},
      {"environment if c-locale", "snprintf", Literals({"", "", "%.2f"})},
      {"pure", "snprintf", Literals({"", "", "%d"})},
      {"environment if c-locale", "sscanf", Literals({"", "%lf"})},
      {"time-zone", "strftime", Literals({"", "", "%H %Z"})},
      {"environment if c-locale", "strftime", Literals({"", "", "%B"})},
      {"pure", "strftime", Literals({"", "", "%Y-%m-%d"})},
      {"environment if cxx-locale", "std::locale", {}},
      {"environment", "std::locale", Literals({""})},
      {"pure", "std::locale", Literals({"C"})},
      {"pure", "std::locale", Of("std::locale")},
      {"thread", "std::thread", Literals({std::nullopt})},
      {"pure", "std::thread", {}},
      {"pure", "std::thread", Of("std::thread")},
      {"file-access", "std::basic_ifstream", Literals({"a.txt"})},
      {"pure", "std::basic_ifstream", {}},
      {"pure", "std::basic_ifstream", Of("std::basic_ifstream")},
      {"pure", "std::filesystem::exists", Of("std::filesystem::file_status")},
      {"file-access", "std::filesystem::exists", Of("std::filesystem::path")},
      {"pointer-hash", "std::hash::operator()", Kinds({"pointer"})},
      {"hash-value", "std::hash::operator()", Kinds({})},
      {"float-reduction", "std::reduce", Kinds({"", "floating"})},
      {"pure", "std::reduce", Kinds({""})},
      {"locale-text if c-locale", "std::to_string", Of("double")},
      {"pure", "std::to_string", Of("")},
      {"pure", "std::unordered_map::max_load_factor", Literals({"1"})},
      {"storage-metadata if it matters",
       "std::unordered_map::max_load_factor",
       {}},
  };
  for (const Row& row : kRows) {
    EXPECT_EQ(VerdictOf(row.name, row.call), row.verdict) << row.name;
  }
}

TEST(Symbols, OrdinaryCodeIsPure) {
  for (const char* name : {"std::vector::push_back",
                           "std::map::find",
                           "std::sort",
                           "std::basic_string::basic_string",
                           "std::optional",
                           "std::accumulate",
                           "std::mersenne_twister_engine::operator()",
                           "std::move",
                           "std::stoi",
                           "std::shared_ptr::get",
                           "std::chrono::time_point::time_since_epoch",
                           "std::basic_ostringstream::str",
                           "std::visit",
                           "memcpy",
                           "strlen",
                           "malloc",
                           "free",
                           "abs",
                           "floor",
                           "sqrt",
                           "qsort",
                           "strtol",
                           "isdigit",
                           "gmtime_r",
                           "htonl",
                           "__builtin_expect",
                           "operator new"}) {
    EXPECT_EQ(VerdictOf(name, FakeCall()), "pure") << name;
  }
}

}  // namespace
}  // namespace lockstep::lint
