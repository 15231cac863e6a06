// SHA-256, for content hashes and shape keys.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace lockstep::history {

class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;

  void Add(std::string_view bytes);
  // Of all that was added, 64 lower-case hexadecimal digits. Ends its use.
  std::string Hex();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

std::string Sha256Hex(std::string_view bytes);

}  // namespace lockstep::history
