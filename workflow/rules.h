// What the engines of the profiles do differently with what a run starts, as
// far as the run must know it. Gates and side effects differ more: they have
// classes of their own.
#pragma once

#include <cstdint>

#include "lockstep/build_abi.h"

namespace lockstep::internal {

// The flag that switches a behaviour on (replay-semantics 3.7).
enum : uint32_t { kAlways = 0, kNever = UINT32_MAX };

struct Rules {
  // Default ids of activities and children are made by the host: in Go of the
  // numbers of their events and of the run.
  bool host_makes_ids;
  // A timer of no time is done at once, without a command.
  bool no_time_is_no_timer;
  // Local activities have a count of their own.
  bool local_activities_apart;
  // What a cancellation ends at once is done when the call returns: the host
  // never resolves it.
  bool cancelled_things_end_here;
  // Await cancels its timer when its predicate holds first.
  uint32_t await_cancels_timer_flag;
  // Coroutines of new updates run before all others, main included.
  uint32_t updates_first_flag;
  // An update is accepted when its coroutine begins, not when it is delivered:
  // so its acceptance is next to what its handler does first.
  bool updates_accept_late;
  // Of a child whose id is in use the start fails too, not only the result.
  uint32_t child_start_fails_flag;
};

inline constexpr Rules kCoreRules = {.host_makes_ids = false,
                                     .no_time_is_no_timer = false,
                                     .local_activities_apart = false,
                                     .cancelled_things_end_here = false,
                                     .await_cancels_timer_flag = kAlways,
                                     .updates_first_flag = kNever,
                                     .updates_accept_late = false,
                                     .child_start_fails_flag = kAlways};
inline constexpr Rules kGoRules = {.host_makes_ids = true,
                                   .no_time_is_no_timer = true,
                                   .local_activities_apart = true,
                                   .cancelled_things_end_here = true,
                                   .await_cancels_timer_flag = 6,
                                   .updates_first_flag = 4,
                                   .updates_accept_late = true,
                                   .child_start_fails_flag = 2};

constexpr const Rules& RulesOf(LsProfile profile) {
  return profile == LS_PROFILE_GO ? kGoRules : kCoreRules;
}

}  // namespace lockstep::internal
