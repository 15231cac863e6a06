#include "tests/server/dev_server.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <thread>

namespace lockstep::fetch {
namespace {

using std::chrono::steady_clock;

constexpr auto kPatience = std::chrono::seconds(60);

std::string Variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

std::string ToolsFolder() {
  if (const std::string tools = Variable("LOCKSTEP_TOOLS"); !tools.empty()) {
    return tools;
  }
  const std::string cache = Variable("XDG_CACHE_HOME");
  return (cache.empty() ? Variable("HOME") + "/.cache" : cache) + "/lockstep";
}

// Free now; somebody may take it before the server does, so Start tries again.
int FreePort() {
  const int probe = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in place = {};
  place.sin_family = AF_INET;
  place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof place;
  auto* address = reinterpret_cast<sockaddr*>(&place);
  const bool found = bind(probe, address, size) == 0 &&
                     getsockname(probe, address, &size) == 0;
  close(probe);
  return found ? ntohs(place.sin_port) : 0;
}

std::vector<std::string> Command(const DevServerOptions& options, int port,
                                 const std::string& folder) {
  std::vector<std::string> command = {
      TemporalCli(), "server", "start-dev", "--headless", "--ip", "127.0.0.1",
      "--port", std::to_string(port), "--http-port", std::to_string(FreePort()),
      "--log-level", "error", "--db-filename", folder + "/server.db",
      "--namespace", options.name_space,
      // Nobody wants the database back after a power failure.
      "--sqlite-pragma", "synchronous=OFF"};
  std::vector<std::string> settings = {
      "frontend.namespaceRPS=20000", "frontend.namespaceCount=20000",
      "frontend.namespaceRPS.visibility=20000",
      "history.timerProcessorMaxTimeShift=\"1ms\"",
      "history.workflowIdReuseMinimalInterval=\"1ms\""};
  settings.insert(settings.end(), options.dynamic_config.begin(),
                  options.dynamic_config.end());
  for (const std::string& setting : settings) {
    command.insert(command.end(), {"--dynamic-config-value", setting});
  }
  for (const std::string& attribute : options.search_attributes) {
    command.insert(command.end(), {"--search-attribute", attribute});
  }
  return command;
}

}  // namespace

std::string TemporalCli() {
  const std::string named = Variable("LOCKSTEP_TEMPORAL_CLI");
  const std::string path =
      named.empty() ? ToolsFolder() + "/official/venv/bin/temporal" : named;
  return access(path.c_str(), X_OK) == 0 ? path : "";
}

std::string WhyNoServer() {
  return TemporalCli().empty()
             ? "there is no temporal program: run ./setup.sh, or name one with "
               "LOCKSTEP_TEMPORAL_CLI"
             : "";
}

bool ServerIsRequired() { return Variable("LOCKSTEP_REQUIRE_SERVER") == "1"; }

DevServer::DevServer(const DevServerOptions& options, int port)
    : address_("127.0.0.1:" + std::to_string(port)),
      process_(std::make_unique<ChildProcess>(
          Command(options, port, folder_.path()))),
      wire_(std::make_unique<Wire>(address_, options.name_space)) {}

std::unique_ptr<DevServer> DevServer::Start(const DevServerOptions& options) {
  constexpr int kAttempts = 3;
  std::string said;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    std::unique_ptr<DevServer> server(new DevServer(options, FreePort()));
    const auto end = steady_clock::now() + kPatience;
    while (server->process_->Running() && steady_clock::now() < end) {
      if (server->Serves(options)) return server;
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    said = server->process_->Err();
  }
  ADD_FAILURE() << "the dev server does not serve: " << said;
  return nullptr;
}

// Namespace and search attributes come after the port is open.
bool DevServer::Serves(const DevServerOptions& options) const {
  std::string query;
  for (const std::string& attribute : options.search_attributes) {
    query += (query.empty() ? "" : " AND ") +
             attribute.substr(0, attribute.find('=')) + " IS NULL";
  }
  return wire_->Call("CountWorkflowExecutions", {{"query", query}}).has_value();
}

void DevServer::Stop() {
  process_->Signal(SIGTERM);
  process_->Wait(std::chrono::seconds(10));
}

}  // namespace lockstep::fetch
