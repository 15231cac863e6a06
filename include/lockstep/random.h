// Random: numbers that are the same in every replay of a run, on every compiler
// and standard library.
//
// SplitMix64 turns the run's seed into the state of xoshiro256**. The
// algorithms are frozen: a recorded history depends on them.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <utility>

namespace lockstep {

class Random {
 public:
  using result_type = uint64_t;  // a UniformRandomBitGenerator

  explicit Random(uint64_t seed);

  static constexpr uint64_t min() { return 0; }
  static constexpr uint64_t max() { return UINT64_MAX; }

  // The next 64 bits. Every other function draws through this one. Do not give
  // a Random to the distributions of <random>: each library has its own.
  uint64_t operator()();

  // Each integer from low to high, both included, is as likely; low <= high.
  // Draws once, rarely more often.
  int64_t UniformInt(int64_t low, int64_t high);
  // At least 0 and below 1, in steps of 2^-53. Draws once.
  double UniformDouble();
  // Puts the elements into a random order.
  template <class Range>
  void Shuffle(Range& range) {
    const auto count = static_cast<int64_t>(std::size(range));
    for (int64_t i = count - 1; i > 0; --i) {
      using std::swap;
      swap(range[static_cast<size_t>(i)],
           range[static_cast<size_t>(UniformInt(0, i))]);
    }
  }
  // A UUID of version 4. Draws twice.
  std::string Uuid();

 private:
  std::array<uint64_t, 4> state_;
};

}  // namespace lockstep
