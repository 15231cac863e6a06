#include "replayer/report/report_text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string_view>

#include "replayer/report/printable.h"
#include "replayer/report/remedy.h"
#include "replayer/report/report_text_parts.h"
#include "replayer/report/tier_counts.h"

namespace lockstep::replay {
namespace {

std::string Counted(int64_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

// "workflow UserGrant, id user-1, run 019a"; what is unknown is left out.
std::string IdentityLine(const ReplayResult& result) {
  std::vector<std::string> parts;
  if (!result.workflow_type.empty()) {
    parts.push_back("workflow " + Printable(result.workflow_type));
  }
  if (!result.workflow_id.empty()) {
    parts.push_back("id " + Printable(result.workflow_id));
  }
  if (!result.run_id.empty()) {
    parts.push_back("run " + Printable(result.run_id));
  }
  return parts.empty() ? "" : fmt::format("  {}\n", fmt::join(parts, ", "));
}

// "", ", open", or with what the unfinished last task came to.
std::string OpenText(const ReplayResult& result) {
  if (!result.open) return "";
  if (!result.live_edge || !result.live_edge->ran) return ", open";
  return fmt::format(", open: the unfinished last task runs ({}, not compared)",
                     Counted(result.live_edge->commands, "command"));
}

std::string OkLine(const ReplayResult& result, const Paint& paint) {
  const std::string counts = result.tasks == 0
                                 ? "nothing tested: no completed workflow task"
                                 : Counted(result.tasks, "task") + ", " +
                                       Counted(result.commands, "command");
  const std::string differences = TierCountsText(CountDifferences(result));
  return fmt::format(
      "{} {}  {}  {}{}{}\n", paint.Green("✓"), Printable(result.history),
      Printable(result.workflow_type), counts, OpenText(result),
      differences.empty() ? "" : "; differences: " + differences);
}

// Only what a reader would not expect: that production would not see it here.
std::string DetectionText(const Divergence& divergence) {
  if (divergence.detected_by_core == Detection::kNever) {
    return "  the official engine would not see it in this history\n";
  }
  if (divergence.detected_by_core == Detection::kLater) {
    return fmt::format(
        "  the official engine would see it later, at event {}\n",
        divergence.detected_event_id);
  }
  return "";
}

std::string DivergenceText(const Divergence& divergence, const Paint& paint) {
  std::string text;
  text += "\n" + SidesText(divergence.difference, "  ");
  text += DiffText(divergence, paint);
  text += WaitingText(divergence.waiting);
  if (!divergence.cause.empty() || !divergence.gate.empty()) text += "\n";
  if (!divergence.cause.empty()) {
    text += fmt::format("  likely cause: {}\n", divergence.cause);
  }
  if (!divergence.gate.empty()) {
    text += "  gate to write:\n" + Indented(divergence.gate, "    ");
  }
  if (!divergence.difference.engine_message.empty()) {
    text += fmt::format("  the official engine would say: {}\n",
                        divergence.difference.engine_message);
  }
  return text + DetectionText(divergence);
}

std::string FailureText(const ReplayResult& result, const Paint& paint) {
  std::string text =
      fmt::format("{} {}\n  {}", paint.Red("✗"), Printable(result.history),
                  paint.Red(Name(result.verdict)));
  if (result.divergence) {
    const Difference& difference = result.divergence->difference;
    text +=
        fmt::format("{}: {}\n", WhereText(difference), KindText(difference));
  } else {
    text += fmt::format("{}: {}\n", WakeUpText(result.failed_in),
                        Printable(result.message));
  }
  text += IdentityLine(result);
  text += StackText(result.stack, "      ");
  if (result.divergence) text += DivergenceText(*result.divergence, paint);
  if (const std::string_view remedy = Remedy(result.verdict); !remedy.empty()) {
    text += fmt::format("  remedy: {}\n", remedy);
  }
  return text;
}

std::string FindingText(const Difference& finding, const Paint& paint) {
  const std::string_view strict =
      finding.tier == Tier::kValue ? "--strict=values" : "--strict";
  return fmt::format(
      "\n  {}{}: {} (an error with {})\n{}",
      paint.Yellow(fmt::format("{} finding", Name(finding.tier))),
      WhereText(finding), KindText(finding), strict,
      SidesText(finding, "    "));
}

}  // namespace

std::string ResultText(const ReplayResult& result, Colour colour) {
  const Paint paint(colour);
  const bool is_ok = result.verdict == Verdict::kOk;
  std::string text = is_ok ? OkLine(result, paint) : FailureText(result, paint);
  for (const std::string& warning : result.warnings) {
    text +=
        fmt::format("  {}: {}\n", paint.Yellow("warning"), Printable(warning));
  }
  for (const Difference& finding : result.findings) {
    text += FindingText(finding, paint);
  }
  if (!is_ok || !result.findings.empty()) text += "\n";
  return text;
}

}  // namespace lockstep::replay
