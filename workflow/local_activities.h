// The local activities of a run. The host makes the attempts. Before one that
// is far away the run waits for a timer, then asks anew, under a new number; it
// does so in a coroutine, which takes its turn among the others.
#pragma once

#include <cstdint>
#include <exception>
#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "lockstep/impl/coroutine.h"
#include "workflow/commands.h"
#include "workflow/pending.h"

namespace lockstep::internal {

class LocalActivities;

// What is asked for, all attempts long.
struct LocalRequest {
  Named type;
  LocalActivityOptions options;
  PayloadList input;
  std::optional<Payload> value;  // of a side effect: nothing is to be run
};

// Which attempt it is, from 1, and when the first was scheduled; 0: now.
struct LocalAttempt {
  uint32_t attempt = 1;
  int64_t first_scheduled = 0;
};

class LocalActivityThing final : public ResultState {
 public:
  LocalActivityThing(LocalActivities& owner, LocalRequest request)
      : owner_(&owner), request_(std::move(request)) {}
  std::string Describe() const override {
    return "local activity " + request_.type.name;
  }
  void OnScopeCancelled(const std::string& reason, const Place* by) override;

 private:
  friend class LocalActivities;
  LocalActivities* owner_;
  LocalRequest request_;
  uint32_t number_ = 0;
  LocalAttempt attempt_;
  bool with_host_ = false;                // an attempt is
  std::optional<std::string> cancelled_;  // while one was, and why
  Ref<State> timer_;                      // before the next attempt, or null
};

class LocalActivities {
 public:
  // Starts a coroutine behind all that are ready.
  using StartRoot = std::function<void(Root)>;
  LocalActivities(CommandSink& sink, const PayloadCodec* codec,
                  Commands& commands, StartRoot start)
      : sink_(&sink),
        codec_(codec),
        commands_(&commands),
        start_(std::move(start)) {}

  // Cancelled with the scope, or by nobody.
  Ref<ResultState> Start(Scope& scope, LocalRequest request);
  Ref<ResultState> Start(LocalRequest request);
  void Cancel(LocalActivityThing& thing, const Place* by);

  // What became of an attempt. Each says whether there is such a thing.
  bool Resolve(uint32_t number, std::optional<Payload> result,
               const std::exception_ptr& error);
  bool Retry(uint32_t number, Duration wait, LocalAttempt next);

 private:
  friend class LocalActivityThing;
  void Schedule(const Ref<LocalActivityThing>& thing, const Place* caller);
  Root WaitAndSchedule(Ref<LocalActivityThing> thing, Duration wait);

  CommandSink* sink_;
  const PayloadCodec* codec_;
  Commands* commands_;
  StartRoot start_;
  Pending<LocalActivityThing> running_{0};
};

}  // namespace lockstep::internal
