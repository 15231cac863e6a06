#include "linter/collect/flow/branches.h"

#include "clang/AST/StmtCXX.h"
#include "linter/collect/flow/function_cache.h"
#include "linter/collect/flow/guards.h"
#include "linter/collect/function_scope.h"

namespace lockstep::lint {

using llvm::isa;

namespace {

// An edge of the graph, taken out.
struct Cut {
  const clang::CFGBlock* from = nullptr;
  unsigned successor = 0;
};

llvm::BitVector Reach(const clang::CFG& cfg, const Cut& cut) {
  llvm::BitVector seen(cfg.getNumBlockIDs());
  std::vector<const clang::CFGBlock*> open{&cfg.getEntry()};
  while (!open.empty()) {
    const clang::CFGBlock* block = open.back();
    open.pop_back();
    if (seen.test(block->getBlockID())) continue;
    seen.set(block->getBlockID());
    unsigned index = 0;
    for (const clang::CFGBlock::AdjacentBlock& next : block->succs()) {
      const bool is_cut = block == cut.from && index == cut.successor;
      ++index;
      if (next.isReachable() && !is_cut) open.push_back(next);
    }
  }
  return seen;
}

// What decides at the end of a block: of `a && b`, the operand that was
// evaluated last.
const clang::Expr* ConditionOf(const clang::CFGBlock& block) {
  if (block.succ_size() != 2) return nullptr;
  const auto* condition = llvm::dyn_cast_or_null<clang::Expr>(
      block.getTerminatorCondition(/*StripParens=*/true));
  while (condition != nullptr) {
    const auto* op = llvm::dyn_cast<clang::BinaryOperator>(condition);
    if (op == nullptr || !op->isLogicalOp()) break;
    condition = op->getRHS()->IgnoreParens();
  }
  return condition;
}

}  // namespace

Branches::Branches(FunctionScope& scope) {
  clang::CFG* cfg = scope.Cfg();
  if (cfg == nullptr) return;
  reachable_ = Reach(*cfg, {});
  for (const clang::CFGBlock* block : *cfg) {
    for (const clang::CFGElement& element : *block) {
      if (const auto statement = element.getAs<clang::CFGStmt>()) {
        blocks_.try_emplace(statement->getStmt(), block);
      }
    }
    // Without a terminator, two ways out are those of a call that may throw.
    const clang::Stmt* terminator = block->getTerminatorStmt();
    if (terminator == nullptr) continue;
    blocks_.try_emplace(terminator, block);
    const clang::Expr* condition = ConditionOf(*block);
    if (condition == nullptr) continue;
    const Answers answers = JudgeCondition(*condition, scope);
    const Guard* guards[] = {&answers.when_true, &answers.when_false};
    for (unsigned i = 0; i < 2; ++i) {
      if (guards[i]->region == Region::kAlways) continue;
      llvm::BitVector beyond = reachable_;
      beyond.reset(Reach(*cfg, {block, i}));
      sides_.push_back({*guards[i], std::move(beyond)});
    }
  }
}

const Branches& Branches::Of(FunctionScope& scope) {
  FunctionCache& cache = scope.Cache();
  if (cache.branches == nullptr) {
    cache.branches = std::make_unique<Branches>(scope);
  }
  return *cache.branches;
}

const clang::CFGBlock* Branches::BlockOf(const clang::Stmt& statement,
                                         FunctionScope& scope) const {
  for (const clang::Stmt* at = &statement; at != nullptr;
       at = scope.ParentOf(*at)) {
    if (isa<clang::LambdaExpr>(at) && at != &statement) return nullptr;
    const auto found = blocks_.find(at);
    if (found != blocks_.end()) return found->second;
  }
  return nullptr;
}

Guard Branches::GuardOf(const clang::Stmt& statement,
                        FunctionScope& scope) const {
  if (sides_.empty()) return {};
  const clang::CFGBlock* block = BlockOf(statement, scope);
  if (block == nullptr) return {};
  Guard found;
  for (const Side& side : sides_) {
    if (!side.beyond.test(block->getBlockID())) continue;
    // What the SDK says outweighs what a user function may say.
    if (found.region == Region::kAlways || side.guard.decider.empty()) {
      found = side.guard;
    }
  }
  return found;
}

bool Branches::IsReachable(const clang::Stmt& statement,
                           FunctionScope& scope) const {
  const clang::CFGBlock* block = BlockOf(statement, scope);
  return block == nullptr || reachable_.test(block->getBlockID());
}

}  // namespace lockstep::lint
