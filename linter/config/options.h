// The command line of lockstep-lint: clang-tidy's, as far as it goes.
#pragma once

#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace lockstep::lint {

enum class Format : uint8_t { kText, kJson, kSarif, kGithub, kRdjson };
enum class ColourChoice : uint8_t { kAuto, kAlways, kNever };
enum class VerifyMode : uint8_t { kOff, kProgram, kEach };

// A report beside the one on stdout.
struct OutputFile {
  Format format = Format::kText;
  std::string path;
};

// Which units, and how they are compiled.
struct UnitOptions {
  std::string build_path;  // -p; empty: it is looked for
  std::vector<std::string> files;
  std::optional<std::vector<std::string>> flags;  // behind --
  std::vector<std::string> extra_args, extra_args_before;
  bool apart = false;  // every unit is a program of its own
  // What a named file is linked with: of the other units of the database those
  // whose facts are cached; or all; or none.
  bool whole_program = false, alone = false;
  size_t jobs = 1;
  bool cache = true;
  std::string cache_dir;
};

// What may also stand in a configuration file; unset: the file decides.
struct Judgement {
  std::vector<std::string> checks;  // lists of globs, in order
  std::vector<std::string> warnings_as_errors;
  std::optional<std::string> header_filter, exclude_header_filter;
  std::optional<std::string> unknown;       // ignore, note, error
  std::optional<std::string> toolchain;     // one, many
  std::optional<std::string> architecture;  // one, many
  std::vector<std::string> profiles, models;
  std::optional<std::string> baseline;
};

struct LintOptions {
  UnitOptions units;
  Judgement judgement;
  std::string config_file;
  std::string line_filter;  // JSON
  std::string diff;         // a revision
  std::string write_baseline;
  bool fix = false;
  std::string fix_one;  // RULE@FILE:LINE
  std::string export_fixes;
  VerifyMode verify = VerifyMode::kOff;
  Format format = Format::kText;
  bool to_stdout = true;  // no --output without a format
  std::vector<OutputFile> outputs;
  ColourChoice colour = ColourChoice::kAuto;
  bool quiet = false;
  std::string today;  // empty: the clock's
};

enum class Verb : uint8_t { kLint, kListRules, kExplain, kDumpConfig, kDoctor };

struct Command {
  Verb verb = Verb::kLint;
  LintOptions options;
  std::string subject;  // of explain
};

// There is nothing to do, or it is not understood.
struct NoCommand {
  bool mistake = false;
  std::string text;  // help, version or one sentence
};

tl::expected<Command, NoCommand> ParseOptions(std::vector<std::string> args);

}  // namespace lockstep::lint
