// Certificates for tests, made by the `openssl` command when they are asked.
#pragma once

#include <string>

namespace lockstep::rpc {

struct KeyPair {
  std::string certificate_path;
  std::string key_path;
  std::string certificate;  // PEM texts of these files
  std::string key;
};

// All are signed by `ca` unless they say otherwise. Lie in a folder of their
// own that goes away with this.
class Certificates {
 public:
  Certificates();
  ~Certificates();
  Certificates(const Certificates&) = delete;
  Certificates& operator=(const Certificates&) = delete;

  const std::string& folder() const { return folder_; }

  KeyPair ca;
  KeyPair other_ca;      // signed nothing
  KeyPair server;        // of localhost and 127.0.0.1
  KeyPair expired;       // likewise, since yesterday
  KeyPair other_host;    // of temporal.example
  KeyPair client;        // whom a server with mutual TLS takes
  KeyPair other_client;  // signed by other_ca

 private:
  KeyPair Authority(const std::string& name) const;
  // `names` is a subjectAltName; `days` from now it expires.
  KeyPair Signed(const std::string& name, const KeyPair& by,
                 const std::string& names, int days) const;

  std::string folder_;
};

}  // namespace lockstep::rpc
