#include "rpc/client/pem.h"

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <memory>
#include <optional>
#include <sstream>

namespace lockstep::rpc {
namespace {

struct Free {
  void operator()(BIO* bio) const { BIO_free(bio); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

// Where Linux systems keep whom they trust; the order of Go's crypto/x509.
constexpr const char* kSystemAuthorities[] = {
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/pki/tls/cacert.pem",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/ssl/cert.pem",
};

std::optional<std::string> ReadText(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  // Nothing comes out of a folder or an empty file.
  if (!file.is_open() || text.fail()) return std::nullopt;
  return text.str();
}

// `what` is "the client certificate".
Result<std::string> Read(const Setting<Pem>& pem, std::string_view what) {
  if (pem.value.path.empty()) return pem.value.data.Reveal();
  errno = 0;
  const std::optional<std::string> text = ReadText(pem.value.path);
  if (text) return *text;
  return Fail(
      fmt::format("{} cannot be read from '{}' ({}): {}; name a PEM file "
                  "that is there",
                  what, pem.value.path, pem.origin,
                  errno == 0 ? "it is empty, or no file" : strerror(errno)));
}

// Not an openssl password prompt in the middle of a job.
int NoPassword(char*, int, int, void*) { return -1; }

Owned<BIO> Open(const std::string& text) {
  return Owned<BIO>(
      BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

Owned<X509> FirstCertificate(const std::string& text) {
  const Owned<BIO> bio = Open(text);
  Owned<X509> first(PEM_read_bio_X509(bio.get(), nullptr, NoPassword, nullptr));
  ERR_clear_error();
  return first;
}

tl::unexpected<Error> Refuse(const Setting<Pem>& pem, std::string_view what,
                             std::string_view why) {
  const std::string place =
      pem.value.path.empty()
          ? pem.origin
          : fmt::format("'{}', {}", pem.value.path, pem.origin);
  return Fail(fmt::format("{} ({}) {}", what, place, why));
}

Result<Owned<X509>> Certificate(const Setting<Pem>& pem,
                                const std::string& text,
                                std::string_view what) {
  Owned<X509> certificate = FirstCertificate(text);
  if (certificate != nullptr) return certificate;
  return Refuse(
      pem, what,
      "holds no certificate in PEM form (-----BEGIN CERTIFICATE-----)");
}

Result<void> CheckPair(const ClientConfig& config, const TlsMaterial& tls) {
  const auto certificate =
      Certificate(config.tls_client_cert, tls.client_certificate.Reveal(),
                  "the client certificate");
  if (!certificate) return tl::unexpected(certificate.error());
  const Owned<BIO> bio = Open(tls.client_key.Reveal());
  const Owned<EVP_PKEY> key(
      PEM_read_bio_PrivateKey(bio.get(), nullptr, NoPassword, nullptr));
  ERR_clear_error();
  if (key == nullptr) {
    return Refuse(
        config.tls_client_key, "the client key",
        "holds no private key in PEM form without a password; decrypt "
        "it first (openssl pkey)");
  }
  const bool fits = X509_check_private_key(certificate->get(), key.get()) == 1;
  ERR_clear_error();
  if (fits) return {};
  return Refuse(config.tls_client_key, "the client key",
                "does not belong to the client certificate; name the two that "
                "were made together");
}

Result<void> LoadAuthorities(const ClientConfig& config, TlsMaterial& tls) {
  if (!config.tls_server_ca.value.empty()) {
    auto text = Read(config.tls_server_ca, "the CA certificate");
    if (!text) return tl::unexpected(text.error());
    const auto first =
        Certificate(config.tls_server_ca, *text, "the CA certificate");
    if (!first) return tl::unexpected(first.error());
    tls.authorities = std::move(*text);
    tls.authorities_origin = config.tls_server_ca.origin;
    return {};
  }
  std::string path;
  if (const char* named = std::getenv("SSL_CERT_FILE")) path = named;
  for (const char* candidate : kSystemAuthorities) {
    if (path.empty() && std::ifstream(candidate).good()) path = candidate;
  }
  const std::optional<std::string> text = ReadText(path);
  if (text && FirstCertificate(*text) != nullptr) {
    tls.authorities = *text;
    tls.authorities_origin = path;
    return {};
  }
  if (config.tls_disable_host_verification.value) return {};
  return Fail(
      "this system has no list of CA certificates to trust; install one "
      "(ca-certificates), or name the server's with --tls-ca-path");
}

}  // namespace

Result<TlsMaterial> LoadTls(const ClientConfig& config) {
  TlsMaterial tls;
  if (!config.tls_client_cert.value.empty()) {
    auto certificate = Read(config.tls_client_cert, "the client certificate");
    if (!certificate) return tl::unexpected(certificate.error());
    auto key = Read(config.tls_client_key, "the client key");
    if (!key) return tl::unexpected(key.error());
    tls.client_certificate = Secret(std::move(*certificate));
    tls.client_key = Secret(std::move(*key));
    if (auto checked = CheckPair(config, tls); !checked) {
      return tl::unexpected(checked.error());
    }
  }
  if (auto loaded = LoadAuthorities(config, tls); !loaded) {
    return tl::unexpected(loaded.error());
  }
  return tls;
}

}  // namespace lockstep::rpc
