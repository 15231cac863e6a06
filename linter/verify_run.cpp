#include "linter/verify_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>

#include "linter/findings/verify.h"
#include "linter/judge.h"
#include "linter/report/report_parts.h"

namespace lockstep::lint {
namespace {

namespace fs = std::filesystem;

using Flags = std::vector<std::string>;

std::string Absolute(const std::string& path, const World& world) {
  return (fs::path(world.folder) / path).lexically_normal().string();
}

// Files that want the same flags are collected together.
Result<Collected> CollectAsWished(const LintOptions& options,
                                  const World& world, const Prepared& ready,
                                  Sources& sources) {
  std::map<Flags, std::vector<std::string>> groups;
  for (const std::string& file : options.units.files) {
    const std::string path = Absolute(file, world);
    const std::string* const text = sources.Text(path);
    groups[text == nullptr ? Flags() : FindWishes(*text).flags].push_back(file);
  }
  if (groups.empty()) groups[{}];
  Collected all;
  for (const auto& [flags, files] : groups) {
    UnitOptions units = ready.settings.units;
    units.files = files;
    units.alone = true;
    units.apart = options.verify == VerifyMode::kEach;
    units.extra_args.insert(units.extra_args.end(), flags.begin(), flags.end());
    auto collected = world.collect(units, ready.book);
    if (!collected) return tl::unexpected(collected.error());
    std::move(collected->units.begin(), collected->units.end(),
              std::back_inserter(all.units));
    std::move(collected->failures.begin(), collected->failures.end(),
              std::back_inserter(all.failures));
  }
  return all;
}

// Units that make one program.
using Program = std::vector<Unit>;

std::vector<Program> Programs(std::vector<Unit> units, VerifyMode mode) {
  std::sort(units.begin(), units.end(),
            [](const Unit& a, const Unit& b) { return a.path < b.path; });
  if (mode == VerifyMode::kProgram) return {std::move(units)};
  std::vector<Program> programs;
  for (Unit& unit : units) {
    programs.emplace_back();
    programs.back().push_back(std::move(unit));
  }
  return programs;
}

// Options that the first lines of the program's files add.
Result<LintOptions> WishedOptions(const LintOptions& options,
                                  const Program& program, Sources& sources) {
  std::vector<std::string> words;
  for (const Unit& unit : program) {
    const std::string* const text = sources.Text(unit.path);
    if (text == nullptr) continue;
    const FileWishes wishes = FindWishes(*text);
    words.insert(words.end(), wishes.options.begin(), wishes.options.end());
  }
  if (words.empty()) return options;
  auto parsed = ParseOptions(words);
  if (!parsed) {
    return Fail(fmt::format("{}: lockstep-options: {}", program[0].path,
                            parsed.error().text));
  }
  LintOptions wished = options;
  const Judgement& theirs = parsed->options.judgement;
  Judgement& mine = wished.judgement;
  mine.checks.insert(mine.checks.end(), theirs.checks.begin(),
                     theirs.checks.end());
  for (const auto member :
       {&Judgement::unknown, &Judgement::toolchain, &Judgement::architecture,
        &Judgement::header_filter, &Judgement::exclude_header_filter}) {
    if (theirs.*member) mine.*member = theirs.*member;
  }
  if (!parsed->options.today.empty()) wished.today = parsed->options.today;
  return wished;
}

Result<std::vector<Expectation>> AllExpectations(const Program& program,
                                                 Sources& sources) {
  std::vector<Expectation> all;
  std::vector<std::string> files = UserFiles(program);
  for (const Unit& unit : program) {
    files.insert(files.end(), unit.files.begin(), unit.files.end());
  }
  std::sort(files.begin(), files.end());
  files.erase(std::unique(files.begin(), files.end()), files.end());
  for (const std::string& file : files) {
    if (file.starts_with("/usr/")) continue;  // the system's own
    const std::string* const text = sources.Text(file);
    if (text == nullptr) continue;
    auto found = FindExpectations(file, *text);
    if (!found) return found;
    all.insert(all.end(), found->begin(), found->end());
  }
  return all;
}

class Verifier {
 public:
  Verifier(const LintOptions& options, const World& world,
           const Prepared& ready, Configs& configs)
      : options_(options), world_(world), ready_(ready), configs_(configs) {}

  Result<ExitCode> Run() {
    auto collected = CollectAsWished(options_, world_, ready_, sources_);
    if (!collected) return tl::unexpected(collected.error());
    for (const UnitFailure& failure : collected->failures) {
      world_.err(fmt::format("{}: error: {}\n", failure.path, failure.message));
    }
    for (Program& program :
         Programs(std::move(collected->units), options_.verify)) {
      const auto checked = Check(std::move(program));
      if (!checked) return tl::unexpected(checked.error());
    }
    if (!options_.quiet) Summarise();
    if (!collected->failures.empty()) return ExitCode::kUsage;
    return mismatches_ == 0 ? ExitCode::kOk : ExitCode::kFindings;
  }

 private:
  Result<void> Check(Program program) {
    const auto wished = WishedOptions(options_, program, sources_);
    if (!wished) return tl::unexpected(wished.error());
    const auto expected = AllExpectations(program, sources_);
    if (!expected) return tl::unexpected(expected.error());
    FileChoices choices(configs_, wished->judgement);
    const Settings settings = MakeSettings(*wished, ready_.root);
    JudgeInput input{ready_.book, settings, choices, sources_, wished->today};
    if (input.today.empty()) input.today = world_.today;
    Collected one;
    one.units = std::move(program);
    const auto judged = Judge(one, input);
    if (!judged) return tl::unexpected(judged.error());
    Tell(Mismatches(*expected, judged->outcome.findings));
    expectations_ += expected->size();
    ++programs_;
    return {};
  }

  void Tell(const std::vector<std::string>& mismatches) {
    for (const std::string& mismatch : mismatches) {
      world_.err(ShownPath(mismatch, world_.folder) + "\n");
    }
    mismatches_ += mismatches.size();
  }

  void Summarise() const {
    world_.out(fmt::format("{}, {}, {}\n", Plural(programs_, "program"),
                           Plural(expectations_, "expectation"),
                           mismatches_ == 1
                               ? "1 mismatch"
                               : fmt::format("{} mismatches", mismatches_)));
  }

  const LintOptions& options_;
  const World& world_;
  const Prepared& ready_;
  Configs& configs_;
  Sources sources_;
  size_t mismatches_ = 0, expectations_ = 0, programs_ = 0;
};

}  // namespace

Result<ExitCode> Verify(const LintOptions& options, const World& world,
                        const Prepared& ready, Configs& configs) {
  return Verifier(options, world, ready, configs).Run();
}

}  // namespace lockstep::lint
