#include "tests/server/wire.h"

#include <google/protobuf/descriptor.pb.h>
#include <google/protobuf/dynamic_message.h>
#include <google/protobuf/util/json_util.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/security/credentials.h>
#include <gtest/gtest.h>

#include <fstream>
#include <future>

namespace lockstep::fetch {

namespace pb = google::protobuf;

struct Wire::Parts {
  pb::DescriptorPool pool;
  std::unique_ptr<pb::DynamicMessageFactory> factory;
  std::unique_ptr<grpc::GenericStub> stub;
  std::string name_space;

  std::unique_ptr<pb::Message> New(const pb::Descriptor* type) const {
    return std::unique_ptr<pb::Message>(factory->GetPrototype(type)->New());
  }
};

namespace {

constexpr int kLargest = 128 << 20;
constexpr auto kPatience = std::chrono::seconds(30);

grpc::ByteBuffer Serialize(const pb::Message& message) {
  const grpc::Slice slice(message.SerializeAsString());
  return grpc::ByteBuffer(&slice, 1);
}

std::string Bytes(const grpc::ByteBuffer& buffer) {
  grpc::Slice slice;
  if (!buffer.TrySingleSlice(&slice).ok() &&
      !buffer.DumpToSingleSlice(&slice).ok()) {
    return "";
  }
  return {reinterpret_cast<const char*>(slice.begin()), slice.size()};
}

// "GetSystemInfo" or "OperatorService/ListSearchAttributes".
std::string Path(const std::string& method) {
  const size_t slash = method.find('/');
  if (slash == std::string::npos) {
    return "temporal.api.workflowservice.v1.WorkflowService/" + method;
  }
  return "temporal.api.operatorservice.v1." + method;
}

}  // namespace

Wire::Wire(const std::string& address, std::string name_space)
    : parts_(std::make_unique<Parts>()) {
  pb::FileDescriptorSet set;
  std::ifstream file(LOCKSTEP_TEMPORAL_DESCRIPTORS, std::ios::binary);
  EXPECT_TRUE(set.ParseFromIstream(&file)) << LOCKSTEP_TEMPORAL_DESCRIPTORS;
  for (const pb::FileDescriptorProto& one : set.file()) {
    EXPECT_NE(parts_->pool.BuildFile(one), nullptr) << one.name();
  }
  parts_->factory = std::make_unique<pb::DynamicMessageFactory>();
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(kLargest);
  arguments.SetInt("grpc.enable_http_proxy", 0);
  parts_->stub = std::make_unique<grpc::GenericStub>(grpc::CreateCustomChannel(
      address, grpc::InsecureChannelCredentials(), arguments));
  parts_->name_space = std::move(name_space);
}

Wire::~Wire() = default;

const std::string& Wire::name_space() const { return parts_->name_space; }

Result<nlohmann::json> Wire::Call(const std::string& method,
                                  nlohmann::json request) const {
  const std::string path = Path(method);
  std::string full_name = path;
  full_name.replace(full_name.find('/'), 1, ".");
  const pb::MethodDescriptor* rpc = parts_->pool.FindMethodByName(full_name);
  if (rpc == nullptr) return Fail(method + " is not in the descriptors");
  if (rpc->input_type()->FindFieldByName("namespace") != nullptr &&
      !request.contains("namespace")) {
    request["namespace"] = parts_->name_space;
  }
  const auto message = parts_->New(rpc->input_type());
  const auto parsed =
      pb::util::JsonStringToMessage(request.dump(), message.get());
  if (!parsed.ok()) return Fail(method + ": " + parsed.ToString());

  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + kPatience);
  const grpc::ByteBuffer asked = Serialize(*message);
  grpc::ByteBuffer answered;
  std::promise<grpc::Status> ended;
  parts_->stub->UnaryCall(
      &context, "/" + path, {}, &asked, &answered,
      [&](grpc::Status status) { ended.set_value(std::move(status)); });
  const grpc::Status status = ended.get_future().get();
  if (!status.ok()) return Fail(method + ": " + status.error_message());

  const auto answer = parts_->New(rpc->output_type());
  if (!answer->ParseFromString(Bytes(answered))) return Fail("garbage");
  std::string text;
  const auto printed = pb::util::MessageToJsonString(*answer, &text);
  if (!printed.ok()) return Fail(method + ": " + printed.ToString());
  return nlohmann::json::parse(text);
}

nlohmann::json Wire::Must(const std::string& method,
                          nlohmann::json request) const {
  Result<nlohmann::json> answer = Call(method, std::move(request));
  if (answer) return *std::move(answer);
  ADD_FAILURE() << answer.error().message;
  return nlohmann::json::object();
}

}  // namespace lockstep::fetch
