// ActivityContext: what an activity may ask for. Activities are plain functions
// that may do anything: R f(Args...) or R f(ActivityContext&, Args...). They
// run on any thread, several at once.
//
// An activity fails by an exception: a Failure is sent as it is, any other as
// an ApplicationFailure whose type is the name of its class. One that stops
// because it was cancelled throws Cancelled.
#pragma once

#include <string>

#include "lockstep/impl/arguments.h"
#include "lockstep/payload.h"

namespace lockstep {

struct ActivityInfo {
  std::string type;
  std::string id;
  std::string workflow_id;
  std::string run_id;
  std::string workflow_type;
  std::string task_queue;
  int attempt = 1;  // from 1
  PayloadMap headers;
  PayloadList heartbeat_details;  // of the attempt before
};

class ActivityContext {
 public:
  ActivityContext(const ActivityContext&) = delete;
  ActivityContext& operator=(const ActivityContext&) = delete;

  const ActivityInfo& Info() const { return info_; }
  // Tells the server that the activity lives; the details reach the next
  // attempt.
  template <class... A>
  void Heartbeat(const A&... details) {
    SendHeartbeat(internal::EncodeArguments(details...));
  }
  // Whether the result is not wanted any more. Ask now and then; heartbeats
  // bring the news.
  virtual bool Cancelled() = 0;

 protected:
  ActivityContext() = default;
  ~ActivityContext() = default;
  virtual void SendHeartbeat(const PayloadList& details) = 0;

  ActivityInfo info_;
};

}  // namespace lockstep
