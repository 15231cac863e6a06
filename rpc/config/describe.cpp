#include "rpc/config/describe.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>
#include <vector>

namespace lockstep::rpc {
namespace {

struct Row {
  std::string name;
  std::optional<std::string> value;  // nullopt: not set
  std::string origin;
  bool secret = false;
  bool is_switch = false;  // the value is "true" or "false"
};

std::string Masked(const Secret& secret) {
  const size_t length = secret.Reveal().size();
  return fmt::format("(set, {} character{})", length, length == 1 ? "" : "s");
}

Row RowOf(const std::string& name, const Setting<Secret>& setting) {
  Row row{name, std::nullopt, setting.origin, true};
  if (!setting.value.empty()) row.value = Masked(setting.value);
  return row;
}

Row RowOf(const std::string& name, const Setting<std::string>& setting) {
  Row row{name, std::nullopt, setting.origin};
  if (!setting.value.empty()) row.value = setting.value;
  return row;
}

Row RowOf(const std::string& name, const Setting<bool>& setting) {
  return {name, setting.value ? "true" : "false", setting.origin, false, true};
}

Row RowOf(const std::string& name, const Setting<Pem>& setting) {
  Row row{name, std::nullopt, setting.origin};
  if (!setting.value.path.empty()) {
    row.value = setting.value.path;
  } else if (!setting.value.data.empty()) {
    row.value = Masked(setting.value.data);
    row.secret = true;
  }
  return row;
}

void AddHeaders(const std::string& prefix,
                const std::map<std::string, Setting<Secret>>& headers,
                std::vector<Row>& rows) {
  for (const auto& [name, setting] : headers) {
    Row row = RowOf(prefix + name, setting);
    // An empty header is sent all the same.
    row.value = Masked(setting.value);
    rows.push_back(std::move(row));
  }
}

std::vector<Row> RowsOf(const ClientConfig& config) {
  Setting<std::string> endpoint = config.codec_endpoint;
  endpoint.value = ShownUrl(endpoint.value);
  std::vector<Row> rows = {
      RowOf("address", config.address), RowOf("namespace", config.name_space),
      RowOf("api_key", config.api_key), RowOf("authority", config.authority)};
  AddHeaders("grpc_meta.", config.grpc_meta, rows);
  rows.push_back(RowOf("tls", config.tls));
  rows.push_back(RowOf("tls.client_cert", config.tls_client_cert));
  rows.push_back(RowOf("tls.client_key", config.tls_client_key));
  rows.push_back(RowOf("tls.server_ca_cert", config.tls_server_ca));
  rows.push_back(RowOf("tls.server_name", config.tls_server_name));
  rows.push_back(RowOf("tls.disable_host_verification",
                       config.tls_disable_host_verification));
  rows.push_back(RowOf("codec.endpoint", endpoint));
  rows.push_back(RowOf("codec.auth", config.codec_auth));
  AddHeaders("codec.header.", config.codec_headers, rows);
  return rows;
}

// Of a file or a variable of somebody else's: no control characters.
std::string OneLine(std::string_view text) {
  std::string line;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f) {
      line += fmt::format("\\x{:02x}", byte);
    } else {
      line += c;
    }
  }
  return line;
}

}  // namespace

std::string ShownUrl(const std::string& url) {
  const size_t scheme = url.find("://");
  const size_t host = scheme == url.npos ? 0 : scheme + 3;
  const size_t path = std::min(url.find_first_of("/?#", host), url.size());
  const size_t at = url.substr(0, path).rfind('@');
  std::string shown = url.substr(0, host);
  const bool has_user = at != url.npos && at >= host;
  if (has_user) shown += "(user)@";
  const size_t rest = has_user ? at + 1 : host;
  const size_t query = std::min(url.find_first_of("?#", path), url.size());
  shown += url.substr(rest, query - rest);
  if (query < url.size()) shown += "?(query)";
  return shown;
}

std::string DescribeText(const ClientConfig& config) {
  std::string text = fmt::format(
      "config file  {}\nprofile      {}\n\n",
      config.config_file.empty() ? "(none read)" : OneLine(config.config_file),
      config.profile.empty() ? "(none read)" : OneLine(config.profile));
  std::vector<Row> rows = RowsOf(config);
  rows.insert(rows.begin(), Row{"SETTING", "VALUE", "FROM"});
  size_t name_width = 0;
  size_t value_width = 0;
  for (Row& row : rows) {
    row.value = OneLine(row.value.value_or("(not set)"));
    name_width = std::max(name_width, row.name.size());
    value_width = std::max(value_width, row.value->size());
  }
  for (const Row& row : rows) {
    text += fmt::format("{:<{}}  {:<{}}  {}\n", row.name, name_width,
                        *row.value, value_width, OneLine(row.origin));
  }
  if (!config.notes.empty()) text += "\n";
  for (const std::string& note : config.notes) {
    text += fmt::format("note: {}\n", OneLine(note));
  }
  return text;
}

std::string DescribeJson(const ClientConfig& config) {
  nlohmann::ordered_json settings = nlohmann::ordered_json::array();
  for (const Row& row : RowsOf(config)) {
    nlohmann::ordered_json value;
    if (row.value) value = *row.value;
    if (row.is_switch) value = row.value == "true";
    settings.push_back({{"name", row.name},
                        {"value", value},
                        {"origin", row.origin},
                        {"secret", row.secret}});
  }
  const nlohmann::ordered_json all = {{"config_file", config.config_file},
                                      {"profile", config.profile},
                                      {"settings", settings},
                                      {"notes", config.notes}};
  // A path may be anything; it must not end the program.
  return all.dump(2, ' ', false,
                  nlohmann::ordered_json::error_handler_t::replace) +
         "\n";
}

}  // namespace lockstep::rpc
