#include "linter/collect/driver/arguments.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "linter/collect/driver/build_flags.h"

namespace lockstep::lint {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using Words = std::vector<std::string>;

Words Split(const std::string& text) {
  Words words;
  std::istringstream stream(text);
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

std::string Join(const Words& words) {
  std::string text;
  for (const std::string& word : words)
    text += (text.empty() ? "" : " ") + word;
  return text;
}

// What is left of the flags: without what follows from the compiler.
std::string Kept(const std::string& line) {
  const UnitCommand command{"/w", "/w/a.cpp", Split(line)};
  Words words = ForClang(command, "/res").arguments;
  const auto flags = std::find(words.begin(), words.end(), "-w");
  return Join(Words(std::min(flags + 1, words.end()), words.end()));
}

std::string Forced(const std::string& line) {
  return Join(ForClang({"/w", "/w/a.cpp", Split(line)}, "/res").forced);
}

std::string Umbrella(const std::string& line) {
  return Join(ForClang({"/w", "/w/a.cpp", Split(line)}, "/res").umbrella);
}

struct Row {
  std::string name, line, kept;
};

class ArgumentsTest : public testing::TestWithParam<Row> {};

TEST_P(ArgumentsTest, KeepsWhatTheCodeMeans) {
  EXPECT_EQ(Kept(GetParam().line), GetParam().kept);
}

INSTANTIATE_TEST_SUITE_P(
    Rows, ArgumentsTest,
    testing::Values(
        Row{"output", "clang++ -c -o a.o -MD -MF a.d -MT a.o a.cpp", ""},
        Row{"standard", "clang++ -std=c++20 -stdlib=libc++",
            "-std=c++20 -stdlib=libc++"},
        Row{"macros", "clang++ -DA=1 -D B -UC", "-D A=1 -D B -U C"},
        Row{"folders", "clang++ -Iinc -isystem ../sys -iquote q",
            "-I /w/inc -isystem /sys -iquote /w/q"},
        Row{"codegen",
            "clang++ -O3 -g3 -fPIC -pipe -flto -fsanitize=address -fno-plt "
            "-fvisibility=hidden -ffast-math --coverage -pg",
            ""},
        Row{"language", "clang++ -fno-exceptions -fno-rtti -fno-char8_t",
            "-fno-exceptions -fno-rtti -fno-char8_t"},
        Row{"warnings", "clang++ -Wall -Werror -Wextra -pedantic -Wno-x",
            "-Wno-x"},
        Row{"threads", "clang++ -pthread", "-D_REENTRANT"},
        Row{"target", "clang++ -march=haswell -mavx2 -mtune=native",
            "-march=haswell -mavx2"},
        Row{"fortify", "clang++ -D_FORTIFY_SOURCE=2", ""},
        Row{"included", "clang++ -include pre.h",
            "-Xclang -include -Xclang pre.h"},
        Row{"own_pch",
            "clang++ -Winvalid-pch -Xclang -include-pch -Xclang a.pch -Xclang "
            "-include -Xclang a.h",
            "-Xclang -include -Xclang a.h"},
        Row{"launchers", "env A=b /usr/bin/ccache clang++ -DX", "-D X"},
        Row{"after_dashes", "clang++ -DX -- -odd-name.cpp", "-D X"}),
    [](const auto& row) { return row.param.name; });

TEST(Arguments, FlagsThatOnlyGccKnowsAreLeftOut) {
  const std::string kept = Kept(
      "g++-12 -fconcepts -fanalyzer -fmodules-ts -fno-gnu-unique "
      "-fconcepts-diagnostics-depth=3 -mno-such-thing -fcoroutines -DX");
  EXPECT_THAT(kept, testing::EndsWith("-D X"));
  for (const char* flag :
       {"concepts", "analyzer", "modules", "unique", "such", "coroutines"}) {
    EXPECT_THAT(kept, testing::Not(HasSubstr(flag)));
  }
}

TEST(Arguments, TheHostFlagsOfNvccAreKept) {
  EXPECT_THAT(Kept("/cuda/bin/nvcc -gencode arch=x -Xcompiler=-DA,-fPIC "
                   "-Xcompiler -DB --expt-relaxed-constexpr -DC"),
              testing::EndsWith("-D A -D B -D C"));
}

TEST(Arguments, WhatClSaysAboutTheLanguageIsKept) {
  EXPECT_THAT(
      Kept("cl.exe /nologo /std:c++20 /EHsc /MDd /W4 /Zi "
           "/external:I b /imsvcc /DX"),
      testing::EndsWith("/std:c++20 /EHsc /MDd /imsvc /w/b /imsvc /w/c -D X"));
  EXPECT_EQ(Forced("cl.exe /FIa.h"), "a.h");
}

TEST(Arguments, ACrossCompilerNamesItsTarget) {
  EXPECT_THAT(ForClang({"/w", "/w/a.cpp", {"aarch64-linux-gnu-g++-12"}}, "/r")
                  .arguments,
              testing::Contains("--target=aarch64-linux-gnu"));
}

TEST(Arguments, TheCompilerIsAnAbsolutePath) {
  for (const char* compiler : {"g++", "/usr/bin/g++", "clang++", "cc"}) {
    EXPECT_THAT(ForClang({"/w", "/w/a.cpp", {compiler}}, "/r").arguments[0],
                testing::StartsWith("/"));
  }
}

TEST(Arguments, UnitsShareAnUmbrellaUnlessTheLanguageDiffers) {
  const std::string plain = Umbrella("clang++ -std=c++20");
  EXPECT_EQ(plain, Umbrella("clang++ -std=c++20 -DX -Ii -O2 -Wall -pthread"));
  for (const char* other :
       {"-std=c++17", "-fno-rtti", "-fno-exceptions", "-mavx2",
        "-D_GLIBCXX_ASSERTIONS", "-nostdinc++", "--target=aarch64-linux-gnu"}) {
    EXPECT_NE(plain, Umbrella("clang++ -std=c++20 " + std::string(other)))
        << other;
  }
  EXPECT_EQ(Umbrella("cl.exe /std:c++20"), "");
}

TEST(Arguments, ResourceFolderHasClangsHeaders) {
  EXPECT_THAT(ResourceFolder(), testing::StartsWith("/"));
}

class BuildFlagsTest : public testing::TestWithParam<Row> {};

TEST_P(BuildFlagsTest, NamesTheFlagsThatCount) {
  const auto effects = BuildFlagEffects(Split(GetParam().line), "/w/a.cpp");
  if (GetParam().kept.empty()) {
    EXPECT_THAT(effects, testing::IsEmpty());
    return;
  }
  ASSERT_EQ(effects.size(), 1);
  EXPECT_EQ(effects[0].rule, "fast-math");
  EXPECT_EQ(effects[0].symbol, GetParam().kept);
  EXPECT_EQ(effects[0].place, (Place{"/w/a.cpp", 1, 1}));
}

INSTANTIATE_TEST_SUITE_P(
    Rows, BuildFlagsTest,
    testing::Values(
        Row{"none", "g++ -O2 -march=haswell", ""},
        Row{"fast", "g++ -O2 -ffast-math", "-ffast-math"},
        Row{"ofast", "g++ -Ofast", "-Ofast"},
        Row{"ofast_undone", "g++ -Ofast -O2", ""},
        Row{"fast_undone", "g++ -ffast-math -fno-fast-math", ""},
        Row{"unsafe", "g++ -funsafe-math-optimizations",
            "-funsafe-math-optimizations"},
        Row{"contract", "g++ -ffp-contract=fast", "-ffp-contract=fast"},
        Row{"contract_undone", "g++ -ffp-contract=fast -ffp-contract=off", ""},
        Row{"fma", "g++ -mfma", "-mfma"},
        Row{"fma_without_contraction", "g++ -mfma -ffp-contract=off", ""},
        Row{"microsoft", "cl /fp:fast", "/fp:fast"},
        Row{"several", "g++ -Ofast -ffp-contract=fast",
            "-ffp-contract=fast -Ofast"}),
    [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace lockstep::lint
