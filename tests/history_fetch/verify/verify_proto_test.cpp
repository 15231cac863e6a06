// The .binpb of a history says the same.
#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "history/sha256.h"
#include "history_fetch/corpus/names.h"
#include "rpc/schema/fields.h"
#include "tests/history_fetch/verify/verify_fixture.h"

namespace lockstep::fetch {
namespace {

using testing::ElementsAre;

class VerifyProto : public VerifyTest {
 protected:
  VerifyProto() {
    text_ = FixtureText("loader/order-process-polled");
    proto_ = ProtoOf(text_);
    Outcome<Corpus> corpus = Corpus::Open(folder_, Corpus::Access::kWrite);
    Entry entry;
    entry.descriptors = schema_.hash();
    PutHistory(*corpus, text_, entry, proto_);
    EXPECT_TRUE(corpus->Finish({.complete = true}));
    for (const std::string& file : FilesIn(folder_)) {
      if (file.ends_with(".binpb")) path_ = folder_ + "/" + file;
    }
  }

  std::string ProtoOf(const std::string& text) const {
    const auto message = schema_.New(rpc::kHistoryMessage);
    EXPECT_TRUE(
        google::protobuf::util::JsonStringToMessage(text, message.get()).ok());
    return rpc::SerializeDeterministic(*message);
  }

  const rpc::Schema schema_ = rpc::Schema::Embedded();
  std::string text_;
  std::string proto_;
  std::string path_;
};

TEST_F(VerifyProto, TakesTheOtherFormOfAHistory) {
  EXPECT_EQ(ReadFile(path_), proto_);
  EXPECT_THAT(Sentences(Run()), ElementsAre());
}

TEST_F(VerifyProto, ReadsFailuresNestedAsDeepAsInAnAnswer) {
  const auto history = schema_.New(rpc::kHistoryMessage);
  std::string path = "workflow_execution_failed_event_attributes.failure.";
  for (int depth = 0; depth < 300; ++depth) path += "cause.";
  const google::protobuf::Reflection& reflection = *history->GetReflection();
  rpc::SetString(
      *reflection.AddMessage(
          history.get(), history->GetDescriptor()->FindFieldByName("events")),
      path + "message", "x");
  WriteFile(path_, history->SerializeAsString());

  EXPECT_THAT(Sentences(Run()),
              ElementsAre("proto: has a .binpb beside it with another history: "
                          "delete the .binpb, and run `lockstep-fetch refresh "
                          "--repair`"));
}

TEST_F(VerifyProto, FindsThatItIsNotThere) {
  fs::remove(path_);

  EXPECT_THAT(Sentences(Run()),
              ElementsAre("proto: should have a .binpb beside it: restore it, "
                          "or fetch it again with `lockstep-fetch refresh "
                          "--repair`"));
}

// Nobody writes into it, so reading it would never end.
TEST_F(VerifyProto, FindsAPipe) {
  fs::remove(path_);
  ASSERT_EQ(mkfifo(path_.c_str(), 0600), 0);

  EXPECT_THAT(Sentences(Run()),
              ElementsAre("proto: should have a .binpb beside it: restore it, "
                          "or fetch it again with `lockstep-fetch refresh "
                          "--repair`"));
}

TEST_F(VerifyProto, ReadsNoMoreThanAHistoryCanHave) {
  fs::resize_file(path_, uintmax_t{1} << 40);

  EXPECT_THAT(Sentences(Run()),
              ElementsAre("proto: has a .binpb beside it of 1099511627776 "
                          "bytes, more than its history can have: delete the "
                          ".binpb, and run `lockstep-fetch refresh "
                          "--repair`"));
}

TEST_F(VerifyProto, FindsGarbage) {
  WriteFile(path_, "\xff\xff\xff");

  EXPECT_THAT(Sentences(Run()),
              ElementsAre("proto: has a .binpb beside it that is no History: "
                          "delete the .binpb, and run `lockstep-fetch refresh "
                          "--repair`"));
}

TEST_F(VerifyProto, FindsAnotherHistory) {
  WriteFile(path_, ProtoOf(FixtureText("loader/notify-timed-out")));

  EXPECT_THAT(Sentences(Run()),
              ElementsAre("proto: has a .binpb beside it with another history: "
                          "delete the .binpb, and run `lockstep-fetch refresh "
                          "--repair`"));
}

TEST_F(VerifyProto, DoesNotCompareWhatOtherDefinitionsWrote) {
  Replace("\"descriptors\":\"" + schema_.hash(), "\"descriptors\":\"other");
  WriteFile(path_, "");

  EXPECT_THAT(Sentences(Run()), ElementsAre());
}

}  // namespace
}  // namespace lockstep::fetch
