#include "history_fetch/status/report.h"

#include <algorithm>
#include <set>
#include <utility>

#include "history_fetch/failed_command.h"

namespace lockstep::fetch {

ExitCode CodeOf(const StatusReport& report) {
  ExitCode code = report.failures.empty() ? ExitCode::kOk : ExitCode::kMinima;
  for (const Failure& error : report.errors) code = Graver(code, error.code);
  return code;
}

std::vector<Retirement> CommonRetirements(
    const std::vector<ServerStatus>& servers) {
  if (servers.empty()) return {};
  std::vector<Retirement> common = servers.front().retirements;
  for (const ServerStatus& server : servers) {
    std::erase_if(common, [&](const Retirement& retirement) {
      return std::find(server.retirements.begin(), server.retirements.end(),
                       retirement) == server.retirements.end();
    });
  }
  std::set<std::string> asked;
  for (const ServerStatus& server : servers) asked.insert(server.name_space);
  std::erase_if(common, [&](const Retirement& retirement) {
    return !std::includes(asked.begin(), asked.end(),
                          retirement.name_spaces.begin(),
                          retirement.name_spaces.end());
  });
  return common;
}

}  // namespace lockstep::fetch
