// Each case in state_cases/ is a source whose lines say what the state checks
// find there: `//! rule 'symbol'`, several separated by `; `. What is not
// expected must not be found.
#include "linter/collect/state_checks/state_checks.h"

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "linter/collect/check.h"
#include "linter/collect/sdk_index.h"
#include "linter/collect/statement_walk.h"

namespace lockstep::lint {
namespace {

using namespace clang;

using Lines = std::map<unsigned, std::multiset<std::string>>;

const RuleBook& Book() {
  static const RuleBook kBook = [] {
    Result<RuleBook> book = LoadRuleBook({});
    EXPECT_TRUE(book.has_value());
    return std::move(book.value());
  }();
  return kBook;
}

std::string ShownName(const Access& access) {
  switch (access.kind) {
    case Access::Kind::kRead:
      return access.written_before ? "reads own " : "reads ";
    case Access::Kind::kWrite:
      return "writes ";
    case Access::Kind::kEscape:
      return "hands out ";
  }
  return "";
}

std::string Shown(const Effect& effect) {
  return effect.rule + " '" + effect.symbol + "'" +
         (effect.severity.empty() ? "" : " " + effect.severity) +
         (effect.gate.empty() ? "" : " if registered");
}

class Feed : public WalkHandler {
 public:
  Feed(FunctionScope& scope, std::vector<std::unique_ptr<Check>>& checks)
      : scope_(scope), checks_(checks) {}
  void OnStatement(const Stmt& statement) override {
    for (const auto& check : checks_) check->OnStatement(statement, scope_);
    const auto* call = dyn_cast<CallExpr>(&statement);
    const FunctionDecl* callee = call ? call->getDirectCallee() : nullptr;
    if (callee == nullptr || callee->getNameAsString() != "Register") return;
    captured[scope_.PlaceOf(call->getBeginLoc()).line] =
        CapturesOf(*call->getArg(0));
  }
  void OnDestructor(const CXXRecordDecl&, SourceLocation, const std::string&,
                    const Stmt&) override {}

  std::map<unsigned, std::string> captured;  // by what is given to Register

 private:
  FunctionScope& scope_;
  std::vector<std::unique_ptr<Check>>& checks_;
};

class Functions : public RecursiveASTVisitor<Functions> {
 public:
  Functions(const UnitScope& unit, Lines& found) : unit_(unit), found_(found) {
    AddStateChecks(checks_);
  }

  bool VisitFunctionDecl(FunctionDecl* function) {
    if (function->doesThisDeclarationHaveABody()) Examine(*function);
    return true;
  }
  bool VisitLambdaExpr(LambdaExpr* lambda) {
    Examine(*lambda->getCallOperator());
    return true;
  }

 private:
  void Examine(const FunctionDecl& function) {
    if (function.isDependentContext() || function.isImplicit() ||
        unit_.names.InLibrary(function.getLocation()) ||
        unit_.sdk.OwnsName(unit_.names.QualifiedName(function))) {
      return;
    }
    const Stmt* body = function.getBody();
    if (const auto* routine = dyn_cast<CoroutineBodyStmt>(body)) {
      body = routine->getBody();
    }
    FunctionFacts facts;
    facts.key = unit_.names.KeyOf(function);
    FunctionScope scope(function, *body, unit_, facts);
    Feed feed(scope, checks_);
    StatementWalk walk(unit_.context, feed);
    if (const auto* made = dyn_cast<CXXConstructorDecl>(&function)) {
      for (const CXXCtorInitializer* init : made->inits()) {
        walk.Walk(init->getInit());
      }
    }
    walk.Walk(body);
    for (const auto& check : checks_) check->OnFunctionEnd(scope);
    Note(facts);
    for (const auto& [line, names] : feed.captured) {
      if (!names.empty()) found_[line].insert("captures " + names);
    }
  }

  void Note(const FunctionFacts& facts) {
    for (const Effect& effect : facts.effects) {
      found_[effect.place.line].insert(Shown(effect));
    }
    for (const Action& action : facts.actions) {
      if (action.kind != Action::Kind::kStateWrite) continue;
      found_[action.place.line].insert("changes " + action.what +
                                       (action.matters ? " matters" : ""));
    }
    for (const Access& access : facts.accesses) {
      for (const VariableFacts& variable : unit_.unit.variables) {
        if (variable.key != access.variable) continue;
        found_[access.place.line].insert(ShownName(access) + variable.name);
        break;
      }
    }
  }

  const UnitScope& unit_;
  Lines& found_;
  std::vector<std::unique_ptr<Check>> checks_;
};

Lines ExpectedBy(const std::string& code) {
  Lines lines;
  std::istringstream text(code);
  unsigned number = 0;
  for (std::string line; std::getline(text, line);) {
    ++number;
    const size_t mark = line.find("//! ");
    if (mark == line.npos) continue;
    std::string rest = line.substr(mark + 4);
    for (size_t end = 0; end != rest.npos;) {
      end = rest.find("; ");
      lines[number].insert(rest.substr(0, end));
      if (end != rest.npos) rest = rest.substr(end + 2);
    }
  }
  return lines;
}

std::string Shown(const Lines& lines) {
  std::string text;
  for (const auto& [line, items] : lines) {
    text += std::to_string(line) + ":";
    for (const std::string& item : items) text += " " + item + ";";
    text += "\n";
  }
  return text;
}

class StateChecks : public testing::TestWithParam<const char*> {};

TEST_P(StateChecks, FindWhatTheLinesOfTheCaseSay) {
  const std::string root = LOCKSTEP_SOURCE_DIR;
  const std::string path =
      root + "/tests/linter/collect/state_cases/" + GetParam() + ".cpp";
  std::ifstream file(path);
  const std::string code{std::istreambuf_iterator<char>(file), {}};
  ASSERT_FALSE(code.empty());
  const std::vector<std::string> flags = {
      "-std=c++20", "-w", "-isystem" + root + "/include", "-resource-dir",
      LOCKSTEP_CLANG_RESOURCES};
  const auto unit = tooling::buildASTFromCodeWithArgs(code, flags, path,
                                                      "/usr/bin/clang++-19");
  ASSERT_TRUE(unit && !unit->getDiagnostics().hasUncompilableErrorOccurred());
  ASTContext& context = unit->getASTContext();
  Names names(context);
  const SdkIndex sdk(Book());
  Unit facts;
  const UnitScope scope{context, Book(), sdk,
                        names,   facts,  [](const FunctionDecl&) {}};
  Lines found;
  Functions(scope, found).TraverseDecl(context.getTranslationUnitDecl());
  EXPECT_EQ(Shown(found), Shown(ExpectedBy(code)));
}

INSTANTIATE_TEST_SUITE_P(Cases, StateChecks,
                         testing::Values("shared_state", "state_write", "locks",
                                         "seeds", "reads", "references",
                                         "coroutines", "cancellation",
                                         "temporaries", "names", "captures"),
                         [](const auto& param_info) {
                           return std::string(param_info.param);
                         });

}  // namespace
}  // namespace lockstep::lint
