#include "rpc/client/channel.h"

#include <fmt/format.h>
#include <google/protobuf/stubs/logging.h>
#include <grpc/support/log.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/security/tls_credentials_options.h>
#include <grpcpp/support/channel_arguments.h>

#include <cstdlib>
#include <vector>

namespace lockstep::rpc {
namespace {

namespace tls = grpc::experimental;

constexpr int kLargestMessage = 128 << 20;  // as the SDKs
constexpr int kStreamWindow = 4 << 20;
constexpr int kKeepAliveMs = 30'000;
constexpr int kKeepAliveTimeoutMs = 15'000;
constexpr int kFirstReconnectMs = 200;
constexpr int kLastReconnectMs = 5'000;

// What gRPC has to say ends up in our sentences; its own lines on stderr would
// stand beside them. GRPC_VERBOSITY is for who wants them, but its tracers show
// headers, as text and as bytes, and so the keys in them.
void Quieten() {
  unsetenv("GRPC_TRACE");
  if (std::getenv("GRPC_VERBOSITY") != nullptr) return;
  google::protobuf::SetLogHandler(nullptr);
  gpr_set_log_function([](gpr_log_func_args*) {});
}

std::shared_ptr<grpc::ChannelCredentials> Credentials(const ChannelPlan& plan) {
  if (!plan.tls) return grpc::InsecureChannelCredentials();
  tls::TlsChannelCredentialsOptions options;
  std::vector<tls::IdentityKeyCertPair> pairs;
  if (!plan.material.client_key.empty()) {
    pairs.push_back({plan.material.client_key.Reveal(),
                     plan.material.client_certificate.Reveal()});
    options.watch_identity_key_cert_pairs();
  }
  options.set_certificate_provider(
      std::make_shared<tls::StaticDataCertificateProvider>(
          plan.material.authorities, pairs));
  if (!plan.material.authorities.empty()) options.watch_root_certs();
  // The certificate is for the server's name; :authority may be another's.
  options.set_check_call_host(false);
  if (!plan.verify) {
    options.set_verify_server_certs(false);
    options.set_certificate_verifier(
        std::make_shared<tls::NoOpCertificateVerifier>());
  }
  return tls::TlsCredentials(options);
}

std::string UrlOf(const Proxy& proxy) {
  const std::string& credentials = proxy.credentials.Reveal();
  return fmt::format("http://{}{}{}:{}", credentials,
                     credentials.empty() ? "" : "@", proxy.host, proxy.port);
}

}  // namespace

Result<ChannelPlan> PlanChannel(const ClientConfig& config) {
  ChannelPlan plan;
  auto target = ResolveTarget(config);
  if (!target) return tl::unexpected(target.error());
  plan.target = std::move(*target);
  plan.proxy = FindProxy(plan.target, ReadProxyVariables());
  plan.tls = config.tls.value;
  plan.verify = !config.tls_disable_host_verification.value;
  if (!plan.tls) return plan;
  auto material = LoadTls(config);
  if (!material) return tl::unexpected(material.error());
  plan.material = std::move(*material);
  return plan;
}

std::shared_ptr<grpc::Channel> OpenChannel(const ChannelPlan& plan,
                                           const ServiceOptions& options) {
  Quieten();
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(kLargestMessage);
  arguments.SetUserAgentPrefix("lockstep-fetch/" LOCKSTEP_VERSION);
  arguments.SetLoadBalancingPolicyName("round_robin");
  // Only what we are told: no configuration from DNS, no retries but ours, no
  // proxy by other rules.
  arguments.SetInt(GRPC_ARG_SERVICE_CONFIG_DISABLE_RESOLUTION, 1);
  if (plan.proxy) {
    arguments.SetString(GRPC_ARG_HTTP_PROXY, UrlOf(*plan.proxy));
  } else {
    arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  }
  arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
  // With its own measurements of the line, gRPC 1.51 stalls for ten seconds on
  // one in ten pages of some MiB; a window of this size needs none.
  arguments.SetInt(GRPC_ARG_HTTP2_BDP_PROBE, 0);
  arguments.SetInt(GRPC_ARG_HTTP2_STREAM_LOOKAHEAD_BYTES, kStreamWindow);
  // A second service is another connection, also in one process.
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, kKeepAliveMs);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, kKeepAliveTimeoutMs);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, kFirstReconnectMs);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, kLastReconnectMs);
  // So gRPC calls the time that one attempt to connect may take.
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS,
                   static_cast<int>(options.connect_timeout_s * 1000));
  if (plan.tls && plan.target.server_name != plan.target.host) {
    arguments.SetSslTargetNameOverride(plan.target.server_name);
  }
  return grpc::CreateCustomChannel("dns:///" + plan.target.text,
                                   Credentials(plan), arguments);
}

}  // namespace lockstep::rpc
