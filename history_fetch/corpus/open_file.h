// Files and folders by descriptor, so that what is written or deleted stays in
// the corpus even if a folder on the way is replaced by a link.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "history_fetch/failure.h"

namespace lockstep::fetch {

class OpenFile {
 public:
  OpenFile() = default;
  explicit OpenFile(int descriptor) : descriptor_(descriptor) {}
  OpenFile(OpenFile&& other) noexcept
      : descriptor_(std::exchange(other.descriptor_, -1)) {}
  OpenFile& operator=(OpenFile&& other) noexcept;
  ~OpenFile();

  int get() const { return descriptor_; }
  explicit operator bool() const { return descriptor_ >= 0; }

 private:
  int descriptor_ = -1;
};

// What `error` (errno) means for somebody who wanted to write `path`: the
// sentence and the code.
Failure WriteFailure(const std::string& path, int error);
Failure ReadFailure(const std::string& path, int error);

// Of a pipe, a link, a folder where a file should be.
Failure NoRegularFile(const std::string& path,
                      std::string_view remedy = "restore it");

// A regular file in `folder` (a descriptor, or AT_FDCWD) to read. Nothing:
// errno says why, and is ELOOP if it is no regular file: whoever changed the
// corpus may have put a pipe there, on which an open would wait for ever.
OpenFile OpenRegular(int folder, const char* name);
Outcome<size_t> FileSize(int descriptor, const std::string& path);

// All of `bytes`, or false and errno.
bool WriteAll(int descriptor, std::string_view bytes);
// Exactly `length` bytes from `offset`; nullopt-like empty when they are not
// there and `length` is not 0.
std::string ReadAt(int descriptor, uint64_t offset, size_t length);
// The file from its beginning to its end, or a ReadFailure naming `path`.
Outcome<std::string> ReadWhole(int descriptor, const std::string& path);

// A folder in `parent` that is no link; made if it is not there. `path` is for
// messages.
Outcome<OpenFile> MakeFolder(int parent, const char* name,
                             const std::string& path);

}  // namespace lockstep::fetch
