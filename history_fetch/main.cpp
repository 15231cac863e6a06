// lockstep-fetch: the command line (options.h) finds one subcommand
// (commands/), which connects (connect.h), downloads (download/) what a plan
// selects (select/) and keeps it (corpus/).
#include "history_fetch/options.h"

int main(int argc, char** argv) {
  return lockstep::fetch::RunCommandLine(argc, argv);
}
