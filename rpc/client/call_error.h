// Why a call did not succeed, after all its retries.
#pragma once

#include <string>
#include <tl/expected.hpp>

namespace lockstep::rpc {

struct CallError {
  enum class Kind {
    kNotFound,         // the run is not there (any more)
    kAccess,           // no connection, TLS, authentication, permission, or no
                       // such namespace: no other call will do better
    kInvalidArgument,  // the server refuses the request: query, page token
    kThrottled,        // RESOURCE_EXHAUSTED to the last retry
    kUnavailable,      // UNAVAILABLE, deadline and the like to the last retry
    kUnimplemented,    // an old server
    kMalformed,        // the answer is no message of its type
    kCancelled,        // the user stopped us
    kOther,
  };
  Kind kind = Kind::kOther;
  std::string message;  // one sentence: what was asked, cause, remedy
};

template <class T>
using CallResult = tl::expected<T, CallError>;

}  // namespace lockstep::rpc
