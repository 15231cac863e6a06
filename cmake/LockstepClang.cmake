# Clang's libraries for lockstep-lint, as one INTERFACE target. Debian has
# several LLVMs side by side; LOCKSTEP_LLVM names the one to build with.
set(LOCKSTEP_LLVM "/usr/lib/llvm-19" CACHE PATH "LLVM that lockstep-lint is built with")
find_package(Clang REQUIRED CONFIG PATHS "${LOCKSTEP_LLVM}" NO_DEFAULT_PATH)

# Loading Clang's and LLVM's shared libraries takes 11 of the 14 ms of a start.
# Linking the archives takes lld, which orders them and leaves out what nobody
# calls.
option(LOCKSTEP_LINT_STATIC "Link Clang and LLVM into lockstep-lint" OFF)
add_library(lockstep_llvm INTERFACE)
if(LOCKSTEP_LINT_STATIC)
  execute_process(
    COMMAND "${LOCKSTEP_LLVM}/bin/llvm-config" --link-static --libfiles
            frontendopenmp option profiledata support targetparser
            windowsdriver
    OUTPUT_VARIABLE llvm_archives OUTPUT_STRIP_TRAILING_WHITESPACE
    COMMAND_ERROR_IS_FATAL ANY)
  separate_arguments(llvm_archives)
  find_program(LOCKSTEP_LLD NAMES ld.lld HINTS "${LOCKSTEP_LLVM}/bin" REQUIRED)
  target_link_libraries(lockstep_llvm INTERFACE
    ${llvm_archives} libzstd.a libz.a dl m)
  target_link_options(lockstep_llvm INTERFACE
    "-fuse-ld=${LOCKSTEP_LLD}" -Wl,--gc-sections)
else()
  target_link_libraries(lockstep_llvm INTERFACE LLVM)
endif()

if(NOT LOCKSTEP_LINTER_CLANG)
  return()
endif()

add_library(lockstep_clang INTERFACE)
target_include_directories(lockstep_clang SYSTEM INTERFACE ${CLANG_INCLUDE_DIRS} ${LLVM_INCLUDE_DIRS})
target_compile_definitions(lockstep_clang INTERFACE ${LLVM_DEFINITIONS})

if(LOCKSTEP_LINT_STATIC)
  set(clang_archives
    Tooling ToolingCore Frontend Driver Serialization Parse Sema APINotes Edit
    Analysis ASTMatchers Rewrite Format ToolingInclusions Support AST Lex Basic)
  list(TRANSFORM clang_archives PREPEND "${LOCKSTEP_LLVM}/lib/libclang")
  list(TRANSFORM clang_archives APPEND ".a")
  target_link_libraries(lockstep_clang INTERFACE
    ${clang_archives} lockstep_llvm)
else()
  target_link_libraries(lockstep_clang INTERFACE clang-cpp lockstep_llvm)
endif()

# Where Clang's own headers are, for programs that parse.
set(LOCKSTEP_CLANG_RESOURCES "${LOCKSTEP_LLVM}/lib/clang/${LLVM_VERSION_MAJOR}")

# Clang's headers take 6 of the 9 seconds of a source that includes them. They
# are compiled once, for whoever says
#
#   target_precompile_headers(<target> REUSE_FROM lockstep_clang_pch)
file(CONFIGURE OUTPUT "${PROJECT_BINARY_DIR}/lockstep_clang_pch.cpp"
     CONTENT "// What CMake hangs the precompiled headers on.\n")
add_library(lockstep_clang_pch STATIC "${PROJECT_BINARY_DIR}/lockstep_clang_pch.cpp")
target_link_libraries(lockstep_clang_pch PRIVATE lockstep_clang lockstep_settings)
target_precompile_headers(lockstep_clang_pch PRIVATE
  <clang/AST/ASTConsumer.h> <clang/AST/ASTContext.h> <clang/AST/Attr.h>
  <clang/AST/DeclCXX.h> <clang/AST/DeclTemplate.h> <clang/AST/ExprCXX.h>
  <clang/AST/Mangle.h> <clang/AST/ParentMap.h>
  <clang/AST/RecursiveASTVisitor.h> <clang/AST/StmtCXX.h>
  <clang/Analysis/CFG.h> <clang/Basic/SourceManager.h>
  <clang/Frontend/CompilerInstance.h> <clang/Lex/Lexer.h>
  <clang/Lex/PPCallbacks.h> <clang/Lex/Preprocessor.h>
  <clang/Tooling/Tooling.h> <functional> <map> <memory> <optional> <set>
  <string> <string_view> <variant> <vector>)
# A time stamp in it would make each build a new one to ccache.
target_compile_options(lockstep_clang_pch PRIVATE
  "$<$<CXX_COMPILER_ID:Clang>:SHELL:-Xclang -fno-pch-timestamp>")
