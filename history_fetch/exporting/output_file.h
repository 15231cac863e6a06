// A file that appears under its name when it is whole, or not at all.
#pragma once

#include <string>
#include <string_view>

#include "history_fetch/corpus/open_file.h"
#include "history_fetch/failure.h"

namespace lockstep::fetch {

enum class Overwrite { kNo, kYes };

class OutputFile {
 public:
  // Makes the folder it is in. kUsage if a file of that name is there and may
  // not be overwritten.
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
  std::string unfinished_;  // beside it
  Overwrite overwrite_;
  OpenFile file_;
};

// Why nothing may be written to `path`; nothing: it may.
Outcome<void> CheckMayWrite(const std::string& path, Overwrite overwrite);

}  // namespace lockstep::fetch
