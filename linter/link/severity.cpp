#include "linter/link/severity.h"

#include <algorithm>
#include <array>
#include <tuple>

namespace lockstep::lint {
namespace {

struct Way {
  Sink sink;
  std::optional<Severity> FlowSeverity::*severity;
  const char* text;
};

// Worst first.
constexpr std::array<Way, 5> kWays = {{
    {Sink::kBranch, &FlowSeverity::branch, "its value decides a branch"},
    {Sink::kCommand, &FlowSeverity::command, "its value decides a command"},
    {Sink::kPayload, &FlowSeverity::payload,
     "its value goes into a payload or result"},
    {Sink::kUnknown, &FlowSeverity::unknown,
     "where its value goes is not known"},
    {Sink::kLog, &FlowSeverity::log, "its value is only logged"},
}};

size_t Rank(const ValueFlow& flow) {
  const auto worst =
      std::find_if(kWays.begin(), kWays.end(),
                   [&](const Way& way) { return flow.Has(way.sink); });
  return size_t(worst - kWays.begin());
}

bool LooksAtFlow(const FlowSeverity& flow) {
  return flow.branch || flow.command || flow.payload || flow.log ||
         flow.dropped || flow.unknown;
}

}  // namespace

bool Matters(const ValueFlow& flow) {
  return flow.Has(Sink::kBranch) || flow.Has(Sink::kCommand);
}

void Combine(ValueFlow& flow, const ValueFlow& other) {
  const auto key = [](const ValueFlow& value) {
    return std::make_tuple(Rank(value), !value.worst.Known(),
                           std::tie(value.worst, value.what));
  };
  if (key(other) < key(flow)) {
    flow.worst = other.worst;
    flow.what = other.what;
  }
  flow.sinks |= other.sinks;
}

Severity ByFlow(const Rule& rule, const ValueFlow& flow) {
  if (!LooksAtFlow(rule.flow)) return rule.severity;
  std::optional<Severity> worst;
  if (flow.Has(Sink::kNoValue)) worst = rule.severity;
  for (const Way& way : kWays) {
    if (!flow.Has(way.sink)) continue;
    const Severity here = (rule.flow.*way.severity).value_or(rule.severity);
    worst = std::max(worst.value_or(Severity::kOff), here);
  }
  return worst.value_or(rule.flow.dropped.value_or(rule.severity));
}

std::string FlowText(const Rule& rule, const ValueFlow& flow) {
  if (!LooksAtFlow(rule.flow)) return "";
  const size_t rank = Rank(flow);
  if (rank < kWays.size()) return kWays[rank].text;
  return flow.Has(Sink::kNoValue) ? "" : "its value is not used";
}

Severity ParseSeverity(const std::string& text, Severity otherwise) {
  if (text == "error") return Severity::kError;
  if (text == "warning") return Severity::kWarning;
  if (text == "note") return Severity::kNote;
  return otherwise;
}

Severity Lower(Severity severity) {
  switch (severity) {
    case Severity::kError:
      return Severity::kWarning;
    case Severity::kWarning:
    case Severity::kNote:
      return Severity::kNote;
    case Severity::kOff:
      break;
  }
  return Severity::kOff;
}

Severity Configured(const Rule& rule, Severity severity,
                    const LinkOptions& options) {
  const bool same =
      (rule.horizon == Horizon::kBuild && options.one_toolchain) ||
      (rule.horizon == Horizon::kHost && options.one_architecture);
  if (same) severity = std::min(severity, Severity::kNote);
  const auto said = options.severities.find(rule.slug);
  return said == options.severities.end() ? severity : said->second;
}

}  // namespace lockstep::lint
