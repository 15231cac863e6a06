#include "linter/build_id.h"

#include <elf.h>
#include <fmt/format.h>
#include <link.h>
#include <sys/stat.h>

#include <cstring>
#include <string_view>

namespace lockstep::lint {
namespace {

size_t Padded(size_t size) { return (size + 3) / 4 * 4; }

// Of a note segment: the hash; empty if it is not there.
std::string_view HashIn(std::string_view notes) {
  while (notes.size() >= sizeof(ElfW(Nhdr))) {
    ElfW(Nhdr) note{};
    std::memcpy(&note, notes.data(), sizeof note);
    const size_t start = sizeof note + Padded(note.n_namesz);
    const size_t end = start + Padded(note.n_descsz);
    if (end > notes.size()) return "";
    if (note.n_type == NT_GNU_BUILD_ID &&
        notes.substr(sizeof note).starts_with("GNU")) {
      return notes.substr(start, note.n_descsz);
    }
    notes.remove_prefix(end);
  }
  return "";
}

// The program itself comes first.
int ReadProgram(dl_phdr_info* program, size_t, void* answer) {
  for (ElfW(Half) i = 0; i < program->dlpi_phnum; ++i) {
    const ElfW(Phdr)& part = program->dlpi_phdr[i];
    if (part.p_type != PT_NOTE) continue;
    const auto address = program->dlpi_addr + part.p_vaddr;
    for (const char byte : HashIn(
             {reinterpret_cast<const char*>(address), size_t(part.p_memsz)})) {
      *static_cast<std::string*>(answer) +=
          fmt::format("{:02x}", static_cast<unsigned char>(byte));
    }
  }
  return 1;  // no more
}

}  // namespace

std::string BuildId() {
  std::string hash;
  dl_iterate_phdr(ReadProgram, &hash);
  struct stat status {};
  if (!hash.empty() || stat("/proc/self/exe", &status) != 0) return hash;
  return fmt::format("{}-{}.{:09}", status.st_size, status.st_mtim.tv_sec,
                     status.st_mtim.tv_nsec);
}

}  // namespace lockstep::lint
