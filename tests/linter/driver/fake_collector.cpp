// Lists the functions that the user's files define.
#include <clang/AST/ASTConsumer.h>
#include <clang/AST/ASTContext.h>
#include <clang/AST/Decl.h>
#include <clang/AST/RecursiveASTVisitor.h>
#include <clang/Basic/SourceManager.h>
#include <clang/Frontend/CompilerInstance.h>

#include <algorithm>

#include "linter/collect/collect_unit.h"

namespace lockstep::lint {
namespace {

class Lister : public clang::ASTConsumer,
               public clang::RecursiveASTVisitor<Lister> {
 public:
  Lister(clang::CompilerInstance& compiler, Unit& unit)
      : sources_(compiler.getSourceManager()), unit_(unit) {}

  bool HandleTopLevelDecl(clang::DeclGroupRef group) override {
    for (clang::Decl* decl : group) TraverseDecl(decl);
    return true;
  }
  void HandleTranslationUnit(clang::ASTContext&) override {
    std::sort(unit_.functions.begin(), unit_.functions.end(),
              [](const auto& a, const auto& b) { return a.key < b.key; });
  }
  bool VisitFunctionDecl(clang::FunctionDecl* function) {
    if (!function->isThisDeclarationADefinition() ||
        sources_.isInSystemHeader(function->getLocation())) {
      return true;
    }
    FunctionFacts& facts = unit_.functions.emplace_back();
    facts.key = facts.name = function->getQualifiedNameAsString();
    facts.place.line = sources_.getExpansionLineNumber(function->getLocation());
    return true;
  }

 private:
  clang::SourceManager& sources_;
  Unit& unit_;
};

}  // namespace

std::unique_ptr<clang::ASTConsumer> MakeCollector(
    clang::CompilerInstance& compiler, const RuleBook&, Unit& unit) {
  return std::make_unique<Lister>(compiler, unit);
}

}  // namespace lockstep::lint
