// Handlers of std::bad_alloc (LS406): whether memory is there depends on the
// host. What containers say of their memory is a matter of models.
#include "clang/AST/StmtCXX.h"
#include "linter/collect/checks/checks.h"

namespace lockstep::lint {
namespace {

class StorageMetadataCheck : public Check {
 public:
  void OnStatement(const clang::Stmt& statement,
                   FunctionScope& scope) override {
    const auto* handler = llvm::dyn_cast<clang::CXXCatchStmt>(&statement);
    if (handler == nullptr || handler->getCaughtType().isNull()) return;
    const std::string caught =
        scope.names().ClassName(handler->getCaughtType());
    if (caught == "std::bad_alloc" || caught == "std::bad_array_new_length") {
      scope.Report("storage-metadata", *handler, "catch of " + caught)
          .flow.Add(Sink::kBranch);
    }
  }
};

}  // namespace

std::unique_ptr<Check> MakeStorageMetadataCheck() {
  return std::make_unique<StorageMetadataCheck>();
}

}  // namespace lockstep::lint
