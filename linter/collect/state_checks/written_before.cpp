#include "linter/collect/state_checks/written_before.h"

#include <memory>
#include <vector>

#include "clang/AST/ExprCXX.h"

namespace lockstep::lint {

using namespace clang;

namespace {

class Flow {
 public:
  Flow(const CFG& cfg, const std::set<const Stmt*>& writers)
      : cfg_(cfg), writers_(writers), out_(cfg.getNumBlockIDs(), true) {
    for (bool changed = true; changed;) {
      changed = false;
      for (const CFGBlock* block : cfg_) {
        const bool out = Pass(*block, nullptr, nullptr);
        if (out == out_[block->getBlockID()]) continue;
        out_[block->getBlockID()] = out;
        changed = true;
      }
    }
  }

  // Those of `reads` in the block that come after a write.
  void Collect(const std::set<const Stmt*>& reads,
               std::set<const Stmt*>& fresh) const {
    for (const CFGBlock* block : cfg_) Pass(*block, &reads, &fresh);
  }

 private:
  bool In(const CFGBlock& block) const {
    if (&block == &cfg_.getEntry()) return false;
    for (const CFGBlock* before : block.preds()) {
      if (before != nullptr && !out_[before->getBlockID()]) return false;
    }
    return true;
  }

  bool Pass(const CFGBlock& block, const std::set<const Stmt*>* reads,
            std::set<const Stmt*>* fresh) const {
    bool written = In(block);
    for (const CFGElement& element : block) {
      const auto statement = element.getAs<CFGStmt>();
      if (!statement) continue;
      const Stmt* stmt = statement->getStmt();
      if (isa<CoroutineSuspendExpr>(stmt)) written = false;
      if (writers_.contains(stmt)) written = true;
      if (reads != nullptr && written && reads->contains(stmt)) {
        fresh->insert(stmt);
      }
    }
    return written;
  }

  const CFG& cfg_;
  const std::set<const Stmt*>& writers_;
  std::vector<bool> out_;
};

}  // namespace

std::set<const Stmt*> WrittenBefore(FunctionScope& scope,
                                    const std::set<const Stmt*>& writers,
                                    const std::set<const Stmt*>& reads) {
  std::set<const Stmt*> fresh;
  CFG::BuildOptions options;
  options.AddEHEdges = true;
  options.setAllAlwaysAdd();
  const std::unique_ptr<CFG> cfg =
      CFG::buildCFG(&scope.function(), const_cast<Stmt*>(&scope.body()),
                    &scope.context(), options);
  if (cfg == nullptr) return fresh;
  Flow(*cfg, writers).Collect(reads, fresh);
  return fresh;
}

}  // namespace lockstep::lint
