#include "linter/run.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "linter/ask.h"
#include "linter/findings/baseline.h"
#include "linter/findings/changed_lines.h"
#include "linter/findings/fixes.h"
#include "linter/judge.h"
#include "linter/report/report_parts.h"
#include "linter/settings.h"
#include "linter/verify_run.h"

namespace lockstep::lint {
namespace {

namespace fs = std::filesystem;

ExitCode Refuse(const World& world, const std::string& sentence) {
  world.err(fmt::format("lockstep-lint: {}\n", sentence));
  return ExitCode::kUsage;
}

std::string Render(Format format, const Outcome& outcome,
                   const ReportContext& context) {
  switch (format) {
    case Format::kText:
      return ReportText(outcome, context);
    case Format::kJson:
      return ReportJson(outcome, context);
    case Format::kSarif:
      return ReportSarif(outcome, context);
    case Format::kGithub:
      return ReportGithub(outcome, context);
    case Format::kRdjson:
      return ReportRdjson(outcome, context);
  }
  return "";
}

Result<void> WriteReports(const LintOptions& options, const World& world,
                          const Outcome& outcome, ReportContext context) {
  std::map<std::string, std::string> files;
  for (const OutputFile& file : options.outputs) {
    files[file.path] += Render(file.format, outcome, context);
  }
  if (const auto written = WriteFiles(files); !written) return written;
  context.colour = options.colour == ColourChoice::kAlways ||
                   (options.colour == ColourChoice::kAuto && world.colour);
  if (options.to_stdout) world.out(Render(options.format, outcome, context));
  return {};
}

// A compiler's own name behind -- means CMake's CXX_CLANG_TIDY slot: one unit
// of a program, as do named files of a database. Flags mean that the files are
// the program.
bool IsWholeProgram(const UnitOptions& units) {
  if (units.files.empty() || units.whole_program) return true;
  return units.flags &&
         (units.flags->empty() || units.flags->front().starts_with('-'));
}

std::vector<const Finding*> Wanted(const Outcome& outcome,
                                   const LintOptions& options,
                                   const FixRequest& request) {
  std::vector<const Finding*> wanted;
  for (const Finding& finding : outcome.findings) {
    const bool bulk = options.fix && finding.fix &&
                      finding.fix->kind == FixKind::kCommandNeutral;
    const bool one = !options.fix_one.empty() && IsMeant(request, finding);
    if (bulk || one) wanted.push_back(&finding);
  }
  return wanted;
}

// What was fixed is a remark, no finding any more.
void Retire(const FixedFiles& fixed, const std::string& root,
            Outcome& outcome) {
  std::vector<Finding> left;
  for (const Finding& finding : outcome.findings) {
    const bool gone = std::find(fixed.fixed.begin(), fixed.fixed.end(),
                                &finding) != fixed.fixed.end();
    if (!gone) {
      left.push_back(finding);
      continue;
    }
    outcome.remarks.push_back(fmt::format(
        "fixed: {}:{}: {}{}", ShownPath(finding.place.file, root),
        finding.place.line, finding.message,
        finding.fix->kind == FixKind::kCommandAdding
            ? "; it adds a command: runs in flight diverge unless it stands "
              "behind a version gate (Version or Patched)"
            : ""));
  }
  outcome.findings = std::move(left);
}

Result<void> ApplyFixes(const LintOptions& options, const World& world,
                        Sources& sources, Outcome& outcome) {
  if (!options.export_fixes.empty()) {
    const auto written = WriteFiles(
        {{options.export_fixes, ExportFixes(outcome.findings, sources)}});
    if (!written) return written;
  }
  if (!options.fix && options.fix_one.empty()) return {};
  FixRequest request;
  if (!options.fix_one.empty()) {
    auto parsed = ParseFixRequest(options.fix_one);
    if (!parsed) return tl::unexpected(parsed.error());
    request = *parsed;
  }
  const auto wanted = Wanted(outcome, options, request);
  const FixedFiles fixed = MakeFixes(wanted, sources);
  if (!options.fix_one.empty() && fixed.fixed.empty()) {
    return Fail(fmt::format("--fix-one: {} has no fix, or no finding",
                            options.fix_one));
  }
  if (const auto written = WriteFiles(fixed.texts); !written) return written;
  Retire(fixed, world.folder, outcome);
  return {};
}

Result<void> WriteBaseline(const std::string& path, const World& world,
                           Outcome& outcome) {
  const std::string folder =
      (fs::path(world.folder) / path).lexically_normal().parent_path();
  const auto written =
      WriteFiles({{path, BaselineText(outcome.findings, folder)}});
  if (!written) return written;
  outcome.remarks.push_back(
      fmt::format("wrote {} with {} findings", path, outcome.findings.size()));
  return {};
}

ExitCode CodeOf(const Judged& judged) {
  const Outcome& outcome = judged.outcome;
  if (!outcome.failures.empty()) return ExitCode::kUsage;
  const Counts counts = Count(outcome.findings);
  const bool bad =
      counts.errors + counts.warnings != 0 || judged.stale_baseline;
  return bad ? ExitCode::kFindings : ExitCode::kOk;
}

// The narrowing that only the command line has.
Result<void> AddNarrowing(const LintOptions& options, const World& world,
                          JudgeInput& input) {
  if (!options.line_filter.empty()) {
    auto filter = LineFilter::Parse(options.line_filter);
    if (!filter) return tl::unexpected(filter.error());
    input.line_filter = std::move(*filter);
  }
  if (!options.diff.empty()) {
    auto changed = ChangedSince(options.diff, world.folder);
    if (!changed) return tl::unexpected(changed.error());
    input.changed = std::move(*changed);
  }
  return {};
}

class LintRun {
 public:
  LintRun(const LintOptions& options, const World& world, const Prepared& ready)
      : options_(options), world_(world), ready_(ready) {}

  Result<ExitCode> Run(FileChoices& choices) {
    JudgeInput input{ready_.book,
                     ready_.settings,
                     choices,
                     sources_,
                     options_.today.empty() ? world_.today : options_.today,
                     IsWholeProgram(options_.units),
                     options_.write_baseline.empty(),
                     std::nullopt,
                     std::nullopt};
    if (const auto fine = AddNarrowing(options_, world_, input); !fine) {
      return tl::unexpected(fine.error());
    }
    const auto collected = world_.collect(ready_.settings.units, ready_.book);
    if (!collected) return tl::unexpected(collected.error());
    for (const std::string& remark : collected->remarks) {
      world_.err(fmt::format("lockstep-lint: {}\n", remark));
    }
    auto judged = Judge(*collected, input);
    if (!judged) return tl::unexpected(judged.error());
    return Finish(*judged);
  }

 private:
  Result<ExitCode> Finish(Judged& judged) {
    Outcome& outcome = judged.outcome;
    if (const auto fixed = ApplyFixes(options_, world_, sources_, outcome);
        !fixed) {
      return tl::unexpected(fixed.error());
    }
    const bool to_baseline = !options_.write_baseline.empty();
    if (to_baseline) {
      const auto written =
          WriteBaseline(options_.write_baseline, world_, outcome);
      if (!written) return tl::unexpected(written.error());
    }
    const ReportContext context{ready_.book,      sources_, world_.folder,
                                LOCKSTEP_VERSION, false,    options_.quiet};
    const auto reported = WriteReports(options_, world_, outcome, context);
    if (!reported) return tl::unexpected(reported.error());
    const ExitCode code = CodeOf(judged);
    return to_baseline && code == ExitCode::kFindings ? ExitCode::kOk : code;
  }

  const LintOptions& options_;
  const World& world_;
  const Prepared& ready_;
  Sources sources_;
};

}  // namespace

ExitCode Run(const Command& command, const World& world) {
  const LintOptions& options = command.options;
  Configs configs(options.config_file.empty()
                      ? ""
                      : fs::absolute(options.config_file).string());
  const auto ready = Prepare(options, world, configs);
  if (!ready) return Refuse(world, ready.error().message);
  FileChoices choices(configs, options.judgement);
  Result<ExitCode> code = ExitCode::kOk;
  if (command.verb != Verb::kLint) {
    code = Ask(command, world, *ready, choices);
  } else if (options.verify != VerifyMode::kOff) {
    code = Verify(options, world, *ready, configs);
  } else {
    code = LintRun(options, world, *ready).Run(choices);
  }
  return code ? *code : Refuse(world, code.error().message);
}

}  // namespace lockstep::lint
