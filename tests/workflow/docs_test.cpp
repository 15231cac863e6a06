// The examples of docs/workflow-api.md: those of the sections that are named at
// the end stand here, line by line, so that they compile and do what the page
// says.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <set>

#include "tests/workflow/go_profile.h"

using namespace lockstep;
using namespace lockstep::test;
using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {

const ActivityRef<int(int)> kPack{"Pack", ActivityOptions().StartToClose(60s)};

Task<double> Convert(Context& ctx, double amount, std::string currency) {
  const LocalActivityOptions options = LocalActivityOptions().StartToClose(2s);
  const double rate =
      co_await ctx.LocalActivity<double>("Rate", options, currency);
  const double converted = amount * rate;
  co_return converted;
}

Task<void> Cart(Context& ctx) {
  std::vector<std::string> items;
  bool open = true;
  ctx.OnUpdate(
      "add",
      [&](std::string item) {
        items.push_back(item);
        return items.size();
      },
      [&](std::string item) {
        if (item.empty()) throw ApplicationFailure("no item", "Empty");
      });
  ctx.OnUpdate("ship", [&ctx, &open](int order) -> Task<int> {
    const int parcel = co_await kPack(ctx, order);
    open = false;
    co_return parcel;
  });
  co_await ctx.Await([&] { return !open; });
}

class Account {
 public:
  explicit Account(Context&) {}
  Task<void> Run(Context& ctx);
  int Withdraw(int amount) { return balance_ -= amount; }
  void CheckAmount(int amount) const {
    if (amount > balance_) throw ApplicationFailure("too much");
  }

 private:
  int balance_ = 100;
};

Task<void> Account::Run(Context& ctx) {
  co_await ctx.Await([] { return false; });
}

void RegisterAccount(Build& build) {
  build.Workflow<Account>("Account").Update("withdraw", &Account::Withdraw,
                                            &Account::CheckAmount);
}

Task<void> TellsOthers(Context& ctx, std::string item, int count) {
  const ExternalWorkflow stock("stock-7");
  co_await ctx.SignalExternal(stock, "reserve", item, count);
  co_await ctx.CancelExternal(stock, "the order was changed");
}

Task<void> ShowsItself(Context& ctx, int total) {
  ctx.UpsertSearchAttribute("State", "paid");
  ctx.UpsertSearchAttributes(
      {{"Total", ToPayload(total)}, {"Due", ToPayload(nullptr)}});
  ctx.UpsertMemo("note", "call before noon");
  const auto note = FromPayload<std::string>(ctx.Info().memo.at("note"));
  ctx.Log(LogLevel::kInfo, note);
  co_return;
}

Task<int> Nightly(Context& ctx) {
  const WorkflowInfo& info = ctx.Info();
  const int from = info.LastResult<int>().value_or(0);
  if (info.last_failure) ctx.Log(LogLevel::kWarn, info.last_failure->what());
  const int to = co_await ctx.Activity<int>("Copy", kPack.Options(), from);
  co_return to;
}

Task<void> IsReset(Context& ctx) {
  const std::string key = ctx.Uuid();    // before the reset point: as recorded
  co_await ctx.Sleep(1h);                // the run is reset here
  const std::string other = ctx.Uuid();  // another one in each of the two runs
  ctx.Log(LogLevel::kInfo, key + " " + other);
}

int ReadDevice() { return 7; }
int Limit() { return 3; }
const ActivityRef<void(int)> kSend{"Send", ActivityOptions().StartToClose(60s)};

Task<int> ReadsADevice(Context& ctx) {
  const int seed = co_await ctx.SideEffect<int>([] { return ReadDevice(); });
  co_return seed;
}

Task<void> SendsInPortions(Context& ctx, int pending) {
  while (pending > 0) {
    const int limit =
        ctx.MutableSideEffect<int>("limit", [] { return Limit(); });
    co_await kSend(ctx, limit);
    --pending;
  }
}

Task<void> Checkout(Context& ctx) { co_await SendsInPortions(ctx, 1); }

}  // namespace

LOCKSTEP_BUILD(build) {
  build.Profile(Profile::kGo);  // default: Profile::kCore
  build.Workflow("Checkout", &Checkout);
}

namespace {

TEST(Docs, LocalActivities) {
  Instance run(Only<&Convert>(), "W", {"2.0", "\"EUR\""});

  EXPECT_THAT(run.Activate({Start()}),
              ElementsAre(HasSubstr("SCHEDULE_LOCAL 1 Rate(\"EUR\")")));
  EXPECT_THAT(run.Activate({LocalDone(1, "1.5")}), ElementsAre("COMPLETE 3.0"));
}

TEST(Docs, Updates) {
  Instance run(Only<&Cart>(), "W");
  run.Activate({Start()});

  EXPECT_THAT(run.Activate({Update("add", "u", {"\"tea\""})}),
              ElementsAre("ACCEPT u", "COMPLETE_UPDATE u 1"));
  EXPECT_THAT(run.Activate({Update("add", "v", {"\"\""})}),
              ElementsAre("REJECT v application 'no item' type=Empty"));
  run.Activate({Update("ship", "w", {"7"})});
  EXPECT_THAT(run.Activate({ActivityDone(1, "8")}),
              ElementsAre("COMPLETE_UPDATE w 8", "COMPLETE"));
}

TEST(Docs, UpdatesOfClasses) {
  Instance run(internal::BuildOf<&RegisterAccount>::Get(), "Account");
  run.Activate({Start()});

  EXPECT_THAT(run.Activate({Update("withdraw", "u", {"101"})}),
              ElementsAre("REJECT u application 'too much'"));
  EXPECT_THAT(run.Activate({Update("withdraw", "v", {"1"})}),
              ElementsAre("ACCEPT v", "COMPLETE_UPDATE v 99"));
}

TEST(Docs, OtherWorkflows) {
  Instance run(Only<&TellsOthers>(), "W", {"\"tea\"", "2"});

  EXPECT_THAT(
      run.Activate({Start()}),
      ElementsAre("SIGNAL 1 workflow=stock-7 signal=reserve(\"tea\", 2)"));
  EXPECT_THAT(run.Activate({SignalSent(1)}),
              ElementsAre("CANCEL_EXTERNAL 1 workflow=stock-7 "
                          "reason=the order was changed"));
}

TEST(Docs, SearchAttributesAndMemo) {
  Instance run(Only<&ShowsItself>(), "W", {"7"});

  EXPECT_THAT(
      run.Activate({Start()}),
      ElementsAre("UPSERT_ATTRIBUTES entry[State]=\"paid\"",
                  "UPSERT_ATTRIBUTES entry[Due]=<binary/null> entry[Total]=7",
                  "UPSERT_MEMO entry[note]=\"call before noon\"",
                  "LOG 2 call before noon", "COMPLETE"));
}

TEST(Docs, ChainsOfRuns) {
  WirePayloads forty({"40"});
  WireFailure late(LS_FAILURE_TIMEOUT, "late");
  Instance run(Only<&Nightly>(), "W", {}, [&](LsWorkflowInfo& info) {
    info.last_result = forty.Get();
    info.last_failure = late.Get();
  });

  EXPECT_THAT(
      run.Activate({Start()}),
      ElementsAre("LOG 3 late", HasSubstr("SCHEDULE_ACTIVITY 1 Copy(40)")));
}

TEST(Docs, Reset) {
  Instance original(Only<&IsReset>(), "W");
  Instance reset(Only<&IsReset>(), "W");
  original.Activate({Start()});
  reset.Activate({Start()});

  const Lines before = original.Activate({Fire(1)});
  const Lines after = reset.Activate({RandomSeed(43), Fire(1)});

  const size_t key = std::string("LOG 2 ").size() + 36;
  EXPECT_EQ(before.at(0).substr(0, key), after.at(0).substr(0, key));
  EXPECT_NE(before.at(0), after.at(0));
}

TEST(Docs, SideEffects) {
  Instance run(OnlyGo<&ReadsADevice>(), "W");

  EXPECT_THAT(run.Activate({Start()}),
              ElementsAre("RECORD_SIDE_EFFECT 1 7", "COMPLETE 7"));
}

TEST(Docs, Profiles) {
  Instance run(lockstep_build(), "Checkout");

  EXPECT_THAT(run.Activate({Start()}),
              ElementsAre("RECORD_MUTABLE_SIDE_EFFECT 1 limit 3",
                          HasSubstr("SCHEDULE_ACTIVITY 1 Send(3)")));
}

// ---- The page and this file ----

std::string WithoutIndent(const std::string& line) {
  const size_t start = line.find_first_not_of(' ');
  return start == std::string::npos ? "" : line.substr(start);
}

std::vector<std::string> LinesOf(const std::string& path) {
  std::vector<std::string> lines;
  std::ifstream stream(std::string(LOCKSTEP_SOURCE_DIR "/") + path);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

TEST(Docs, HaveTheCodeOfThisFile) {
  const std::set<std::string> sections = {
      "## Local activities", "## Updates", "## Other workflows",
      "## Chains of runs",   "## Reset",   "## Search attributes and memo",
      "## Side effects",     "## Profiles"};
  std::set<std::string> here;
  for (const std::string& line : LinesOf("tests/workflow/docs_test.cpp")) {
    here.insert(WithoutIndent(line));
  }
  std::set<std::string> seen;
  std::string section;
  bool code = false;
  for (const std::string& line : LinesOf("docs/workflow-api.md")) {
    if (line.starts_with("## ")) section = line;
    if (line.starts_with("```")) {
      code = line == "```cpp";
    } else if (code && sections.contains(section)) {
      seen.insert(section);
      EXPECT_TRUE(here.contains(WithoutIndent(line))) << section << "\n"
                                                      << line;
    }
  }
  EXPECT_EQ(seen, sections);
}

}  // namespace
