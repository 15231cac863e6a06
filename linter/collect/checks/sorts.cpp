#include "linter/collect/checks/sorts.h"

#include <array>

#include "linter/collect/checks/purity.h"
#include "linter/collect/flow/expressions.h"

namespace lockstep::lint {

using llvm::dyn_cast;
using llvm::isa;

namespace {

struct SortFunction {
  std::string_view name;
  bool sorts;
  bool unstable;
  unsigned iterators;  // arguments before the comparator; 0: a range
};

constexpr std::array kSorts = {
    SortFunction{"std::sort", true, true, 2},
    SortFunction{"std::stable_sort", true, false, 2},
    SortFunction{"std::partial_sort", false, true, 3},
    SortFunction{"std::partial_sort_copy", false, true, 4},
    SortFunction{"std::nth_element", false, true, 3},
    SortFunction{"std::sort_heap", true, true, 2},
    SortFunction{"std::ranges::sort", true, true, 0},
    SortFunction{"std::ranges::stable_sort", true, false, 0},
    SortFunction{"std::ranges::partial_sort", false, true, 0},
    SortFunction{"std::ranges::nth_element", false, true, 0},
    SortFunction{"std::ranges::sort_heap", true, true, 0},
};

bool IsPolicy(const clang::Expr& argument, FunctionScope& scope) {
  return scope.names().ClassName(argument.getType()).find("execution::") !=
         std::string::npos;
}

// What an iterator points to, or a range holds.
clang::QualType ElementOf(clang::QualType type) {
  type = type.getNonReferenceType();
  if (type->isPointerType()) return type->getPointeeType();
  if (const auto* array = type->getAsArrayTypeUnsafe()) {
    return array->getElementType();
  }
  const clang::QualType first = TypeArgument(type, 0);
  if (first.isNull()) return {};
  const auto* record = type->getAsCXXRecordDecl();
  const bool iterator =
      record != nullptr && record->getName() == "__normal_iterator";
  return iterator && first->isPointerType() ? first->getPointeeType() : first;
}

const clang::FunctionDecl* CallOperatorOf(clang::QualType type) {
  const auto* record = type.getNonReferenceType()->getAsCXXRecordDecl();
  if (record == nullptr || !record->hasDefinition()) return nullptr;
  for (const clang::CXXMethodDecl* method : record->methods()) {
    if (method->getOverloadedOperator() == clang::OO_Call) return method;
  }
  return nullptr;
}

Ordering OrderingBy(clang::QualType element, const clang::Expr* comparator,
                    FunctionScope& scope) {
  if (comparator == nullptr) return {element, nullptr, nullptr, true, false};
  if (const clang::LambdaExpr* lambda = LambdaOf(*comparator)) {
    return {element, lambda->getCallOperator(), nullptr, false, false};
  }
  if (const auto* name = dyn_cast<clang::DeclRefExpr>(&Bare(*comparator))) {
    if (const auto* function = dyn_cast<clang::FunctionDecl>(name->getDecl())) {
      return {element, function, nullptr, false, false};
    }
  }
  return OrderingOf(element, comparator->getType(), scope);
}

// What stands for the element in `a.total < b.total`: "total"; empty for the
// element itself.
void AddKey(const clang::Stmt& statement, const clang::ParmVarDecl& parameter,
            std::set<std::string>& keys, bool& whole) {
  ForEachStatement(statement, [&](const clang::Stmt& part) {
    const auto* member = dyn_cast<clang::MemberExpr>(&part);
    if (member != nullptr && VariableOf(*member->getBase()) == &parameter) {
      keys.insert(member->getMemberDecl()->getNameAsString());
    }
    if (const auto* op = dyn_cast<clang::BinaryOperator>(&part)) {
      whole = whole || VariableOf(*op->getLHS()) == &parameter;
    }
    if (const auto* op = dyn_cast<clang::CXXOperatorCallExpr>(&part);
        op != nullptr && op->getNumArgs() == 2 && op->isComparisonOp()) {
      whole = whole || VariableOf(*op->getArg(0)) == &parameter ||
              VariableOf(*op->getArg(1)) == &parameter;
    }
  });
}

bool IsUniqueName(const std::string& name, FunctionScope& scope) {
  for (const SdkProfile& profile : scope.book().profiles) {
    if (MatchesAny(name, profile.unique_fields)) return true;
  }
  return false;
}

const clang::CXXRecordDecl* RecordOf(clang::QualType element) {
  if (element.isNull()) return nullptr;
  element = element.getNonReferenceType();
  if (element->isPointerType()) element = element->getPointeeType();
  return element->getAsCXXRecordDecl();
}

bool CoversAllFields(const clang::CXXRecordDecl& record,
                     const std::set<std::string>& keys) {
  if (record.getNumBases() > 0 || record.field_empty()) return false;
  for (const clang::FieldDecl* field : record.fields()) {
    if (keys.count(field->getNameAsString()) == 0) return false;
  }
  return true;
}

// operator< of a class of the user's that compares some of its fields.
const clang::FunctionDecl* LessOf(const clang::CXXRecordDecl& record) {
  for (const clang::CXXMethodDecl* method : record.methods()) {
    if (method->getOverloadedOperator() == clang::OO_Less &&
        !method->isDefaulted()) {
      return method;
    }
  }
  return nullptr;
}

// `<` and `>`, or `<=` and `>=`.
bool IsComparison(const clang::Expr& expr, bool strict) {
  clang::BinaryOperatorKind kind = clang::BO_Comma;
  if (const auto* op = dyn_cast<clang::BinaryOperator>(&expr)) {
    kind = op->getOpcode();
  } else if (const auto* rewritten =
                 dyn_cast<clang::CXXRewrittenBinaryOperator>(&expr)) {
    kind = rewritten->getOperator();
  } else if (const auto* call = dyn_cast<clang::CXXOperatorCallExpr>(&expr);
             call != nullptr && call->isComparisonOp()) {
    kind = clang::BinaryOperator::getOverloadedOpcode(call->getOperator());
  }
  return strict ? kind == clang::BO_LT || kind == clang::BO_GT
                : kind == clang::BO_LE || kind == clang::BO_GE;
}

// `!(a < b)`
bool IsNotLess(const clang::Expr& expr) {
  const auto* op = dyn_cast<clang::UnaryOperator>(&expr);
  return op != nullptr && op->getOpcode() == clang::UO_LNot &&
         IsComparison(Bare(*op->getSubExpr()), true);
}

// `a.x < b.x || a.y < b.y`: may hold both ways round.
bool IsEither(const clang::Expr& expr) {
  const auto* op = dyn_cast<clang::BinaryOperator>(&expr);
  return op != nullptr && op->getOpcode() == clang::BO_LOr &&
         IsComparison(Bare(*op->getLHS()), true) &&
         IsComparison(Bare(*op->getRHS()), true);
}

}  // namespace

std::string AlgorithmName(const clang::CallExpr& call, FunctionScope& scope) {
  if (const auto* op = dyn_cast<clang::CXXOperatorCallExpr>(&call);
      op != nullptr && op->getOperator() == clang::OO_Call) {
    const clang::VarDecl* variable = VariableOf(*op->getArg(0));
    if (variable != nullptr && variable->hasGlobalStorage()) {
      return scope.names().QualifiedName(*variable);
    }
  }
  return CalleeName(call, scope);
}

const clang::FunctionDecl* Instantiated(const clang::FunctionDecl& function) {
  const clang::FunctionDecl* found = &function;
  if (const auto* pattern = function.getDescribedFunctionTemplate()) {
    for (const clang::FunctionDecl* one : pattern->specializations()) {
      found = one;
    }
  }
  const clang::FunctionDecl* definition = nullptr;
  return found->getBody(definition) != nullptr ? definition : nullptr;
}

Ordering OrderingOf(clang::QualType element, clang::QualType comparator,
                    FunctionScope& scope) {
  Ordering order{element, nullptr, nullptr, false, false};
  const std::string name = scope.names().ClassName(comparator);
  static constexpr std::array kPlain = {
      "std::less", "std::greater", "std::ranges::less", "std::ranges::greater"};
  static constexpr std::array kLoose = {"std::less_equal", "std::greater_equal",
                                        "std::ranges::less_equal",
                                        "std::ranges::greater_equal"};
  order.plain = std::find(kPlain.begin(), kPlain.end(), name) != kPlain.end();
  order.loose = std::find(kLoose.begin(), kLoose.end(), name) != kLoose.end();
  if (!order.plain && !order.loose) {
    order.comparator = CallOperatorOf(comparator);
  }
  return order;
}

Sort SortOf(const clang::CallExpr& call, FunctionScope& scope) {
  Sort sort;
  const std::string name = AlgorithmName(call, scope);
  const auto found =
      std::find_if(kSorts.begin(), kSorts.end(),
                   [&](const SortFunction& one) { return one.name == name; });
  if (found == kSorts.end()) return sort;
  std::vector<const clang::Expr*> arguments = WrittenArgumentsOf(call);
  if (!arguments.empty() && IsPolicy(*arguments[0], scope)) {
    arguments.erase(arguments.begin());
  }
  if (arguments.empty()) return sort;
  sort.sorts = found->sorts;
  sort.unstable = found->unstable;
  sort.name = name;
  const clang::QualType element = ElementOf(arguments[0]->getType());
  size_t at = found->iterators;
  if (at == 0) {  // a range, or two iterators of the same class
    at = 1;
    if (arguments.size() > 1 &&
        scope.context().hasSameUnqualifiedType(
            arguments[0]->getType().getNonReferenceType(),
            arguments[1]->getType().getNonReferenceType())) {
      at = 2;
    }
  }
  sort.order = OrderingBy(
      element, at < arguments.size() ? arguments[at] : nullptr, scope);
  if (at + 1 < arguments.size()) sort.order.projection = arguments[at + 1];
  return sort;
}

std::set<std::string> KeysOf(const Ordering& order, FunctionScope& scope) {
  std::set<std::string> keys;
  if (order.projection != nullptr) {
    const clang::Expr& bare = Bare(*order.projection);
    const auto* address = dyn_cast<clang::UnaryOperator>(&bare);
    const auto* name =
        address == nullptr
            ? nullptr
            : dyn_cast<clang::DeclRefExpr>(&Bare(*address->getSubExpr()));
    if (name != nullptr) keys.insert(name->getDecl()->getNameAsString());
    const clang::LambdaExpr* lambda = LambdaOf(*order.projection);
    const clang::FunctionDecl* body =
        lambda == nullptr ? nullptr : Instantiated(*lambda->getCallOperator());
    bool whole = false;
    if (body != nullptr && body->getNumParams() == 1) {
      AddKey(*body->getBody(), *body->getParamDecl(0), keys, whole);
    }
    return keys;
  }
  const clang::FunctionDecl* comparator = order.comparator;
  const clang::CXXRecordDecl* record = RecordOf(order.element);
  if (order.plain && record != nullptr &&
      !scope.names().InLibrary(record->getLocation())) {
    comparator = LessOf(*record);
  }
  if (comparator == nullptr) return keys;
  const clang::FunctionDecl* body = Instantiated(*comparator);
  if (body == nullptr || body->getNumParams() == 0) return keys;
  bool whole = false;
  const clang::ParmVarDecl& last =
      *body->getParamDecl(body->getNumParams() - 1);
  AddKey(*body->getBody(), last, keys, whole);
  if (whole) keys.clear();
  return keys;
}

bool MayTie(const Ordering& order, FunctionScope& scope) {
  const std::set<std::string> keys = KeysOf(order, scope);
  if (keys.empty()) return false;
  for (const std::string& key : keys) {
    if (IsUniqueName(key, scope)) return false;
  }
  const clang::CXXRecordDecl* record = RecordOf(order.element);
  if (record == nullptr) return true;
  // The first of a pair is the key of a map.
  if (record->getName() == "pair" && keys.count("first") > 0) return false;
  return !CoversAllFields(*record, keys);
}

const clang::Expr* LooseAnswerOf(const Ordering& order) {
  if (order.comparator == nullptr) return nullptr;
  const clang::FunctionDecl* body = Instantiated(*order.comparator);
  if (body == nullptr) return nullptr;
  const clang::Expr* loose = nullptr;
  ForEachStatement(*body->getBody(), [&](const clang::Stmt& statement) {
    const auto* leave = dyn_cast<clang::ReturnStmt>(&statement);
    if (leave == nullptr || leave->getRetValue() == nullptr) return;
    const clang::Expr& value = Bare(*leave->getRetValue());
    const bool found =
        IsComparison(value, false) || IsNotLess(value) || IsEither(value);
    if (found) loose = leave->getRetValue();
  });
  return loose;
}

bool IsLoose(const Ordering& order) {
  return order.loose || LooseAnswerOf(order) != nullptr;
}

}  // namespace lockstep::lint
