#include "linter/collect/sdk_index.h"

namespace lockstep::lint {
namespace {

bool MatchesAny(std::string_view name, const std::vector<std::string>& all) {
  for (const std::string& pattern : all) {
    if (MatchesPattern(name, pattern)) return true;
  }
  return false;
}

bool InNamespace(std::string_view name, std::string_view space) {
  return name.size() > space.size() && name.starts_with(space) &&
         name.substr(space.size()).starts_with("::");
}

void AddMeaning(std::string_view name, const SdkProfile& profile,
                SdkMeaning& meaning) {
  for (const CommandCall& call : profile.commands) {
    if (!meaning.command && MatchesAny(name, call.names)) {
      meaning.command = &call;
    }
  }
  for (const RegistrationCall& call : profile.registrations) {
    if (MatchesAny(name, call.names)) meaning.registrations.push_back(&call);
  }
  for (const CallableRole& role : profile.callables) {
    if (MatchesAny(name, role.names)) meaning.callables.push_back(&role);
  }
  meaning.draw |= MatchesAny(name, profile.draws);
  meaning.replaying |= MatchesAny(name, profile.replaying);
  meaning.logger |= MatchesAny(name, profile.loggers);
  meaning.blocking |= MatchesAny(name, profile.blocking);
  meaning.client |= MatchesAny(name, profile.clients);
}

bool InAny(const RuleBook& book, std::string_view name,
           std::vector<std::string> SdkProfile::*list) {
  for (const SdkProfile& profile : book.profiles) {
    if (MatchesAny(name, profile.*list)) return true;
  }
  return false;
}

}  // namespace

SdkIndex::SdkIndex(const RuleBook& book) : book_(&book) {}

SdkMeaning SdkIndex::Find(std::string_view qualified_name) const {
  SdkMeaning meaning;
  for (const SdkProfile& profile : book_->profiles) {
    AddMeaning(qualified_name, profile, meaning);
  }
  return meaning;
}

const SdkProfile* SdkIndex::ProfileOf(std::string_view name) const {
  for (const SdkProfile& profile : book_->profiles) {
    for (const std::string& space : profile.namespaces) {
      if (InNamespace(name, space)) return &profile;
    }
  }
  return nullptr;
}

bool SdkIndex::OwnsName(std::string_view name) const {
  return ProfileOf(name) != nullptr;
}

bool SdkIndex::IsContext(std::string_view name) const {
  return InAny(*book_, name, &SdkProfile::contexts);
}

bool SdkIndex::IsTask(std::string_view name) const {
  return InAny(*book_, name, &SdkProfile::tasks);
}

bool SdkIndex::IsAwaitable(std::string_view name) const {
  return InAny(*book_, name, &SdkProfile::awaitables);
}

bool SdkIndex::IsCancellation(std::string_view name) const {
  return InAny(*book_, name, &SdkProfile::cancellations);
}

bool SdkIndex::IsFailure(std::string_view name) const {
  return InAny(*book_, name, &SdkProfile::failures);
}

}  // namespace lockstep::lint
