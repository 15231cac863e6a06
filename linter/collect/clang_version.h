// Where the interfaces of Clang 19 and Clang 22 differ; no other file asks for
// the version.
#pragma once

#include <memory>
#include <string>

#include "clang/AST/ASTContext.h"
#include "clang/AST/Stmt.h"
#include "clang/Analysis/Analyses/UninitializedValues.h"
#include "clang/Basic/FileManager.h"
#include "clang/Frontend/CompilerInstance.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/Option/OptTable.h"
#if LLVM_VERSION_MAJOR >= 22
#include "clang/Options/Options.h"
#else
#include "clang/Driver/Options.h"
#endif

namespace lockstep::lint {

#if LLVM_VERSION_MAJOR >= 22
namespace options = clang::options;

inline const llvm::opt::OptTable& DriverOptions() {
  return clang::getDriverOptTable();
}
#else
namespace options = clang::driver::options;

inline const llvm::opt::OptTable& DriverOptions() {
  return clang::driver::getDriverOptTable();
}
#endif

inline clang::QualType TypeOf(const clang::RecordDecl& record) {
#if LLVM_VERSION_MAJOR >= 22
  return record.getASTContext().getCanonicalTagType(&record);
#else
  return record.getASTContext().getRecordType(&record);
#endif
}

inline std::string TextOf(const clang::GCCAsmStmt& assembly) {
#if LLVM_VERSION_MAJOR >= 22
  return assembly.getAsmString();
#else
  return assembly.getAsmString()->getString().str();
#endif
}

inline uint64_t BitWidthOf(const clang::FieldDecl& field) {
#if LLVM_VERSION_MAJOR >= 22
  return field.getBitWidthValue();
#else
  return field.getBitWidthValue(field.getASTContext());
#endif
}

// Says of each use, also of one as a reference to const, the same thing.
class UninitializedUses : public clang::UninitVariablesHandler {
#if LLVM_VERSION_MAJOR < 22
  void handleConstRefUseOfUninitVariable(const clang::VarDecl* variable,
                                         const clang::UninitUse& use) final {
    handleUseOfUninitVariable(variable, use);
  }
#endif
};

// What runs one invocation on the files of `files`, which outlives it; null if
// its diagnostics cannot be set up. Clang's own types of owners.
template <class Invocation, class Containers>
std::unique_ptr<clang::CompilerInstance> MakeCompiler(
    Invocation invocation, Containers containers, clang::FileManager& files,
    clang::DiagnosticConsumer& errors) {
#if LLVM_VERSION_MAJOR >= 22
  auto compiler = std::make_unique<clang::CompilerInstance>(
      std::move(invocation), std::move(containers));
  compiler->setVirtualFileSystem(files.getVirtualFileSystemPtr());
  compiler->setFileManager(&files);
#else
  auto compiler =
      std::make_unique<clang::CompilerInstance>(std::move(containers));
  compiler->setInvocation(std::move(invocation));
  compiler->setFileManager(&files);
#endif
  compiler->createDiagnostics(&errors, /*ShouldOwnClient=*/false);
  if (!compiler->hasDiagnostics()) return nullptr;
#if LLVM_VERSION_MAJOR >= 22
  compiler->createSourceManager();
#else
  compiler->createSourceManager(files);
#endif
  return compiler;
}

}  // namespace lockstep::lint
