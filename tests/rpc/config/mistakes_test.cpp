// What is refused, and with which sentence.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <string>
#include <vector>

#include "tests/rpc/config/resolving.h"

namespace lockstep::rpc {
namespace {

struct Mistake {
  Given given;
  std::string sentence;  // <file> and <profile> are filled in
};

void Replace(std::string& text, const std::string& what,
             const std::string& with) {
  for (size_t at = text.find(what); at != text.npos;
       at = text.find(what, at + with.size())) {
    text.replace(at, what.size(), with);
  }
}

void ExpectRefused(const TestFolder& folder,
                   const std::vector<Mistake>& mistakes) {
  const std::string file = folder.path() + "/.config/temporalio/temporal.toml";
  for (const auto& [given, sentence] : mistakes) {
    std::string expected = sentence;
    Replace(expected, "<profile>", "profile 'default' of <file>");
    Replace(expected, "<file>", file);
    const Result<ClientConfig> config = Resolved(folder, given);
    EXPECT_EQ(config ? "(taken)" : config.error().message, expected);
  }
}

TEST(Mistakes, OfFlagsThatContradictEachOther) {
  ExpectRefused(
      TestFolder("contradiction"),
      {{{{"--disable-config-file", "--disable-config-env"}},
        "--disable-config-file and --disable-config-env cannot be given "
        "together; leave one of them out"},
       {{{"--disable-config-file", "--profile", "p"}},
        "--profile asks for what --disable-config-file forbids to read; leave "
        "one of them out"},
       {{{"--disable-config-file", "--config-file", "f"}},
        "--config-file asks for what --disable-config-file forbids to read; "
        "leave one of them out"}});
}

TEST(Mistakes, OfWhatAPlanSetsNameThePlan) {
  ConfigFlags flags;
  flags.name_space = "a\nb";
  flags.name_space_origin = "plan.toml: [source.prod]";
  EXPECT_EQ(ResolveConfig(flags, {}, kNow).error().message,
            "the namespace (plan.toml: [source.prod]) holds a character that "
            "no header can carry, such as a line end; remove it");

  flags.profile = "prod";
  flags.profile_origin = "plan.toml: [source.prod]";
  flags.disable_config_file = true;
  EXPECT_EQ(ResolveConfig(flags, {}, kNow).error().message,
            "plan.toml: [source.prod] asks for what --disable-config-file "
            "forbids to read; leave one of them out");

  flags.disable_config_file = false;
  flags.config_file = "/nowhere.toml";
  EXPECT_EQ(ResolveConfig(flags, {}, kNow).error().message,
            "plan.toml: [source.prod] names the profile 'prod', but there is "
            "no /nowhere.toml; add a profile with `temporal config set "
            "--profile prod --prop address --value HOST:PORT`, or name "
            "another");
}

TEST(Mistakes, OfAProfileThatWasNamedAndIsNotThere) {
  const std::string remedy =
      "; add a profile with `temporal config set --profile prod --prop address "
      "--value HOST:PORT`, or name another";
  ExpectRefused(
      TestFolder("no-profile"),
      {{{{"--profile", "prod"}},
        "--profile names the profile 'prod', but there is no <file>" + remedy},
       {{{}, {{"TEMPORAL_PROFILE", "prod"}}, "[profile.Prod]\n"},
        "TEMPORAL_PROFILE names the profile 'prod', but there is none of that "
        "name in <file>" +
            remedy},
       {{{"--profile", "prod"}, {{"HOME", ""}}},
        "--profile names the profile 'prod', but neither HOME nor "
        "XDG_CONFIG_HOME says in which folder to look for temporal.toml" +
            remedy},
       {{{"--profile", "default"}, {}, "[profile.other]\n"},
        "--profile names the profile 'default', but there is none of that name "
        "in <file>; add a profile with `temporal config set --profile default "
        "--prop address --value HOST:PORT`, or name another"}});
}

TEST(Mistakes, OfAFileWithValuesOfAnotherType) {
  ExpectRefused(
      TestFolder("types"),
      {{{{}, {}, "[profile.default]\naddress = 3\n"},
        "<file>:2: 'address' of the profile 'default' must be a string, not an "
        "integer"},
       {{{}, {}, "[profile]\ndefault = 3\n"},
        "<file>:2: 'default' of the profile 'default' must be a table, not an "
        "integer"},
       {{{}, {}, "[profile.default]\n\ntls = true\n"},
        "<file>:3: 'tls' of the profile 'default' must be a table, not true or "
        "false"},
       {{{}, {}, "[profile.default.tls]\ndisabled = \"yes\"\n"},
        "<file>:2: 'disabled' of the profile 'default' must be true or false, "
        "not a string"},
       {{{}, {}, "[profile.default.tls]\ndisable_host_verification = 0\n"},
        "<file>:2: 'disable_host_verification' of the profile 'default' must "
        "be true or false, not an integer"},
       {{{}, {}, "[profile.default]\ncodec = \"x\"\n"},
        "<file>:2: 'codec' of the profile 'default' must be a table, not a "
        "string"},
       {{{}, {}, "[profile.default]\ngrpc_meta = \"a=b\"\n"},
        "<file>:2: 'grpc_meta' of the profile 'default' must be a table, not a "
        "string"},
       {{{}, {}, "[profile.default.grpc_meta]\na = 1.5\n"},
        "<file>:2: 'a' of the profile 'default' must be a string, not a number "
        "with a point"},
       {{{}, {}, "[profile.default]\noauth = []\n"},
        "<file>:2: 'oauth' of the profile 'default' must be a table, not a "
        "list"},
       {{{}, {}, "[profile.default.oauth]\naccess_token = 2026-01-01\n"},
        "<file>:2: 'access_token' of the profile 'default' must be a string, "
        "not a date or a time"}});
}

TEST(Mistakes, OfTheExpiryOfALogin) {
  const std::string oauth =
      "[profile.default.oauth]\naccess_token = \"t\"\nexpires_at = ";
  const std::string sentence =
      "<file>:3: 'expires_at' of the profile 'default' is no time like "
      "2026-01-31T12:00:00Z; log in again with the temporal CLI, which writes "
      "it";
  const TestFolder folder("expiry");
  for (const char* time :
       {"\"soon\"", "\"2026-01-31\"", "\"2026-01-31T12:00:00\"", "3", "true",
        "\"2026-02-31T12:00:00Z\"", "\"2026-01-31T12:00:00Z \\nx = 1\"",
        "2026-01-31T12:00:00", "\"12:00:00Z\"", "\"17\""}) {
    ExpectRefused(folder, {{{{}, {}, oauth + time + "\n"}, sentence}});
  }
  ExpectRefused(
      folder,
      {{{{}, {}, oauth + "\"2026-01-31T12:00:00Z\"\n"},
        "the OAuth token of <profile> expired at 2026-01-31T12:00:00Z; renew "
        "it with the temporal CLI (any command that connects), or give "
        "--api-key"},
       {{{},
         {},
         "[profile.default]\naddress = \"${namespace}:1\"\n"
         "oauth.access_token = \"t\"\n"},
        "the address (<profile>) has ${namespace} in it, but no namespace is "
        "set; give --namespace, TEMPORAL_NAMESPACE or namespace in the "
        "profile"}});
}

TEST(Mistakes, OfAFileThatIsNotToml) {
  ExpectRefused(TestFolder("not-toml"),
                {{{{}, {}, "[profile.default]\napi_key = sentinel\n"},
                  "<file>:2: this is not TOML; correct the line"}});
}

TEST(Mistakes, OfAFileThatCannotBeRead) {
  const TestFolder folder("unreadable");

  ExpectRefused(folder, {{{{"--config-file", "/"}},
                          "/ cannot be read (Is a directory); change that, or "
                          "use --disable-config-file"}});
}

TEST(Mistakes, OfOldEnvironments) {
  const std::string remedy =
      " names an environment of the old temporal.yaml, which lockstep-fetch "
      "does not read; use profiles: write it into temporal.toml with "
      "`temporal config set --profile NAME --prop address --value HOST:PORT` "
      "and name it with --profile NAME";
  ExpectRefused(TestFolder("env"),
                {{{{"--env", "prod"}}, "--env" + remedy},
                 {{{}, {{"TEMPORAL_ENV", "prod"}}}, "TEMPORAL_ENV" + remedy}});
}

TEST(Mistakes, NoOldEnvironmentIsNone) {
  const TestFolder folder("env-none");
  for (const Given& given :
       {Given{{"--env", "default"}}, Given{{"--env", ""}},
        Given{{}, {{"TEMPORAL_ENV", "default"}}},
        Given{{}, {{"TEMPORAL_ENV", ""}}},
        Given{{"--env", "default"}, {{"TEMPORAL_ENV", "prod"}}},
        Given{{"--disable-config-env"}, {{"TEMPORAL_ENV", "prod"}}}}) {
    EXPECT_TRUE(Resolved(folder, given));
  }
}

TEST(Mistakes, OfAnOldDefaultEnvironmentThatTheCliWouldTake) {
  const TestFolder folder("old-default");
  const std::string old = folder.Write(".config/temporalio/temporal.yaml",
                                       "env:\n    default:\n      tls: x\n");

  ExpectRefused(
      folder,
      {{{},
        old + " has a default environment of the old kind, which "
              "lockstep-fetch does not read; use profiles: write it into "
              "temporal.toml with `temporal config set --prop address --value "
              "HOST:PORT`, or give --address"}});
}

TEST(Mistakes, OfCertificates) {
  ExpectRefused(
      TestFolder("certificates"),
      {{{{"--tls-cert-path", "c"}},
        "the client certificate is given (--tls-cert-path), but the client's "
        "private key is not; add it with --tls-key-path, "
        "TEMPORAL_TLS_CLIENT_KEY_PATH or tls.client_key_path in the profile"},
       {{{"--tls-cert-data", "c"}},
        "the client certificate is given (--tls-cert-data), but the client's "
        "private key is not; add it with --tls-key-data, "
        "TEMPORAL_TLS_CLIENT_KEY_DATA or tls.client_key_data in the profile"},
       {{{}, {{"TEMPORAL_TLS_KEY", "k"}}},
        "the client's private key is given (TEMPORAL_TLS_KEY), but the client "
        "certificate is not; add it with --tls-cert-path, "
        "TEMPORAL_TLS_CLIENT_CERT_PATH or tls.client_cert_path in the "
        "profile"},
       {{{"--tls-cert-path", "c", "--tls-key-data", "k"}},
        "the client certificate is given as a path (--tls-cert-path), but its "
        "private key as data (--tls-key-data); give both as paths or both as "
        "data"},
       {{{"--tls-key-path", "k"}, {{"TEMPORAL_TLS_CLIENT_CERT_DATA", "c"}}},
        "the client certificate is given as data "
        "(TEMPORAL_TLS_CLIENT_CERT_DATA), but its private key as a path "
        "(--tls-key-path); give both as paths or both as data"},
       {{{"--tls-cert-path", "c"},
         {},
         "[profile.default.tls]\nclient_cert_data = \"d\"\n"},
        "the client certificate is given as a path (--tls-cert-path) and as "
        "data (<profile>); leave one of them out"},
       {{{"--tls-key-path", "c", "--tls-key-data", "d"}},
        "the client's private key is given as a path (--tls-key-path) and as "
        "data (--tls-key-data); leave one of them out"},
       {{{}, {{"TEMPORAL_TLS_CA", "c"}, {"TEMPORAL_TLS_CA_DATA", "d"}}},
        "the server's certificate authority is given as a path "
        "(TEMPORAL_TLS_CA) and as data (TEMPORAL_TLS_CA_DATA); leave one of "
        "them out"}});
}

TEST(Mistakes, OfHeaders) {
  ExpectRefused(
      TestFolder("headers"),
      {{{{"--grpc-meta", "sentinel"}},
        "--grpc-meta must be KEY=VALUE; one of them is without its '='"},
       {{{"--grpc-meta", "=sentinel"}},
        "--grpc-meta must be KEY=VALUE; one of them is without its key"},
       {{{"--codec-header", "sentinel"}},
        "--codec-header must be KEY=VALUE; one of them is without its '='"},
       {{{"--grpc-meta", "a b=sentinel"}},
        "a header of --grpc-meta has a name with a character other than "
        "letters, digits, '-', '_' and '.'; correct it"},
       {{{"--codec-endpoint", "http://c", "--codec-header", "a:b=sentinel"}},
        "a header of --codec-header has a name with a character other than "
        "letters, digits, '-', '_' and '.'; correct it"},
       {{{}, {{"TEMPORAL_GRPC_META_", "sentinel"}}},
        "the variable TEMPORAL_GRPC_META_ names no header; write it as "
        "TEMPORAL_GRPC_META_NAME"},
       {{{"--grpc-meta", "a=sentinel\n"}},
        "the value of the header a (--grpc-meta) holds a character that no "
        "header can carry, such as a line end; remove it"},
       {{{}, {{"TEMPORAL_GRPC_META_A", "\xc3\xa4"}}},
        "the value of the header a (TEMPORAL_GRPC_META_A) holds a character "
        "that no header can carry, such as a line end; remove it"},
       {{{}, {{"TEMPORAL_API_KEY", "sentinel\n"}}},
        "the API key (TEMPORAL_API_KEY) holds a character that no header can "
        "carry, such as a line end; remove it"},
       {{{"--codec-endpoint", "http://c", "--codec-auth", "a\r\nHost: b"}},
        "the codec's authorization (--codec-auth) holds a character that no "
        "header can carry, such as a line end; remove it"},
       {{{"--codec-endpoint", "http://c", "--codec-header", "a=b\nc"}},
        "the value of the header a (--codec-header) holds a character that no "
        "header can carry, such as a line end; remove it"},
       {{{"--namespace", "a\nb"}},
        "the namespace (--namespace) holds a character that no header can "
        "carry, such as a line end; remove it"},
       {{{"--address", "a\nb"}},
        "the address (--address) holds a character that no header can carry, "
        "such as a line end; remove it"},
       {{{"--client-authority", "a\nb"}},
        "the authority (--client-authority) holds a character that no header "
        "can carry, such as a line end; remove it"}});
}

TEST(Mistakes, OfAddressesAndEndpoints) {
  ExpectRefused(
      TestFolder("urls"),
      {{{{"--address", "https://x:7233"}},
        "the address (--address) is a URL; write host:port without https://"},
       {{{}, {{"TEMPORAL_ADDRESS", "http://x:7233"}}},
        "the address (TEMPORAL_ADDRESS) is a URL; write host:port without "
        "http://"},
       {{{"--codec-endpoint", "sentinel@host"}},
        "the codec endpoint (--codec-endpoint) is no URL; it must begin with "
        "http:// or https://"},
       {{{"--codec-endpoint", "http://a\nb"}},
        "the codec endpoint (--codec-endpoint) holds a character that no "
        "header can carry, such as a line end; remove it"}});
}

// ---- The command line ----

std::string ParseMistake(const std::vector<std::string>& args) {
  try {
    ParseFlags(args);
  } catch (const CLI::ParseError& error) {
    return error.what();
  }
  return "(taken)";
}

TEST(Mistakes, OfTheCommandLine) {
  EXPECT_EQ(ParseMistake({"--tls=maybe"}),
            "--tls: 'maybe' is neither true nor false");
  EXPECT_EQ(ParseMistake({"--api-key"}), "--api-key: 1 required TEXT missing");
}

TEST(Flags, OfTheCliThatMeanNothingHereAreTaken) {
  EXPECT_EQ(ParseMistake({"--color", "never", "--log-level", "info",
                          "--log-format=json", "--time-format", "raw",
                          "--env-file", "x", "--identity", "me", "--verbose",
                          "--no-json-shorthand-payloads", "--color", "auto"}),
            "(taken)");
}

TEST(Flags, DoNotSwallowWhatFollowsThem) {
  ConfigFlags flags;
  std::vector<std::string> rest;
  CLI::App app;
  AddConfigFlags(app, flags);
  app.add_option("rest", rest);
  std::vector<std::string> args = {"--grpc-meta", "a=b",  "one",
                                   "--tls",       "two",  "--codec-header",
                                   "c=d",         "three"};

  app.parse(std::vector<std::string>(args.rbegin(), args.rend()));

  EXPECT_EQ(rest, (std::vector<std::string>{"one", "two", "three"}));
  EXPECT_EQ(flags.grpc_meta, std::vector<std::string>{"a=b"});
  EXPECT_EQ(flags.codec_headers, std::vector<std::string>{"c=d"});
  EXPECT_EQ(flags.tls, true);
}

TEST(Flags, ThatAreNotGivenAreNotSet) {
  const ConfigFlags flags = ParseFlags({});

  EXPECT_FALSE(flags.tls);
  EXPECT_FALSE(flags.tls_disable_host_verification);
  EXPECT_FALSE(flags.address);
  EXPECT_FALSE(flags.disable_config_file);
}

TEST(Environment, IsThisProcesss) {
  ::setenv("LOCKSTEP_TEST_VARIABLE", "a=b", 1);

  EXPECT_EQ(ReadEnvironment().at("LOCKSTEP_TEST_VARIABLE"), "a=b");
}

}  // namespace
}  // namespace lockstep::rpc
