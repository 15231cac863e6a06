#include "tests/replayer/sample_results.h"

namespace lockstep::replay {
namespace {

const Place kWorkflow{"fixtures/workflows/user_grant_changed.cpp",
                      "Task<void> UserGrant(Context &, Grant)", 24};
const Place kHelper{"fixtures/workflows/verify.h",
                    "Task<bool> (anonymous namespace)::Verify(Context &)", 9};

Difference AnotherActivityType() {
  Difference difference;
  difference.kind = DifferenceKind::kFieldMismatch;
  difference.field = "activity type";
  difference.task = 3;
  difference.started_event_id = 16;
  difference.event_id = 17;
  difference.recorded = "activity SendWelcome (id 3)";
  difference.produced = "activity VerifyAge (id 3)";
  difference.recorded_value = "SendWelcome";
  difference.produced_value = "VerifyAge";
  difference.stack = {kHelper, kWorkflow};
  difference.engine_message = "Activity type does not match";
  return difference;
}

}  // namespace

ReplayResult OkResult() {
  ReplayResult result;
  result.history = "histories/order-1.json";
  result.workflow_id = "order-1";
  result.run_id = "0190c0de-0000-7000-8000-000000000001";
  result.workflow_type = "Checkout";
  result.flavour = "core";
  result.sdk = "lockstep 0.1.0";
  result.events = 34;
  result.tasks = 3;
  result.commands = 14;
  return result;
}

ReplayResult DivergentResult() {
  ReplayResult result = OkResult();
  result.history = "histories/user-grant.json.gz";
  result.workflow_type = "UserGrant";
  result.workflow_id = "user-grant";
  result.verdict = Verdict::kNondeterminism;
  result.message = "another activity type";
  Divergence divergence;
  divergence.difference = AnotherActivityType();
  divergence.waiting = {{"activity VerifyAge", {kHelper, kWorkflow}},
                        {"condition", {}}};
  divergence.diff = {
      {DiffLine::Mark::kSame, 9, "timer of 5s (id 1)", {kWorkflow}},
      {DiffLine::Mark::kRecorded, 17, "activity SendWelcome (id 3)", {}},
      {DiffLine::Mark::kProduced, 0, "activity VerifyAge (id 3)", {kHelper}}};
  divergence.cause =
      "an activity, VerifyAge, was added before SendWelcome without a version "
      "gate";
  divergence.gate = "if (ctx.Patched(\"add-verify-age\")) {\n  // ...\n}";
  result.divergence = divergence;
  return result;
}

Difference TargetFinding() {
  Difference finding;
  finding.kind = DifferenceKind::kFieldMismatch;
  finding.tier = Tier::kTarget;
  finding.field = "child workflow id";
  finding.task = 2;
  finding.started_event_id = 9;
  finding.event_id = 12;
  finding.recorded = "child workflow Ship";
  finding.produced = "child workflow Ship";
  finding.recorded_value = "ship-1";
  finding.produced_value = "ship-2";
  finding.stack = {kWorkflow};
  return finding;
}

}  // namespace lockstep::replay
