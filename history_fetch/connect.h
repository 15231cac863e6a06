// From connection flags to a server that has answered.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>

#include "history_fetch/failure.h"
#include "rpc/client/grpc_service.h"
#include "rpc/codec/remote_codec.h"
#include "rpc/config/config_flags.h"

namespace CLI {
class App;
}

namespace lockstep::fetch {

struct ConnectFlags {
  rpc::ConfigFlags config;
  rpc::ServiceOptions service;
  std::string descriptors;  // --descriptors FILE; empty: the embedded set
};

// Adds --concurrency, --list-rps, --max-attempts, --command-timeout,
// --client-connect-timeout, --descriptors and the flags of the configuration.
void AddConnectFlags(CLI::App& app, ConnectFlags& flags);

// Members in the order in which they depend on each other.
struct Connection {
  rpc::ClientConfig config;
  rpc::Schema schema;
  std::unique_ptr<rpc::Service> service;
  std::optional<rpc::RemoteCodec> codec;
  rpc::ServerInfo server;
};

// Resolves the configuration, loads the descriptors, opens the channel and asks
// GetSystemInfo: kUsage or kConnect, with cause and remedy. On the heap: the
// parts refer to each other.
Outcome<std::unique_ptr<Connection>> Connect(
    const ConnectFlags& flags, const std::atomic<bool>& cancelled);

// True from the first SIGINT or SIGTERM on; the second one ends the process at
// once.
const std::atomic<bool>& StopRequested();

}  // namespace lockstep::fetch
