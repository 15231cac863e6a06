#include "rpc/client/call.h"

#include <google/protobuf/io/coded_stream.h>
#include <grpcpp/client_context.h>
#include <grpcpp/completion_queue.h>
#include <grpcpp/support/proto_buffer_reader.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

#include "rpc/client/raw_history.h"
#include "rpc/client/stop.h"
#include "rpc/schema/fields.h"

namespace lockstep::rpc {
namespace {

using Kind = CallError::Kind;

constexpr char kService[] = "/temporal.api.workflowservice.v1.WorkflowService/";

// How long each step of a look at the connection may take.
constexpr double kKnockSeconds = 2;

double NowSeconds() {
  return std::chrono::duration<double>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

grpc::ByteBuffer Serialize(const Message& message) {
  const std::string bytes = message.SerializePartialAsString();
  const grpc::Slice slice(bytes);
  return grpc::ByteBuffer(&slice, 1);
}

bool Parse(grpc::ByteBuffer& bytes, Message& message) {
  grpc::ProtoBufferReader reader(&bytes);
  google::protobuf::io::CodedInputStream input(&reader);
  input.SetRecursionLimit(kDeepestMessage);
  // "Partial" leaves out the look for required fields, of which there are none.
  return reader.status().ok() && message.ParsePartialFromCodedStream(&input) &&
         input.ConsumedEntireMessage();
}

// Whether the connection was there when the call failed.
bool IsConnected(grpc::Channel& channel) {
  return channel.GetState(false) == GRPC_CHANNEL_READY;
}

// gRPC makes these itself when there is no connection.
bool IsFromServer(const grpc::Status& status) {
  return status.error_code() != grpc::UNAVAILABLE &&
         status.error_code() != grpc::DEADLINE_EXCEEDED &&
         status.error_code() != grpc::CANCELLED;
}

// Asks for a quarter of the page from now on. False: it has no smaller one.
bool Shrink(const Asked& asked, Message& request) {
  if (asked.page_field.empty()) return false;
  const int64_t set = GetInt(request, asked.page_field);
  const int64_t size = set <= 0 ? asked.largest_page
                                : std::min<int64_t>(set, asked.largest_page);
  if (size <= 1) return false;
  SetInt(request, asked.page_field, std::max<int64_t>(size / 4, 1));
  return true;
}

bool MayPass(const Diagnosis& diagnosis) {
  using Cause = Diagnosis::Cause;
  // What stands before a server that starts hangs up, too.
  return diagnosis.cause == Cause::kNone ||
         diagnosis.cause == Cause::kNoAnswer ||
         diagnosis.cause == Cause::kHangsUp ||
         diagnosis.cause == Cause::kSilent;
}

Limiter::Ended EndOf(const grpc::Status& status) {
  if (status.ok()) return Limiter::Ended::kWell;
  return status.error_code() == grpc::RESOURCE_EXHAUSTED && !IsTooLarge(status)
             ? Limiter::Ended::kThrottled
             : Limiter::Ended::kOtherwise;
}

}  // namespace

Caller::Caller(const ClientConfig& config, Parts parts,
               const std::atomic<bool>& stopped)
    : parts_(std::move(parts)),
      explainer_(config, parts_.plan),
      stopped_(stopped),
      jitter_(JitterSeed(parts_.options)),
      limiter_(parts_.options.list_calls_per_second, parts_.options.concurrency,
               stopped),
      channel_(OpenChannel(parts_.plan, parts_.options)),
      stub_(channel_) {}

grpc::Status Caller::CallOnce(const std::string& method,
                              const grpc::ByteBuffer& request,
                              grpc::ByteBuffer& response) {
  const double timeout_s = answered_
                               ? parts_.options.call_timeout_s
                               : std::min(parts_.options.call_timeout_s,
                                          parts_.options.connect_timeout_s);
  grpc::ClientContext context;
  context.set_deadline(
      std::chrono::system_clock::now() +
      std::chrono::microseconds(static_cast<int64_t>(timeout_s * 1'000'000)));
  for (const Header& header : parts_.headers) {
    context.AddMetadata(header.name, header.value.Reveal());
  }
  if (!parts_.authority.empty()) context.set_authority(parts_.authority);
  // A queue of its own: whoever waits for the answer also moves the bytes.
  grpc::CompletionQueue queue;
  grpc::Status status;
  const auto call =
      stub_.PrepareUnaryCall(&context, kService + method, request, &queue);
  call->StartCall();
  call->Finish(&response, &status, nullptr);
  void* tag = nullptr;
  bool ok = false;
  while (true) {
    const auto soon =
        std::chrono::system_clock::now() +
        std::chrono::milliseconds(static_cast<int>(kStopPollSeconds * 1000));
    if (queue.AsyncNext(&tag, &ok, soon) != grpc::CompletionQueue::TIMEOUT) {
      return status;
    }
    if (stopped_) context.TryCancel();
  }
}

std::optional<CallError> Caller::GiveUp(const Asked& asked,
                                        const grpc::Status& status,
                                        const Attempts& attempts) const {
  if (!answered_) {
    const double waited_s = NowSeconds() - attempts.first_s;
    const bool over = waited_s >= parts_.options.connect_timeout_s ||
                      attempts.made >= parts_.options.max_attempts;
    const Diagnosis diagnosis = Diagnose(
        parts_.plan, std::min(parts_.options.connect_timeout_s, kKnockSeconds));
    if (MayPass(diagnosis) && !over) return std::nullopt;
    return explainer_.NoConnection(diagnosis, status);
  }
  const InternalErrors internal = internal_are_final_
                                      ? InternalErrors::kAreFinal
                                      : InternalErrors::kMayPass;
  if (RetryOf(status, internal) != Retry::kNo &&
      attempts.made < parts_.options.max_attempts) {
    return std::nullopt;
  }
  return explainer_.Failed(asked.failed, status, attempts.made,
                           asked.page_field == kHistoryPageField);
}

CallResult<Answered> Caller::Call(const Asked& asked, Message& request,
                                  Message& response) {
  const auto cancelled = [&] {
    return tl::unexpected(explainer_.Cancelled(asked.failed));
  };
  grpc::ByteBuffer bytes = Serialize(request);
  Attempts attempts = {0, NowSeconds(), ++calls_};
  while (true) {
    if (asked.rate == Asked::Rate::kLimited && !limiter_.TakeTurn()) {
      return cancelled();
    }
    if (!limiter_.Enter()) return cancelled();
    grpc::ByteBuffer answer;
    const double began_s = NowSeconds();
    const grpc::Status status = CallOnce(asked.method, bytes, answer);
    limiter_.Leave(EndOf(status));
    if (status.ok()) {
      answered_ = true;
      const Answered answered = {answer.Length(), NowSeconds() - began_s};
      if (Parse(answer, response)) return answered;
      return tl::unexpected(explainer_.Malformed(
          asked.failed, "the answer is no message of its type"));
    }
    if (stopped_) return cancelled();
    if (IsConnected(*channel_) || IsFromServer(status)) answered_ = true;
    if (IsTooLarge(status) && Shrink(asked, request)) {
      bytes = Serialize(request);
      continue;
    }
    ++attempts.made;
    if (auto error = GiveUp(asked, status, attempts)) {
      return tl::unexpected(*std::move(error));
    }
    if (status.error_code() == grpc::DEADLINE_EXCEEDED &&
        Shrink(asked, request)) {
      bytes = Serialize(request);
    }
    if (!Pause(status, attempts)) return cancelled();
  }
}

bool Caller::Pause(const grpc::Status& status, const Attempts& attempts) const {
  const uint64_t seed =
      jitter_ + (attempts.seed << 8 | static_cast<uint8_t>(attempts.made));
  return Sleep(
      BackoffSeconds(parts_.options, RetryOf(status, InternalErrors::kMayPass),
                     attempts.made + 1, seed),
      stopped_);
}

}  // namespace lockstep::rpc
