// docs/conformance.md must not rot: every rule and trap of the specification
// has a row, and every test that a row names exists.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

namespace lockstep {
namespace {

namespace fs = std::filesystem;

constexpr char kSource[] = LOCKSTEP_SOURCE_DIR;

std::string Read(const fs::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

// The last cell of each row of the tables of rules and traps, by the first.
std::multimap<std::string, std::string> Rows() {
  static const std::regex kRow(
      "^\\| ((?:L-|S-)?[0-9][^|]*) \\| [^|]+ \\| (.*) \\|$");
  std::multimap<std::string, std::string> rows;
  std::ifstream page(fs::path(kSource) / "docs/conformance.md");
  for (std::string line; std::getline(page, line);) {
    if (line == "## Public histories") break;
    std::smatch match;
    if (std::regex_match(line, match, kRow)) rows.emplace(match[1], match[2]);
  }
  return rows;
}

std::vector<std::string> Quoted(const std::string& cell) {
  static const std::regex kName("`([^`]+)`");
  std::vector<std::string> names;
  for (std::sregex_iterator it(cell.begin(), cell.end(), kName), end; it != end;
       ++it) {
    names.push_back((*it)[1]);
  }
  return names;
}

// "Suite.Test" of all sources, "Suite.*", names of add_test, "cli/<case>".
std::set<std::string> FindTests() {
  static const std::regex kGtest(
      "\\bTEST(?:_P|_F)?\\(\\s*([A-Za-z0-9]+),\\s*([A-Za-z0-9]+)\\)");
  static const std::regex kCtest("add_test\\(NAME ([a-z_]+)");
  std::set<std::string> names;
  for (const auto& entry :
       fs::recursive_directory_iterator(fs::path(kSource) / "tests")) {
    const fs::path& path = entry.path();
    const bool cmake = path.filename() == "CMakeLists.txt";
    if (!cmake && path.extension() != ".cpp") continue;
    const std::string text = Read(path);
    const std::regex& pattern = cmake ? kCtest : kGtest;
    for (std::sregex_iterator it(text.begin(), text.end(), pattern), end;
         it != end; ++it) {
      names.insert(cmake ? (*it)[1].str()
                         : (*it)[1].str() + "." + (*it)[2].str());
      if (!cmake) names.insert((*it)[1].str() + ".*");
    }
  }
  for (const auto& entry :
       fs::directory_iterator(fs::path(kSource) / "fixtures/cli")) {
    names.insert("cli/" + entry.path().filename().string());
  }
  return names;
}

bool IsTestName(const std::string& name) {
  static const std::regex kName(
      "[A-Z][A-Za-z0-9]*\\.[A-Z*][A-Za-z0-9]*|cli/.*|"
      "result_schema");
  return std::regex_match(name, kName);
}

TEST(Conformance, EveryTestThatIsNamedExists) {
  const std::set<std::string> tests = FindTests();
  for (const auto& [row, cell] : Rows()) {
    for (const std::string& name : Quoted(cell)) {
      if (!IsTestName(name)) continue;
      EXPECT_TRUE(tests.contains(name)) << row << " names " << name;
    }
  }
}

TEST(Conformance, EveryRowHasATestOrSaysWhyNot) {
  for (const auto& [row, cell] : Rows()) {
    const std::vector<std::string> names = Quoted(cell);
    const bool tested = std::any_of(names.begin(), names.end(), IsTestName);
    const bool excused =
        cell.starts_with("gap: ") || cell.starts_with("not ours: ");
    EXPECT_TRUE(tested || excused) << row << ": " << cell;
  }
}

TEST(Conformance, EveryRuleAndTrapHasOneRow) {
  const auto rows = Rows();
  std::vector<std::string> wanted = {
      "L-0",   "L-1.1", "L-1.2", "L-1.3", "L-1.5",  "L-1.6",
      "L-1.7", "L-1.8", "L-2.4", "L-3.3", "L-3.3b", "L-3.7",
      "L-3.8", "L-4.1", "L-4.3", "L-4.7", "L-5.2",  "L-5.4"};
  constexpr int kTraps = 68;
  for (int i = 1; i <= kTraps; ++i) wanted.push_back("S-" + std::to_string(i));
  for (const std::string& row : wanted) EXPECT_EQ(rows.count(row), 1u) << row;
}

}  // namespace
}  // namespace lockstep
