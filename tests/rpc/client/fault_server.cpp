#include "tests/rpc/client/fault_server.h"

#include <grpcpp/alarm.h>
#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/grpcpp.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <mutex>
#include <utility>

#include "base/check.h"
#include "rpc/schema/fields.h"
#include "tests/rpc/client/faulty_page.h"
#include "tests/rpc/client/served_runs.h"
#include "tests/rpc/client/tcp_proxy.h"

namespace lockstep::rpc {
namespace {

using Clock = std::chrono::system_clock;

constexpr int kEveryMessage = -1;  // for gRPC's limits: none

std::string BytesOf(const grpc::ByteBuffer& buffer) {
  std::vector<grpc::Slice> slices;
  LOCKSTEP_CHECK(buffer.Dump(&slices).ok(), "the request was received");
  std::string bytes;
  for (const grpc::Slice& slice : slices) {
    bytes.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
  return bytes;
}

// A google.rpc.Status with one Any of that type, without a value.
std::string StatusDetails(int code, const std::string& message,
                          const std::string& detail_type) {
  const auto bytes = [](char field, const std::string& text) {
    std::string out(1, static_cast<char>(field << 3 | 2));
    for (size_t left = text.size(); true; left >>= 7) {
      if (left < 0x80) {
        out += static_cast<char>(left);
        return out + text;
      }
      out += static_cast<char>(left | 0x80);
    }
  };
  const std::string any = bytes(1, "type.googleapis.com/" + detail_type);
  return std::string("\x08") + static_cast<char>(code) + bytes(2, message) +
         bytes(3, any);
}

std::shared_ptr<grpc::ServerCredentials> Credentials(
    const FaultServerOptions& options) {
  if (options.security == FaultServerOptions::Security::kPlain) {
    return grpc::InsecureServerCredentials();
  }
  grpc::SslServerCredentialsOptions tls;
  tls.pem_key_cert_pairs.push_back({options.key, options.certificate});
  if (options.security == FaultServerOptions::Security::kMutualTls) {
    tls.pem_root_certs = options.client_ca;
    tls.client_certificate_request =
        GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY;
  }
  return grpc::SslServerCredentials(tls);
}

}  // namespace

class FaultServer::Impl final : public grpc::CallbackGenericService {
 public:
  Impl(const Schema& schema, FaultServerOptions options)
      : schema_(schema), options_(std::move(options)), runs_(schema, options_) {
    grpc::ServerBuilder builder;
    int port = 0;
    builder.AddListeningPort("127.0.0.1:0", Credentials(options_), &port);
    builder.RegisterCallbackGenericService(this);
    builder.SetMaxReceiveMessageSize(kEveryMessage);
    builder.SetMaxSendMessageSize(kEveryMessage);
    if (options_.max_connection_age_ms > 0) {
      builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_MS,
                                 options_.max_connection_age_ms);
    }
    server_ = builder.BuildAndStart();
    LOCKSTEP_CHECK(server_ != nullptr && port != 0,
                   "a test can serve on the loopback interface");
    proxy_ = std::make_unique<TcpProxy>(port, options_.drip_bytes_per_s);
  }

  ~Impl() override {
    proxy_->CutConnections();
    server_->Shutdown(Clock::now());
    server_->Wait();
  }

  grpc::ServerGenericBidiReactor* CreateReactor(
      grpc::GenericCallbackServerContext* context) override;

  TcpProxy& proxy() { return *proxy_; }

  struct Rule {
    int first = 1;
    int last = 1;
    Fault fault;
  };

  mutable std::mutex mutex_;  // of all below
  std::multimap<std::string, Rule> rules_;
  Script script_;
  std::vector<SeenCall> seen_;
  std::map<std::string, int> counts_;
  int at_once_ = 0;
  int most_at_once_ = 0;

  const Schema& schema_;
  const FaultServerOptions options_;
  ServedRuns runs_;

 private:
  class Reactor;

  // What to do with a call: its fault, and what would be answered.
  struct Decision {
    Fault fault;
    Answer answer;
  };

  Decision Decide(const grpc::GenericCallbackServerContext& context,
                  const std::string& bytes);
  Answer AnswerTo(const SeenCall& call, const Fault& fault) const;
  Fault FaultOf(const SeenCall& call) const;

  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<TcpProxy> proxy_;
};

// One call. Deletes itself when gRPC is done with it.
class FaultServer::Impl::Reactor final : public grpc::ServerGenericBidiReactor {
 public:
  Reactor(Impl& server, const grpc::GenericCallbackServerContext& context)
      : server_(server), context_(context) {
    StartRead(&request_);
  }

  void OnReadDone(bool ok) override {
    if (!ok) return End(grpc::Status(grpc::CANCELLED, "no request"));
    counted_ = true;
    {
      const std::lock_guard lock(server_.mutex_);
      server_.most_at_once_ =
          std::max(server_.most_at_once_, ++server_.at_once_);
    }
    decision_ = server_.Decide(context_, BytesOf(request_));
    switch (decision_.fault.kind) {
      case Fault::Kind::kHang:
        return;  // until OnCancel
      case Fault::Kind::kDrop:
        server_.proxy().CutConnections();
        return End(grpc::Status(grpc::UNAVAILABLE, "nobody sees this"));
      case Fault::Kind::kSlow:
        return alarm_.Set(
            Clock::now() + std::chrono::milliseconds(decision_.fault.delay_ms),
            [this](bool) { Respond(); });
      default:
        return Respond();
    }
  }

  void OnCancel() override {
    if (decision_.fault.kind == Fault::Kind::kHang) {
      End(grpc::Status(grpc::CANCELLED, "the caller gave up"));
    }
  }

  void OnDone() override { delete this; }

 private:
  void Respond() {
    const Answer& answer = decision_.answer;
    if (answer.code != 0) {
      const auto code = static_cast<grpc::StatusCode>(answer.code);
      if (answer.detail_type.empty()) {
        return End(grpc::Status(code, answer.error));
      }
      return End(grpc::Status(
          code, answer.error,
          StatusDetails(answer.code, answer.error, answer.detail_type)));
    }
    std::string bytes = SerializeDeterministic(*answer.response);
    if (decision_.fault.kind == Fault::Kind::kGarbage) {
      bytes = std::string(64, '\xff');
    } else if (decision_.fault.kind == Fault::Kind::kTruncated) {
      bytes.resize(bytes.size() / 2);
    } else if (decision_.fault.kind == Fault::Kind::kEmpty) {
      bytes.clear();
    }
    const grpc::Slice slice(bytes);
    response_ = grpc::ByteBuffer(&slice, 1);
    Leave();
    StartWriteAndFinish(&response_, grpc::WriteOptions(), grpc::Status::OK);
  }

  void End(const grpc::Status& status) {
    if (ended_.exchange(true)) return;
    Leave();
    Finish(status);
  }

  void Leave() {
    if (!counted_) return;
    const std::lock_guard lock(server_.mutex_);
    --server_.at_once_;
  }

  Impl& server_;
  const grpc::GenericCallbackServerContext& context_;
  grpc::ByteBuffer request_;
  grpc::ByteBuffer response_;
  Decision decision_;
  grpc::Alarm alarm_;
  bool counted_ = false;
  std::atomic<bool> ended_ = false;
};

grpc::ServerGenericBidiReactor* FaultServer::Impl::CreateReactor(
    grpc::GenericCallbackServerContext* context) {
  return new Reactor(*this, *context);
}

Fault FaultServer::Impl::FaultOf(const SeenCall& call) const {
  const auto [begin, end] = rules_.equal_range(call.method);
  for (auto rule = begin; rule != end; ++rule) {
    if (call.number >= rule->second.first && call.number <= rule->second.last) {
      return rule->second.fault;
    }
  }
  return script_ ? script_(call) : Fault();
}

Answer FaultServer::Impl::AnswerTo(const SeenCall& call,
                                   const Fault& fault) const {
  if (fault.kind == Fault::Kind::kStatus) {
    return {fault.code, fault.message, fault.detail_type, nullptr};
  }
  const auto key = call.metadata.find("authorization");
  if (!options_.api_key.empty() &&
      (key == call.metadata.end() ||
       key->second != "Bearer " + options_.api_key)) {
    return {grpc::PERMISSION_DENIED, "Request unauthorized.", "", nullptr};
  }
  Answer answer = runs_.Call(call.method, *call.request);
  if (answer.response == nullptr) return answer;
  if (fault.kind == Fault::Kind::kOldToken) {
    SetString(*answer.response, "next_page_token",
              GetString(*call.request, "next_page_token"));
  }
  if (fault.kind == Fault::Kind::kWrongRun) {
    std::unique_ptr<Message> other =
        runs_.PageOf(fault.other_run_id, *call.request);
    LOCKSTEP_CHECK(other != nullptr, "the test added the other run");
    SetString(*other, "next_page_token",
              GetString(*answer.response, "next_page_token"));
    answer.response = std::move(other);
  }
  if (call.method == "GetWorkflowExecutionHistory") {
    SpoilPage(schema_, fault, *answer.response);
  }
  return answer;
}

FaultServer::Impl::Decision FaultServer::Impl::Decide(
    const grpc::GenericCallbackServerContext& context,
    const std::string& bytes) {
  SeenCall call;
  call.method = context.method().substr(context.method().rfind('/') + 1);
  call.authority = context.host();
  for (const auto& [key, value] : context.client_metadata()) {
    call.metadata.emplace(std::string(key.data(), key.size()),
                          std::string(value.data(), value.size()));
  }
  const std::lock_guard lock(mutex_);
  call.number = ++counts_[call.method];
  call.request = runs_.NewRequest(call.method);
  Decision decision;
  if (call.request == nullptr) {
    decision.answer = {grpc::UNIMPLEMENTED, "unknown method " + call.method, "",
                       nullptr};
    return decision;
  }
  if (!call.request->ParseFromString(bytes)) {
    decision.answer = {grpc::INTERNAL, "the request is garbage", "", nullptr};
    return decision;
  }
  decision.fault = FaultOf(call);
  decision.answer = AnswerTo(call, decision.fault);
  seen_.push_back(std::move(call));
  return decision;
}

FaultServer::FaultServer(const Schema& schema, FaultServerOptions options)
    : impl_(std::make_unique<Impl>(schema, std::move(options))) {}

FaultServer::~FaultServer() = default;

std::string FaultServer::address() const {
  return "127.0.0.1:" + std::to_string(port());
}

int FaultServer::port() const { return impl_->proxy().port(); }

void FaultServer::AddRun(ServedRun run) {
  const std::lock_guard lock(impl_->mutex_);
  impl_->runs_.Add(std::move(run));
}

void FaultServer::RemoveRun(const std::string& run_id) {
  const std::lock_guard lock(impl_->mutex_);
  impl_->runs_.Remove(run_id);
}

void FaultServer::Fail(const std::string& method, int number, Fault fault) {
  const std::lock_guard lock(impl_->mutex_);
  impl_->rules_.emplace(method, Impl::Rule{number, number, std::move(fault)});
}

void FaultServer::FailFrom(const std::string& method, int first, Fault fault) {
  constexpr int kForever = 1 << 30;
  const std::lock_guard lock(impl_->mutex_);
  impl_->rules_.emplace(method, Impl::Rule{first, kForever, std::move(fault)});
}

void FaultServer::SetScript(Script script) {
  const std::lock_guard lock(impl_->mutex_);
  impl_->script_ = std::move(script);
}

void FaultServer::ClearFaults() {
  const std::lock_guard lock(impl_->mutex_);
  impl_->rules_.clear();
  impl_->script_ = nullptr;
}

std::vector<SeenCall> FaultServer::Seen(const std::string& method) const {
  const std::lock_guard lock(impl_->mutex_);
  std::vector<SeenCall> found;
  for (const SeenCall& call : impl_->seen_) {
    if (call.method != method) continue;
    std::unique_ptr<Message> request(call.request->New());
    request->CopyFrom(*call.request);
    found.push_back({call.method, call.number, call.metadata, call.authority,
                     std::move(request)});
  }
  return found;
}

int FaultServer::Count(const std::string& method) const {
  const std::lock_guard lock(impl_->mutex_);
  const auto found = impl_->counts_.find(method);
  return found == impl_->counts_.end() ? 0 : found->second;
}

int64_t FaultServer::connections() const {
  return impl_->proxy().connections();
}

int FaultServer::most_at_once() const {
  const std::lock_guard lock(impl_->mutex_);
  return impl_->most_at_once_;
}

void FaultServer::SetInternalErrorDifferentiation() {
  const std::lock_guard lock(impl_->mutex_);
  impl_->runs_.SetInternalErrorDifferentiation();
}

void FaultServer::SetDrip(int64_t bytes_per_s) {
  impl_->proxy().SetDrip(bytes_per_s);
}

void FaultServer::CutConnections() { impl_->proxy().CutConnections(); }

Fault StatusFault(int code, std::string message) {
  Fault fault;
  fault.kind = Fault::Kind::kStatus;
  fault.code = code;
  fault.message = std::move(message);
  return fault;
}

}  // namespace lockstep::rpc
