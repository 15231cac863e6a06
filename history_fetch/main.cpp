// lockstep-fetch: the command line (options.h) finds one subcommand
// (commands/), which connects (connect.h), downloads (download/) what a plan
// selects (select/) and keeps it (corpus/).
#include <malloc.h>

#include "history_fetch/options.h"

int main(int argc, char** argv) {
  // Sixteen threads with a heap of their own hold 25 MB that nobody uses.
  constexpr int kHeaps = 4;
  mallopt(M_ARENA_MAX, kHeaps);
  return lockstep::fetch::RunCommandLine(argc, argv);
}
