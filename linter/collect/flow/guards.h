// Replay guards: code that runs only in a replay, or only live (hard case 13).
#pragma once

#include "clang/AST/Expr.h"
#include "linter/facts/facts.h"

namespace lockstep::lint {

class FunctionScope;

// What a condition says about the run when it holds, and when it does not.
//
// A guard with a decider assumes that the decider says "this is a replay"
// (replay_predicate == kReplayOnly). Link turns the region round when it says
// the opposite, and forgets the guard when it says nothing.
struct Answers {
  Guard when_true;
  Guard when_false;
};
Answers JudgeCondition(const clang::Expr& condition, FunctionScope& scope);

// Of the innermost region that a statement stands in: branches, the right
// sides of && and ||, and what follows an early exit.
Guard GuardOf(const clang::Stmt& statement, FunctionScope& scope);

// FunctionFacts::replay_predicate of the function at hand, by what it returns.
Guard ReplayPredicateOf(FunctionScope& scope);

// False in branches whose condition is constant, and after what never returns.
bool IsExecuted(const clang::Stmt& statement, FunctionScope& scope);

}  // namespace lockstep::lint
