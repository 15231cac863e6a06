// `list` beside `temporal workflow list`, on a real server.
#include <gtest/gtest.h>

#include <memory>

#include "tests/server/seeds.h"
#include "tests/server/shapes.h"

namespace lockstep::fetch {
namespace {

using nlohmann::json;

class ServerList : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    if (!WhyNoServer().empty()) return;
    server_ = DevServer::Start();
    if (server_ == nullptr) return;
    constexpr int kRuns = 40;
    SeedShapes(*server_, kRuns, "shape");
    size_t odd = SeedOddIds(*server_).size();
    for (const json& memo : Memos()) {
      Start start{.id = "memo " + std::to_string(odd++)};
      start.more["memo"]["fields"]["m"] = memo;
      StartRun(*server_, start);
    }
    // Some go on in another run, or have a child.
    ListRuns(*server_, kRuns + 6 + odd);
  }
  static void TearDownTestSuite() { server_.reset(); }

  void SetUp() override {
    LOCKSTEP_NEEDS_SERVER();
    ASSERT_NE(server_, nullptr);
  }

  // Payloads with a short form, and without one.
  static std::vector<json> Memos() {
    const json bytes = {{"metadata", {{"encoding", "YmluYXJ5L3BsYWlu"}}},
                        {"data", "AAH/"}};
    const json encrypted = {
        {"metadata",
         {{"encoding", "YmluYXJ5L2VuY3J5cHRlZA=="}, {"key", "azE="}}},
        {"data", "AAH/"}};
    const json message = {
        {"metadata",
         {{"encoding", "anNvbi9wcm90b2J1Zg=="}, {"messageType", "YS5C"}}},
        {"data", "eyJiIjpbXSwiYSI6eyJ6IjoxfX0="}};
    const json nothing = {{"metadata", {{"encoding", "YmluYXJ5L251bGw="}}}};
    return {
        bytes,
        encrypted,
        message,
        nothing,
        Payload({{"z", 1e-7}, {"a", json::array()}, {"b", {{"c", nullptr}}}}),
        Payload(json::array({1, 1e21, 12345678901234567890u, -1.5, true})),
        Payload("\x01\x7f <&> \"\\ \u2028 \xF0\x9F\x98\x80\n"),
        Payload(nullptr)};
  }

  static std::unique_ptr<DevServer> server_;
};

std::unique_ptr<DevServer> ServerList::server_;

TEST_F(ServerList, ItsJsonIsThatOfTheTemporalCli) {
  const std::vector<std::vector<std::string>> flags = {
      {},
      {"--limit", "7"},
      {"--page-size", "9"},
      {"--page-size", "3", "--limit", "7"},
      {"--query", "WorkflowType = 'Order'"},
      {"--query", "ExecutionStatus = 'Running'"},
      {"--query", "Customer IS NOT NULL"},
      {"--query", "WorkflowId = 'none'"},
      {"--no-json-shorthand-payloads"}};
  for (const char* format : {"json", "jsonl"}) {
    for (const std::vector<std::string>& more : flags) {
      std::vector<std::string> ours = {"list", "-o", format};
      std::vector<std::string> theirs = {"workflow", "list", "-o", format};
      ours.insert(ours.end(), more.begin(), more.end());
      theirs.insert(theirs.end(), more.begin(), more.end());
      const Finished fetch = Fetch(*server_, ours);
      const Finished temporal = Temporal(*server_, theirs);

      EXPECT_EQ(fetch.exit_code, 0) << fetch.err;
      ASSERT_EQ(temporal.exit_code, 0) << temporal.err;
      EXPECT_EQ(fetch.out, temporal.out) << testing::PrintToString(ours);
    }
  }
}

TEST_F(ServerList, ItsCountIsThatOfTheTemporalCli) {
  for (const char* format : {"json", "jsonl"}) {
    const char* query = "ExecutionStatus = 'Terminated'";
    const Finished fetch =
        Fetch(*server_, {"list", "--count", "-q", query, "-o", format});
    const Finished temporal =
        Temporal(*server_, {"workflow", "count", "-q", query, "-o", format});

    EXPECT_EQ(fetch.out, temporal.out);
    EXPECT_NE(fetch.out, "");
  }
}

}  // namespace
}  // namespace lockstep::fetch
