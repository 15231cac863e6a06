// The updates of one run: handlers, and those that wait for one.
#pragma once

#include <list>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "lockstep/impl/update_handler.h"
#include "lockstep/payload.h"

namespace lockstep::internal {

struct Update {
  std::string name;
  std::string instance;  // what its commands name
  PayloadList arguments;
  bool validate;
};

// What becomes of an update.
class UpdateSink {
 public:
  virtual void Handle(const UpdateHandler& handler, Update update) = 0;
  virtual void RejectUnhandled(const Update& update) = 0;

 protected:
  ~UpdateSink() = default;
};

class Updates {
 public:
  // `methods` are the handlers of the workflow's class.
  using Methods = std::map<std::string, std::unique_ptr<UpdateHandler>>;
  Updates(const Methods& methods, UpdateSink& sink)
      : methods_(&methods), sink_(&sink) {}

  // To the handler, or into the waiting list as long as that is open.
  void Deliver(Update update);
  // Also delivers what has waited for it. Old handlers live on, for coroutines
  // that run in them.
  void SetHandler(const std::string& name,
                  std::unique_ptr<UpdateHandler> handler);
  // Rejects those that wait; from now on none does.
  void CloseWaitingList();

 private:
  const UpdateHandler* FindHandler(const std::string& name) const;

  const Methods* methods_;
  UpdateSink* sink_;
  std::map<std::string, const UpdateHandler*> handlers_;
  std::vector<std::unique_ptr<UpdateHandler>> owned_handlers_;
  std::list<Update> waiting_;
  bool may_wait_ = true;
};

}  // namespace lockstep::internal
