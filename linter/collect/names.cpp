#include "linter/collect/names.h"

#include "clang/AST/DeclCXX.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Support/xxhash.h"

namespace lockstep::lint {
namespace {

using clang::CXXConstructorDecl;
using clang::CXXRecordDecl;
using clang::DeclContext;
using clang::FunctionDecl;
using clang::NamedDecl;
using clang::NamespaceDecl;
using clang::SourceLocation;
using clang::SourceManager;

// Entities that several declarations of one unit can share a mangled name of:
// lambdas, and what stands inside functions.
bool NeedsOffset(const NamedDecl& decl) {
  for (const DeclContext* c = decl.getDeclContext(); c; c = c->getParent()) {
    const auto* record = llvm::dyn_cast<CXXRecordDecl>(c);
    if (record && (record->isLambda() || record->isLocalClass())) return true;
    if (llvm::isa<FunctionDecl>(c)) return true;
  }
  return false;
}

const NamedDecl& Definition(const NamedDecl& decl) {
  const FunctionDecl* definition = nullptr;
  const auto* function = llvm::dyn_cast<FunctionDecl>(&decl);
  if (function && function->isDefined(definition)) return *definition;
  const auto* variable = llvm::dyn_cast<clang::VarDecl>(&decl);
  if (variable && variable->getDefinition()) return *variable->getDefinition();
  return decl;
}

std::string LocalName(const NamedDecl& decl) {
  // The class's name stands for its constructors.
  if (llvm::isa<CXXConstructorDecl>(decl)) return {};
  return decl.getNameAsString();
}

std::string Outer(const DeclContext* context) {
  std::vector<std::string> parts;
  for (; context && !context->isTranslationUnit();
       context = context->getParent()) {
    const auto* space = llvm::dyn_cast<NamespaceDecl>(context);
    if (space && (space->isInline() || space->isAnonymousNamespace())) continue;
    const auto* named = llvm::dyn_cast<NamedDecl>(context);
    if (!named || llvm::isa<clang::LinkageSpecDecl>(context)) continue;
    const auto* record = llvm::dyn_cast<CXXRecordDecl>(context);
    parts.push_back(record && record->isLambda() ? "(lambda)"
                                                 : named->getNameAsString());
  }
  std::string text;
  for (auto it = parts.rbegin(); it != parts.rend(); ++it) {
    if (!text.empty()) text += "::";
    text += *it;
  }
  return text;
}

std::string Normalised(llvm::StringRef path) {
  llvm::SmallString<256> text(path);
  llvm::sys::fs::make_absolute(text);
  llvm::sys::path::remove_dots(text, /*remove_dot_dot=*/true);
  return text.str().str();
}

}  // namespace

Names::Names(clang::ASTContext& context)
    : context_(context),
      mangler_(std::make_unique<clang::ASTNameGenerator>(context)) {}

Names::~Names() = default;

const Key& Names::KeyOf(const NamedDecl& decl) {
  auto [it, inserted] = keys_.try_emplace(decl.getCanonicalDecl());
  if (!inserted) return it->second;
  if (const auto* field = llvm::dyn_cast<clang::FieldDecl>(&decl)) {
    Key key = "field:" + QualifiedName(*field->getParent()) +
              "::" + field->getNameAsString();
    if (field->getParent()->isLambda()) {
      key += "#" + std::to_string(field->getFieldIndex());
    }
    return keys_[decl.getCanonicalDecl()] = key;
  }
  const NamedDecl& definition = Definition(decl);
  Key key = mangler_->getName(&definition);
  if (key.empty()) key = QualifiedName(definition);
  const bool offset = NeedsOffset(definition);
  if (offset || !definition.isExternallyVisible()) {
    std::string where = PathOf(definition.getLocation());
    if (offset) {
      const Place place = SpellingOf(definition.getLocation());
      where +=
          ":" + std::to_string(place.line) + ":" + std::to_string(place.column);
    }
    key += "@" + llvm::utohexstr(llvm::xxh3_64bits(where));
  }
  return keys_[decl.getCanonicalDecl()] = key;
}

const std::string& Names::QualifiedName(const NamedDecl& decl) {
  auto [it, inserted] = qualified_.try_emplace(decl.getCanonicalDecl());
  if (!inserted) return it->second;
  std::string outer = Outer(decl.getDeclContext());
  const std::string local = LocalName(decl);
  if (!outer.empty() && !local.empty()) outer += "::";
  it->second = outer + local;
  return it->second;
}

std::string Names::ShownName(const NamedDecl& decl) {
  const auto* method = llvm::dyn_cast<clang::CXXMethodDecl>(&decl);
  if (method && method->getParent()->isLambda()) return "lambda";
  std::string text;
  llvm::raw_string_ostream out(text);
  clang::PrintingPolicy policy(context_.getLangOpts());
  policy.SuppressTagKeyword = true;
  policy.SuppressUnwrittenScope = true;
  policy.SuppressInlineNamespace = true;
  policy.TerseOutput = true;
  decl.getNameForDiagnostic(out, policy, /*Qualified=*/true);
  return text;
}

std::string Names::ClassName(clang::QualType type) {
  if (type.isNull()) return {};
  type = type.getNonReferenceType();
  while (type->isPointerType()) type = type->getPointeeType();
  const CXXRecordDecl* record = type->getAsCXXRecordDecl();
  return record ? QualifiedName(*record) : std::string();
}

bool Names::InLibrary(SourceLocation location) const {
  if (location.isInvalid()) return true;
  const SourceManager& sources = context_.getSourceManager();
  return sources.isInSystemHeader(sources.getExpansionLoc(location)) ||
         sources.isWrittenInBuiltinFile(location);
}

std::string Names::LibraryOf(SourceLocation location) const {
  if (!InLibrary(location)) return {};
  const std::string path = PathOf(location);
  static constexpr llvm::StringRef kRoots[] = {"/c++/", "/include/"};
  for (llvm::StringRef root : kRoots) {
    const size_t at = path.rfind(root.str());
    if (at == std::string::npos) continue;
    std::string rest = path.substr(at + root.size());
    if (root == "/c++/") rest = rest.substr(rest.find('/') + 1);
    return rest;
  }
  return llvm::sys::path::filename(path).str();
}

std::string Names::PathOf(SourceLocation location) const {
  const SourceManager& sources = context_.getSourceManager();
  const clang::FileID file =
      sources.getFileID(sources.getExpansionLoc(location));
  auto [it, inserted] = paths_.try_emplace(file.getHashValue());
  if (!inserted) return it->second;
  const auto entry = sources.getFileEntryRefForID(file);
  if (entry) it->second = Normalised(entry->getName());
  return it->second;
}

Place Names::PlaceOf(SourceLocation location) const {
  return SpellingOf(context_.getSourceManager().getExpansionLoc(location));
}

Place Names::SpellingOf(SourceLocation location) const {
  const SourceManager& sources = context_.getSourceManager();
  const SourceLocation spelled = sources.getSpellingLoc(location);
  if (spelled.isInvalid()) return {};
  return {PathOf(spelled), sources.getSpellingLineNumber(spelled),
          sources.getSpellingColumnNumber(spelled)};
}

std::string Names::MacroAt(SourceLocation location) const {
  if (!location.isMacroID()) return {};
  const SourceManager& sources = context_.getSourceManager();
  SourceLocation outermost = location;
  while (sources.getImmediateMacroCallerLoc(outermost).isMacroID()) {
    outermost = sources.getImmediateMacroCallerLoc(outermost);
  }
  return clang::Lexer::getImmediateMacroNameForDiagnostics(
             outermost, sources, context_.getLangOpts())
      .str();
}

}  // namespace lockstep::lint
