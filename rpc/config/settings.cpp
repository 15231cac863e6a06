#include "rpc/config/settings.h"

#include <array>

namespace lockstep::rpc {
namespace {

using Key = SettingKey;
using Table = SettingTable;

constexpr std::array<SettingNames, 13> kSettings = {{
    {Key::kAddress, Table::kProfile, "address", "TEMPORAL_ADDRESS", "",
     "--address", &ConfigFlags::address},
    {Key::kNamespace, Table::kProfile, "namespace", "TEMPORAL_NAMESPACE", "",
     "--namespace", &ConfigFlags::name_space},
    {Key::kApiKey, Table::kProfile, "api_key", "TEMPORAL_API_KEY", "",
     "--api-key", &ConfigFlags::api_key},
    {Key::kAuthority, Table::kProfile, "authority", "TEMPORAL_CLIENT_AUTHORITY",
     "", "--client-authority", &ConfigFlags::client_authority},
    {Key::kClientCertPath, Table::kTls, "client_cert_path",
     "TEMPORAL_TLS_CLIENT_CERT_PATH", "TEMPORAL_TLS_CERT", "--tls-cert-path",
     &ConfigFlags::tls_cert_path},
    {Key::kClientCertData, Table::kTls, "client_cert_data",
     "TEMPORAL_TLS_CLIENT_CERT_DATA", "TEMPORAL_TLS_CERT_DATA",
     "--tls-cert-data", &ConfigFlags::tls_cert_data},
    {Key::kClientKeyPath, Table::kTls, "client_key_path",
     "TEMPORAL_TLS_CLIENT_KEY_PATH", "TEMPORAL_TLS_KEY", "--tls-key-path",
     &ConfigFlags::tls_key_path},
    {Key::kClientKeyData, Table::kTls, "client_key_data",
     "TEMPORAL_TLS_CLIENT_KEY_DATA", "TEMPORAL_TLS_KEY_DATA", "--tls-key-data",
     &ConfigFlags::tls_key_data},
    {Key::kServerCaPath, Table::kTls, "server_ca_cert_path",
     "TEMPORAL_TLS_SERVER_CA_CERT_PATH", "TEMPORAL_TLS_CA", "--tls-ca-path",
     &ConfigFlags::tls_ca_path},
    {Key::kServerCaData, Table::kTls, "server_ca_cert_data",
     "TEMPORAL_TLS_SERVER_CA_CERT_DATA", "TEMPORAL_TLS_CA_DATA",
     "--tls-ca-data", &ConfigFlags::tls_ca_data},
    {Key::kServerName, Table::kTls, "server_name", "TEMPORAL_TLS_SERVER_NAME",
     "", "--tls-server-name", &ConfigFlags::tls_server_name},
    {Key::kCodecEndpoint, Table::kCodec, "endpoint", "TEMPORAL_CODEC_ENDPOINT",
     "", "--codec-endpoint", &ConfigFlags::codec_endpoint},
    {Key::kCodecAuth, Table::kCodec, "auth", "TEMPORAL_CODEC_AUTH", "",
     "--codec-auth", &ConfigFlags::codec_auth},
}};

}  // namespace

std::span<const SettingNames> AllSettings() { return kSettings; }

const char* TableName(SettingTable table) {
  switch (table) {
    case SettingTable::kProfile:
      return "";
    case SettingTable::kTls:
      return "tls";
    case SettingTable::kCodec:
      return "codec";
  }
  return "";
}

}  // namespace lockstep::rpc
