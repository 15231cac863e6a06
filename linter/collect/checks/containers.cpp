#include "linter/collect/checks/containers.h"

#include <array>

#include "linter/collect/flow/expressions.h"

namespace lockstep::lint {

const ContainerModel* ContainerOf(clang::QualType type, FunctionScope& scope) {
  if (type.isNull()) return nullptr;
  type = type.getNonReferenceType();
  if (type->isPointerType()) return nullptr;
  const std::string name = scope.names().ClassName(type);
  return name.empty() ? nullptr : scope.book().FindContainer(name);
}

bool IsUnordered(clang::QualType type, FunctionScope& scope) {
  const ContainerModel* container = ContainerOf(type, scope);
  return container != nullptr &&
         container->order == ContainerModel::Order::kUnordered;
}

bool IsKeyedByAddress(clang::QualType type, FunctionScope& scope) {
  const ContainerModel* container = ContainerOf(type, scope);
  if (container == nullptr ||
      container->order == ContainerModel::Order::kInsertion ||
      !IsAddressType(TypeArgument(type, 0), scope)) {
    return false;
  }
  if (container->function < 0) return true;
  const clang::QualType function =
      TypeArgument(type, unsigned(container->function));
  if (function.isNull()) return true;
  // Those of the library look at the address; one of the user's own does not.
  static constexpr std::array kPlain = {
      "std::less", "std::greater",      "std::owner_less",
      "std::hash", "std::ranges::less", "std::ranges::greater"};
  const std::string name = scope.names().ClassName(function);
  return std::find(kPlain.begin(), kPlain.end(), name) != kPlain.end();
}

bool ForgetsOrder(const ContainerModel& container) {
  return container.order != ContainerModel::Order::kInsertion &&
         !container.multi;
}

}  // namespace lockstep::lint
