// What a run asks of other workflows: signals, requests to cancel.
#pragma once

#include <cstdint>
#include <exception>
#include <string>
#include <utility>

#include "workflow/commands.h"
#include "workflow/pending.h"

namespace lockstep::internal {

class Externals;

class ExternalThing final : public State {
 public:
  ExternalThing(Externals& owner, uint32_t number, std::string description,
                const Place& place)
      : owner_(&owner),
        number_(number),
        description_(std::move(description)),
        place_(place) {}
  std::string Describe() const override { return description_; }
  // Of a signal; a request to cancel is in no scope.
  void OnScopeCancelled(const std::string& reason, const Place* by) override;

 private:
  friend class Externals;
  Externals* owner_;
  uint32_t number_;
  std::string description_;
  Place place_;
};

class Externals {
 public:
  Externals(CommandSink& sink, const PayloadCodec* codec, uint32_t ids_from)
      : sink_(&sink), codec_(codec), signals_(ids_from), cancels_(ids_from) {}

  Ref<State> Signal(Scope& scope, const ExternalWorkflow& target,
                    const Named& name, const PayloadList& input);
  Ref<State> RequestCancel(const ExternalWorkflow& target,
                           const std::string& reason, const Place& place);
  // It is done when the host says so: the signal may be on its way.
  void CancelSignal(const ExternalThing& signal, const Place* by);

  // What became of them. Each says whether there is such a thing.
  bool ResolveSignal(uint32_t number, const std::exception_ptr& error);
  bool ResolveCancel(uint32_t number, const std::exception_ptr& error);

 private:
  CommandSink* sink_;
  const PayloadCodec* codec_;
  Pending<ExternalThing> signals_;
  Pending<ExternalThing> cancels_;
};

}  // namespace lockstep::internal
