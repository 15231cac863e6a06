// One writer at a time for each corpus.
#pragma once

#include <string>

#include "history_fetch/corpus/open_file.h"

namespace lockstep::fetch {

// Takes state/lock until the file is closed, or the process ends however it
// does. kPartial, naming the process that has it, if another one does.
Outcome<OpenFile> LockState(int state_folder, const std::string& corpus);

}  // namespace lockstep::fetch
