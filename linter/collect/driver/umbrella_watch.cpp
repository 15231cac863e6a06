#include <algorithm>
#include <filesystem>
#include <memory>

#include "clang/Basic/SourceManager.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Lex/MacroInfo.h"
#include "clang/Lex/PPCallbacks.h"
#include "clang/Lex/Preprocessor.h"
#include "linter/collect/driver/command.h"
#include "linter/collect/driver/umbrella_map.h"

namespace lockstep::lint {
namespace {

using clang::MacroDefinition;
using clang::SourceLocation;
using clang::SourceManager;
using clang::SourceRange;
using clang::Token;

// The ways in which preprocessed code asks for a macro, as one.
class MacroUses : public clang::PPCallbacks {
 public:
  void MacroExpands(const Token& name, const MacroDefinition& macro,
                    SourceRange, const clang::MacroArgs*) override {
    Asks(name, macro);
  }
  void Defined(const Token& name, const MacroDefinition& macro,
               SourceRange) override {
    Asks(name, macro);
  }
  void Ifdef(SourceLocation, const Token& name,
             const MacroDefinition& macro) override {
    Asks(name, macro);
  }
  void Ifndef(SourceLocation, const Token& name,
              const MacroDefinition& macro) override {
    Asks(name, macro);
  }
  using PPCallbacks::Elifdef;
  using PPCallbacks::Elifndef;
  void Elifdef(SourceLocation, const Token& name,
               const MacroDefinition& macro) override {
    Asks(name, macro);
  }
  void Elifndef(SourceLocation, const Token& name,
                const MacroDefinition& macro) override {
    Asks(name, macro);
  }

 protected:
  virtual void Asks(const Token& name, const MacroDefinition& macro) = 0;
};

std::string NameOf(const Token& token) {
  const auto* name = token.getIdentifierInfo();
  return name == nullptr ? "" : name->getName().str();
}

class Recorder : public MacroUses {
 public:
  Recorder(const SourceManager& sources, std::string directory,
           UmbrellaMap& map)
      : sources_(sources), directory_(std::move(directory)), map_(map) {}

  void InclusionDirective(SourceLocation hash, const Token&, llvm::StringRef,
                          bool, clang::CharSourceRange,
                          clang::OptionalFileEntryRef file, llvm::StringRef,
                          llvm::StringRef, const clang::Module*, bool,
                          clang::SrcMgr::CharacteristicKind) override {
    if (!file) return;
    const uint32_t to = IndexOf(*file);
    const uint32_t from = IndexAt(hash);
    if (from != uint32_t(-1)) map_.includes[from].push_back(to);
  }
  void MacroDefined(const Token& name,
                    const clang::MacroDirective* macro) override {
    const uint32_t file = IndexAt(macro->getLocation());
    if (file == uint32_t(-1)) return;
    auto& list = map_.defined_in[NameOf(name)];
    if (std::find(list.begin(), list.end(), file) == list.end()) {
      list.push_back(file);
    }
  }

 protected:
  void Asks(const Token& name, const MacroDefinition& macro) override {
    // Own guards and own macros are no questions to the user.
    if (!macro) map_.asked.insert(NameOf(name));
  }

 private:
  uint32_t IndexOf(clang::FileEntryRef file) {
    const auto [entry, added] =
        indexes_.try_emplace(&file.getFileEntry(), map_.files.size());
    if (added) {
      map_.files.push_back(AbsolutePath(file.getName().str(), directory_));
      map_.includes.emplace_back();
    }
    return entry->second;
  }
  // The umbrella itself is nobody's input.
  uint32_t IndexAt(SourceLocation location) {
    if (sources_.isInMainFile(location)) return uint32_t(-1);
    const auto file = sources_.getFileEntryRefForID(
        sources_.getFileID(sources_.getExpansionLoc(location)));
    return file ? IndexOf(*file) : uint32_t(-1);
  }

  const SourceManager& sources_;
  std::string directory_;
  UmbrellaMap& map_;
  std::unordered_map<const clang::FileEntry*, uint32_t> indexes_;
};

class Watcher : public MacroUses {
 public:
  Watcher(const SourceManager& sources, std::string directory,
          const UmbrellaMap& map, bool& misled)
      : sources_(sources),
        directory_(std::move(directory)),
        map_(map),
        misled_(misled),
        included_(map.files.size()) {}

  void InclusionDirective(SourceLocation, const Token&, llvm::StringRef, bool,
                          clang::CharSourceRange,
                          clang::OptionalFileEntryRef file, llvm::StringRef,
                          llvm::StringRef, const clang::Module*, bool,
                          clang::SrcMgr::CharacteristicKind) override {
    if (file && seen_.insert(&file->getFileEntry()).second) {
      Mark(map_.IndexOf(AbsolutePath(file->getName().str(), directory_)));
    }
  }
  void MacroDefined(const Token& name,
                    const clang::MacroDirective* macro) override {
    // NDEBUG is for <cassert>, which is read each time it is included.
    const std::string text = NameOf(name);
    if (text == "NDEBUG" || !map_.asked.contains(text)) return;
    // Of a header that is read again, or Clang's own.
    if (map_.defined_in.contains(text)) return;
    const SourceLocation location = macro->getLocation();
    if (!sources_.isWrittenInBuiltinFile(location) &&
        !sources_.isInSystemHeader(location)) {
      misled_ = true;
    }
  }

 protected:
  void Asks(const Token& name, const MacroDefinition& macro) override {
    const clang::MacroInfo* info = macro.getMacroInfo();
    if (misled_ || info == nullptr || known_.contains(info) ||
        !sources_.isLoadedSourceLocation(info->getDefinitionLoc())) {
      return;
    }
    const auto defined = map_.defined_in.find(NameOf(name));
    if (defined != map_.defined_in.end() &&
        std::none_of(defined->second.begin(), defined->second.end(),
                     [this](uint32_t file) { return included_[file]; })) {
      misled_ = true;
      return;
    }
    known_.insert(info);
  }

 private:
  // What the unit includes it has, with all that it includes in turn.
  void Mark(uint32_t file) {
    std::vector<uint32_t> open = {file};
    while (!open.empty()) {
      const uint32_t next = open.back();
      open.pop_back();
      if (next >= included_.size() || included_[next]) continue;
      included_[next] = true;
      open.insert(open.end(), map_.includes[next].begin(),
                  map_.includes[next].end());
    }
  }

  const SourceManager& sources_;
  std::string directory_;
  const UmbrellaMap& map_;
  bool& misled_;
  std::vector<bool> included_;
  std::unordered_set<const clang::FileEntry*> seen_;
  std::unordered_set<const clang::MacroInfo*> known_;
};

}  // namespace

void RecordUmbrella(clang::CompilerInstance& compiler,
                    const std::string& directory, UmbrellaMap& map) {
  compiler.getPreprocessor().addPPCallbacks(
      std::make_unique<Recorder>(compiler.getSourceManager(), directory, map));
}

void WatchUmbrella(clang::CompilerInstance& compiler,
                   const std::string& directory, const UmbrellaMap& map,
                   bool& misled) {
  compiler.getPreprocessor().addPPCallbacks(std::make_unique<Watcher>(
      compiler.getSourceManager(), directory, map, misled));
}

}  // namespace lockstep::lint
