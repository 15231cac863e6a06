#include "rpc/client/diagnosis.h"

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <signal.h>

#include <array>
#include <memory>
#include <string_view>
#include <utility>

#include "rpc/client/base64.h"
#include "rpc/client/knock.h"

namespace lockstep::rpc {
namespace {

using Cause = Diagnosis::Cause;

struct Free {
  void operator()(BIO* bio) const { BIO_free(bio); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
  void operator()(SSL* session) const { SSL_free(session); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

// OpenSSL writes to connections that the server has closed, and the signal
// would end the program.
class NoSigpipe {
 public:
  NoSigpipe() {
    sigemptyset(&sigpipe_);
    sigaddset(&sigpipe_, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &sigpipe_, &before_);
  }
  ~NoSigpipe() {
    const timespec at_once = {};
    sigtimedwait(&sigpipe_, nullptr, &at_once);
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  NoSigpipe(const NoSigpipe&) = delete;
  NoSigpipe& operator=(const NoSigpipe&) = delete;

 private:
  sigset_t sigpipe_ = {};
  sigset_t before_ = {};
};

// What a gRPC client says first, and an empty SETTINGS frame.
constexpr std::string_view kPreface(
    "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0", 33);

Owned<BIO> Open(const std::string& text) {
  return Owned<BIO>(
      BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

void Trust(const std::string& authorities, SSL_CTX& context) {
  const Owned<BIO> bio = Open(authorities);
  X509_STORE* const store = SSL_CTX_get_cert_store(&context);
  while (true) {
    const Owned<X509> next(
        PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
    if (next == nullptr) break;
    X509_STORE_add_cert(store, next.get());
  }
  ERR_clear_error();
}

void ShowOurselves(const TlsMaterial& material, SSL_CTX& context) {
  if (material.client_key.empty()) return;
  const Owned<BIO> chain = Open(material.client_certificate.Reveal());
  const Owned<X509> own(
      PEM_read_bio_X509(chain.get(), nullptr, nullptr, nullptr));
  SSL_CTX_use_certificate(&context, own.get());
  while (X509* next =
             PEM_read_bio_X509(chain.get(), nullptr, nullptr, nullptr)) {
    SSL_CTX_add_extra_chain_cert(&context, next);  // takes it
  }
  const Owned<BIO> bio = Open(material.client_key.Reveal());
  const Owned<EVP_PKEY> key(
      PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr));
  SSL_CTX_use_PrivateKey(&context, key.get());
  ERR_clear_error();
}

// A handshake as gRPC makes it. `verify`: as the plan says, or not at all.
Owned<SSL> NewSession(const ChannelPlan& plan, bool verify, SSL_CTX& context) {
  static constexpr unsigned char kH2[] = {2, 'h', '2'};
  if (verify) Trust(plan.material.authorities, context);
  ShowOurselves(plan.material, context);
  Owned<SSL> session(SSL_new(&context));
  SSL_set_alpn_protos(session.get(), kH2, sizeof(kH2));
  const std::string& name = plan.target.server_name;
  X509_VERIFY_PARAM* const wanted = SSL_get0_param(session.get());
  if (X509_VERIFY_PARAM_set1_ip_asc(wanted, name.c_str()) != 1) {
    SSL_set_tlsext_host_name(session.get(), name.c_str());
    X509_VERIFY_PARAM_set1_host(wanted, name.c_str(), name.size());
  }
  SSL_set_verify(session.get(), verify ? SSL_VERIFY_PEER : SSL_VERIFY_NONE,
                 nullptr);
  ERR_clear_error();
  return session;
}

Diagnosis OfCertificate(long verdict) {
  const std::string detail = X509_verify_cert_error_string(verdict);
  switch (verdict) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return {Cause::kExpired, detail};
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return {Cause::kNotYetValid, detail};
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
      return {Cause::kOtherHost, detail};
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_CERT_SIGNATURE_FAILURE:
    case X509_V_ERR_CERT_UNTRUSTED:
      return {Cause::kUntrusted, detail};
    default:
      return {Cause::kBadCertificate, detail};
  }
}

Diagnosis OfClientCertificate(const ChannelPlan& plan, std::string detail) {
  return {plan.material.client_key.empty() ? Cause::kNeedsClientCert
                                           : Cause::kRefusesClientCert,
          std::move(detail)};
}

// From OpenSSL's error queue.
Diagnosis OfTlsError(const ChannelPlan& plan) {
  const unsigned long error = ERR_peek_error();
  const char* reason = ERR_reason_error_string(error);
  const std::string detail = reason == nullptr ? "" : reason;
  ERR_clear_error();
  switch (ERR_GET_REASON(error)) {
    case SSL_R_WRONG_VERSION_NUMBER:
    case SSL_R_HTTP_REQUEST:
    case SSL_R_PACKET_LENGTH_TOO_LONG:
      return {Cause::kServerIsPlain, detail};
    case SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED:
    case SSL_R_SSLV3_ALERT_HANDSHAKE_FAILURE:
    case SSL_R_SSLV3_ALERT_BAD_CERTIFICATE:
    case SSL_R_SSLV3_ALERT_CERTIFICATE_EXPIRED:
    case SSL_R_SSLV3_ALERT_CERTIFICATE_REVOKED:
    case SSL_R_SSLV3_ALERT_CERTIFICATE_UNKNOWN:
    case SSL_R_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE:
    case SSL_R_TLSV1_ALERT_UNKNOWN_CA:
    case SSL_R_TLSV1_ALERT_ACCESS_DENIED:
    case SSL_R_TLSV1_ALERT_DECRYPT_ERROR:
      return OfClientCertificate(plan, detail);
    default:
      return {Cause::kNone, detail};
  }
}

// HTTP/2 begins with a SETTINGS frame.
bool IsHttp2(std::string_view answer) {
  return answer.size() >= 9 && answer[3] == 4;
}

// What a handshake or a read in a session means that did not succeed and of
// which OpenSSL has nothing to say: `result` is what it yielded.
Diagnosis OfSilence(const SSL& session, int result) {
  const int error = SSL_get_error(&session, result);
  return {error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE
              ? Cause::kSilent
              : Cause::kHangsUp,
          ""};
}

// Of a result that means failure, before anything else is asked of OpenSSL.
Diagnosis OfResult(const ChannelPlan& plan, const SSL& session, int result) {
  const Diagnosis silence = OfSilence(session, result);
  Diagnosis alert = OfTlsError(plan);
  return alert.cause == Cause::kNone ? silence : alert;
}

Diagnosis KnockWithTls(const ChannelPlan& plan, int socket) {
  const Owned<SSL_CTX> context(SSL_CTX_new(TLS_client_method()));
  const Owned<SSL> session = NewSession(plan, plan.verify, *context);
  SSL_set_fd(session.get(), socket);
  bool asked_for_ours = false;
  SSL_set_cert_cb(
      session.get(),
      [](SSL*, void* asked) {
        *static_cast<bool*>(asked) = true;
        return 1;
      },
      &asked_for_ours);
  if (const int shaken = SSL_connect(session.get()); shaken != 1) {
    const long verdict = SSL_get_verify_result(session.get());
    if (plan.verify && verdict != X509_V_OK) {
      ERR_clear_error();
      return OfCertificate(verdict);
    }
    return OfResult(plan, *session, shaken);
  }
  // With TLS 1.3 a server says only now that it misses our certificate.
  std::array<char, 64> answer;
  SSL_write(session.get(), kPreface.data(), static_cast<int>(kPreface.size()));
  const int size =
      SSL_read(session.get(), answer.data(), static_cast<int>(answer.size()));
  if (size <= 0) {
    const Diagnosis failed = OfResult(plan, *session, size);
    // Some servers hang up without a word.
    return failed.cause == Cause::kHangsUp && asked_for_ours
               ? OfClientCertificate(plan, "it hangs up")
               : failed;
  }
  if (IsHttp2({answer.data(), static_cast<size_t>(size)})) return {};
  return {Cause::kNotGrpc, ""};
}

// Asks the proxy for a tunnel to the server, in which `knock` stands then.
Diagnosis PassProxy(const ChannelPlan& plan, const Knock& knock) {
  const std::string& credentials = plan.proxy->credentials.Reveal();
  const std::string answer =
      knock
          .Exchange(fmt::format(
              "CONNECT {0} HTTP/1.1\r\nHost: {0}\r\n{1}\r\n", plan.target.text,
              credentials.empty() ? ""
                                  : "Proxy-Authorization: Basic " +
                                        Base64(credentials) + "\r\n"))
          .text;
  const std::string line = answer.substr(0, answer.find('\r'));
  if (line.starts_with("HTTP/1.") && line.find(" 200") == 8) return {};
  const std::string said = line.empty() ? "nothing" : "'" + line + "'";
  return {Cause::kNoProxy,
          fmt::format("{} answers {}", plan.proxy->shown, said)};
}

// At the server, or at the proxy before it.
Knock KnockAt(const ChannelPlan& plan, double step_s) {
  return plan.proxy ? Knock(plan.proxy->host, plan.proxy->port, step_s)
                    : Knock(plan.target.host, plan.target.port, step_s);
}

bool SpeaksTls(const ChannelPlan& plan, double step_s) {
  const Knock knock = KnockAt(plan, step_s);
  if (knock.socket() < 0) return false;
  if (plan.proxy && PassProxy(plan, knock).cause != Cause::kNone) return false;
  const Owned<SSL_CTX> context(SSL_CTX_new(TLS_client_method()));
  const Owned<SSL> session = NewSession(plan, false, *context);
  SSL_set_fd(session.get(), knock.socket());
  const bool shook = SSL_connect(session.get()) == 1;
  // An alert is an answer too.
  const bool answered =
      shook || SSL_get0_peer_certificate(session.get()) != nullptr;
  ERR_clear_error();
  return answered;
}

bool SpeaksPlainly(const ChannelPlan& plan, double step_s) {
  const Knock knock = KnockAt(plan, step_s);
  if (knock.socket() < 0) return false;
  if (plan.proxy && PassProxy(plan, knock).cause != Cause::kNone) return false;
  return IsHttp2(knock.Exchange(kPreface).text);
}

Diagnosis KnockPlainly(const ChannelPlan& plan, const Knock& knock,
                       double step_s) {
  const auto [answer, closed] = knock.Exchange(kPreface);
  if (IsHttp2(answer)) return {};
  const bool alert = answer.starts_with("\x15\x03");
  if (alert || SpeaksTls(plan, step_s)) return {Cause::kServerSpeaksTls, ""};
  if (!answer.empty()) return {Cause::kNotGrpc, ""};
  return {closed ? Cause::kHangsUp : Cause::kSilent, ""};
}

Diagnosis OfKnock(const ChannelPlan& plan, const Knock& knock) {
  if (plan.proxy && knock.outcome() != Knock::Outcome::kOpen) {
    return {Cause::kNoProxy, fmt::format("{} cannot be reached: {}",
                                         plan.proxy->shown, knock.detail())};
  }
  switch (knock.outcome()) {
    case Knock::Outcome::kUnknownHost:
      return {Cause::kUnknownHost, knock.detail()};
    case Knock::Outcome::kRefused:
      return {Cause::kRefused, knock.detail()};
    case Knock::Outcome::kReset:
      return {Cause::kHangsUp, ""};
    case Knock::Outcome::kNoAnswer:
      return {Cause::kNoAnswer, knock.detail()};
    case Knock::Outcome::kOpen:
      break;
  }
  return plan.proxy ? PassProxy(plan, knock) : Diagnosis();
}

}  // namespace

Diagnosis Diagnose(const ChannelPlan& plan, double step_s) {
  const NoSigpipe no_sigpipe;
  const Knock knock = KnockAt(plan, step_s);
  Diagnosis way = OfKnock(plan, knock);
  if (way.cause != Cause::kNone) return way;
  if (!plan.tls) return KnockPlainly(plan, knock, step_s);
  Diagnosis found = KnockWithTls(plan, knock.socket());
  // Go's servers speak first; others hang up on a handshake.
  if (found.cause == Cause::kHangsUp && SpeaksPlainly(plan, step_s)) {
    return {Cause::kServerIsPlain, ""};
  }
  return found;
}

}  // namespace lockstep::rpc
