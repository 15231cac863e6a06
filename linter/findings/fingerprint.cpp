#include "linter/findings/fingerprint.h"

#include <string_view>

namespace lockstep::lint {
namespace {

// FNV-1a: the same on every machine, for ever.
class Hash {
 public:
  void Add(std::string_view text) {
    for (const char c : text) Byte(uint8_t(c));
    Byte(0);
  }
  std::string Hexadecimal() const {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string text;
    for (int shift = 60; shift >= 0; shift -= 4) {
      text += kDigits[(value_ >> shift) & 15];
    }
    return text;
  }

 private:
  void Byte(uint8_t byte) { value_ = (value_ ^ byte) * 0x100000001b3; }
  uint64_t value_ = 0xcbf29ce484222325;
};

}  // namespace

std::string Fingerprints::Next(const Identity& identity) {
  const uint32_t number = used_[identity]++;
  Hash hash;
  hash.Add(identity.rule);
  hash.Add(identity.entry);
  hash.Add(std::to_string(int(identity.role)));
  hash.Add(identity.symbol);
  hash.Add(std::to_string(number));
  return hash.Hexadecimal();
}

}  // namespace lockstep::lint
