// Why a connection does not come about. gRPC says "handshake failed" to an
// unknown CA, an expired certificate and a missing one alike, so after a
// failure we knock ourselves and look.
#pragma once

#include <string>

#include "rpc/client/channel.h"

namespace lockstep::rpc {

struct Diagnosis {
  enum class Cause {
    kNone,         // we got through: it must have been something that passes
    kUnknownHost,  // no such name
    kRefused,      // nothing listens there
    kNoAnswer,     // nobody answers
    kUntrusted,    // the certificate is signed by none whom we trust
    kExpired,
    kNotYetValid,
    kOtherHost,        // the certificate is for other names
    kBadCertificate,   // anything else that is wrong with it
    kNeedsClientCert,  // mutual TLS, and we have none to show
    kRefusesClientCert,
    kServerIsPlain,    // we speak TLS, the server does not
    kServerSpeaksTls,  // the other way round
    kNoProxy,          // the HTTP proxy on the way does not let us through
    kNotGrpc,          // something answers, and it is no gRPC server
    kHangsUp,          // the connection is closed before a word
    kSilent,           // it stays open, and nothing comes
  };
  Cause cause = Cause::kNone;
  std::string detail;  // in the words of the system or OpenSSL; may be empty
};

// Waits `step_s` at most for each of a few steps.
Diagnosis Diagnose(const ChannelPlan& plan, double step_s);

}  // namespace lockstep::rpc
