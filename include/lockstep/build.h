// LOCKSTEP_BUILD: the list of workflows and activities of a build.
//
//   LOCKSTEP_BUILD(build) {
//     build.Workflow("UserGrant", &UserGrant);
//     build.Workflow<Checkout>("Checkout")
//         .Signal("pay", &Checkout::OnPay)
//         .Query("status", &Checkout::Status);
//     build.Activity("CreateUser", &CreateUser);
//   }
//
// It defines the one function that a workflow build exports; write it once per
// build. The list is made when the build is loaded; names may come from
// anywhere. A list that contradicts itself is refused by whoever loads it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>

#include "lockstep/impl/build.h"
#include "lockstep/payload.h"

struct LsBuild;

namespace lockstep {

// What else is said about a workflow.
class WorkflowEntry {
 public:
  explicit WorkflowEntry(internal::WorkflowType& type) : type_(&type) {}

  // Declares a handler that the code registers while it runs, for programs that
  // list a build.
  WorkflowEntry& Signal(const std::string& name);
  WorkflowEntry& Query(const std::string& name);
  WorkflowEntry& Update(const std::string& name);

 protected:
  internal::WorkflowType* type_;
};

// The same for a workflow that is a class.
template <class W>
class ClassEntry : public WorkflowEntry {
 public:
  using WorkflowEntry::WorkflowEntry;

  // A method that handles a signal: void or Task<void>.
  template <class M>
  requires std::is_member_function_pointer_v<M> ClassEntry& Signal(
      const std::string& name, M method) {
    using Handler = internal::MethodSignal<W, M>;
    WorkflowEntry::Signal(name);
    type_->signal_handlers[name] = std::make_unique<Handler>(name, method);
    return *this;
  }
  // A method that answers a query, preferably const.
  template <class M>
  requires std::is_member_function_pointer_v<M> ClassEntry& Query(
      const std::string& name, M method) {
    using Handler = internal::MethodQuery<W, M>;
    WorkflowEntry::Query(name);
    type_->query_handlers[name] = std::make_unique<Handler>(name, method);
    return *this;
  }
  // A method that handles an update, R or Task<R>, and one that validates it:
  // it takes the same arguments and throws to reject.
  template <class M>
  requires std::is_member_function_pointer_v<M> ClassEntry& Update(
      const Named& name, M method) {
    return Handle(name, method, internal::AnyArguments());
  }
  template <class M, class V>
  requires(std::is_member_function_pointer_v<M>&&
               std::is_member_function_pointer_v<V>)
      ClassEntry& Update(const Named& name, M method, V validator) {
    return Handle(name, method, validator);
  }
  ClassEntry& Signal(const std::string& name) {
    WorkflowEntry::Signal(name);
    return *this;
  }
  ClassEntry& Query(const std::string& name) {
    WorkflowEntry::Query(name);
    return *this;
  }
  ClassEntry& Update(const std::string& name) {
    WorkflowEntry::Update(name);
    return *this;
  }

 private:
  template <class M, class V>
  ClassEntry& Handle(const Named& name, M method, V validator) {
    using Handler = internal::MethodUpdate<W, M, V>;
    WorkflowEntry::Update(name.name);
    type_->update_handlers[name.name] =
        std::make_unique<Handler>(name, method, validator);
    return *this;
  }
};

// Whose engine's rules a build follows: what it records, how it numbers, when a
// cancelled thing is done. The histories of one profile are not for the other.
enum class Profile { kCore, kGo };

class Build {
 public:
  explicit Build(internal::Registry& registry) : registry_(&registry) {}

  // A workflow that is a callable Task<R>(Context&, arguments...). It is kept
  // for the life of the build, so a closure's captures are safe to use; it is
  // shared by all runs, so they must not change.
  template <class F>
  WorkflowEntry Workflow(const std::string& name, F function) {
    return WorkflowEntry(
        registry_->Add(std::make_unique<internal::FunctionWorkflow<F>>(
            name, std::move(function))));
  }
  // A workflow that is a class W with W(Context&) and Task<R> Run(Context&,
  // arguments...). Each run has one W; it lives until its coroutines are gone.
  template <class W>
  ClassEntry<W> Workflow(const std::string& name) {
    return ClassEntry<W>(
        registry_->Add(std::make_unique<internal::ClassWorkflow<W>>(name)));
  }
  // An activity that is a callable R(arguments...) or R(ActivityContext&,
  // arguments...). It is called on any thread, several at once.
  template <class F>
  void Activity(const std::string& name, F function) {
    registry_->Add(std::make_unique<internal::FunctionActivity<F>>(
        name, std::move(function)));
  }
  // Default: kCore.
  void Profile(lockstep::Profile profile) {
    registry_->profile = static_cast<LsProfile>(profile);
  }
  // The first number of activities, timers and children. Default: 1; 0 for
  // histories of SDKs that count from 0. Not for the Go profile.
  void IdsFrom(uint32_t first) { registry_->ids_from = first; }
  // A step between converter and server for all payloads.
  void Codec(std::unique_ptr<PayloadCodec> codec) {
    registry_->codec = std::move(codec);
  }

 private:
  internal::Registry* registry_;
};

}  // namespace lockstep

#define LOCKSTEP_BUILD(build)                                       \
  static void LockstepRegister(::lockstep::Build& build);           \
  extern "C" __attribute__((visibility("default"))) const LsBuild*  \
  lockstep_build() {                                                \
    return ::lockstep::internal::BuildOf<&LockstepRegister>::Get(); \
  }                                                                 \
  static void LockstepRegister(::lockstep::Build& build)
