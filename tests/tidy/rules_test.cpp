// Laws of rules/: each rule has a page and fixtures, and code speaks only of
// rules that exist.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace lockstep {
namespace {

namespace fs = std::filesystem;

const fs::path kRoot = LOCKSTEP_SOURCE_DIR;

std::string TextOf(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

std::set<std::string> Slugs() {
  std::set<std::string> slugs;
  for (const auto& entry : fs::directory_iterator(kRoot / "rules")) {
    if (entry.path().extension() == ".json") slugs.insert(entry.path().stem());
  }
  return slugs;
}

TEST(Rules, EachHasAPageWithAllItsParts) {
  for (const std::string& slug : Slugs()) {
    const std::string page = TextOf(kRoot / "rules" / (slug + ".md"));
    EXPECT_TRUE(page.starts_with("# lockstep-" + slug + " (LS")) << slug;
    size_t at = 0;
    for (const char* part :
         {"\n## Wrong\n", "\n## Right\n", "\n## Why\n",
          "\n## When it is silent\n", "\n## Switching it off\n"}) {
      at = page.find(part, at);
      EXPECT_NE(at, std::string::npos) << slug << ": no" << part;
    }
  }
}

TEST(Rules, EachPageNamesTheCodeOfItsRule) {
  static const std::regex kCode("\"code\": \"(LS[0-9]+)\"");
  for (const std::string& slug : Slugs()) {
    const std::string rule = TextOf(kRoot / "rules" / (slug + ".json"));
    std::smatch code;
    ASSERT_TRUE(std::regex_search(rule, code, kCode)) << slug;
    const std::string page = TextOf(kRoot / "rules" / (slug + ".md"));
    EXPECT_EQ(page.substr(0, page.find('\n')),
              "# lockstep-" + slug + " (" + code[1].str() + ")");
  }
}

TEST(Rules, EachHasFixturesThatItReportsAndThatItDoesNot) {
  for (const std::string& slug : Slugs()) {
    const fs::path folder = kRoot / "fixtures/lint" / slug;
    for (const char* name : {"bad", "good"}) {
      // A rule about several units has a folder of them.
      const bool there = fs::exists(folder / (std::string(name) + ".cpp")) ||
                         fs::exists(folder / name);
      EXPECT_TRUE(there) << folder << " has no " << name << ".cpp";
    }
  }
}

TEST(Rules, CodeReportsOnlyRulesThatExist) {
  static const std::regex kReport("Report\\(\\s*\"([a-z-]+)\"");
  const std::set<std::string> slugs = Slugs();
  for (const auto& entry : fs::recursive_directory_iterator(kRoot / "linter")) {
    if (entry.path().extension() != ".cpp") continue;
    const std::string text = TextOf(entry.path());
    for (auto it = std::sregex_iterator(text.begin(), text.end(), kReport);
         it != std::sregex_iterator(); ++it) {
      EXPECT_TRUE(slugs.contains((*it)[1])) << entry.path() << ": " << (*it)[1];
    }
  }
}

}  // namespace
}  // namespace lockstep
