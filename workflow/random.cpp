#include "lockstep/random.h"

#include <bit>
#include <cstdio>

namespace lockstep {
namespace {

// SplitMix64, by Sebastiano Vigna (public domain).
uint64_t SplitMix(uint64_t& state) {
  state += 0x9e3779b97f4a7c15u;
  uint64_t z = state;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

}  // namespace

Random::Random(uint64_t seed) {
  for (uint64_t& word : state_) word = SplitMix(seed);
}

// xoshiro256**, by David Blackman and Sebastiano Vigna (public domain).
uint64_t Random::operator()() {
  const uint64_t result = std::rotl(state_[1] * 5, 7) * 9;
  const uint64_t t = state_[1] << 17;
  state_[2] ^= state_[0];
  state_[3] ^= state_[1];
  state_[1] ^= state_[2];
  state_[0] ^= state_[3];
  state_[2] ^= t;
  state_[3] = std::rotl(state_[3], 45);
  return result;
}

int64_t Random::UniformInt(int64_t low, int64_t high) {
  const uint64_t span =
      static_cast<uint64_t>(high) - static_cast<uint64_t>(low) + 1;
  if (span == 0) return static_cast<int64_t>((*this)());  // all 64 bits
  // Draws below 2^64 mod span would make small results likelier.
  const uint64_t threshold = (0 - span) % span;
  uint64_t draw = (*this)();
  while (draw < threshold) draw = (*this)();
  return static_cast<int64_t>(static_cast<uint64_t>(low) + draw % span);
}

double Random::UniformDouble() {
  return static_cast<double>((*this)() >> 11) * 0x1.0p-53;
}

std::string Random::Uuid() {
  const uint64_t high = ((*this)() & ~uint64_t{0xf000}) | 0x4000;
  const uint64_t low = ((*this)() & ~(uint64_t{3} << 62)) | (uint64_t{1} << 63);
  char text[37];
  std::snprintf(text, sizeof text, "%08x-%04x-%04x-%04x-%012llx",
                static_cast<unsigned>(high >> 32),
                static_cast<unsigned>(high >> 16 & 0xffff),
                static_cast<unsigned>(high & 0xffff),
                static_cast<unsigned>(low >> 48),
                static_cast<unsigned long long>(low & 0xffffffffffffu));
  return text;
}

}  // namespace lockstep
