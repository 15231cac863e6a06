// A Service of the server with faults, that does not wait as real ones must.
#pragma once

#include <atomic>
#include <memory>
#include <utility>

#include "base/check.h"
#include "rpc/client/grpc_service.h"
#include "tests/rpc/client/fault_server.h"

namespace lockstep::rpc {

inline ServiceOptions FastOptions() {
  ServiceOptions options;
  options.list_calls_per_second = 0;
  options.max_attempts = 4;
  options.call_timeout_s = 20;
  options.first_backoff_s = 0.002;
  options.max_backoff_s = 0.02;
  return options;
}

inline ClientConfig ConfigOf(const FaultServer& server) {
  ClientConfig config;
  config.address = {server.address(), "--address"};
  return config;
}

inline const std::atomic<bool>& NeverStopped() {
  static const std::atomic<bool> kNever = false;
  return kNever;
}

inline std::unique_ptr<Service> Open(
    const ClientConfig& config, const Schema& schema,
    const ServiceOptions& options = FastOptions()) {
  auto service = OpenGrpcService(config, options, schema, NeverStopped());
  LOCKSTEP_CHECK(service.has_value(), "the test's configuration is right");
  return std::move(*service);
}

}  // namespace lockstep::rpc
