// What is found and means nothing is mentioned, no more.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/rpc/config/resolving.h"

namespace lockstep::rpc {
namespace {

using Notes = std::vector<std::string>;

Notes NotesOf(const TestFolder& folder, const Given& given) {
  const Result<ClientConfig> config = Resolved(folder, given);
  if (!config) return {"refused: " + config.error().message};
  return config->notes;
}

TEST(Notes, ThereAreNoneOfWhatIsKnown) {
  const TestFolder folder("known");
  EXPECT_EQ(NotesOf(folder, {{"--codec-header", "a=b"},
                             {{"TEMPORAL_TLS", "1"}},
                             R"(
[profile.default]
address = "a"
namespace = "n"
api_key = "k"
authority = "h"
[profile.default.grpc_meta]
any = "x"
[profile.default.tls]
disabled = false
client_cert_path = "c"
client_key_path = "k"
server_ca_cert_path = "s"
server_name = "s"
disable_host_verification = false
[profile.default.codec]
endpoint = "http://c"
auth = "a"
[profile.default.oauth]
anything = 3
)"}),
            Notes());
}

TEST(Notes, UnknownKeysAreNamedWithTheirLines) {
  const TestFolder folder("unknown");
  const std::string file = folder.path() + "/.config/temporalio/temporal.toml";

  EXPECT_EQ(
      NotesOf(folder, {{},
                       {},
                       "colour = 1\n[profile.default]\nadress = \"x\"\n"
                       "[profile.default.tls]\nclient_cert_file = 3\n"
                       "[profile.default.codec]\nurl = \"u\"\n"}),
      (Notes{file + ":1: 'colour' is no setting of a profile and is ignored",
             file + ":3: 'adress' is no setting of a profile and is ignored",
             file + ":5: 'tls.client_cert_file' is no setting of a profile "
                    "and is ignored",
             file + ":7: 'codec.url' is no setting of a profile and is "
                    "ignored"}));
}

TEST(Notes, WordsThatAreNoSwitchAreNamedWithoutTheirValue) {
  const TestFolder folder("switch");

  EXPECT_EQ(
      NotesOf(folder, {{},
                       {{"TEMPORAL_TLS", "yes"},
                        {"TEMPORAL_TLS_DISABLE_HOST_VERIFICATION", "no"}}}),
      (Notes{"TEMPORAL_TLS is none of 1, 0, true and false and is "
             "ignored",
             "TEMPORAL_TLS_DISABLE_HOST_VERIFICATION is none of 1, 0, "
             "true and false and is ignored"}));
}

TEST(Notes, WhatIsForACodecNeedsOne) {
  const TestFolder folder("no-codec");

  EXPECT_EQ(NotesOf(folder, {{"--codec-auth", "a", "--codec-header", "x=b"}}),
            (Notes{"the codec header x is not used: there is no codec endpoint",
                   "codec.auth (--codec-auth) is not used: there is no codec "
                   "endpoint"}));
}

TEST(Notes, AFileThatWasNamedAndIsNotThereIsMentioned) {
  const TestFolder folder("not-there");

  EXPECT_EQ(NotesOf(folder, {{"--config-file", "/nowhere.toml"}}),
            Notes{"/nowhere.toml is not there, or has no profile 'default'"});
}

// ---- The old temporal.yaml ----

constexpr char kOldFile[] = ".config/temporalio/temporal.yaml";

TEST(OldFile, OthersThanTheDefaultEnvironmentAreMentioned) {
  const TestFolder folder("old-others");
  const std::string file =
      folder.Write(kOldFile, "env:\n  prod:\n    address: x\ndefault: 3\n");

  EXPECT_EQ(NotesOf(folder, {}),
            Notes{file + " has environments of the old kind, which are not "
                         "read; use profiles of temporal.toml"});
}

TEST(OldFile, ADefaultEnvironmentIsOnlyMentionedToWhoGivesAnAddress) {
  const TestFolder folder("old-address");
  const std::string file =
      folder.Write(kOldFile, "env:\n  default:\n    address: x\n");
  const Notes notes{file +
                    " has environments of the old kind, which are not "
                    "read; use profiles of temporal.toml"};

  EXPECT_EQ(NotesOf(folder, {{"--address", "a"}}), notes);
  EXPECT_EQ(NotesOf(folder, {{}, {{"TEMPORAL_ADDRESS", "a"}}}), notes);
  EXPECT_EQ(NotesOf(folder, {{}, {}, "[profile.default]\naddress = \"a\"\n"}),
            notes);
}

TEST(OldFile, IsNotLookedForWhereFilesAreOff) {
  const TestFolder folder("old-off");
  folder.Write(kOldFile, "env:\n  default:\n    address: x\n");

  EXPECT_EQ(NotesOf(folder, {{"--disable-config-file"}}), Notes());
}

}  // namespace
}  // namespace lockstep::rpc
