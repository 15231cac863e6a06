// The command line of lockstep-replay.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <variant>
#include <vector>

#include "base/exit_code.h"
#include "replayer/engine/replay.h"

namespace lockstep::replay {

enum class Format { kText, kJson };
enum class ColourChoice { kAuto, kAlways, kNever };
enum class Verbosity { kQuiet, kNormal };
// What to do with a corpus that its manifest marks incomplete.
enum class Incomplete { kRefuse, kAllow };

struct RunOptions {
  std::string build;
  std::vector<std::string> paths;
  std::string files_from;  // empty: not given
  std::vector<std::string> types;
  std::string workflow_id;
  std::optional<int64_t> last_event_id;
  bool reverse_order = false;
  Incomplete incomplete = Incomplete::kRefuse;
  ReplayOptions replay;
  bool fail_fast = false;
  size_t jobs = 1;
  double deadlock_timeout_s = 10;
  double timeout_s = 300;
  double load_timeout_s = 30;
  int64_t memory_limit_mib = 4096;
  Format format = Format::kText;
  ColourChoice colour = ColourChoice::kAuto;
  Verbosity verbosity = Verbosity::kNormal;
};

struct DescribeOptions {
  std::string build;
  double load_timeout_s = 30;
  Format format = Format::kText;
};

struct ShowOptions {
  std::string history;
  std::optional<int64_t> last_event_id;
  bool reverse_order = false;
};

using Options = std::variant<RunOptions, DescribeOptions, ShowOptions>;

// The command line asked for no work: --help, --version, or a mistake.
struct NoWork {
  ExitCode code = ExitCode::kOk;
  std::string text;  // for stdout if code is kOk, else one sentence for stderr
};

tl::expected<Options, NoWork> ParseOptions(int argc, const char* const* argv);

}  // namespace lockstep::replay
