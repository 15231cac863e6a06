// The local activities of a run. The host makes the attempts. Before one that
// is far away the run waits for a timer, then asks anew, under a new number.
#pragma once

#include <cstdint>
#include <exception>
#include <optional>
#include <string>
#include <utility>

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
      : owner_(&owner), request_(std::move(request)), timer_done_(*this) {}
  std::string Describe() const override {
    return "local activity " + request_.type.name;
  }
  void OnScopeCancelled(const std::string& reason, const Place* by) override;

 private:
  friend class LocalActivities;
  struct TimerDone final : Waiter {
    explicit TimerDone(LocalActivityThing& thing_in) : thing(&thing_in) {}
    void Wake() override;
    LocalActivityThing* thing;
  };

  LocalActivities* owner_;
  LocalRequest request_;
  uint32_t number_ = 0;
  LocalAttempt attempt_;
  std::optional<std::string> cancelled_;  // and why
  Ref<State> timer_;                      // before the next attempt
  TimerDone timer_done_;
};

class LocalActivities {
 public:
  LocalActivities(CommandSink& sink, const PayloadCodec* codec,
                  Commands& commands)
      : sink_(&sink), codec_(codec), commands_(&commands) {}

  // Cancelled with the scope, or by nobody.
  Ref<ResultState> Start(Scope& scope, LocalRequest request);
  Ref<ResultState> Start(LocalRequest request);
  void Cancel(LocalActivityThing& thing, const Place* by);
  // The wait before the next attempt is over.
  void GoOn(LocalActivityThing& thing);

  // What became of an attempt. Each says whether there is such a thing.
  bool Resolve(uint32_t number, std::optional<Payload> result,
               const std::exception_ptr& error);
  bool Retry(uint32_t number, Duration wait, LocalAttempt next);

 private:
  friend class LocalActivityThing;
  void Schedule(const Ref<LocalActivityThing>& thing, const Place* caller);

  CommandSink* sink_;
  const PayloadCodec* codec_;
  Commands* commands_;
  Pending<LocalActivityThing> running_{0};
  Pending<LocalActivityThing> waiting_{0};  // by the number of the last attempt
};

}  // namespace lockstep::internal
