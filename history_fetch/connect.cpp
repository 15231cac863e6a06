#include "history_fetch/connect.h"

#include <signal.h>

#include <CLI/CLI.hpp>
#include <utility>

#include "history_fetch/call_failure.h"
#include "history_fetch/go_duration.h"
#include "rpc/config/resolve.h"

namespace lockstep::fetch {
namespace {

constexpr char kGroup[] = "Requests";
constexpr int kMostCalls = 64;
constexpr int kMostAttempts = 100;

// A duration into seconds; 0, which the temporal CLI takes for "no limit",
// leaves the default.
void AddDuration(CLI::App& app, const std::string& name, double& seconds,
                 const std::string& description) {
  app.add_option_function<std::string>(
         name,
         [&seconds, name](const std::string& text) {
           const Result<double> parsed = ParseWait(text);
           if (!parsed) {
             throw CLI::ValidationError(name, parsed.error().message);
           }
           if (*parsed > 0) seconds = *parsed;
         },
         description)
      ->type_name("DURATION")
      ->group(kGroup);
}

std::atomic<bool> stop_requested = false;

void RequestStop(int) { stop_requested = true; }

}  // namespace

void AddConnectFlags(CLI::App& app, ConnectFlags& flags) {
  rpc::AddConfigFlags(app, flags.config);
  app.option_defaults()->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
  app.add_option("--concurrency", flags.service.concurrency,
                 "Requests in flight at most; fewer while the server throttles")
      ->capture_default_str()
      ->check(CLI::Range(1, kMostCalls))
      ->group(kGroup);
  app.add_option("--list-rps", flags.service.list_calls_per_second,
                 "List and count requests a second; servers often allow 10")
      ->capture_default_str()
      ->check(CLI::Range(0.01, 10000.0))
      ->group(kGroup);
  app.add_option("--max-attempts", flags.service.max_attempts,
                 "How often a request that fails is made, the first time "
                 "included")
      ->capture_default_str()
      ->check(CLI::Range(1, kMostAttempts))
      ->group(kGroup);
  AddDuration(app, "--command-timeout", flags.service.call_timeout_s,
              "How long one attempt of a request may take; 0: as without it "
              "[30s]");
  AddDuration(app, "--client-connect-timeout", flags.service.connect_timeout_s,
              "How long to wait for the connection; 0: as without it [10s]");
  app.add_option("--descriptors", flags.descriptors,
                 "FileDescriptorSet of a newer Temporal API, from protoc "
                 "--include_imports --descriptor_set_out")
      ->type_name("FILE")
      ->group(kGroup);
}

Outcome<std::unique_ptr<Connection>> Connect(
    const ConnectFlags& flags, const std::atomic<bool>& cancelled) {
  auto config = rpc::ResolveConfig(flags.config, rpc::ReadEnvironment());
  if (!config) return Fail(ExitCode::kUsage, config.error().message);
  auto schema = flags.descriptors.empty()
                    ? Result<rpc::Schema>(rpc::Schema::Embedded())
                    : rpc::Schema::FromFile(flags.descriptors);
  if (!schema) return Fail(ExitCode::kUsage, schema.error().message);
  auto connection = std::make_unique<Connection>(Connection{
      std::move(*config), std::move(*schema), nullptr, std::nullopt, {}});
  auto service = rpc::OpenGrpcService(connection->config, flags.service,
                                      connection->schema, cancelled);
  if (!service) return Fail(ExitCode::kUsage, service.error().message);
  connection->service = std::move(*service);
  if (!connection->config.codec_endpoint.value.empty()) {
    connection->codec.emplace(connection->config, connection->schema,
                              rpc::CodecOptions{.stopped = &cancelled});
  }
  auto server = connection->service->GetSystemInfo();
  if (!server) {
    Failure failure = FailureOf(server.error());
    if (server.error().kind != rpc::CallError::Kind::kCancelled) {
      failure.code = ExitCode::kConnect;
    }
    return tl::unexpected(std::move(failure));
  }
  connection->server = std::move(*server);
  return connection;
}

const std::atomic<bool>& StopRequested() {
  // The second signal finds the default action: it ends the process.
  struct sigaction action = {};
  action.sa_handler = RequestStop;
  action.sa_flags = static_cast<int>(SA_RESETHAND) | SA_RESTART;
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  return stop_requested;
}

}  // namespace lockstep::fetch
