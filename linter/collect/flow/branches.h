// The branches of a function that ask whether the run is replayed, and the
// parts of it that can run at all.
#pragma once

#include <vector>

#include "clang/Analysis/CFG.h"
#include "linter/facts/facts.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/DenseMap.h"

namespace lockstep::lint {

class FunctionScope;

class Branches {
 public:
  explicit Branches(FunctionScope& scope);
  // Once for each function.
  static const Branches& Of(FunctionScope& scope);

  // By early exits: the statement is only reached over one side of a branch
  // that asks. Empty when there is none.
  Guard GuardOf(const clang::Stmt& statement, FunctionScope& scope) const;
  bool IsReachable(const clang::Stmt& statement, FunctionScope& scope) const;

 private:
  // Blocks that are only reached when the condition has the answer.
  struct Side {
    Guard guard;
    llvm::BitVector beyond;
  };

  const clang::CFGBlock* BlockOf(const clang::Stmt& statement,
                                 FunctionScope& scope) const;

  llvm::DenseMap<const clang::Stmt*, const clang::CFGBlock*> blocks_;
  llvm::BitVector reachable_;
  std::vector<Side> sides_;
};

}  // namespace lockstep::lint
