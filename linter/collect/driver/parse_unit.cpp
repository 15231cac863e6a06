#include "linter/collect/driver/parse_unit.h"

#include <algorithm>
#include <memory>
#include <set>

#include "clang/Basic/SourceManager.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/MultiplexConsumer.h"
#include "clang/Lex/PPCallbacks.h"
#include "clang/Lex/Preprocessor.h"
#include "linter/collect/collect_unit.h"

namespace lockstep::lint {
namespace {

struct Trace {
  std::set<std::string> all, own;  // files; own: not of libraries
  bool complete = false;
  bool misled = false;
};

class FileRecorder : public clang::PPCallbacks {
 public:
  FileRecorder(const clang::SourceManager& sources, std::string directory,
               Trace& trace)
      : sources_(sources), directory_(std::move(directory)), trace_(trace) {}

  void FileChanged(clang::SourceLocation location, FileChangeReason reason,
                   clang::SrcMgr::CharacteristicKind kind,
                   clang::FileID) override {
    if (reason != EnterFile) return;
    const auto file =
        sources_.getFileEntryRefForID(sources_.getFileID(location));
    if (file) Add(*file, clang::SrcMgr::isSystem(kind));
  }
  void HasInclude(clang::SourceLocation, llvm::StringRef, bool,
                  clang::OptionalFileEntryRef file,
                  clang::SrcMgr::CharacteristicKind) override {
    if (file) Add(*file, true);
  }

 private:
  void Add(clang::FileEntryRef file, bool system) {
    std::string path = AbsolutePath(file.getName().str(), directory_);
    if (!system) trace_.own.insert(path);
    trace_.all.insert(std::move(path));
  }

  const clang::SourceManager& sources_;
  std::string directory_;
  Trace& trace_;
};

class EndMarker : public clang::ASTConsumer {
 public:
  explicit EndMarker(bool& complete) : complete_(complete) {}
  void HandleTranslationUnit(clang::ASTContext&) override { complete_ = true; }

 private:
  bool& complete_;
};

class CollectAction : public clang::ASTFrontendAction {
 public:
  CollectAction(const ClangCommand& command, const RuleBook& book,
                const Umbrella* umbrella, Unit& unit, Trace& trace)
      : command_(command),
        book_(book),
        umbrella_(umbrella),
        unit_(unit),
        trace_(trace) {}

  std::unique_ptr<clang::ASTConsumer> CreateASTConsumer(
      clang::CompilerInstance& compiler, llvm::StringRef) override {
    compiler.getPreprocessor().addPPCallbacks(std::make_unique<FileRecorder>(
        compiler.getSourceManager(), command_.directory, trace_));
    if (umbrella_ != nullptr) {
      WatchUmbrella(compiler, command_.directory, umbrella_->map,
                    trace_.misled);
    }
    std::vector<std::unique_ptr<clang::ASTConsumer>> consumers;
    consumers.push_back(MakeCollector(compiler, book_, unit_));
    consumers.push_back(std::make_unique<EndMarker>(trace_.complete));
    return std::make_unique<clang::MultiplexConsumer>(std::move(consumers));
  }

 private:
  const ClangCommand& command_;
  const RuleBook& book_;
  const Umbrella* umbrella_;
  Unit& unit_;
  Trace& trace_;
};

ParsedUnit Parse(const ClangCommand& command, const RuleBook& book,
                 const Umbrella* umbrella, Trace& trace) {
  ParsedUnit parsed;
  parsed.umbrella = umbrella != nullptr;
  ClangRun run{command.arguments, command.directory, command.file};
  if (umbrella != nullptr) {
    run.arguments.insert(run.arguments.end(),
                         {"-fpch-instantiate-templates", "-Xclang",
                          "-include-pch", "-Xclang", umbrella->file});
    trace.all.insert(umbrella->map.files.begin(), umbrella->map.files.end());
  }
  parsed.error =
      RunClang(run, std::make_unique<CollectAction>(command, book, umbrella,
                                                    parsed.unit, trace));
  parsed.complete = trace.complete;
  parsed.unit.path = command.file;
  parsed.unit.files = {command.file};
  trace.own.erase(command.file);
  parsed.unit.files.insert(parsed.unit.files.end(), trace.own.begin(),
                           trace.own.end());
  trace.all.insert(command.file);
  parsed.inputs.assign(trace.all.begin(), trace.all.end());
  return parsed;
}

}  // namespace

ParsedUnit ParseUnit(const ClangCommand& command, const RuleBook& book,
                     const Umbrella* umbrella) {
  if (umbrella != nullptr) {
    Trace trace;
    ParsedUnit parsed = Parse(command, book, umbrella, trace);
    if (!parsed.error && !trace.misled && parsed.complete) return parsed;
  }
  Trace trace;
  return Parse(command, book, nullptr, trace);
}

}  // namespace lockstep::lint
