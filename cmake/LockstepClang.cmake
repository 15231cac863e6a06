# Clang's libraries for lockstep-lint, as one INTERFACE target. Debian has
# several LLVMs side by side; LOCKSTEP_LLVM names the one to build with.
set(LOCKSTEP_LLVM "/usr/lib/llvm-19" CACHE PATH "LLVM that lockstep-lint is built with")
find_package(Clang REQUIRED CONFIG PATHS "${LOCKSTEP_LLVM}" NO_DEFAULT_PATH)

add_library(lockstep_clang INTERFACE)
target_include_directories(lockstep_clang SYSTEM INTERFACE ${CLANG_INCLUDE_DIRS} ${LLVM_INCLUDE_DIRS})
target_compile_definitions(lockstep_clang INTERFACE ${LLVM_DEFINITIONS})
target_link_libraries(lockstep_clang INTERFACE clang-cpp LLVM)

# Clang's headers take 6 of the 9 seconds of a source that includes them.
set(lockstep_clang_headers
  <clang/AST/ASTConsumer.h> <clang/AST/ASTContext.h> <clang/AST/DeclCXX.h>
  <clang/AST/ExprCXX.h> <clang/AST/Mangle.h> <clang/AST/ParentMap.h>
  <clang/AST/RecursiveASTVisitor.h> <clang/AST/StmtCXX.h>
  <clang/Analysis/CFG.h> <clang/Basic/SourceManager.h>
  <clang/Frontend/CompilerInstance.h> <clang/Lex/Preprocessor.h>
  <clang/Tooling/Tooling.h> <string> <vector> <map> <memory>)
