// What the profiles say about a name, looked up fast. One for all units.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "linter/rules/rule_book.h"

namespace lockstep::lint {

// All that profiles say about one qualified name. Pointers into the RuleBook.
struct SdkMeaning {
  const CommandCall* command = nullptr;
  std::vector<const RegistrationCall*> registrations;
  std::vector<const CallableRole*> callables;
  bool draw = false, replaying = false, logger = false, blocking = false,
       client = false;

  bool Any() const {
    return command || !registrations.empty() || !callables.empty() || draw ||
           replaying || logger || blocking || client;
  }
};

class SdkIndex {
 public:
  explicit SdkIndex(const RuleBook& book);

  // Of a function; a meaning without anything if the SDKs do not know it.
  SdkMeaning Find(std::string_view qualified_name) const;

  // Whether the name belongs to an SDK: its code is never descended into.
  bool OwnsName(std::string_view qualified_name) const;
  bool IsContext(std::string_view class_name) const;
  bool IsTask(std::string_view class_name) const;
  bool IsAwaitable(std::string_view class_name) const;
  bool IsCancellation(std::string_view class_name) const;
  bool IsFailure(std::string_view class_name) const;
  // The profile that owns the name; null when none does.
  const SdkProfile* ProfileOf(std::string_view qualified_name) const;

 private:
  const RuleBook* book_;
};

}  // namespace lockstep::lint
