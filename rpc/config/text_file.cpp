#include "rpc/config/text_file.h"

#include <array>
#include <cerrno>
#include <cstdio>
#include <memory>

namespace lockstep::rpc {

tl::expected<std::string, std::error_code> ReadTextFile(
    const std::string& path) {
  const auto failed = [] {
    return tl::unexpected(std::error_code(errno, std::generic_category()));
  };
  const auto close = [](std::FILE* file) { std::fclose(file); };
  const std::unique_ptr<std::FILE, decltype(close)> file(
      std::fopen(path.c_str(), "rb"), close);
  if (file == nullptr) return failed();
  std::string text;
  std::array<char, 16384> part;
  while (const size_t read =
             std::fread(part.data(), 1, part.size(), file.get())) {
    text.append(part.data(), read);
  }
  if (std::ferror(file.get()) != 0) return failed();
  return text;
}

}  // namespace lockstep::rpc
