#include <nlohmann/json.hpp>

#include "replayer/commands.h"
#include "replayer/loading/build_work.h"
#include "replayer/loading/description.h"
#include "replayer/loading/load_failure.h"
#include "replayer/process/zygote.h"
#include "replayer/report/result_json.h"
#include "replayer/report/seconds.h"
#include "replayer/terminal.h"

namespace lockstep::replay {
namespace {

Result<Description> LoadDescription(const DescribeOptions& options,
                                    SignalWatch& signals) {
  BuildWork work(options.build, {});
  const auto limit = FromSeconds(options.load_timeout_s);
  const auto zygote = Zygote::Start(work, 1);
  if (!zygote) return Fail(Explain(zygote.error(), options.build, limit));
  const auto loaded = (*zygote)->AwaitLoad(limit, signals);
  if (!loaded) return Fail(Explain(loaded.error(), options.build, limit));
  return ParseDescription(*loaded);
}

}  // namespace

int DescribeCommand(const DescribeOptions& options) {
  SignalWatch signals;
  const Result<Description> build = LoadDescription(options, signals);
  if (signals.interrupted() != 0) return 128 + signals.interrupted();
  if (!build) {
    PrintError(build.error().message);
    return static_cast<int>(ExitCode::kUsage);
  }
  Print(options.format == Format::kJson ? Dump(ToJson(*build), 2) + "\n"
                                        : DescriptionText(*build));
  if (FinishOutput()) return static_cast<int>(ExitCode::kOk);
  PrintError("stdout did not take the description");
  return static_cast<int>(ExitCode::kUsage);
}

}  // namespace lockstep::replay
