#include <CLI/CLI.hpp>
#include <string>

#include "history_fetch/commands/subcommands.h"
#include "history_fetch/commands/threads_flag.h"
#include "history_fetch/failed_command.h"
#include "history_fetch/terminal.h"
#include "history_fetch/verify/report.h"
#include "history_fetch/verify/verify.h"

namespace lockstep::fetch {
namespace {

constexpr char kFooter[] =
    "Reads every history once: its file is there, is gzip, has the hash and\n"
    "the size of the manifest; the loader takes it; ids, status, facts and\n"
    "shapes are what the manifest says. Nothing else may lie in histories/.\n"
    "Nothing is changed and no server is asked.\n"
    "\n"
    "Examples:\n"
    "  lockstep-fetch verify corpus/\n"
    "  lockstep-fetch verify corpus/ --build build/checkout.so\n"
    "  lockstep-fetch verify corpus/ -o json | jq '.problems[]'\n"
    "\n"
    "Exit codes:\n"
    "  0  the corpus is what it says, and complete\n"
    "  2  wrong command line, or lockstep-replay or the build cannot be "
    "loaded\n"
    "  4  another lockstep-fetch changed the corpus meanwhile\n"
    "  5  the corpus is empty or marked incomplete, and has no problems\n"
    "  6  it has problems, or does not replay with the build\n";

struct VerifyFlags final : SubcommandFlags {
  VerifyOptions options;
  std::string format = "text";
};

ExitCode Run(const VerifyFlags& flags) {
  const Outcome<Verification> verification = Verify(flags.options);
  if (!verification) {
    return Report(FailedCommand{.name = "verify",
                                .corpus = flags.options.folder,
                                .format = flags.format,
                                .failures = {verification.error()}});
  }
  const bool printed =
      Print(flags.format == "json" ? VerificationJson(*verification)
                                   : VerificationText(*verification));
  return printed ? CodeOf(*verification) : ExitCode::kPartial;
}

}  // namespace

Subcommand AddVerify(CLI::App& app) {
  CLI::App* verify = app.add_subcommand(
      "verify", "Checks that a corpus is what its manifest says");
  verify->footer(kFooter);
  auto flags = std::make_unique<VerifyFlags>();
  verify->add_option("CORPUS", flags->options.folder, "The corpus's folder")
      ->required();
  verify->add_option("--build", flags->options.build,
                     "A build of your workflows (a .so): replay the corpus "
                     "with it, too");
  verify->add_option("--replay-program", flags->options.program,
                     "lockstep-replay, if it is neither beside lockstep-fetch "
                     "nor in PATH");
  AddThreadsFlag(*verify, flags->options.threads);
  verify
      ->add_option("-o,--output,--format", flags->format,
                   "How the result is written: text or json")
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str();
  const VerifyFlags& parsed = *flags;
  return {verify, [&parsed] { return Run(parsed); }, std::move(flags)};
}

}  // namespace lockstep::fetch
