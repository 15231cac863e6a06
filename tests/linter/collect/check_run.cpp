#include "tests/linter/collect/check_run.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <memory>
#include <set>

#include "clang/AST/Attr.h"
#include "linter/collect/check.h"
#include "linter/collect/flow/expressions.h"
#include "linter/collect/flow/guards.h"
#include "linter/collect/sdk_index.h"
#include "linter/collect/statement_walk.h"

namespace lockstep::lint {
namespace {

const RuleBook& Book() {
  static const RuleBook kBook = [] {
    Result<RuleBook> book = LoadRuleBook({});
    EXPECT_TRUE(book.has_value()) << book.error().message;
    return std::move(book.value());
  }();
  return kBook;
}

std::string NameOf(Region region) {
  switch (region) {
    case Region::kAlways:
      return "always";
    case Region::kLiveOnly:
      return "live";
    case Region::kReplayOnly:
      return "replay";
  }
  return "";
}

std::string NameOf(const ValueFlow& flow) {
  static const std::pair<Sink, const char*> kNames[] = {
      {Sink::kBranch, "branch"},   {Sink::kCommand, "command"},
      {Sink::kPayload, "payload"}, {Sink::kReturned, "returned"},
      {Sink::kLog, "log"},         {Sink::kUnknown, "unknown"}};
  std::string text;
  for (const auto& [sink, name] : kNames) {
    if (flow.Has(sink)) text += (text.empty() ? "" : " ") + std::string(name);
  }
  return text;
}

// Gives statements to the checks, and looks at calls of Source and Probe.
class CaseHandler : public WalkHandler {
 public:
  CaseHandler(FunctionScope& scope, std::vector<std::unique_ptr<Check>>& checks)
      : scope_(scope), checks_(checks) {}

  void OnStatement(const clang::Stmt& statement) override {
    for (const auto& check : checks_) check->OnStatement(statement, scope_);
    const auto* call = llvm::dyn_cast<clang::CallExpr>(&statement);
    if (call == nullptr) return;
    const std::string name = CalleeName(*call, scope_);
    if (name == "Source") flows = NameOf(scope_.FlowOf(*call));
    if (name != "Probe") return;
    const Guard guard = scope_.GuardOf(*call);
    const bool runs = IsExecuted(*call, scope_);
    regions += (regions.empty() ? "" : " ") +
               (runs ? NameOf(guard.region) : std::string("never")) +
               (guard.decider.empty() ? "" : "?");
  }
  void OnDestructor(const clang::CXXRecordDecl&, clang::SourceLocation,
                    const std::string&, const clang::Stmt&) override {}

  std::string flows;
  std::string regions;

 private:
  FunctionScope& scope_;
  std::vector<std::unique_ptr<Check>>& checks_;
};

std::string NameOfRules(const FunctionFacts& facts) {
  std::multiset<std::string> rules;
  for (const Effect& effect : facts.effects) {
    // Only if something registers the function.
    if (effect.gate.starts_with("registered:")) continue;
    rules.insert(effect.severity.empty() ? effect.rule
                                         : effect.rule + "=" + effect.severity);
  }
  for (const Unsequenced& pair : facts.unsequenced) {
    rules.insert("unsequenced-effects/" + std::to_string(pair.parts.size()));
  }
  std::string text;
  for (const std::string& rule : rules)
    text += (text.empty() ? "" : " ") + rule;
  return text;
}

class CaseVisitor : public clang::RecursiveASTVisitor<CaseVisitor> {
 public:
  CaseVisitor(const UnitScope& unit, std::vector<CaseResult>& results)
      : unit_(unit), results_(results) {}

  bool shouldVisitTemplateInstantiations() const { return true; }
  bool VisitFunctionDecl(clang::FunctionDecl* function) {
    const auto* attribute = function->getAttr<clang::AnnotateAttr>();
    if (attribute == nullptr || !function->doesThisDeclarationHaveABody() ||
        function->isDependentContext()) {
      return true;
    }
    Examine(*function, attribute->getAnnotation().str());
    return true;
  }

 private:
  void Examine(const clang::FunctionDecl& function,
               const std::string& expected) {
    const clang::Stmt* body = function.getBody();
    if (const auto* routine = llvm::dyn_cast<clang::CoroutineBodyStmt>(body)) {
      body = routine->getBody();
    }
    FunctionFacts facts;
    FunctionScope scope(function, *body, unit_, facts);
    std::vector<std::unique_ptr<Check>> checks = MakeChecks();
    CaseHandler handler(scope, checks);
    StatementWalk(unit_.context, handler).Walk(body);
    for (const auto& check : checks) check->OnFunctionEnd(scope);
    CaseResult result{function.getNameAsString(), expected, ""};
    const std::string kind = expected.substr(0, expected.find(':') + 1);
    result.actual = kind;
    if (kind == "reports:") result.actual += NameOfRules(facts);
    if (kind == "flows:") result.actual += handler.flows;
    if (kind == "regions:") result.actual += handler.regions;
    if (kind == "says:")
      result.actual += NameOf(ReplayPredicateOf(scope).region);
    results_.push_back(result);
  }

  const UnitScope& unit_;
  std::vector<CaseResult>& results_;
};

}  // namespace

std::vector<CaseResult> RunCase(const std::string& name) {
  const std::string folder =
      std::string(LOCKSTEP_SOURCE_DIR) + "/tests/linter/collect/cases/";
  std::ifstream file(folder + name + ".cpp");
  const std::string code{std::istreambuf_iterator<char>(file), {}};
  EXPECT_FALSE(code.empty()) << name;
  const std::vector<std::string> flags = {
      "-std=c++20",       "-fopenmp",      "-I" + folder,           "-isystem",
      folder + "library", "-resource-dir", LOCKSTEP_CLANG_RESOURCES};
  const auto unit = clang::tooling::buildASTFromCodeWithArgs(
      code, flags, folder + name + ".cpp", "/usr/bin/clang++-19");
  std::vector<CaseResult> results;
  EXPECT_TRUE(unit != nullptr &&
              !unit->getDiagnostics().hasUncompilableErrorOccurred())
      << name << " does not compile";
  if (unit == nullptr) return results;
  Names names(unit->getASTContext());
  const SdkIndex sdk(Book());
  Unit facts;
  const UnitScope scope{unit->getASTContext(),
                        Book(),
                        sdk,
                        names,
                        facts,
                        [](const clang::FunctionDecl&) {}};
  CaseVisitor(scope, results)
      .TraverseDecl(unit->getASTContext().getTranslationUnitDecl());
  return results;
}

}  // namespace lockstep::lint
