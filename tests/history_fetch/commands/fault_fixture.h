// lockstep-fetch against the server with faults.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <vector>

#include "rpc/schema/json_writer.h"
#include "tests/history_fetch/commands/command_line.h"
#include "tests/rpc/client/fault_server.h"
#include "tests/rpc/client/sample_history.h"

namespace lockstep::fetch {

inline const rpc::Schema& TheSchema() {
  static const rpc::Schema kSchema = rpc::Schema::Embedded();
  return kSchema;
}

// Variables of the machine say nothing about a test.
inline void ForgetEnvironment() {
  std::vector<std::string> names;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string text = *entry;
    if (text.starts_with("TEMPORAL_")) {
      names.push_back(text.substr(0, text.find('=')));
    }
  }
  for (const std::string& name : names) unsetenv(name.c_str());
}

// A server with one closed run, `sample_`, of 23 events.
class FaultFixture : public ::testing::Test {
 protected:
  explicit FaultFixture(rpc::FaultServerOptions options = {})
      : server_(TheSchema(), std::move(options)) {
    ForgetEnvironment();
    server_.AddRun(rpc::MakeServedRun(TheSchema(), sample_));
  }

  // The command comes first. Its flags win over ours, with which nothing waits
  // long.
  CommandRun Run(const std::vector<std::string>& words) const {
    std::vector<std::string> all = {
        words.front(),      "--disable-config-file",
        "--max-attempts=1", "--client-connect-timeout=5s",
        "--address",        server_.address()};
    all.insert(all.end(), words.begin() + 1, words.end());
    return RunFetch(all);
  }

  std::string TextOf(const rpc::SampleRun& sample) const {
    return rpc::HistoryToJson(*rpc::MakeHistory(TheSchema(), sample));
  }

  const rpc::SampleRun sample_;
  rpc::FaultServer server_;
};

}  // namespace lockstep::fetch
