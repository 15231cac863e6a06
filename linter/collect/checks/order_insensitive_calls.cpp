#include <array>

#include "linter/collect/checks/containers.h"
#include "linter/collect/checks/order_insensitive.h"
#include "linter/collect/checks/purity.h"
#include "linter/collect/checks/sorts.h"
#include "linter/collect/flow/expressions.h"
#include "linter/collect/flow/uses.h"

namespace lockstep::lint {

using llvm::dyn_cast;
using llvm::isa;

namespace {

// Members of containers that look, though they are not const.
bool Looks(const clang::FunctionDecl& method) {
  static constexpr std::array kNames = {"find",   "at",    "begin", "end",
                                        "count",  "front", "back",  "data",
                                        "rbegin", "rend",  "get",   "value"};
  const clang::IdentifierInfo* name = method.getIdentifier();
  if (name == nullptr) {
    const auto op = method.getOverloadedOperator();
    return op == clang::OO_Subscript || op == clang::OO_Arrow ||
           op == clang::OO_Star;
  }
  return std::find(kNames.begin(), kNames.end(), name->getName()) !=
         kNames.end();
}

}  // namespace

// The key of the element that is visited: a set's element, a map's `first`.
bool OrderJudge::IsElementKey(const clang::Expr& key) const {
  const clang::ValueDecl* root = RootOf(key);
  if (root == nullptr || visit_.elements.count(root) == 0) return false;
  const clang::Expr& bare = Bare(key);
  if (const auto* member = dyn_cast<clang::MemberExpr>(&bare)) {
    return member->getMemberDecl()->getName() == "first";
  }
  if (const auto* binding = dyn_cast<clang::BindingDecl>(root)) {
    // The first one: by its place among its fellows.
    const auto* whole = dyn_cast_or_null<clang::DecompositionDecl>(
        binding->getDecomposedDecl());
    return whole != nullptr && !whole->bindings().empty() &&
           whole->bindings().front() == binding;
  }
  return isa<clang::DeclRefExpr>(bare);
}

bool OrderJudge::IsSortedLater(const clang::ValueDecl& variable) const {
  const auto& sources = scope_.context().getSourceManager();
  for (const clang::DeclRefExpr* use : Uses::Of(scope_).OfVariable(variable)) {
    if (!sources.isBeforeInTranslationUnit(visit_.body->getEndLoc(),
                                           use->getLocation())) {
      continue;
    }
    for (const clang::Stmt* at = scope_.ParentOf(*use); at != nullptr;
         at = scope_.ParentOf(*at)) {
      const auto* call = dyn_cast<clang::CallExpr>(at);
      if (call == nullptr) continue;
      const Sort sort = SortOf(*call, scope_);
      if (sort.sorts) return !MayTie(sort.order, scope_);
    }
  }
  return false;
}

// Puts a value into an outer container, under `key` if it is a map's.
bool OrderJudge::Puts(const clang::Expr& object, const clang::Expr* key) {
  const clang::ValueDecl* root = RootOf(object);
  const ContainerModel* into = ContainerOf(object.getType(), scope_);
  if (root == nullptr || into == nullptr) return false;
  written_.insert(root);
  Own(object, *root);
  accumulates_ = true;
  if (!ForgetsOrder(*into)) {
    return into->order == ContainerModel::Order::kInsertion && key == nullptr &&
           IsSortedLater(*root);
  }
  if (key == nullptr) return true;
  const ContainerModel* from = ContainerOf(visit_.container, scope_);
  return from != nullptr && !from->multi && IsElementKey(*key);
}

void OrderJudge::LookAtMethod(const clang::Expr& call,
                              const clang::Expr& object) {
  const clang::FunctionDecl* callee = CalleeOf(call);
  if (IsInside(object) || Looks(*callee)) return;
  const std::vector<const clang::Expr*> arguments = ArgumentsOf(call);
  const std::string name = callee->getNameAsString();
  const ContainerModel* into = ContainerOf(object.getType(), scope_);
  if (into == nullptr || arguments.empty()) {
    sensitive_ = true;
    return;
  }
  static constexpr std::array kPuts = {
      "insert", "emplace",          "push_back",  "emplace_back",
      "erase",  "insert_or_assign", "try_emplace"};
  if (std::find(kPuts.begin(), kPuts.end(), name) == kPuts.end()) {
    sensitive_ = true;
    return;
  }
  // A map holds more than the key: the first one, or the last, wins.
  const bool map =
      ForgetsOrder(*into) && name != "erase" && into->function == 2;
  const clang::Expr* key = map ? arguments[0] : nullptr;
  if (map && arguments.size() == 1) {
    const clang::Expr& pair = Bare(*arguments[0]);
    // `out.insert(element)`, or a pair made here.
    const bool element = RootOf(pair) != nullptr;
    if (!element) {
      const auto parts = ArgumentsOf(pair);
      key = parts.empty() ? arguments[0] : parts[0];
    }
  }
  if (!Puts(object, key)) sensitive_ = true;
}

void OrderJudge::LookAtCall(const clang::Expr& call) {
  const clang::FunctionDecl* callee = CalleeOf(call);
  if (callee == nullptr) {
    sensitive_ = true;
    return;
  }
  const auto* op = dyn_cast<clang::CXXOperatorCallExpr>(&call);
  const clang::Expr* object = ObjectOf(call);
  if (op != nullptr && op->isAssignmentOp()) {
    const auto* index =
        dyn_cast<clang::CXXOperatorCallExpr>(&Bare(*op->getArg(0)));
    const bool entry = index != nullptr &&
                       index->getOperator() == clang::OO_Subscript &&
                       op->getOperator() == clang::OO_Equal &&
                       Puts(*index->getArg(0), index->getArg(1));
    if (!entry && !IsInside(*op->getArg(0))) sensitive_ = true;
    return;
  }
  const auto* method = dyn_cast<clang::CXXMethodDecl>(callee);
  const bool lambda = method != nullptr && method->getParent()->isLambda();
  if (object != nullptr && method != nullptr && !method->isConst() && !lambda) {
    if (!scope_.names().InLibrary(callee->getLocation())) {
      sensitive_ = true;
    } else {
      LookAtMethod(call, *object);
    }
    return;
  }
  if (!IsPure(*callee, scope_)) sensitive_ = true;
  const std::vector<const clang::Expr*> arguments = ArgumentsOf(call);
  for (unsigned i = 0; i < arguments.size() && i < callee->getNumParams();
       ++i) {
    const clang::QualType type = callee->getParamDecl(i)->getType();
    const bool open =
        (type->isLValueReferenceType() || type->isPointerType()) &&
        !type->getPointeeType().isConstQualified();
    if (open && RootOf(*arguments[i]) != nullptr && !IsInside(*arguments[i]) &&
        arguments[i]->isLValue()) {
      sensitive_ = true;  // handed out to be changed
    }
  }
}

}  // namespace lockstep::lint
