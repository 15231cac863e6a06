// How --help shows options: what to write, then what it means.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace lockstep::fetch {

class HelpFormat final : public CLI::Formatter {
 public:
  HelpFormat() { column_width(34); }

  // "json|jsonl", "1-64", "FILE", and whether it must be there.
  std::string make_option_opts(const CLI::Option* option) const override;
  // With the default behind it.
  std::string make_option_desc(const CLI::Option* option) const override;
};

}  // namespace lockstep::fetch
