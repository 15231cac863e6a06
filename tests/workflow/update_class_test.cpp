// Updates of workflows that are classes, and how they are registered.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/workflow/fake_host.h"

using namespace lockstep;
using namespace lockstep::test;
using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {

class Account {
 public:
  explicit Account(Context& ctx) : ctx_(ctx) {
    ctx.Log(LogLevel::kInfo, "made");
  }
  Task<void> Run(Context& ctx, int balance) {
    balance_ += balance;
    co_await ctx.Await([] { return false; });
  }
  Task<int> Withdraw(int amount) {
    co_await ctx_.Sleep(1s);
    co_return balance_ -= amount;
  }
  void CheckAmount(int amount) const {
    if (amount <= 0) throw ApplicationFailure("not positive");
  }
  int Deposit(int amount) { return balance_ += amount; }

 private:
  Context& ctx_;
  int balance_ = 0;
};
void RegisterAccount(Build& build) {
  build.Workflow<Account>("W")
      .Update("withdraw", &Account::Withdraw, &Account::CheckAmount)
      .Update("deposit", &Account::Deposit)
      .Update("declared");
}
const LsBuild* AccountBuild() {
  return internal::BuildOf<&RegisterAccount>::Get();
}

TEST(ClassWorkflow, HandlesUpdatesFromTheStartBehindMain) {
  Instance run(AccountBuild(), "W", {"10"});

  EXPECT_THAT(run.Activate({Start(), Update("deposit", "d", {"5"}),
                            Update("withdraw", "w", {"1"})}),
              ElementsAre("LOG 2 made", "ACCEPT d", "ACCEPT w",
                          "COMPLETE_UPDATE d 15", "START_TIMER 1 1000ms"));
  EXPECT_THAT(run.Activate({Fire(1)}), ElementsAre("COMPLETE_UPDATE w 14"));
}

TEST(ClassWorkflow, ValidatesUpdatesByAMethod) {
  Instance run(AccountBuild(), "W", {"10"});

  EXPECT_THAT(run.Activate({Start(), Update("withdraw", "w", {"0"})}),
              ElementsAre("LOG 2 made", "REJECT w application 'not positive'"));
  EXPECT_THAT(run.Activate({Accepted(Update("withdraw", "v", {"0"}))}),
              ElementsAre("ACCEPT v", "START_TIMER 1 1000ms"));
}

TEST(ClassWorkflow, RejectsUpdatesThatAreOnlyDeclared) {
  Instance run(AccountBuild(), "W", {"10"});
  run.Activate({Start()});

  EXPECT_THAT(run.Activate({Update("declared", "d")}),
              ElementsAre(HasSubstr("no handler for update declared")));
}

Task<void> RegistersInAQuery(Context& ctx) {
  ctx.OnQuery("q", [&ctx] { ctx.OnUpdate("u", [] {}); });
  co_await ctx.Await([] { return false; });
}

TEST(OnUpdate, InAQueryIsItsFailure) {
  Instance run(Only<&RegistersInAQuery>(), "W");
  run.Activate({Start()});

  EXPECT_THAT(run.Activate({Query("q")}),
              ElementsAre(HasSubstr("must not register an update handler")));
}

TEST(Build, ListsTheUpdatesOfAWorkflow) {
  const LsWorkflowType& type = *AccountBuild()->workflows[0];

  ASSERT_EQ(type.update_count, 3u);
  EXPECT_EQ(TextOf(type.updates[0]), "declared");
  EXPECT_EQ(TextOf(type.updates[1]), "deposit");
  EXPECT_EQ(TextOf(type.updates[2]), "withdraw");
}

void RegisterTwice(Build& build) {
  build.Workflow<Account>("W")
      .Update("deposit", &Account::Deposit)
      .Update("deposit", &Account::Deposit);
}

TEST(Build, RefusesAnUpdateThatIsRegisteredTwice) {
  EXPECT_EQ(TextOf(internal::BuildOf<&RegisterTwice>::Get()->error),
            "an update of the workflow 'W' 'deposit' is registered twice.");
}

}  // namespace
