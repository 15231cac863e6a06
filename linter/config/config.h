// .lockstep.yaml: what a project wants. Keys are the long names of options.
//
// `checks` and `warnings-as-errors` hold for the files below the folder of the
// file; those of nearer files come after those of outer ones. All other keys
// are about the whole program and stand in the outermost file only.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "linter/config/options.h"
#include "linter/rules/rule.h"

namespace lockstep::lint {

struct Config {
  std::string path;                            // empty: none was found
  Judgement judgement;                         // paths in it are made absolute
  std::map<std::string, Severity> severities;  // by rule, as written
  std::string build_path, cache_dir;
  std::vector<std::string> extra_args, extra_args_before;
  bool root = false;  // files further up do not count
  // Where the first key about the whole program stands: "FILE:LINE: 'models'".
  std::string first_program_key;
};

// One file. Mistakes name file and line.
Result<Config> ReadConfig(const std::string& path);

// The same from its text; relative paths in it start at the folder of `path`.
Result<Config> ParseConfig(const std::string& path, const std::string& text);

class Configs {
 public:
  // `only`: --config-file; empty: they are looked for upwards.
  explicit Configs(std::string only) : only_(std::move(only)) {}

  // For a file: the outermost first. Empty if there is none.
  Result<std::vector<const Config*>> For(const std::string& file);

 private:
  Result<const Config*> In(const std::string& folder);
  Result<const Config*> Read(const std::string& path);

  std::string only_;
  std::map<std::string, std::optional<Config>> by_folder_;
};

}  // namespace lockstep::lint
