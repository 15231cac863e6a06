// The Nexus operations that a run has started.
#pragma once

#include <cstdint>
#include <exception>
#include <optional>
#include <string>
#include <utility>

#include "lockstep/nexus.h"
#include "workflow/commands.h"
#include "workflow/pending.h"

namespace lockstep::internal {

class NexusOperations;

// What a call of Context asks for.
struct NexusCall {
  const NexusService& service;
  const Named& operation;
  const NexusOptions& options;
  std::optional<Payload> input;
};

class NexusStartThing final : public ResultState {
 public:
  explicit NexusStartThing(std::string operation)
      : operation_(std::move(operation)) {}
  std::string Describe() const override {
    return "start of nexus operation " + operation_;
  }

 private:
  std::string operation_;
};

class NexusThing final : public ResultState {
 public:
  NexusThing(NexusOperations& owner, uint32_t number, const NexusCall& call);
  std::string Describe() const override {
    return "nexus operation " + operation_;
  }
  void OnScopeCancelled(const std::string& reason, const Place* by) override;
  const Ref<NexusStartThing>& start() const { return start_; }

 private:
  friend class NexusOperations;
  NexusOperations* owner_;
  uint32_t number_;
  std::string operation_;  // "Payments.charge"
  Place place_;
  Ref<NexusStartThing> start_;
};

class NexusOperations {
 public:
  NexusOperations(CommandSink& sink, const PayloadCodec* codec,
                  uint32_t ids_from)
      : sink_(&sink), codec_(codec), operations_(ids_from) {}

  Ref<NexusThing> Start(Scope& scope, const NexusCall& call);
  // It is done when the host says so, whatever its cancellation type.
  void Cancel(const NexusThing& operation, const Place* by);

  // What became of them. Each says whether there is such a thing.
  bool ResolveStart(uint32_t number, const std::string& token,
                    const std::exception_ptr& error);
  bool Resolve(uint32_t number, std::optional<Payload> result,
               const std::exception_ptr& error);

 private:
  CommandSink* sink_;
  const PayloadCodec* codec_;
  Pending<NexusThing> operations_;
};

}  // namespace lockstep::internal
