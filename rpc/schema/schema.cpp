#include "rpc/schema/schema.h"

#include <fmt/format.h>
#include <google/protobuf/descriptor.pb.h>
#include <google/protobuf/dynamic_message.h>
#include <google/protobuf/io/coded_stream.h>
#include <openssl/sha.h>

#include <atomic>
#include <climits>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

#include "base/check.h"
#include "rpc/schema/embedded_descriptors.h"
#include "rpc/schema/generation.h"

namespace lockstep::rpc {
namespace {

namespace pb = google::protobuf;

constexpr char kRemedy[] =
    "make one with `protoc --include_imports --descriptor_set_out=FILE "
    "temporal/api/workflowservice/v1/service.proto "
    "temporal/api/export/v1/message.proto "
    "temporal/api/errordetails/v1/message.proto "
    "temporal/api/sdk/v1/external_storage.proto`";

// What code asks for by name, without which nothing works.
constexpr const char* kNeededMessages[] = {
    "google.protobuf.Any",
    "temporal.api.common.v1.DataBlob",
    "temporal.api.export.v1.WorkflowExecutions",
    "temporal.api.failure.v1.Failure",
    kHistoryEventMessage,
    kHistoryMessage,
    kPayloadMessage,
    kPayloadsMessage,
};

constexpr char kService[] = "temporal.api.workflowservice.v1.WorkflowService";
constexpr const char* kNeededMethods[] = {
    "CountWorkflowExecutions",     "DescribeNamespace",
    "DescribeWorkflowExecution",   "GetSystemInfo",
    "GetWorkflowExecutionHistory", "ListArchivedWorkflowExecutions",
    "ListWorkflowExecutions",
};

std::atomic<uint64_t>& Generation() {
  static std::atomic<uint64_t> generation{0};
  return generation;
}

std::string Sha256(std::string_view bytes) {
  unsigned char digest[SHA256_DIGEST_LENGTH];
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
         digest);
  std::string hex;
  for (const unsigned char byte : digest) hex += fmt::format("{:02x}", byte);
  return hex;
}

// Keeps the first complaint.
class FirstError final : public pb::DescriptorPool::ErrorCollector {
 public:
  void AddError(const std::string& file, const std::string& element,
                const pb::Message*, ErrorLocation,
                const std::string& message) override {
    if (message_.empty()) {
      message_ = fmt::format("{}: {}: {}", file, element, message);
    }
  }
  const std::string& message() const { return message_; }

 private:
  std::string message_;
};

}  // namespace

uint64_t DescriptorGeneration() {
  return Generation().load(std::memory_order_acquire);
}

struct Schema::Parts {
  pb::DescriptorPool pool;
  // After the pool: its messages are made from the pool's descriptors.
  pb::DynamicMessageFactory factory;
  std::string hash;

  ~Parts() { Generation().fetch_add(1, std::memory_order_acq_rel); }

  // The files of a set, each after those that it imports. An error begins with
  // a verb.
  Result<void> Build(std::string_view bytes) {
    // It writes to stderr what its callers are told anyhow.
    pb::SetLogHandler(nullptr);
    pb::FileDescriptorSet set;
    if (bytes.size() > INT_MAX ||
        !set.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())) ||
        set.file_size() == 0) {
      return Fail("is not a serialised FileDescriptorSet");
    }
    for (const pb::FileDescriptorProto& file : set.file()) {
      for (const std::string& import : file.dependency()) {
        if (pool.FindFileByName(import) == nullptr) {
          return Fail(
              fmt::format("lacks {}, which {} imports", import, file.name()));
        }
      }
      FirstError error;
      if (pool.BuildFileCollectingErrors(file, &error) == nullptr) {
        return Fail("contradicts itself: " + error.message());
      }
    }
    hash = Sha256(bytes);
    return CheckNeeded();
  }

  Result<void> CheckNeeded() const {
    for (const char* name : kNeededMessages) {
      if (pool.FindMessageTypeByName(name) == nullptr) {
        return Fail(fmt::format("lacks the message {}", name));
      }
    }
    const pb::ServiceDescriptor* service = pool.FindServiceByName(kService);
    if (service == nullptr) {
      return Fail(fmt::format("lacks the service {}", kService));
    }
    for (const char* name : kNeededMethods) {
      if (service->FindMethodByName(name) == nullptr) {
        return Fail(fmt::format("lacks the method {} of {}", name, kService));
      }
    }
    return {};
  }
};

Schema::Schema(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Schema::Schema(Schema&&) noexcept = default;
Schema& Schema::operator=(Schema&&) noexcept = default;
Schema::~Schema() = default;

Schema Schema::Embedded() {
  auto parts = std::make_unique<Parts>();
  const Result<void> built = parts->Build(EmbeddedDescriptors());
  LOCKSTEP_CHECK(built.has_value(), "the build made the set from the API");
  return Schema(std::move(parts));
}

Result<Schema> Schema::FromFile(const std::string& path) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) {
    return Fail(fmt::format("{}: is a folder, not a descriptor set: {}", path,
                            kRemedy));
  }
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    return Fail(fmt::format(
        "{}: cannot be read: name a descriptor set with --descriptors", path));
  }
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  auto parts = std::make_unique<Parts>();
  if (const Result<void> built = parts->Build(bytes); !built) {
    return Fail(
        fmt::format("{}: {}: {}", path, built.error().message, kRemedy));
  }
  return Schema(std::move(parts));
}

std::unique_ptr<Message> Schema::New(std::string_view full_name) const {
  const pb::Descriptor* descriptor =
      parts_->pool.FindMessageTypeByName(std::string(full_name));
  LOCKSTEP_CHECK(descriptor != nullptr,
                 "a message that the set was checked for, or part of one");
  return std::unique_ptr<Message>(
      parts_->factory.GetPrototype(descriptor)->New());
}

const std::string& Schema::hash() const { return parts_->hash; }

}  // namespace lockstep::rpc
