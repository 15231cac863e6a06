// Golden runs of lockstep-lint: every folder of fixtures/lint_cli/cases holds a
// command for a shell (cmd), what it must print (out, err) and its exit code
// (exit). It runs in a copy of fixtures/lint_cli/shop, a program of two units.
// LOCKSTEP_UPDATE=1 writes what it prints now.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

namespace lockstep::lint {
namespace {

namespace fs = std::filesystem;

constexpr char kFixtures[] = LOCKSTEP_SOURCE_DIR "/fixtures/lint_cli/";

std::string Read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void Write(const fs::path& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

std::string Replaced(std::string text, const std::string& what,
                     const std::string& with) {
  for (size_t at = text.find(what); at != std::string::npos;
       at = text.find(what, at + with.size())) {
    text.replace(at, what.size(), with);
  }
  return text;
}

std::vector<std::string> CaseNames() {
  std::vector<std::string> names;
  for (const auto& entry :
       fs::directory_iterator(fs::path(kFixtures) / "cases")) {
    names.push_back(entry.path().filename());
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string AsTestName(const testing::TestParamInfo<std::string>& info) {
  return Replaced(info.param, "-", "_");
}

// A copy of the program; it goes away with its owner.
class Shop {
 public:
  explicit Shop(const std::string& name)
      : folder_(fs::temp_directory_path() /
                ("lockstep-lint-" + name + "-" + std::to_string(getpid()))) {
    fs::remove_all(folder_);
    fs::copy(fs::path(kFixtures) / "shop", folder_,
             fs::copy_options::recursive);
    Write(folder_ / "compile_commands.json",
          Replaced(Read(folder_ / "compile_commands.json.in"), "@FOLDER@",
                   folder_));
    fs::remove(folder_ / "compile_commands.json.in");
  }
  ~Shop() { fs::remove_all(folder_); }
  Shop(const Shop&) = delete;
  Shop& operator=(const Shop&) = delete;

  struct Result {
    std::string out, err, exit;
  };
  Result Run(const std::string& command) const {
    const fs::path script = folder_.string() + ".sh";
    const fs::path out = folder_.string() + ".out";
    const fs::path err = folder_.string() + ".err";
    Write(script, "unset NO_COLOR\nexport PATH=\"" LOCKSTEP_LINT_FOLDER
                  ":$PATH\" XDG_CACHE_HOME='" +
                      folder_.string() +
                      "/.cache' SOURCE='" LOCKSTEP_SOURCE_DIR "'\ncd '" +
                      folder_.string() + "'\n" + command);
    const int status =
        std::system(("sh '" + script.string() + "' >'" + out.string() +
                     "' 2>'" + err.string() + "' </dev/null")
                        .c_str());
    const int code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    Result result{Shown(Read(out)), Shown(Read(err)),
                  std::to_string(code) + "\n"};
    for (const fs::path& path : {script, out, err}) fs::remove(path);
    return result;
  }

 private:
  std::string Shown(const std::string& text) const {
    return Replaced(text, folder_, "SHOP");
  }
  const fs::path folder_;
};

class LintCliTest : public testing::TestWithParam<std::string> {};

TEST_P(LintCliTest, PrintsWhatItShould) {
  const fs::path folder = fs::path(kFixtures) / "cases" / GetParam();
  const Shop shop(GetParam());

  const Shop::Result result = shop.Run(Read(folder / "cmd"));

  if (std::getenv("LOCKSTEP_UPDATE") != nullptr) {
    Write(folder / "out", result.out);
    Write(folder / "exit", result.exit);
    if (!result.err.empty()) Write(folder / "err", result.err);
  }
  EXPECT_EQ(result.out, Read(folder / "out"));
  EXPECT_EQ(result.err, Read(folder / "err"));
  EXPECT_EQ(result.exit, Read(folder / "exit"));
}

INSTANTIATE_TEST_SUITE_P(LintCli, LintCliTest, testing::ValuesIn(CaseNames()),
                         AsTestName);

}  // namespace
}  // namespace lockstep::lint
