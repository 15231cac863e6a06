// The connection to a server.
#pragma once

#include <grpcpp/channel.h>

#include <memory>
#include <optional>

#include "base/result.h"
#include "rpc/client/grpc_service.h"
#include "rpc/client/pem.h"
#include "rpc/client/proxy.h"
#include "rpc/client/target.h"

namespace lockstep::rpc {

// What a channel is made of; also what a diagnosis of one that does not come
// about needs.
struct ChannelPlan {
  Target target;
  bool tls = false;
  bool verify = true;    // the server's certificate and its name
  TlsMaterial material;  // if tls
  std::optional<Proxy> proxy;
};

Result<ChannelPlan> PlanChannel(const ClientConfig& config);

// Connects when the first call is made.
std::shared_ptr<grpc::Channel> OpenChannel(const ChannelPlan& plan,
                                           const ServiceOptions& options);

}  // namespace lockstep::rpc
