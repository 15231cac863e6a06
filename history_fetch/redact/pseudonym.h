// Stand-ins for values: the same value always gets the same one, and nobody
// without the key can tell or try out which value it stands for
// (history-download 6.3).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"
#include "rpc/config/secret.h"

namespace lockstep::fetch {

// How long the stand-in of a text is.
enum class Sizes {
  kClass,  // 16, 32, 64, 128... bytes: the least that holds the text
  kExact,  // as long as the text, but at least 16 bytes
};

class Pseudonyms {
 public:
  // HMAC-SHA256 with `key`, which has at least kLeastKey bytes.
  Pseudonyms(rpc::Secret key, Sizes sizes);

  static constexpr size_t kLeastKey = 16;

  // "r-" and letters and digits. A UUID gets a UUID of its
  // version: engines make theirs in ways of their own. An empty text stays
  // empty.
  std::string Text(std::string_view value) const;

  // Of a JSON number as it is written: as many digits in the same places, the
  // same sign and exponent, and nothing that would not fit where `number` does.
  std::string Number(std::string_view number) const;

  // Tells keys apart without giving them away.
  std::string KeyId() const;

 private:
  std::string Mac(std::string_view domain, std::string_view value) const;

  rpc::Secret key_;
  Sizes sizes_;
};

// What Text makes, but for UUIDs.
bool IsPseudonym(std::string_view text);
bool IsUuid(std::string_view text);

// The key of a file's text: without white space at its ends. `origin` names the
// file or the variable in messages.
Result<rpc::Secret> ReadKey(const std::string& text, const std::string& origin);

}  // namespace lockstep::fetch
