#include "linter/collect/driver/invocation.h"

#include <fmt/format.h>

#include <memory>

#include "clang/Basic/Diagnostic.h"
#include "clang/Basic/DiagnosticFrontend.h"
#include "clang/Basic/DiagnosticLex.h"
#include "clang/Basic/FileManager.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Tooling/Tooling.h"
#include "linter/collect/clang_version.h"
#include "linter/collect/driver/command.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/CrashRecoveryContext.h"
#include "llvm/Support/VirtualFileSystem.h"

namespace lockstep::lint {
namespace {

class ErrorKeeper : public clang::DiagnosticConsumer {
 public:
  explicit ErrorKeeper(const std::string& directory) : directory_(directory) {}

  void HandleDiagnostic(clang::DiagnosticsEngine::Level level,
                        const clang::Diagnostic& info) override {
    DiagnosticConsumer::HandleDiagnostic(level, info);
    if (level < clang::DiagnosticsEngine::Error || first) return;
    first.emplace();
    llvm::SmallString<128> text;
    info.FormatDiagnostic(text);
    first->message = text.str().str();
    first->missing_header = info.getID() == clang::diag::err_pp_file_not_found;
    if (info.hasSourceManager() && info.getLocation().isValid()) {
      Place(info.getSourceManager(), info.getLocation());
    }
  }

  std::optional<FirstError> first;

 private:
  void Place(const clang::SourceManager& sources,
             clang::SourceLocation location) {
    const clang::PresumedLoc place = sources.getPresumedLoc(location);
    if (place.isInvalid()) return;
    first->file = AbsolutePath(place.getFilename(), directory_);
    first->line = place.getLine();
    for (auto at = sources.getExpansionLoc(location); at.isValid();
         at = sources.getIncludeLoc(sources.getFileID(at))) {
      if (sources.getFileID(at) == sources.getMainFileID()) {
        first->main_line = sources.getExpansionLineNumber(at);
      }
    }
  }

  std::string directory_;
};

// Goes on after errors that Clang calls fatal (a missing header), so that what
// can be analysed is.
class Tenacious : public clang::tooling::ToolAction {
 public:
  explicit Tenacious(std::unique_ptr<clang::FrontendAction> action)
      : action_(std::move(action)) {}

  bool runInvocation(std::shared_ptr<clang::CompilerInvocation> invocation,
                     clang::FileManager* files,
                     std::shared_ptr<clang::PCHContainerOperations> containers,
                     clang::DiagnosticConsumer* consumer) override {
    // Or it prints "2 errors generated." by itself.
    invocation->getDiagnosticOpts().ShowCarets = false;
    const auto compiler = MakeCompiler(
        std::move(invocation), std::move(containers), *files, *consumer);
    if (!compiler) return false;
    compiler->getDiagnostics().setFatalsAsError(true);
    const bool done = compiler->ExecuteAction(*action_);
    action_.reset();
    files->clearStatCache();
    return done;
  }

 private:
  std::unique_ptr<clang::FrontendAction> action_;
};

}  // namespace

std::string FirstError::Text() const {
  return file.empty() ? message : fmt::format("{}:{}: {}", file, line, message);
}

std::optional<FirstError> RunClang(
    const ClangRun& run, std::unique_ptr<clang::FrontendAction> action) {
  ErrorKeeper errors(run.directory);
  bool done = false;
  const auto parse = [&] {
    // Each has a working directory of its own.
    auto system = llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem>(
        llvm::vfs::createPhysicalFileSystem().release());
    system->setCurrentWorkingDirectory(run.directory);
    llvm::IntrusiveRefCntPtr<clang::FileManager> files(
        new clang::FileManager({}, std::move(system)));
    Tenacious tool(std::move(action));
    auto arguments = run.arguments;
    arguments.insert(arguments.end(), {"-fsyntax-only", run.file});
    clang::tooling::ToolInvocation invocation(
        std::move(arguments), &tool, files.get(),
        std::make_shared<clang::PCHContainerOperations>());
    invocation.setDiagnosticConsumer(&errors);
    done = invocation.run();
  };
  llvm::CrashRecoveryContext recovery;
  if (!recovery.RunSafely(parse)) {
    FirstError crash;
    crash.message = "Clang crashed on it";
    return crash;
  }
  if (!done && !errors.first) {
    FirstError unknown;
    unknown.message = "Clang refused it without a word";
    return unknown;
  }
  return errors.first;
}

}  // namespace lockstep::lint
