// Nexus operations: what a service behind an endpoint of the server does for a
// workflow, at once or over days.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>

#include "lockstep/future.h"
#include "lockstep/impl/arguments.h"
#include "lockstep/impl/callable.h"
#include "lockstep/options.h"
#include "lockstep/payload.h"
#include "lockstep/place.h"
#include "lockstep/side_effect.h"

namespace lockstep {

// A service, and the endpoint under which the server reaches it.
class NexusService {
 public:
  NexusService(std::string endpoint, std::string name)
      : endpoint_(std::move(endpoint)), name_(std::move(name)) {}

  const std::string& Endpoint() const { return endpoint_; }
  const std::string& Name() const { return name_; }

 private:
  std::string endpoint_;
  std::string name_;
};

class NexusOptions {
 public:
  NexusOptions() {}
  // From the command to the end; the server tries again as long as that.
  NexusOptions& ScheduleToClose(Duration value);
  // From the command to the answer of the service.
  NexusOptions& ScheduleToStart(Duration value);
  // From that answer to the end, if it does not end at once.
  NexusOptions& StartToClose(Duration value);
  // Default: kWait.
  NexusOptions& Cancellation(CancellationType value);
  // A header of the request. It is stored in the history as it is.
  NexusOptions& Header(std::string name, std::string value);
  // One line for the server's user interface.
  NexusOptions& Summary(std::string value);

  struct Values {
    Duration schedule_to_close{};
    Duration schedule_to_start{};
    Duration start_to_close{};
    CancellationType cancellation = kWait;
    std::map<std::string, std::string> headers;
    std::string summary;
  };
  const Values& Get() const { return values_; }

 private:
  Values values_;
};

// An operation that was started.
template <class R>
class NexusHandle {
 public:
  NexusHandle() {}
  NexusHandle(Future<std::string> started, Future<R> result)
      : started_(std::move(started)), result_(std::move(result)) {}

  // Done when the service has taken the operation on; the value is its token,
  // empty if it ended at once. Fails as the result does if it did not start.
  Future<std::string> Started() const { return started_; }
  // Done when the operation has ended. Fails with NexusOperationFailure, or
  // with Cancelled if it was cancelled.
  Future<R> Result() const { return result_; }

 private:
  Future<std::string> started_;
  Future<R> result_;
};

namespace internal {

// The calls of Context that are about Nexus.
class NexusCalls : public SideEffectCalls {
 public:
  using SideEffectCalls::SideEffectCalls;

  // Starts an operation of a service, with one input or none.
  template <class R = void, class... A>
  NexusHandle<R> StartNexus(const NexusService& service, const Named& operation,
                            const NexusOptions& options, A&&... input) {
    LOCKSTEP_REQUIRE_SAFE_ARGUMENTS(A);
    static_assert(sizeof...(A) <= 1, "a Nexus operation takes one input");
    std::optional<Payload> payload;
    ((payload = ToPayload(input)), ...);
    StartedNexus nexus =
        ScheduleNexus(service, operation, options, std::move(payload));
    Future<std::string> started(std::move(nexus.started),
                                &TakeResult<std::string>);
    Future<R> result(std::move(nexus.result), &TakeResult<R>);
    return NexusHandle<R>(std::move(started), std::move(result));
  }
  // Starts one for its result.
  template <class R = void, class... A>
  Future<R> Nexus(const NexusService& service, const Named& operation,
                  const NexusOptions& options, A&&... input) {
    return StartNexus<R>(service, operation, options, std::forward<A>(input)...)
        .Result();
  }

 private:
  struct StartedNexus {
    Ref<ResultState> started;
    Ref<ResultState> result;
  };

  StartedNexus ScheduleNexus(const NexusService& service,
                             const Named& operation,
                             const NexusOptions& options,
                             std::optional<Payload> input);
};

}  // namespace internal
}  // namespace lockstep
