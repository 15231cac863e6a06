// The command line and the configuration files as one.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "linter/config/config.h"
#include "linter/findings/rule_filter.h"
#include "linter/link/link.h"

namespace lockstep::lint {

// About the whole program.
struct Settings {
  std::string config_path;  // empty: there is none
  UnitOptions units;
  std::vector<std::string> overlays;           // files of profiles and models
  std::vector<std::string> profiles;           // names; empty: all
  std::map<std::string, Severity> severities;  // by rule, as written
  UnknownPolicy unknown = UnknownPolicy::kNote;
  bool one_toolchain = false, one_architecture = false;
  std::string header_filter, exclude_header_filter;
  std::string baseline;
};

// `root`: the outermost configuration; null if there is none.
Settings MakeSettings(const LintOptions& options, const Config* root);

// The outermost configuration of the files, which must be the same for all; of
// the folder if there are none.
Result<const Config*> FindRootConfig(Configs& configs,
                                     const std::vector<std::string>& files,
                                     const std::string& folder);

// Which rules are on, and whose warnings are errors, file by file.
class FileChoices {
 public:
  FileChoices(Configs& configs, const Judgement& judgement)
      : configs_(configs), judgement_(judgement) {}

  struct Choice {
    RuleFilter checks, warnings_as_errors;
  };
  const Choice& For(const std::string& file);
  // The first mistake that a file's configuration has.
  Result<void> Check(const RuleBook& book) const;

 private:
  Configs& configs_;
  const Judgement& judgement_;
  std::map<std::string, Choice> by_folder_;
  std::optional<Error> mistake_;
};

}  // namespace lockstep::lint
