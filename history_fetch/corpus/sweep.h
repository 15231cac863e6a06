// What a run that was killed leaves behind.
#pragma once

#include "history_fetch/corpus/index.h"

namespace lockstep::fetch {

// Removes the files in histories/ that have a name of ours and that no entry
// names, and folders that are empty then. Other files stay, links are not
// followed.
void SweepHistories(int histories_folder, const Index& index);

// Removes the files in `folder` itself.
void SweepTemporaries(int folder);

}  // namespace lockstep::fetch
