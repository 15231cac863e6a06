#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "replayer/commands.h"
#include "replayer/loading/build_work.h"
#include "replayer/loading/load_failure.h"
#include "replayer/process/death_result.h"
#include "replayer/process/supervisor.h"
#include "replayer/process/zygote.h"
#include "replayer/report/report_json.h"
#include "replayer/report/report_text.h"
#include "replayer/report/seconds.h"
#include "replayer/terminal.h"

namespace lockstep::replay {
namespace {

// The paths of the command line and of --files-from.
Result<std::vector<std::string>> AllPaths(const RunOptions& options) {
  std::vector<std::string> paths = options.paths;
  if (options.files_from.empty()) return paths;
  const Result<std::string> list = ReadAll(options.files_from);
  if (!list) return tl::unexpected(list.error());
  for (std::string& path : SplitLines(*list)) paths.push_back(std::move(path));
  return paths;
}

Result<std::vector<Input>> FindInputs(const RunOptions& options) {
  const Result<std::vector<std::string>> paths = AllPaths(options);
  if (!paths) return tl::unexpected(paths.error());
  const bool from_stdin =
      std::find(paths->begin(), paths->end(), kStdin) != paths->end();
  if (!from_stdin) return FindHistories(*paths, std::nullopt);
  if (options.files_from == kStdin) {
    return Fail("-: stdin is the list of paths and cannot be in it");
  }
  const Result<std::string> text = ReadAll(kStdin);
  if (!text) return tl::unexpected(text.error());
  return FindHistories(*paths, *text);
}

// Of the first corpus that is; empty: all are whole, or no corpora.
std::string WhyIncomplete(const std::vector<Input>& inputs) {
  const auto found = std::find_if(
      inputs.begin(), inputs.end(),
      [](const Input& input) { return !input.entry.incomplete.empty(); });
  return found == inputs.end() ? "" : found->entry.incomplete;
}

HistoryWork MakeWork(const RunOptions& options, std::vector<Input> inputs) {
  return {.inputs = std::move(inputs),
          .selection = {{options.types.begin(), options.types.end()},
                        options.workflow_id},
          .load = {.workflow_id = {},
                   .known = {},
                   .sha256 = {},
                   .payloads_replaced = false,
                   .reverse_order = options.reverse_order,
                   .last_event_id = options.last_event_id},
          .replay = options.replay};
}

Limits MakeLimits(const RunOptions& options) {
  return {.deadlock = FromSeconds(options.deadlock_timeout_s),
          .timeout = FromSeconds(options.timeout_s),
          .memory_bytes = options.memory_limit_mib << 20};
}

// Turns outcomes into results and prints them as they come.
class Reporter {
 public:
  Reporter(const RunOptions& options, const std::vector<Input>& inputs)
      : options_(options),
        inputs_(inputs),
        colour_(ChooseColour(options.colour)),
        progress_(inputs.size(), options.verbosity) {}

  void Take(const Outcome& outcome) {
    const std::string& name = inputs_.at(taken_++).name;
    HistoryRecord record = RecordOf(outcome);
    record.result.history = name;
    progress_.Clear();
    if (record.selected) {
      Count(record.result, report_.summary);
      PrintResult(record.result);
    } else {
      ++report_.summary.not_selected;
    }
    progress_.Show(taken_);
  }

  // Prints the rest and returns the exit code.
  ExitCode Finish(Description build) {
    progress_.Clear();
    report_.build = std::move(build);
    report_.summary.not_run = inputs_.size() - taken_;
    Print(options_.format == Format::kJson ? ReportJson(report_)
                                           : SummaryText(report_.summary));
    const ExitCode code = ExitCodeOf(report_.summary);
    if (code == ExitCode::kNothingTested) {
      PrintError(WhyNothing(report_.summary));
    }
    return code;
  }

 private:
  HistoryRecord RecordOf(const Outcome& outcome) const {
    const std::string& text =
        outcome.death ? outcome.note : outcome.done.record;
    HistoryRecord record = ParseRecord(text).value_or(HistoryRecord{});
    if (outcome.death) {
      return {true, DeathResult(*outcome.death, MakeLimits(options_),
                                std::move(record.result))};
    }
    if (outcome.death_after_others) {
      record.result = AfterOthersResult(*outcome.death_after_others,
                                        std::move(record.result));
    }
    return record;
  }

  void PrintResult(const ReplayResult& result) {
    if (options_.format == Format::kJson) {
      report_.results.push_back(result);
      return;
    }
    const bool is_dull = result.verdict == Verdict::kOk &&
                         result.findings.empty() && result.warnings.empty();
    if (is_dull && options_.verbosity == Verbosity::kQuiet) return;
    Print(ResultText(result, colour_));
    std::fflush(stdout);
  }

  static std::string WhyNothing(const Summary& summary) {
    if (summary.histories != 0) {
      return "nothing was tested: no history has a completed workflow task";
    }
    return summary.not_selected != 0
               ? "nothing was tested: --type and --workflow-id select no "
                 "history"
               : "nothing was tested: the paths hold no histories (*.json, "
                 "*.json.gz)";
  }

  const RunOptions& options_;
  const std::vector<Input>& inputs_;
  const Colour colour_;
  Progress progress_;
  size_t taken_ = 0;
  Report report_;
};

int Refuse(const std::string& sentence) {
  PrintError(sentence);
  return static_cast<int>(ExitCode::kUsage);
}

// Loads the build, replays everything, reports.
int ReplayAll(const RunOptions& options, const std::vector<Input>& inputs,
              SignalWatch& signals) {
  BuildWork work(options.build, MakeWork(options, inputs));
  const auto limit = FromSeconds(options.load_timeout_s);
  const auto zygote = Zygote::Start(work, options.jobs);
  if (!zygote) return Refuse(Explain(zygote.error(), options.build, limit));
  const auto loaded = (*zygote)->AwaitLoad(limit, signals);
  if (!loaded) return Refuse(Explain(loaded.error(), options.build, limit));
  Result<Description> build = ParseDescription(*loaded);
  if (!build) return Refuse(options.build + ": " + build.error().message);
  Reporter reporter(options, inputs);
  const Result<void> done =
      Supervise(**zygote,
                WorkQueue(inputs.size(), options.fail_fast ? OnFailure::kStop
                                                           : OnFailure::kGoOn),
                MakeLimits(options), signals,
                [&](const Outcome& outcome) { reporter.Take(outcome); });
  if (!done) return Refuse(options.build + ": " + done.error().message);
  if (signals.interrupted() != 0) return 0;  // the caller looks
  const ExitCode code = reporter.Finish(*std::move(build));
  if (!FinishOutput()) return Refuse("stdout did not take the results");
  return static_cast<int>(code);
}

}  // namespace

int RunCommand(const RunOptions& options) {
  const Result<std::vector<Input>> inputs = FindInputs(options);
  if (!inputs) return Refuse(inputs.error().message);
  const std::string incomplete = WhyIncomplete(*inputs);
  if (options.incomplete == Incomplete::kRefuse && !incomplete.empty()) {
    PrintError(incomplete);
    return static_cast<int>(ExitCode::kPolicy);
  }
  SignalWatch signals;
  const int code = ReplayAll(options, *inputs, signals);
  return signals.interrupted() == 0 ? code : 128 + signals.interrupted();
}

}  // namespace lockstep::replay
