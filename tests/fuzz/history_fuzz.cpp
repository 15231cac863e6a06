// A libFuzzer target: any bytes as a history, loaded and replayed on the build
// that interprets programs. Whatever they are, there must be a verdict: no
// crash, no failed check, no leak, no undefined behaviour. Half of the
// mutations are of bytes, half of events (tests/proof), as most bytes get no
// further than the loader.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "history/load.h"
#include "lockstep/build_abi.h"
#include "replayer/engine/replay.h"
#include "tests/proof/history_mutations.h"

extern "C" {
// Of fixtures/workflows/script, which is part of this program.
const LsBuild* lockstep_build(void);
// libFuzzer's.
size_t LLVMFuzzerMutate(uint8_t* data, size_t size, size_t max_size);
}

namespace lockstep::proof {
namespace {

std::string_view AsText(const uint8_t* data, size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

// The mutated history; empty if the text is none, or nothing fits.
std::string MutateEvents(std::string_view text, unsigned seed) {
  static const std::vector<HistoryMutation> kMutations = HistoryMutations();
  std::minstd_rand random(seed);
  try {
    const Events events = ParseEvents(text);
    const HistoryMutation& mutation = kMutations[random() % kMutations.size()];
    const std::vector<size_t> sites = Sites(mutation, events);
    if (sites.empty()) return "";
    return Dump(Mutated(mutation, events, sites[random() % sites.size()]));
  } catch (const std::exception&) {
    return "";  // earlier mutations left no history
  }
}

// Two events change places: finds orders that no class above knows.
std::string ShuffleEvents(std::string_view text, unsigned seed) {
  std::minstd_rand random(seed);
  try {
    Events events = ParseEvents(text);
    if (events.size() < 3) return "";
    const size_t from = 1 + random() % (events.size() - 1);
    const size_t to = 1 + random() % (events.size() - 1);
    std::swap(events[from], events[to]);
    Renumber(events);
    return Dump(events);
  } catch (const std::exception&) {
    return "";
  }
}

}  // namespace
}  // namespace lockstep::proof

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  setenv("LOCKSTEP_PROGRAMS", LOCKSTEP_FUZZ_PROGRAMS, 0);
  const LsBuild* const build = lockstep_build();
  if (build->error.size != 0) std::abort();  // nothing would be tested
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using lockstep::replay::Replay;
  const auto history = lockstep::history::ParseHistory(
      lockstep::proof::AsText(data, size), "fuzz.json", {});
  if (!history) return 0;
  lockstep::replay::ReplayOptions options;
  Replay(*history, *lockstep_build(), options, nullptr);
  options.core_compatible = options.go_compatible = true;
  options.strict_targets = true;
  Replay(*history, *lockstep_build(), options, nullptr);
  return 0;
}

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size,
                                          size_t max_size, unsigned seed) {
  using lockstep::proof::AsText;
  std::string mutated;
  if (seed % 4 == 1) {
    mutated = lockstep::proof::MutateEvents(AsText(data, size), seed / 4);
  } else if (seed % 4 == 2) {
    mutated = lockstep::proof::ShuffleEvents(AsText(data, size), seed / 4);
  }
  if (mutated.empty() || mutated.size() > max_size) {
    return LLVMFuzzerMutate(data, size, max_size);
  }
  std::memcpy(data, mutated.data(), mutated.size());
  return mutated.size();
}
