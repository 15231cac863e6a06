#include "linter/collect/driver/build_flags.h"

#include <algorithm>
#include <array>
#include <map>
#include <string_view>

namespace lockstep::lint {
namespace {

struct FlagMeaning {
  std::string_view flag;
  std::string_view topic;
  bool free = false;  // lets the compiler compute differently
};

// The last flag of a topic counts, as in the compiler.
constexpr FlagMeaning kFlags[] = {
    {"-ffast-math", "math", true},
    {"-Ofast", "math", true},
    {"-fno-fast-math", "math", false},
    {"/fp:fast", "math", true},
    {"/fp:precise", "math", false},
    {"/fp:strict", "math", false},
    {"-funsafe-math-optimizations", "unsafe", true},
    {"-fno-unsafe-math-optimizations", "unsafe", false},
    {"-fassociative-math", "associative", true},
    {"-fno-associative-math", "associative", false},
    {"-freciprocal-math", "reciprocal", true},
    {"-fno-reciprocal-math", "reciprocal", false},
    {"-ffp-model=fast", "model", true},
    {"-ffp-model=aggressive", "model", true},
    {"-ffp-model=precise", "model", false},
    {"-ffp-model=strict", "model", false},
    {"-ffp-contract=fast", "contract", true},
    {"-ffp-contract=fast-honor-pragmas", "contract", true},
    {"-ffp-contract=on", "contract", false},
    {"-ffp-contract=off", "contract", false},
    {"-mfma", "fma", true},
    {"-mno-fma", "fma", false},
};

bool IsOtherOptimization(std::string_view flag) {
  return flag.starts_with("-O") && flag != "-Ofast";
}

}  // namespace

std::vector<Effect> BuildFlagEffects(const std::vector<std::string>& arguments,
                                     const std::string& file) {
  std::map<std::string_view, FlagMeaning> last;
  for (const std::string& argument : arguments) {
    for (const FlagMeaning& meaning : kFlags) {
      if (meaning.flag == argument) last[meaning.topic] = meaning;
    }
    if (IsOtherOptimization(argument) && last["math"].flag == "-Ofast") {
      last.erase("math");
    }
  }
  // Without contraction there is nothing that -mfma would fuse.
  if (last["contract"].flag == "-ffp-contract=off") last.erase("fma");
  std::string flags;
  for (const auto& [topic, meaning] : last) {
    if (!meaning.free) continue;
    flags += (flags.empty() ? "" : " ") + std::string(meaning.flag);
  }
  if (flags.empty()) return {};
  Effect effect;
  effect.rule = "fast-math";
  effect.symbol = flags;
  effect.place = {file, 1, 1};
  effect.flow.Add(Sink::kUnknown);
  return {effect};
}

}  // namespace lockstep::lint
