// What a file that the user named for output is, as `>` takes the name: a link
// stands for the file it leads to, and a device or a FIFO takes bytes and is
// never replaced.
#pragma once

#include <string>

#include "history_fetch/corpus/open_file.h"
#include "history_fetch/failure.h"

namespace lockstep::fetch {

struct OutputTarget {
  std::string path;  // of the file that is to get the content
  OpenFile stream;   // open if that is no file that could be replaced
};

// Waits, as `>` does, for who reads a FIFO.
Outcome<OutputTarget> OpenOutputTarget(const std::string& path);

// Nothing is lost by writing into it: a FIFO, a terminal, /dev/null.
bool IsStream(const std::string& path);

// What `error` (errno) means for who wanted to write `path`. kPartial: the disk
// is full or broken; kUsage: it cannot be written.
Failure OutputFailure(const std::string& path, int error);

}  // namespace lockstep::fetch
