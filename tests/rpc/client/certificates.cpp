#include "tests/rpc/client/certificates.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/check.h"

namespace lockstep::rpc {
namespace {

namespace fs = std::filesystem;

constexpr char kLocal[] = "DNS:localhost,IP:127.0.0.1";
constexpr char kNewKey[] =
    " -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -batch ";

std::string ReadText(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  LOCKSTEP_CHECK(file.good(), "openssl wrote the file");
  return text.str();
}

void Run(const std::string& command) {
  LOCKSTEP_CHECK(std::system((command + " 2>/dev/null").c_str()) == 0,
                 "the tests need the command `openssl` (Debian: openssl)");
}

KeyPair Load(const std::string& folder, const std::string& name) {
  KeyPair pair;
  pair.certificate_path = folder + "/" + name + ".pem";
  pair.key_path = folder + "/" + name + ".key";
  pair.certificate = ReadText(pair.certificate_path);
  pair.key = ReadText(pair.key_path);
  return pair;
}

}  // namespace

Certificates::Certificates() {
  std::string name = (fs::temp_directory_path() / "lockstep-certs-XXXXXX");
  LOCKSTEP_CHECK(mkdtemp(name.data()) != nullptr, "tests have a temp folder");
  folder_ = name;
  ca = Authority("ca");
  other_ca = Authority("other_ca");
  server = Signed("server", ca, kLocal, 2);
  expired = Signed("expired", ca, kLocal, -1);
  other_host = Signed("other_host", ca, "DNS:temporal.example", 2);
  client = Signed("client", ca, "DNS:client", 2);
  other_client = Signed("other_client", other_ca, "DNS:client", 2);
}

Certificates::~Certificates() {
  std::error_code ignored;  // the system cleans its temp folder
  fs::remove_all(folder_, ignored);
}

KeyPair Certificates::Authority(const std::string& name) const {
  const std::string base = folder_ + "/" + name;
  Run("openssl req -x509 -days 2 -subj /CN=" + name + kNewKey + "-keyout " +
      base + ".key -out " + base + ".pem");
  return Load(folder_, name);
}

KeyPair Certificates::Signed(const std::string& name, const KeyPair& by,
                             const std::string& names, int days) const {
  const std::string base = folder_ + "/" + name;
  std::ofstream(base + ".ext") << "subjectAltName=" << names << "\n";
  Run("openssl req -subj /CN=" + name + kNewKey + "-keyout " + base +
      ".key -out " + base + ".csr");
  Run("openssl x509 -req -in " + base + ".csr -CA " + by.certificate_path +
      " -CAkey " + by.key_path + " -CAcreateserial -extfile " + base +
      ".ext -days " + std::to_string(days) + " -out " + base + ".pem");
  return Load(folder_, name);
}

}  // namespace lockstep::rpc
