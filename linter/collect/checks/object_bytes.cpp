// Objects with padding or addresses inside, used as raw bytes (LS708).
#include "clang/AST/RecordLayout.h"
#include "linter/collect/checks/checks.h"
#include "linter/collect/clang_version.h"
#include "linter/collect/flow/expressions.h"

namespace lockstep::lint {
namespace {

using llvm::dyn_cast;

bool HoldsMore(clang::QualType type, clang::ASTContext& context);

// Bytes of the object that no field gives: padding, a pointer to a vtable.
bool HoldsMore(const clang::CXXRecordDecl& record, clang::ASTContext& context) {
  if (!record.hasDefinition() || record.isInvalidDecl() || record.isUnion() ||
      record.isDependentType()) {
    return false;
  }
  if (record.isDynamicClass()) return true;
  int64_t used = 0;
  for (const clang::CXXBaseSpecifier& base : record.bases()) {
    if (HoldsMore(base.getType(), context)) return true;
    used += base.getType()->getAsCXXRecordDecl()->isEmpty()
                ? 0
                : context.getTypeSize(base.getType());
  }
  for (const clang::FieldDecl* field : record.fields()) {
    if (field->isBitField()) {
      used += int64_t(BitWidthOf(*field));
    } else {
      if (HoldsMore(field->getType(), context)) return true;
      used += int64_t(context.getTypeSize(field->getType()));
    }
  }
  const clang::ASTRecordLayout& layout = context.getASTRecordLayout(&record);
  return !record.isEmpty() && used < context.toBits(layout.getSize());
}

bool HoldsMore(clang::QualType type, clang::ASTContext& context) {
  type = context.getBaseElementType(type);
  if (type->isPointerType()) return true;  // an address
  if (const auto* builtin = type->getAs<clang::BuiltinType>()) {
    return builtin->getKind() == clang::BuiltinType::LongDouble;
  }
  const auto* record = type->getAsCXXRecordDecl();
  return record != nullptr && HoldsMore(*record, context);
}

class ObjectBytesCheck : public Check {
 public:
  void OnStatement(const clang::Stmt& statement,
                   FunctionScope& scope) override {
    if (const auto* cast =
            dyn_cast<clang::CXXReinterpretCastExpr>(&statement)) {
      JudgeCast(*cast, scope);
    } else if (const auto* call = dyn_cast<clang::CallExpr>(&statement)) {
      JudgeCall(*call, scope);
    }
  }

 private:
  static bool IsByte(clang::QualType type) {
    return type->isCharType() || type->isStdByteType() || type->isVoidType();
  }

  // What a pointer points to, before it became one to bytes.
  static clang::QualType PointeeOf(const clang::Expr& pointer) {
    const clang::QualType type = pointer.IgnoreParenCasts()->getType();
    if (const auto* array = type->getAsArrayTypeUnsafe()) {
      return array->getElementType();
    }
    return type->isPointerType() ? type->getPointeeType() : clang::QualType();
  }

  static bool IsOpen(clang::QualType object, FunctionScope& scope) {
    return !object.isNull() && object->isRecordType() &&
           HoldsMore(object, scope.context());
  }

  static void JudgeCast(const clang::CXXReinterpretCastExpr& cast,
                        FunctionScope& scope) {
    const clang::QualType to = cast.getType();
    if (!to->isPointerType() || !IsByte(to->getPointeeType())) return;
    const clang::QualType object = PointeeOf(*cast.getSubExpr());
    if (IsOpen(object, scope)) Report(cast, object, &cast, scope);
  }

  static void JudgeCall(const clang::CallExpr& call, FunctionScope& scope) {
    const std::string name = CalleeName(call, scope);
    const std::vector<const clang::Expr*> arguments = ArgumentsOf(call);
    const bool compares = name == "memcmp" || name == "std::memcmp" ||
                          name == "__builtin_memcmp" || name == "bcmp";
    const bool copies = name == "memcpy" || name == "std::memcpy" ||
                        name == "memmove" || name == "std::memmove";
    if ((compares || copies) && arguments.size() == 3) {
      const clang::QualType first = PointeeOf(*arguments[0]);
      const clang::QualType second = PointeeOf(*arguments[1]);
      const bool bytes = compares || (!first.isNull() && IsByte(first));
      if (bytes && IsOpen(second, scope)) {
        Report(call, second, compares ? &call : arguments[1], scope);
      }
    } else if (name == "std::bit_cast" && arguments.size() == 1) {
      const clang::QualType from =
          arguments[0]->getType().getNonReferenceType();
      if (IsOpen(from, scope)) Report(call, from, &call, scope);
    } else if (name == "std::as_bytes" && arguments.size() == 1) {
      const clang::QualType element = TypeArgument(arguments[0]->getType(), 0);
      if (IsOpen(element, scope)) Report(call, element, &call, scope);
    }
  }

  static void Report(const clang::Expr& at, clang::QualType object,
                     const clang::Expr* value, FunctionScope& scope) {
    const auto* record = object->getAsCXXRecordDecl();
    scope.Report("object-bytes", at, scope.names().ShownName(*record), value)
        .detail = record->isDynamicClass()
                      ? "it holds the address of its vtable"
                      : "it holds padding or addresses";
  }
};

}  // namespace

std::unique_ptr<Check> MakeObjectBytesCheck() {
  return std::make_unique<ObjectBytesCheck>();
}

}  // namespace lockstep::lint
