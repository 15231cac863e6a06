// Nexus operations by the rules of the Go engine (replay-semantics 4.2, 4.8).
#include <gtest/gtest.h>

#include "tests/replayer/engine/go_rows.h"

namespace lockstep::replay {
namespace {

TEST(GoNexus, IsComparedByServiceOperationAndWhichIsCancelled) {
  CheckGo({
      {"the same", "started;go-task;nexus e S op", "nexus 1 e S op", "ok open"},
      {"another operation", "started;go-task;nexus e S other", "nexus 1 e S op",
       "nondeterminism open field-mismatch (operation) task 1 event 5"},
      {"another service", "started;go-task;nexus e Other op", "nexus 1 e S op",
       "nondeterminism open field-mismatch (service) task 1 event 5"},
      {"another thing", "started;go-task;timer 5", "nexus 1 e S op",
       "nondeterminism open type-mismatch task 1 event 5"},
      {"not there", "started;go-task;nexus e S op", "",
       "nondeterminism open missing-command task 1 event 5"},
      {"cancelled",
       "started;go-task;nexus e S op;signal go;go-task;cancel-nexus 5",
       "nexus 1 e S op|cancel-nexus 1", "ok open"},
      {"not cancelled",
       "started;go-task;nexus e S op;signal go;go-task;cancel-nexus 5",
       "nexus 1 e S op|",
       "nondeterminism open missing-command task 2 event 10"},
  });
}

TEST(GoNexus, TakesANumberLikeEveryCommand) {
  CheckGo({
      {"a timer behind it", "started;go-task;nexus e S op;timer 6",
       "nexus 1 e S op,timer 1", "ok open"},
      {"its answers find it by that",
       "started;go-task;timer 5;nexus e S op;nexus-started 6 token;go-task",
       "timer 1,nexus 1 e S op", "ok open"},
      {"an answer to nothing",
       "started;go-task;timer 5;nexus-started 6 token;go-task", "timer 1",
       "nondeterminism open unmatched-resolution task 2 event 6"},
  });
}

TEST(GoNexus, TellsTheCodeOfItsStartAndItsEnd) {
  EXPECT_EQ(GoTold("started;go-task;nexus e S op;nexus-started 5 token;"
                   "nexus-completed 5 1;go-task",
                   "nexus 1 e S op")
                .back(),
            "nexus-start 1 token, nexus 1 @9");
}

}  // namespace
}  // namespace lockstep::replay
