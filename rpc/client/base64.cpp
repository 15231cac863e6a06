#include "rpc/client/base64.h"

#include <openssl/evp.h>

namespace lockstep::rpc {

std::string Base64(const std::string& text) {
  std::string coded(4 * ((text.size() + 2) / 3) + 1, '\0');
  const int size =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(coded.data()),
                      reinterpret_cast<const unsigned char*>(text.data()),
                      static_cast<int>(text.size()));
  coded.resize(static_cast<size_t>(size));
  return coded;
}

}  // namespace lockstep::rpc
