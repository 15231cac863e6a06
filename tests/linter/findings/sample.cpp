#include "tests/linter/findings/sample.h"

#include "base/check.h"

namespace lockstep::lint {

const RuleBook& Book() {
  static const RuleBook kBook = [] {
    auto book = LoadRuleBook({});
    LOCKSTEP_CHECK(book.has_value(), "the rules are part of the program");
    return std::move(*book);
  }();
  return kBook;
}

Finding FindingAt(const std::string& rule, uint32_t line) {
  Finding finding;
  finding.rule = Book().FindRule(rule);
  finding.severity = Severity::kError;
  finding.symbol = "time";
  finding.message = "'time' reads a clock [lockstep-" + rule + "]";
  finding.place = {"/src/a.cpp", line, 3};
  finding.entry = "Checkout";
  finding.entry_place = {"/src/w.cpp", 1, 1};
  finding.chain = {{finding.entry_place, "workflow 'Checkout' starts here"},
                   {{"/src/w.cpp", 4, 5}, "calls 'Helper'"},
                   {finding.place, "'time' reads a clock"}};
  finding.fingerprint = "00000000000000" + std::to_string(10 + line % 90);
  return finding;
}

}  // namespace lockstep::lint
