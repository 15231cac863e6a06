// What a descriptor set must hold.
#include "rpc/schema/schema.h"

#include <gmock/gmock.h>
#include <google/protobuf/descriptor.pb.h>

#include <fstream>

#include "rpc/schema/embedded_descriptors.h"

namespace lockstep::rpc {
namespace {

using google::protobuf::FileDescriptorSet;
using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

std::string Write(const std::string& bytes) {
  const std::string path = testing::TempDir() + "/lockstep.desc";
  std::ofstream(path, std::ios::binary) << bytes;
  return path;
}

FileDescriptorSet EmbeddedSet() {
  FileDescriptorSet set;
  set.ParseFromString(std::string(EmbeddedDescriptors()));
  return set;
}

google::protobuf::FileDescriptorProto& FileOf(FileDescriptorSet& set,
                                              const std::string& name) {
  for (auto& file : *set.mutable_file()) {
    if (file.name() == name) return file;
  }
  ADD_FAILURE() << "no " << name;
  return *set.add_file();
}

TEST(Schema, MakesMessagesOfTheEmbeddedSet) {
  const Schema schema = Schema::Embedded();

  EXPECT_EQ(schema.New(kHistoryMessage)->GetTypeName(), kHistoryMessage);
  EXPECT_EQ(schema.hash().size(), 64u);
}

TEST(Schema, ReadsTheSameSetFromAFile) {
  const std::string path = Write(std::string(EmbeddedDescriptors()));

  const Result<Schema> schema = Schema::FromFile(path);

  ASSERT_TRUE(schema) << schema.error().message;
  EXPECT_EQ(schema->hash(), Schema::Embedded().hash());
}

struct Refused {
  const char* name;
  std::string bytes;
  const char* message;
};

std::string Without(const std::string& file_name, int message_index) {
  FileDescriptorSet set = EmbeddedSet();
  auto& file = FileOf(set, file_name);
  file.mutable_message_type()->DeleteSubrange(message_index, 1);
  return set.SerializeAsString();
}

std::string WithoutFile(const std::string& name) {
  FileDescriptorSet set = EmbeddedSet();
  for (int i = 0; i < set.file_size(); ++i) {
    if (set.file(i).name() == name) {
      set.mutable_file()->DeleteSubrange(i, 1);
      break;
    }
  }
  return set.SerializeAsString();
}

std::string WithoutMethod(const std::string& name) {
  FileDescriptorSet set = EmbeddedSet();
  auto& service = *FileOf(set, "temporal/api/workflowservice/v1/service.proto")
                       .mutable_service(0);
  for (int i = 0; i < service.method_size(); ++i) {
    if (service.method(i).name() == name) {
      service.mutable_method()->DeleteSubrange(i, 1);
      break;
    }
  }
  return set.SerializeAsString();
}

TEST(Schema, RefusesWhatIsNoCompleteSetAndSaysWhatIsMissing) {
  const Refused cases[] = {
      {"empty", "", "is not a serialised FileDescriptorSet"},
      {"text", "syntax = \"proto3\";", "is not a serialised FileDescriptorSet"},
      {"no imports", WithoutFile("google/protobuf/timestamp.proto"),
       "lacks google/protobuf/timestamp.proto, which "},
      {"no service",
       WithoutFile("temporal/api/workflowservice/v1/service.proto"),
       "lacks the service temporal.api.workflowservice.v1.WorkflowService"},
      {"no export", WithoutFile("temporal/api/export/v1/message.proto"),
       "lacks the message temporal.api.export.v1.WorkflowExecutions"},
      {"no method", WithoutMethod("CountWorkflowExecutions"),
       "lacks the method CountWorkflowExecutions of "},
      {"a type is gone", Without("temporal/api/common/v1/message.proto", 0),
       "contradicts itself: "},
  };
  for (const Refused& c : cases) {
    SCOPED_TRACE(c.name);
    const std::string path = Write(c.bytes);

    const Result<Schema> schema = Schema::FromFile(path);

    ASSERT_FALSE(schema);
    EXPECT_THAT(schema.error().message,
                AllOf(StartsWith(path + ": " + c.message),
                      HasSubstr("protoc --include_imports")));
  }
}

TEST(Schema, RefusesAFolderAndAFileThatIsNotThere) {
  EXPECT_THAT(Schema::FromFile(testing::TempDir()).error().message,
              HasSubstr("is a folder"));
  EXPECT_THAT(Schema::FromFile("/no/such.desc").error().message,
              HasSubstr("/no/such.desc: cannot be read"));
}

}  // namespace
}  // namespace lockstep::rpc
