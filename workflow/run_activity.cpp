#include "workflow/run_activity.h"

#include <exception>
#include <memory>
#include <optional>

#include "workflow/wire_in.h"
#include "workflow/wire_out.h"

namespace lockstep::internal {
namespace {

class HostedActivity final : public ActivityContext {
 public:
  HostedActivity(const PayloadCodec* codec, const LsActivityTask& task,
                 const LsActivityHost& host)
      : codec_(codec), host_(&host) {
    using T = LsActivityTask;
    info_.type = ReadText(task, &T::type);
    info_.id = ReadText(task, &T::id);
    info_.workflow_id = ReadText(task, &T::workflow_id);
    info_.run_id = ReadText(task, &T::run_id);
    info_.workflow_type = ReadText(task, &T::workflow_type);
    info_.task_queue = ReadText(task, &T::task_queue);
    info_.attempt = Read(task, &T::attempt);
    info_.headers = WireReader(nullptr).Map(Read(task, &T::headers));
    info_.heartbeat_details =
        WireReader(codec).List(Read(task, &T::heartbeat_details));
  }

  bool Cancelled() override { return host_->cancelled(host_->context) != 0; }

 private:
  void SendHeartbeat(const PayloadList& details) override {
    WireWriter writer(codec_);
    host_->heartbeat(host_->context, writer.List(details));
  }

  const PayloadCodec* codec_;
  const LsActivityHost* host_;
};

}  // namespace

LsStatus RunActivity(const ActivityType& type, const PayloadCodec* codec,
                     const LsActivityTask& task, const LsActivityHost& host) {
  HostedActivity activity(codec, task, host);
  const PayloadList input =
      WireReader(codec).List(Read(task, &LsActivityTask::input));
  WireWriter writer(codec);
  std::optional<Payload> result;
  const LsPayload* written = nullptr;
  try {
    result = type.Run(activity, input);
    written = writer.One(result);
  } catch (const UndecodablePayload&) {
    throw;
  } catch (...) {
    const std::unique_ptr<Failure> failure =
        FailureFrom(std::current_exception());
    host.failure(host.context, writer.WriteFailure(*failure));
    return LS_STATUS_OK;
  }
  host.result(host.context, written);
  return LS_STATUS_OK;
}

}  // namespace lockstep::internal
