// The list of a build, and its activities.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "tests/workflow/fake_host.h"

using namespace lockstep;
using namespace lockstep::test;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {

Task<void> Nothing(Context&) { co_return; }
Task<int> ByValue(Context, int n) { co_return n; }
int Add(int a, int b) { return a + b; }

class Shop {
 public:
  explicit Shop(Context&) {}
  Task<int> Run(Context&, std::string text) {
    co_return static_cast<int>(text.size());
  }
  void OnPay(int) {}
  std::string Status() const { return "open"; }
};

void Register(Build& build) {
  const std::string greeting = "hello ";
  build.Activity("b", &Add);
  build.Activity(
      "a", [greeting](const std::string& name) { return greeting + name; });
  for (const std::string name : {"X", "W", "V"}) {
    build.Workflow("late" + name,
                   [name](Context&) -> Task<std::string> { co_return name; });
  }
  build.Workflow("Free", &Nothing).Signal("s").Query("q");
  build.Workflow("ByValue", &ByValue);
  build.Workflow<Shop>("Shop")
      .Signal("pay", &Shop::OnPay)
      .Signal("later")
      .Query("status", &Shop::Status);
}
const LsBuild* Listed() { return internal::BuildOf<&Register>::Get(); }

TEST(Build, ListsItsRegistrationsSortedByName) {
  Lines workflows, activities;
  for (size_t i = 0; i < Listed()->workflow_count; ++i) {
    const LsWorkflowType& type = *Listed()->workflows[i];
    std::string line = TextOf(type.name);
    for (size_t s = 0; s < type.signal_count; ++s) {
      line += " s:" + TextOf(type.signals[s]);
    }
    for (size_t q = 0; q < type.query_count; ++q) {
      line += " q:" + TextOf(type.queries[q]);
    }
    workflows.push_back(line);
  }
  for (size_t i = 0; i < Listed()->activity_count; ++i) {
    activities.push_back(TextOf(Listed()->activities[i]->name));
  }

  EXPECT_THAT(workflows, ElementsAre("ByValue", "Free s:s q:q",
                                     "Shop s:later s:pay q:status", "lateV",
                                     "lateW", "lateX"));
  EXPECT_THAT(activities, ElementsAre("a", "b"));
  EXPECT_EQ(TextOf(Listed()->error), "");
  EXPECT_EQ(TextOf(Listed()->api_version), "0.1.0");
  EXPECT_EQ(Listed()->abi, LS_ABI);
  EXPECT_EQ(Listed()->size, sizeof(LsBuild));
  EXPECT_EQ(Listed()->ids_from, 1u);
}

TEST(Build, RunsWorkflowsThatAreClosuresAndClasses) {
  Instance closure(Listed(), "lateW");
  Instance shop(Listed(), "Shop", {"\"four\""});
  Instance by_value(Listed(), "ByValue", {"3"});

  EXPECT_THAT(closure.Activate({Start()}), ElementsAre("COMPLETE \"W\""));
  EXPECT_THAT(shop.Activate({Start()}), ElementsAre("COMPLETE 4"));
  EXPECT_THAT(by_value.Activate({Start()}), ElementsAre("COMPLETE 3"));
}

void Contradictory(Build& build) {
  build.Workflow("W", &Nothing).Signal("s").Signal("s");
  build.Workflow("W", &Nothing);
  build.Workflow("", &Nothing);
  build.Activity("", &Add);
  build.Activity("a", &Add);
  build.Activity("a", &Add);
}
void Throwing(Build& build) {
  build.Workflow("W", &Nothing);
  throw std::runtime_error("no configuration");
}

TEST(Build, SaysHowItsRegistrationsContradictEachOther) {
  EXPECT_EQ(TextOf(internal::BuildOf<&Contradictory>::Get()->error),
            "a workflow is registered with an empty name. "
            "a workflow 'W' is registered twice. "
            "an activity is registered with an empty name. "
            "an activity 'a' is registered twice. "
            "a signal of the workflow 'W' 's' is registered twice.");
  EXPECT_EQ(TextOf(internal::BuildOf<&Throwing>::Get()->error),
            "LOCKSTEP_BUILD threw std::runtime_error: no configuration.");
}

void ForGo(Build& build) { build.Profile(Profile::kGo); }
void ForGoFromNought(Build& build) {
  build.Profile(Profile::kGo);
  build.IdsFrom(0);
}

TEST(Build, SaysItsProfile) {
  EXPECT_EQ(Listed()->profile, LS_PROFILE_CORE);
  EXPECT_EQ(internal::BuildOf<&ForGo>::Get()->profile, LS_PROFILE_GO);
}

TEST(Build, OfTheGoProfileHasNoNumbersOfItsOwn) {
  EXPECT_EQ(TextOf(internal::BuildOf<&ForGoFromNought>::Get()->error),
            "IdsFrom is not for the Go profile, whose ids number events.");
}

// An activity, run through the boundary; what it said.
class ActivityHost {
 public:
  Lines Run(const LsBuild* build, const std::string& type, Lines input) {
    WirePayloads payloads(std::move(input));
    WirePayloads last({"5"});
    LsActivityTask task{};
    task.size = sizeof task;
    task.type = {type.data(), type.size()};
    task.attempt = 2;
    task.input = payloads.Get();
    task.heartbeat_details = last.Get();
    LsActivityHost host{};
    host.size = sizeof host;
    host.context = this;
    host.heartbeat = [](void* self, const LsPayloads* details) {
      Add(self, "HEARTBEAT " + TextOf(&details->items[0]));
    };
    host.cancelled = [](void* self) -> int32_t {
      return static_cast<ActivityHost*>(self)->cancelled ? 1 : 0;
    };
    host.result = [](void* self, const LsPayload* payload) {
      Add(self, "RESULT" + (payload == nullptr ? "" : " " + TextOf(payload)));
    };
    host.failure = [](void* self, const LsFailure* failure) {
      Add(self, "FAILURE " + TextOf(*failure));
    };
    host.problem = [](void* self, const LsProblem* problem) {
      Add(self, "PROBLEM " + TextOf(problem->text));
    };
    status = build->run_activity(&task, &host);
    return lines_;
  }
  LsStatus status = LS_STATUS_OK;
  bool cancelled = false;

 private:
  static void Add(void* self, std::string line) {
    static_cast<ActivityHost*>(self)->lines_.push_back(std::move(line));
  }
  Lines lines_;
};

std::string Beats(ActivityContext& ctx, int n) {
  ctx.Heartbeat(n, "more");
  if (ctx.Cancelled()) throw Cancelled("asked to stop");
  return std::to_string(ctx.Info().attempt) + " " +
         std::to_string(FromPayload<int>(ctx.Info().heartbeat_details.at(0)));
}
void ThrowsKind(int kind) {
  if (kind == 0)
    throw ApplicationFailure("declined", "Declined").NonRetryable();
  if (kind == 1) throw std::out_of_range("far");
  if (kind == 2) throw 7;
}
void RegisterActivities(Build& build) {
  build.Activity("beats", &Beats);
  build.Activity("throws", &ThrowsKind);
  build.Activity("add", &Add);
}
const LsBuild* Activities() {
  return internal::BuildOf<&RegisterActivities>::Get();
}

TEST(RunActivity, GivesItsResult) {
  EXPECT_THAT(ActivityHost().Run(Activities(), "add", {"1", "2"}),
              ElementsAre("RESULT 3"));
  EXPECT_THAT(ActivityHost().Run(Activities(), "throws", {"9"}),
              ElementsAre("RESULT"));
}

TEST(RunActivity, HasAContextThatBeatsAndKnowsOfCancellation) {
  ActivityHost cancelled;
  cancelled.cancelled = true;

  EXPECT_THAT(ActivityHost().Run(Activities(), "beats", {"8"}),
              ElementsAre("HEARTBEAT 8", "RESULT \"2 5\""));
  EXPECT_THAT(cancelled.Run(Activities(), "beats", {"8"}),
              ElementsAre("HEARTBEAT 8", "FAILURE canceled 'asked to stop'"));
}

TEST(RunActivity, GivesAFailureForEveryException) {
  EXPECT_THAT(
      ActivityHost().Run(Activities(), "throws", {"0"}),
      ElementsAre("FAILURE application 'declined' type=Declined final"));
  EXPECT_THAT(ActivityHost().Run(Activities(), "throws", {"1"}),
              ElementsAre("FAILURE application 'far' type=std::out_of_range"));
  EXPECT_THAT(ActivityHost().Run(Activities(), "throws", {"2"}),
              ElementsAre("FAILURE application 'an exception that is no "
                          "std::exception' type=int"));
}

TEST(RunActivity, RefusesUnknownTypesAndUndecodableInput) {
  ActivityHost unknown, undecodable;

  EXPECT_THAT(unknown.Run(Activities(), "nobody", {}),
              ElementsAre("PROBLEM the build has no activity 'nobody'; it has "
                          "add, beats, throws"));
  EXPECT_EQ(unknown.status, LS_STATUS_UNREGISTERED_TYPE);
  EXPECT_THAT(undecodable.Run(Activities(), "add", {"1", "\"x\""}),
              ElementsAre(HasSubstr("PROBLEM argument 2 of activity add: ")));
  EXPECT_EQ(undecodable.status, LS_STATUS_UNDECODABLE_PAYLOAD);
}

TEST(RunActivity, RunsOnSeveralThreads) {
  std::atomic<int> right = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&right] {
      for (int i = 0; i < 100; ++i) {
        const Lines lines =
            ActivityHost().Run(Activities(), "add", {std::to_string(i), "1"});
        if (lines == Lines{"RESULT " + std::to_string(i + 1)}) ++right;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();

  EXPECT_EQ(right, 400);
}

}  // namespace
