// One call after the other: limits, deadlines, retries.
#pragma once

#include <grpcpp/generic/generic_stub.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "rpc/client/backoff.h"
#include "rpc/client/explain.h"
#include "rpc/client/headers.h"
#include "rpc/client/limiter.h"
#include "rpc/schema/schema.h"

namespace lockstep::rpc {

inline constexpr char kHistoryPageField[] = "maximum_page_size";

struct Asked {
  std::string method;  // "ListWorkflowExecutions"
  std::string failed;  // "the list of workflows was not fetched"
  enum class Rate { kFree, kLimited } rate = Rate::kFree;
  // The request's field with the size of a page, "": it has none. A page that
  // is too large, or does not come in time, is asked for in a smaller one.
  std::string page_field = "";
  int32_t largest_page = 0;  // what a server makes of size 0
};

// How the attempt went that succeeded.
struct Answered {
  size_t bytes = 0;
  double seconds = 0;
};

// Thread-safe.
class Caller {
 public:
  struct Parts {
    ChannelPlan plan;
    std::string authority;  // empty: the server's name
    std::vector<Header> headers;
    ServiceOptions options;
  };
  // `config` and `stopped` outlive it.
  Caller(const ClientConfig& config, Parts parts,
         const std::atomic<bool>& stopped);

  // Fills `response`. `request` has then the size of page that came.
  CallResult<Answered> Call(const Asked& asked, Message& request,
                            Message& response);

  // From what the server says of itself.
  void SetInternalErrorsAreFinal() { internal_are_final_ = true; }
  const Explainer& explainer() const { return explainer_; }

 private:
  // As long as nobody ever answered, errors of the connection are looked into
  // and the attempts end when the time for connecting is over.
  struct Attempts {
    int made = 0;
    double first_s = 0;  // when the first was made
    uint64_t seed = 0;
  };
  grpc::Status CallOnce(const std::string& method,
                        const grpc::ByteBuffer& request,
                        grpc::ByteBuffer& response);
  // nullopt: it is worth another attempt.
  std::optional<CallError> GiveUp(const Asked& asked,
                                  const grpc::Status& status,
                                  const Attempts& attempts) const;
  // Before the next attempt. False: stopped.
  bool Pause(const grpc::Status& status, const Attempts& attempts) const;

  const Parts parts_;
  const Explainer explainer_;
  const std::atomic<bool>& stopped_;
  const uint64_t jitter_;
  Limiter limiter_;
  const std::shared_ptr<grpc::Channel> channel_;
  grpc::GenericStub stub_;
  std::atomic<bool> answered_ = false;
  std::atomic<bool> internal_are_final_ = false;
  std::atomic<uint64_t> calls_ = 0;
};

}  // namespace lockstep::rpc
