#include "history_fetch/call_failure.h"

namespace lockstep::fetch {

Failure FailureOf(const rpc::CallError& error) {
  using Kind = rpc::CallError::Kind;
  switch (error.kind) {
    case Kind::kAccess:
      return {ExitCode::kConnect, error.message};
    case Kind::kInvalidArgument:
      return {ExitCode::kUsage, error.message};
    case Kind::kMalformed:
      return {ExitCode::kIntegrity, error.message};
    case Kind::kNotFound:
    case Kind::kThrottled:
    case Kind::kUnavailable:
    case Kind::kUnimplemented:
    case Kind::kCancelled:
    case Kind::kOther:
      break;
  }
  return {ExitCode::kPartial, error.message};
}

}  // namespace lockstep::fetch
