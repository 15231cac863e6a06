#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <optional>
#include <string>

#include "history_fetch/commands/subcommands.h"
#include "history_fetch/commands/threads_flag.h"
#include "history_fetch/failed_command.h"
#include "history_fetch/redact/redact_corpus.h"
#include "history_fetch/redact/redact_report.h"
#include "history_fetch/terminal.h"
#include "rpc/config/text_file.h"

namespace lockstep::fetch {
namespace {

constexpr char kKeyVariable[] = "LOCKSTEP_REDACT_KEY";

constexpr char kFooter[] =
    "Texts in JSON payloads become tokens made with your key: the same text "
    "is\n"
    "the same token everywhere, and nobody without the key can tell what it\n"
    "stood for. Numbers, booleans and names of members stay unless the policy\n"
    "lists them; what is no JSON stays as it is (encrypted, most often).\n"
    "Identities, links, request ids and stack traces always go.\n"
    "\n"
    "A policy:\n"
    "  version = 1\n"
    "  payloads = \"inbound\"     # full: what the code made, too; none\n"
    "  workflow_ids = \"pseudonym\"\n"
    "  [[rule]]\n"
    "  workflow_type = \"Order*\"\n"
    "  allow = [\"$.country\", \"$.items[*].sku\"]\n"
    "  deny = [\"$..amount\"]\n"
    "\n"
    "Examples:\n"
    "  lockstep-fetch redact corpus/ --to public/ --policy redact.toml \\\n"
    "    --key-file ~/.lockstep-key --build build/checkout.so\n"
    "  lockstep-fetch redact corpus/ --to public/ --policy redact.toml -o "
    "json\n"
    "\n"
    "Exit codes:\n"
    "  0  all histories are redacted\n"
    "  2  wrong command line or policy, no key, or no lockstep-replay\n"
    "  4  the corpus cannot be written, or another lockstep-fetch does\n"
    "  5  nothing was stored: the corpus is empty\n"
    "  6  histories were left out: not replayed alike, or credentials in "
    "them;\n"
    "     or the --build replays none of them\n";

struct RedactFlags final : SubcommandFlags {
  RedactOptions options;
  std::string policy;
  std::string key_file;
  std::string descriptors;
  std::string format = "text";
  bool scrub_identities = true;
};

Result<rpc::Secret> FindKey(const std::string& file) {
  if (!file.empty()) {
    const auto text = rpc::ReadTextFile(file);
    if (text) return ReadKey(*text, file);
    return lockstep::Fail(
        fmt::format("the key file {} cannot be read ({}); name another "
                    "with --key-file",
                    file, text.error().message()));
  }
  const char* value = std::getenv(kKeyVariable);
  if (value != nullptr) return ReadKey(value, kKeyVariable);
  return lockstep::Fail(
      fmt::format("redact needs a key: name its file with --key-file, "
                  "or set {}",
                  kKeyVariable));
}

tl::unexpected<Failure> Usage(const Error& error) {
  return Fail(ExitCode::kUsage, error.message);
}

Outcome<RedactReport> Redact(const RedactFlags& flags) {
  const Result<Policy> policy = LoadPolicy(flags.policy);
  if (!policy) return Usage(policy.error());
  Result<rpc::Secret> key = FindKey(flags.key_file);
  if (!key) return Usage(key.error());
  Result<rpc::Schema> schema = flags.descriptors.empty()
                                   ? rpc::Schema::Embedded()
                                   : rpc::Schema::FromFile(flags.descriptors);
  if (!schema) return Usage(schema.error());
  const Pseudonyms pseudonyms(*std::move(key), policy->sizes);
  RedactOptions options = flags.options;
  options.context.policy = &*policy;
  options.context.pseudonyms = &pseudonyms;
  options.context.schema = &*schema;
  options.context.identities =
      flags.scrub_identities ? Identities::kScrub : Identities::kKeep;
  return RedactCorpus(options);
}

ExitCode Run(const RedactFlags& flags) {
  const Outcome<RedactReport> report = Redact(flags);
  if (!report) {
    return Report(FailedCommand{.name = "redact",
                                .corpus = flags.options.from,
                                .format = flags.format,
                                .failures = {report.error()}});
  }
  const bool printed =
      Print(flags.format == "json" ? RedactJson(*report) : RedactText(*report));
  return printed ? CodeOf(*report) : ExitCode::kPartial;
}

void AddOptions(CLI::App& redact, RedactFlags& flags) {
  redact.add_option("CORPUS", flags.options.from, "The corpus's folder")
      ->required();
  redact
      .add_option("--to", flags.options.to,
                  "The folder of the redacted corpus: new, or redacted before")
      ->required();
  redact
      .add_option("--policy", flags.policy,
                  "What is replaced and what stays, as TOML")
      ->required();
  redact.add_option("--key-file", flags.key_file,
                    "A file with the key of the tokens, 16 bytes or more; else "
                    "LOCKSTEP_REDACT_KEY has it");
  redact.add_flag("--scrub-identities,!--no-scrub-identities",
                  flags.scrub_identities,
                  "Empty identities, request ids, links, stack traces and the "
                  "like (the default)");
  redact.add_option("--build", flags.options.build,
                    "A build of your workflows (a .so): leave out what does "
                    "not replay with it as before");
  redact.add_option("--replay-program", flags.options.program,
                    "lockstep-replay, if it is neither beside lockstep-fetch "
                    "nor in PATH");
  redact
      .add_option("--allow-secrets", flags.options.allow_secrets,
                  "Store histories that seem to hold credentials, for this "
                  "reason, which the result repeats")
      ->type_name("REASON");
  AddThreadsFlag(redact, flags.options.threads);
  redact.add_option("--descriptors", flags.descriptors,
                    "A descriptor set to use in place of the one built in");
  redact
      .add_option("-o,--output,--format", flags.format,
                  "How the result is written: text or json")
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str();
}

}  // namespace

Subcommand AddRedact(CLI::App& app) {
  CLI::App* redact = app.add_subcommand(
      "redact", "Makes of a corpus one that may leave: without its data");
  redact->footer(kFooter);
  auto flags = std::make_unique<RedactFlags>();
  AddOptions(*redact, *flags);
  const RedactFlags& parsed = *flags;
  return {redact, [&parsed] { return Run(parsed); }, std::move(flags)};
}

}  // namespace lockstep::fetch
