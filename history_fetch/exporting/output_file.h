// A file that appears under its name when it is whole, or not at all. What is
// no regular file, say a FIFO, gets the bytes as they come.
#pragma once

#include <string>
#include <string_view>

#include "history_fetch/corpus/open_file.h"
#include "history_fetch/failure.h"

namespace lockstep::fetch {

enum class Overwrite { kNo, kYes };

class OutputFile {
 public:
  // Makes the folder it is in. A link is followed, and its target replaced.
  // kUsage if a file of that name is there and may not be overwritten.
  static Outcome<OutputFile> Create(const std::string& path,
                                    Overwrite overwrite);
  OutputFile(OutputFile&&) noexcept = default;
  OutputFile& operator=(OutputFile&&) = delete;
  ~OutputFile();

  Outcome<void> Write(std::string_view bytes);
  Outcome<void> Finish();

 private:
  OutputFile(std::string path, Overwrite overwrite);

  std::string path_;
  std::string unfinished_;  // beside it; "": written into
  Overwrite overwrite_;
  OpenFile file_;
};

// Why nothing may be written to `path`; nothing: it may.
Outcome<void> CheckMayWrite(const std::string& path, Overwrite overwrite);

}  // namespace lockstep::fetch
