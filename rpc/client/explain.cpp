#include "rpc/client/explain.h"

#include <fmt/format.h>

#include "rpc/client/backoff.h"

namespace lockstep::rpc {
namespace {

using Cause = Diagnosis::Cause;
using Kind = CallError::Kind;

constexpr size_t kLongestId = 120;

CallError::Kind KindOf(const grpc::Status& status, bool unknown_namespace) {
  switch (status.error_code()) {
    case grpc::NOT_FOUND:
      return unknown_namespace ? Kind::kAccess : Kind::kNotFound;
    case grpc::UNAUTHENTICATED:
    case grpc::PERMISSION_DENIED:
      return Kind::kAccess;
    case grpc::INVALID_ARGUMENT:
    case grpc::OUT_OF_RANGE:
      return Kind::kInvalidArgument;
    case grpc::RESOURCE_EXHAUSTED:
      return IsTooLarge(status) ? Kind::kOther : Kind::kThrottled;
    case grpc::UNAVAILABLE:
    case grpc::DEADLINE_EXCEEDED:
    case grpc::ABORTED:
    case grpc::CANCELLED:
      return Kind::kUnavailable;
    case grpc::UNIMPLEMENTED:
      return Kind::kUnimplemented;
    default:
      return Kind::kOther;
  }
}

// The server names the kind of failure by the type of a detail.
bool IsUnknownNamespace(const grpc::Status& status) {
  if (status.error_code() != grpc::NOT_FOUND) return false;
  if (status.error_details().find("NamespaceNotFoundFailure") !=
      std::string::npos) {
    return true;
  }
  // Proxies may strip details.
  return status.error_message().starts_with("Namespace ") &&
         status.error_message().find("not found") != std::string::npos;
}

std::string Mistake(std::string said) {
  while (said.ends_with('.')) said.pop_back();
  // Of clusters and of namespaces that have no archive.
  if (said.find(" archival") != std::string::npos) {
    return fmt::format(
        "the server keeps no archive that could be listed ({}); leave out "
        "--include-archived, or --archived",
        said);
  }
  return fmt::format(
      "the server refuses the request: {}; correct what was asked for", said);
}

std::string_view CodeName(grpc::StatusCode code) {
  switch (code) {
    case grpc::UNKNOWN:
      return "UNKNOWN";
    case grpc::ALREADY_EXISTS:
      return "ALREADY_EXISTS";
    case grpc::FAILED_PRECONDITION:
      return "FAILED_PRECONDITION";
    case grpc::ABORTED:
      return "ABORTED";
    case grpc::OUT_OF_RANGE:
      return "OUT_OF_RANGE";
    case grpc::INTERNAL:
      return "INTERNAL";
    case grpc::DATA_LOSS:
      return "DATA_LOSS";
    case grpc::CANCELLED:
      return "CANCELLED";
    default:
      return "an error";
  }
}

template <class T>
std::string From(const Setting<T>& setting) {
  return setting.origin;
}

}  // namespace

std::string Quoted(const std::string& id) {
  std::string shown = "'";
  for (const char c : id) {
    const auto byte = static_cast<unsigned char>(c);
    // Not in the middle of a character.
    if ((byte & 0xC0) != 0x80 && shown.size() > kLongestId) {
      return shown + "...'";
    }
    if (byte < 0x20 || byte == 0x7f) {
      shown += fmt::format("\\x{:02x}", byte);
    } else {
      shown += c;
    }
  }
  return shown + "'";
}

Explainer::Explainer(const ClientConfig& config, const ChannelPlan& plan)
    : config_(config),
      address_(plan.target.text),
      server_name_(plan.target.server_name),
      tls_(plan.tls),
      redactor_(config, plan.proxy ? plan.proxy->credentials : Secret()) {}

std::string Explainer::Server() const {
  return fmt::format("{} ({})", redactor_.Clean(address_),
                     From(config_.address));
}

namespace {

struct Explanation {
  std::string cause;
  std::string remedy;
};

Explanation OfCertificate(const Diagnosis& diagnosis,
                          const std::string& server_name) {
  switch (diagnosis.cause) {
    case Cause::kUntrusted:
      return {fmt::format("its certificate is signed by no CA that is trusted "
                          "here ({})",
                          diagnosis.detail),
              "name the server's CA certificate with --tls-ca-path"};
    case Cause::kExpired:
      return {"its certificate has expired",
              "have the server's certificate renewed, and check this machine's "
              "clock"};
    case Cause::kNotYetValid:
      return {"its certificate is not valid yet",
              "check the clocks of both machines"};
    case Cause::kOtherHost:
      return {fmt::format("its certificate is not for '{}'", server_name),
              "name the server as its certificate does, with --address or "
              "--tls-server-name"};
    default:
      return {
          fmt::format("its certificate is not accepted ({})", diagnosis.detail),
          "have the server's certificate replaced"};
  }
}

// Whoever listens there speaks no gRPC with us.
Explanation OfHangUp(bool tls) {
  if (tls) {
    return {"what listens there closes the connection before a TLS handshake",
            "name the frontend's TLS port with --address, or look into the log "
            "of what stands before it (a load balancer without a server behind "
            "it does so)"};
  }
  return {"what listens there closes the connection before it says a word",
          "name the frontend's gRPC port with --address (7233 by default), or "
          "look into the log of what stands before it (a load balancer without "
          "a server behind it does so)"};
}

// gRPC got through, and the connection ended. `said` are its own words.
Explanation OfBreak(const grpc::Status& status, const std::string& said) {
  if (status.error_code() == grpc::DEADLINE_EXCEEDED) {
    return {"the server did not answer in time",
            "try again, or wait longer with --client-connect-timeout"};
  }
  return {"the connection ended before the server had answered" +
              (said.empty() ? "" : " (" + said + ")"),
          "try again; if it stays, look into the server's log"};
}

Explanation OfConnection(const Diagnosis& diagnosis, bool tls) {
  switch (diagnosis.cause) {
    case Cause::kUnknownHost:
      return {fmt::format("there is no such host ({})", diagnosis.detail),
              "correct --address, or check this machine's DNS"};
    case Cause::kRefused:
      return {"nothing listens there (connection refused)",
              "start the server, or name another with --address"};
    case Cause::kNoAnswer:
      return {fmt::format("nobody answers ({})", diagnosis.detail),
              "check --address, the network and firewalls, or wait longer with "
              "--client-connect-timeout"};
    case Cause::kNoProxy:
      return {fmt::format("the HTTP proxy {}", diagnosis.detail),
              "correct HTTPS_PROXY, or name the server in NO_PROXY"};
    case Cause::kNeedsClientCert:
      return {"the server asks for a client certificate (mutual TLS)",
              "name one with --tls-cert-path and --tls-key-path"};
    case Cause::kRefusesClientCert:
      return {fmt::format("the server refuses our client certificate ({})",
                          diagnosis.detail),
              "name one that is valid and signed by a CA the server trusts, "
              "with --tls-cert-path and --tls-key-path"};
    case Cause::kServerIsPlain:
      return {"the server does not speak TLS",
              "leave TLS out (--tls=false), or name its TLS port with "
              "--address"};
    case Cause::kServerSpeaksTls:
      return {"the server speaks TLS only", "add --tls"};
    case Cause::kNotGrpc:
      return {"what answers there is no gRPC server",
              "name the frontend's gRPC port with --address (7233 by default; "
              "8233 is the web UI, 7243 the HTTP API)"};
    case Cause::kHangsUp:
      return OfHangUp(tls);
    default:
      return {"what listens there says nothing",
              "check --address and what stands before the server, or wait "
              "longer with --client-connect-timeout"};
  }
}

}  // namespace

CallError Explainer::NoConnection(const Diagnosis& found,
                                  const grpc::Status& status) const {
  // A proxy's words and a server's are among it.
  const Diagnosis diagnosis = {found.cause, redactor_.Clean(found.detail)};
  Explanation why;
  switch (diagnosis.cause) {
    case Cause::kUntrusted:
    case Cause::kExpired:
    case Cause::kNotYetValid:
    case Cause::kOtherHost:
    case Cause::kBadCertificate:
      why = OfCertificate(diagnosis, redactor_.Clean(server_name_));
      break;
    case Cause::kNone:
      why = OfBreak(status, redactor_.Clean(status.error_message()));
      break;
    default:
      why = OfConnection(diagnosis, tls_);
  }
  return {Kind::kAccess, fmt::format("no connection to {}: {}; {}", Server(),
                                     why.cause, why.remedy)};
}

std::string Explainer::NoAccess(const std::string& said) const {
  if (config_.api_key.value.empty() && config_.tls_client_key.value.empty()) {
    return fmt::format(
        "the server refuses access ({}); give an API key (--api-key) or a "
        "client certificate",
        said);
  }
  return fmt::format(
      "the server refuses access ({}); check that the {} is valid and may read "
      "the namespace '{}'",
      said,
      config_.api_key.value.empty()
          ? "client certificate (" + From(config_.tls_client_cert) + ")"
          : "API key (" + From(config_.api_key) + ")",
      redactor_.Clean(config_.name_space.value));
}

std::string Explainer::Remedy(const grpc::Status& status, int attempts,
                              bool of_history) const {
  const std::string tries =
      attempts > 1 ? fmt::format(" after {} attempts", attempts) : "";
  const std::string said = redactor_.Clean(status.error_message());
  switch (status.error_code()) {
    case grpc::NOT_FOUND:
      return fmt::format(
          "it is not there ({}); check the ids and the namespace "
          "'{}', or the run was deleted after its retention",
          said, redactor_.Clean(config_.name_space.value));
    case grpc::UNAUTHENTICATED:
    case grpc::PERMISSION_DENIED:
      return NoAccess(said);
    case grpc::INVALID_ARGUMENT:
    case grpc::OUT_OF_RANGE:
      return Mistake(said);
    case grpc::RESOURCE_EXHAUSTED:
      if (IsTooLarge(status)) {
        return fmt::format(
            "a message is larger than gRPC allows ({}), even one with a single "
            "{}; it cannot be fetched, leave it out",
            said, of_history ? "batch of events" : "entry");
      }
      return fmt::format(
          "the server throttles{} ({}); try again later, or ask "
          "for less with --concurrency and --list-rps",
          tries, said);
    case grpc::UNAVAILABLE:
      return fmt::format(
          "the server is not available{} ({}); try again, and "
          "look after the server and the network if it stays",
          tries, said);
    case grpc::DEADLINE_EXCEEDED:
      return fmt::format(
          "the server did not answer in time{}; try again, or "
          "wait longer with --command-timeout{}",
          tries,
          of_history ? ", or ask for less at once with --page-size" : "");
    case grpc::UNIMPLEMENTED:
      return fmt::format(
          "the server does not know how ({}); it is too old, or "
          "no Temporal server: check --address",
          said);
    default:
      return fmt::format(
          "the server answers {}{} ({}); try again, and look "
          "into the server's log if it stays",
          CodeName(status.error_code()), tries, said);
  }
}

CallError Explainer::Failed(const std::string& asked,
                            const grpc::Status& status, int attempts,
                            bool of_history) const {
  const bool unknown_namespace = IsUnknownNamespace(status);
  const std::string why =
      unknown_namespace
          ? fmt::format(
                "there is no namespace '{}' ({}); name one that is there "
                "with --namespace",
                redactor_.Clean(config_.name_space.value),
                From(config_.name_space))
          : Remedy(status, attempts, of_history);
  return {KindOf(status, unknown_namespace),
          fmt::format("{} from {}: {}", asked, Server(), why)};
}

CallError Explainer::Malformed(const std::string& asked,
                               const std::string& why) const {
  return {
      Kind::kMalformed,
      fmt::format("{} from {}: {}; check that --address names a Temporal "
                  "server and that nothing on the way changes what it sends",
                  asked, Server(), why)};
}

CallError Explainer::Cancelled(const std::string& asked) const {
  return {Kind::kCancelled,
          fmt::format("{}: it was interrupted; run it again to go on", asked)};
}

}  // namespace lockstep::rpc
