// A call as tests describe it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "linter/rules/rule_book.h"

namespace lockstep::lint {

struct FakeCall : CallView {
  uint32_t ArgumentCount() const override {
    return static_cast<uint32_t>(literals.size());
  }
  std::optional<std::string> Literal(uint32_t index) const override {
    return index < literals.size() ? literals[index] : std::nullopt;
  }
  bool HasTemplateArgument(std::string_view kind, int index) const override {
    for (size_t i = 0; i < kinds.size(); ++i) {
      const bool asked = index < 0 || static_cast<size_t>(index) == i;
      if (asked && kinds[i] == kind) return true;
    }
    return false;
  }
  std::string FirstArgumentType() const override { return type; }

  std::vector<std::optional<std::string>> literals;
  std::vector<std::string> kinds;
  std::string type;
};

}  // namespace lockstep::lint
