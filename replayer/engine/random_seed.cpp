#include "replayer/engine/random_seed.h"

#include <bit>
#include <cstddef>
#include <string>

namespace lockstep::replay {
namespace {

// SipHash's four words of state, with zero keys.
class SipState {
 public:
  void Absorb(uint64_t word) {
    v3_ ^= word;
    Round();
    v0_ ^= word;
  }

  uint64_t Finish() {
    v2_ ^= 0xff;
    Round();
    Round();
    Round();
    return v0_ ^ v1_ ^ v2_ ^ v3_;
  }

 private:
  void Round() {
    v0_ += v1_;
    v1_ = std::rotl(v1_, 13) ^ v0_;
    v0_ = std::rotl(v0_, 32);
    v2_ += v3_;
    v3_ = std::rotl(v3_, 16) ^ v2_;
    v0_ += v3_;
    v3_ = std::rotl(v3_, 21) ^ v0_;
    v2_ += v1_;
    v1_ = std::rotl(v1_, 17) ^ v2_;
    v2_ = std::rotl(v2_, 32);
  }

  // The constants of SipHash: "somepseudorandomlygeneratedbytes".
  uint64_t v0_ = 0x736f6d6570736575;
  uint64_t v1_ = 0x646f72616e646f6d;
  uint64_t v2_ = 0x6c7967656e657261;
  uint64_t v3_ = 0x7465646279746573;
};

uint64_t LittleEndian(std::string_view bytes) {
  uint64_t word = 0;
  for (size_t i = 0; i < bytes.size(); ++i) {
    word |= uint64_t{static_cast<unsigned char>(bytes[i])} << (8 * i);
  }
  return word;
}

}  // namespace

uint64_t RandomSeed(std::string_view run_id) {
  const std::string bytes = std::string(run_id) + '\xff';
  SipState state;
  size_t at = 0;
  for (; at + 8 <= bytes.size(); at += 8) {
    state.Absorb(LittleEndian(std::string_view(bytes).substr(at, 8)));
  }
  const uint64_t rest = LittleEndian(std::string_view(bytes).substr(at));
  state.Absorb(rest | (uint64_t{bytes.size()} << 56));
  return state.Finish();
}

}  // namespace lockstep::replay
