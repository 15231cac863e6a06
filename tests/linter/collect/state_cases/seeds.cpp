// Seeds of random engines.
#include <chrono>
#include <cstdint>
#include <random>

int FromInput(uint64_t seed) {
  std::mt19937 engine(static_cast<unsigned>(seed));
  std::mt19937_64 fixed;
  std::seed_seq words{1u, unsigned(seed)};
  std::mt19937 other(words);
  std::mt19937 copy(other);
  return static_cast<int>(engine() + other() + fixed() + copy());
}
unsigned FromDevice() {
  std::random_device device;
  std::mt19937 engine(device());  //! bad-seed 'std::mt19937'
  return engine();
}
unsigned FromClock() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch().count();
  std::mt19937_64 engine(now);  //! bad-seed 'std::mt19937_64'
  std::minstd_rand second;
  second.seed(static_cast<unsigned>(now));  //! bad-seed 'std::minstd_rand'
  return static_cast<unsigned>(engine() + second());
}
unsigned FromSequence() {
  std::random_device device;
  std::seed_seq words{device(), device()};
  std::mt19937 engine(words);  //! bad-seed 'std::mt19937'
  return engine();
}
unsigned FromAddress() {
  int local = 0;
  std::mt19937 engine(reinterpret_cast<uintptr_t>(&local));  //! bad-seed 'std::mt19937'
  return engine();
}
