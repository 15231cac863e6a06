#include "history_fetch/failed_command.h"

#include <nlohmann/json.hpp>

#include "history_fetch/terminal.h"

namespace lockstep::fetch {
namespace {

using nlohmann::ordered_json;

// 0 is the gravest.
int Gravity(ExitCode code) {
  switch (code) {
    case ExitCode::kUsage:
      return 0;
    case ExitCode::kConnect:
      return 1;
    case ExitCode::kIntegrity:
      return 2;
    case ExitCode::kPartial:
      return 3;
    case ExitCode::kMinima:
      return 4;
    case ExitCode::kOk:
      break;
  }
  return 5;
}

}  // namespace

std::string_view MeaningOf(ExitCode code) {
  switch (code) {
    case ExitCode::kOk:
      return "done";
    case ExitCode::kUsage:
      return "wrong command line, configuration or plan";
    case ExitCode::kConnect:
      return "no connection, or no access";
    case ExitCode::kPartial:
      return "not all was done";
    case ExitCode::kMinima:
      return "the corpus is empty, incomplete, stale, or below its plan's "
             "minima";
    case ExitCode::kIntegrity:
      return "a history or the corpus contradicts itself";
  }
  return "";
}

ExitCode Graver(ExitCode a, ExitCode b) {
  return Gravity(a) <= Gravity(b) ? a : b;
}

void AddEnding(ExitCode code, const std::vector<Failure>& failures,
               ordered_json& report) {
  report["exit_code"] = static_cast<int>(code);
  report["exit_meaning"] = MeaningOf(code);
  report["errors"] = ordered_json::array();
  for (const Failure& failure : failures) {
    report["errors"].push_back({{"code", static_cast<int>(failure.code)},
                                {"message", failure.message}});
  }
}

ExitCode Report(const FailedCommand& command) {
  ExitCode code = ExitCode::kOk;
  for (const Failure& failure : command.failures) {
    PrintError(failure.message);
    code = Graver(code, failure.code);
  }
  if (command.format != "json") return code;
  ordered_json json = {
      {"format", 1}, {"command", command.name}, {"corpus", command.corpus}};
  AddEnding(code, command.failures, json);
  // Paths may be anything; what is no UTF-8 becomes U+FFFD.
  Print(json.dump(2, ' ', false, ordered_json::error_handler_t::replace) +
        "\n");
  return code;
}

}  // namespace lockstep::fetch
