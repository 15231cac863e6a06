// Whose history it is: which source says the ids of its run.
#pragma once

#include <string>

#include "history/load.h"
#include "history_fetch/corpus/entry.h"
#include "history_fetch/failure.h"

namespace lockstep::fetch {

// Sets the namespace and the ids of `entry`, which has those that the history
// itself says. The first that says something wins:
//   namespace    --namespace; what stands beside the events; the path of a
//                Cloud export (".../export/NAMESPACE/..."); "default"
//   run id       --run-id; beside the events; the history, of a reset run the
//                id that the reset made; the file's name
//                "<workflow id>.<run id>.json"
//   workflow id  --workflow-id; beside the events; the history (newer
//                servers); the file's name if its run id is this run's; else it
//                stays empty: an invented one would pass for a known one
// Without a run id it is refused: a corpus tells runs apart by it. So is an id
// that is not the one that the history says: it is replayed under its own. The
// message begins with a verb. kUsage: a flag is wrong; kIntegrity: the file.
Outcome<void> Identify(const history::Hints& asked,
                       const history::Hints& beside, const std::string& path,
                       Entry& entry);

// What stands beside the events in the file, else what was noted of the file.
history::Hints WithNoted(history::Hints hints, const history::Hints& noted);

}  // namespace lockstep::fetch
