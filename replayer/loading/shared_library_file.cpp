#include "replayer/loading/shared_library_file.h"

#include <elf.h>
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <vector>

namespace lockstep::replay {
namespace {

constexpr std::string_view kRemedy =
    "name the .so file that lockstep_add_build makes";

template <class T>
bool ReadAt(std::ifstream& file, uint64_t offset, T* values, size_t count = 1) {
  file.seekg(static_cast<std::streamoff>(offset));
  file.read(reinterpret_cast<char*>(values),
            static_cast<std::streamsize>(sizeof(T) * count));
  return file.good();
}

// How long the file must at least be for its own tables; 0 if these are cut
// off themselves.
uint64_t NeededBytes(std::ifstream& file, const Elf64_Ehdr& header) {
  std::vector<Elf64_Phdr> segments(header.e_phnum);
  if (!ReadAt(file, header.e_phoff, segments.data(), segments.size())) {
    return 0;
  }
  uint64_t needed =
      header.e_shoff + uint64_t{header.e_shnum} * uint64_t{header.e_shentsize};
  for (const Elf64_Phdr& segment : segments) {
    needed = std::max(needed, segment.p_offset + segment.p_filesz);
  }
  return needed;
}

}  // namespace

Result<void> CheckSharedLibraryFile(const std::string& path) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (status.type() == std::filesystem::file_type::not_found) {
    return Fail(fmt::format(
        "{}: there is no such file; build it first, or correct the path",
        path));
  }
  if (std::filesystem::is_directory(status)) {
    return Fail(fmt::format("{}: is a folder, not a workflow build; {}", path,
                            kRemedy));
  }
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    return Fail(fmt::format("{}: cannot be read ({}); correct its permissions",
                            path, std::strerror(errno)));
  }
  Elf64_Ehdr header{};
  const bool whole = ReadAt(file, 0, &header);
  if (std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0 ||
      (whole && header.e_type != ET_DYN)) {
    return Fail(fmt::format("{}: is not a shared library; {}", path, kRemedy));
  }
  const uint64_t needed = whole ? NeededBytes(file, header) : 0;
  const uint64_t size = std::filesystem::file_size(path, error);
  if (needed == 0 || size < needed) {
    return Fail(fmt::format(
        "{}: its end is missing ({} bytes are there); build or copy it again",
        path, size));
  }
  return {};
}

}  // namespace lockstep::replay
