#include "history_fetch/redact/pseudonym.h"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cctype>
#include <utility>

#include "base/check.h"

namespace lockstep::fetch {
namespace {

// Another version of the tool that makes other stand-ins must say so.
constexpr std::string_view kVersion = "lockstep redact 1";

constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz234567";
constexpr std::string_view kHex = "0123456789abcdef";
constexpr std::string_view kMark = "r-";
// Bits enough that no two values meet.
constexpr size_t kMostLetters = 50;
constexpr size_t kLeastSize = 16;
constexpr char kFiller = '.';
constexpr size_t kUuidSize = 36;
constexpr size_t kUuidVersion = 14;
// Numbers of so many digits may be as large as their type allows.
constexpr size_t kLargeNumber = 10;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

bool IsUuidDash(size_t at) {
  return at == 8 || at == 13 || at == 18 || at == 23;
}

// Five bits of a MAC for each letter.
std::string Letters(std::string_view mac, size_t count) {
  std::string letters;
  size_t bits = 0;
  uint32_t held = 0;
  for (const char c : mac) {
    held = held << 8 | static_cast<unsigned char>(c);
    for (bits += 8; bits >= 5 && letters.size() < count; bits -= 5) {
      letters += kLetters[held >> (bits - 5) & 31];
    }
  }
  return letters;
}

// `version` is what stands at its place in the original.
std::string UuidOf(std::string_view mac, char version) {
  std::string text;
  size_t nibble = 0;
  for (size_t i = 0; i < kUuidSize; ++i) {
    if (IsUuidDash(i)) {
      text += '-';
      continue;
    }
    const auto byte = static_cast<unsigned char>(mac[nibble / 2]);
    text += kHex[nibble % 2 == 0 ? byte >> 4 : byte & 15];
    ++nibble;
  }
  text[kUuidVersion] = version;
  text[19] = '8';  // variant
  return text;
}

size_t SizeFor(size_t size, Sizes sizes) {
  if (size <= kLeastSize) return kLeastSize;
  return sizes == Sizes::kExact ? size : std::bit_ceil(size);
}

}  // namespace

Pseudonyms::Pseudonyms(rpc::Secret key, Sizes sizes)
    : key_(std::move(key)), sizes_(sizes) {
  LOCKSTEP_CHECK(key_.Reveal().size() >= kLeastKey, "ReadKey refuses others");
}

std::string Pseudonyms::Mac(std::string_view domain,
                            std::string_view value) const {
  std::string text;
  for (const std::string_view part : {kVersion, domain, value}) {
    text.append(part);
    text += '\0';
  }
  std::array<unsigned char, EVP_MAX_MD_SIZE> mac = {};
  unsigned int size = 0;
  const std::string& key = key_.Reveal();
  const unsigned char* done =
      HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
           reinterpret_cast<const unsigned char*>(text.data()), text.size(),
           mac.data(), &size);
  LOCKSTEP_CHECK(done != nullptr, "OpenSSL has HMAC-SHA256");
  return std::string(reinterpret_cast<const char*>(mac.data()), size);
}

std::string Pseudonyms::Text(std::string_view value) const {
  if (value.empty()) return "";
  if (IsUuid(value)) {
    return UuidOf(Mac("uuid", value), value[kUuidVersion]);
  }
  const size_t size = SizeFor(value.size(), sizes_);
  std::string text(kMark);
  text +=
      Letters(Mac("text", value), std::min(size - kMark.size(), kMostLetters));
  text.resize(size, kFiller);
  return text;
}

std::string Pseudonyms::Number(std::string_view number) const {
  const size_t exponent = std::min(number.find_first_of("eE"), number.size());
  const size_t whole = std::min(number.find('.'), exponent);
  const size_t first = number.starts_with('-') ? 1 : 0;
  std::string text(number);
  std::string mac = Mac("number", number);
  for (size_t i = first; i < exponent; ++i) {
    if (!IsDigit(number[i])) continue;
    const size_t at = i % mac.size();
    if (i != 0 && at == 0) mac = Mac("more of number", mac);
    const auto byte = static_cast<unsigned char>(mac[at]);
    const bool leading = i == first;
    if (leading && whole - first >= kLargeNumber) {
      text[i] = '1';
    } else if (leading && whole - first == 1) {
      // "0.5" stays below one; what decides may be whether it is zero.
      if (number[i] != '0') text[i] = static_cast<char>('1' + byte % 9);
    } else {
      const int least = leading ? 1 : 0;  // no number begins with 0
      text[i] = static_cast<char>('0' + least + byte % (10 - least));
    }
  }
  return text;
}

std::string Pseudonyms::KeyId() const { return Letters(Mac("key", ""), 16); }

bool IsPseudonym(std::string_view text) {
  if (text.size() < kLeastSize || !text.starts_with(kMark)) return false;
  text.remove_prefix(kMark.size());
  const std::string_view letters = text.substr(0, kMostLetters);
  const std::string_view rest = text.substr(letters.size());
  return letters.find_first_not_of(kLetters) == letters.npos &&
         rest.find_first_not_of(kFiller) == rest.npos;
}

bool IsUuid(std::string_view text) {
  if (text.size() != kUuidSize) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool fits =
        IsUuidDash(i) ? text[i] == '-'
                      : std::isxdigit(static_cast<unsigned char>(text[i])) != 0;
    if (!fits) return false;
  }
  return true;
}

Result<rpc::Secret> ReadKey(const std::string& text,
                            const std::string& origin) {
  constexpr std::string_view kSpace = " \t\r\n";
  const size_t begin = text.find_first_not_of(kSpace);
  const size_t end = text.find_last_not_of(kSpace);
  const std::string key =
      begin == std::string::npos ? "" : text.substr(begin, end + 1 - begin);
  if (key.size() < Pseudonyms::kLeastKey) {
    return Fail(fmt::format(
        "{}: the key has {} bytes, and fewer than {} can be guessed; make one "
        "with `head -c 32 /dev/urandom | base64`, and keep it",
        origin, key.size(), Pseudonyms::kLeastKey));
  }
  return rpc::Secret(key);
}

}  // namespace lockstep::fetch
