#include "tests/proof/rates.h"

#include <fmt/format.h>

namespace lockstep::proof {
namespace {

std::string Line(const std::string& name, const Rate& rate) {
  return fmt::format("| {} | {} | {} | {} | {} | {} | {} |\n", name, rate.made,
                     rate.to_catch, rate.caught, rate.to_pass, rate.passed,
                     rate.made - rate.to_catch - rate.to_pass);
}

}  // namespace

Rate& Rates::Of(const std::string& name) {
  for (auto& [known, rate] : rates_) {
    if (known == name) return rate;
  }
  return rates_.emplace_back(name, Rate{}).second;
}

std::string Rates::Table() const {
  std::string text =
      "| Edit | Made | must be caught | caught | must pass | passed | open "
      "|\n|---|---|---|---|---|---|---|\n";
  Rate all;
  for (const auto& [name, rate] : rates_) {
    text += Line(name, rate);
    all.made += rate.made;
    all.to_catch += rate.to_catch;
    all.caught += rate.caught;
    all.to_pass += rate.to_pass;
    all.passed += rate.passed;
  }
  return text + Line("**all**", all);
}

}  // namespace lockstep::proof
