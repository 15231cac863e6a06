// A real Temporal server of a test's own: the temporal CLI's dev server.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "tests/server/child_process.h"
#include "tests/server/wire.h"

namespace lockstep::fetch {

struct DevServerOptions {
  std::string name_space = "corpus";
  std::vector<std::string> search_attributes = {"Customer=Keyword"};
  std::vector<std::string> dynamic_config = {};  // "frontend.x=5"
};

// $LOCKSTEP_TEMPORAL_CLI, or what setup.sh has installed; "": not there.
std::string TemporalCli();

// On free ports of the loopback interface, its database in a folder of its own.
// Gone with its owner, also when that is killed.
class DevServer {
 public:
  // Waits until it serves. Null, and the test has failed: it does not.
  static std::unique_ptr<DevServer> Start(const DevServerOptions& options = {});

  const std::string& address() const { return address_; }
  const std::string& name_space() const { return wire_->name_space(); }
  const Wire& wire() const { return *wire_; }
  void Stop();

 private:
  DevServer(const DevServerOptions& options, int port);
  bool Serves(const DevServerOptions& options) const;

  std::string address_;
  TemporaryFolder folder_;
  std::unique_ptr<ChildProcess> process_;
  std::unique_ptr<Wire> wire_;
};

// Puts at the beginning of a test: skipped with the reason if there is no
// server program; failed instead if LOCKSTEP_REQUIRE_SERVER=1, as in CI.
#define LOCKSTEP_NEEDS_SERVER()                                      \
  do {                                                               \
    const std::string missing = ::lockstep::fetch::WhyNoServer();    \
    if (!missing.empty() && ::lockstep::fetch::ServerIsRequired()) { \
      FAIL() << missing;                                             \
    } else if (!missing.empty()) {                                   \
      GTEST_SKIP() << missing;                                       \
    }                                                                \
  } while (false)

std::string WhyNoServer();  // "": there is one
bool ServerIsRequired();

}  // namespace lockstep::fetch
