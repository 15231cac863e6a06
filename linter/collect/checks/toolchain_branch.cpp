// LS805: assert() with an effect, which NDEBUG takes away, and commands between
// #if and #endif. What the compiler's built-in functions say is a matter of
// models.
#include <algorithm>
#include <optional>

#include "clang/Lex/Lexer.h"
#include "linter/collect/checks/checks.h"
#include "linter/collect/checks/purity.h"
#include "linter/collect/flow/expressions.h"

namespace lockstep::lint {
namespace {

using llvm::dyn_cast;

using Offset = unsigned;

// A stretch of the main text of one file.
struct Stretch {
  Offset begin = 0;
  Offset end = 0;

  bool Has(Offset offset) const { return begin <= offset && offset < end; }
};

// What the preprocessor left out is in no syntax tree: tokens tell.
class ConditionalText {
 public:
  struct Conditional {
    Offset begin = 0;  // of the `#`
    bool commands = false;
  };

  ConditionalText(llvm::StringRef buffer, Stretch text,
                  const clang::LangOptions& language)
      : text_(text),
        lexer_(clang::SourceLocation(), language, buffer.begin(),
               buffer.begin() + text.begin, buffer.end()) {}

  // Those with a command in one of their branches, whether it is compiled or
  // not. `skipped`: functions of their own. `commands`: where calls stand.
  std::vector<Conditional> Find(const std::vector<Stretch>& skipped,
                                const std::vector<Offset>& commands) {
    std::vector<Conditional> found;
    clang::Token token;
    while (!lexer_.LexFromRawLexer(token)) {
      const Offset at = lexer_.getCurrentBufferOffset() - token.getLength();
      if (at >= text_.end) break;
      const bool skip =
          std::any_of(skipped.begin(), skipped.end(),
                      [&](const Stretch& stretch) { return stretch.Has(at); });
      if (skip) continue;
      if (token.is(clang::tok::hash) && token.isAtStartOfLine()) {
        if (lexer_.LexFromRawLexer(token)) break;
        Directive(token, at, found);
      } else if (!open_.empty() && (std::find(commands.begin(), commands.end(),
                                              at) != commands.end() ||
                                    Names(token, "co_await"))) {
        open_.back().commands = true;
      }
    }
    return found;
  }

 private:
  static bool Names(const clang::Token& token, llvm::StringRef name) {
    return token.is(clang::tok::raw_identifier) &&
           token.getRawIdentifier() == name;
  }

  void Directive(const clang::Token& token, Offset hash,
                 std::vector<Conditional>& found) {
    if (Names(token, "if") || Names(token, "ifdef") || Names(token, "ifndef")) {
      open_.push_back({hash, false});
    } else if (Names(token, "endif") && !open_.empty()) {
      if (open_.back().commands) found.push_back(open_.back());
      open_.pop_back();
    }
  }

  Stretch text_;
  clang::Lexer lexer_;
  std::vector<Conditional> open_;
};

class ToolchainBranchCheck : public Check {
 public:
  void OnStatement(const clang::Stmt& statement,
                   FunctionScope& scope) override {
    if (const auto* lambda = dyn_cast<clang::LambdaExpr>(&statement)) {
      const auto stretch = StretchOf(*lambda->getBody(), scope);
      if (stretch) lambdas_.push_back(*stretch);
    } else if (const auto* call = dyn_cast<clang::CallExpr>(&statement)) {
      NoteCommand(*call, scope);
    }
    const auto* choice = dyn_cast<clang::ConditionalOperator>(&statement);
    if (choice == nullptr ||
        scope.names().MacroAt(choice->getBeginLoc()) != "assert") {
      return;
    }
    bool effect = false;
    ForEachStatement(*choice->getCond(), [&](const clang::Stmt& part) {
      effect = effect || HasEffect(part, scope);
    });
    if (effect) {
      scope.Report("toolchain-branch", *choice, "assert").detail =
          "with NDEBUG its effect is gone";
    }
  }

  void OnFunctionEnd(FunctionScope& scope) override {
    JudgeConditionals(scope);
    lambdas_.clear();
    commands_.clear();
  }

 private:
  static std::optional<Stretch> StretchOf(const clang::Stmt& statement,
                                          FunctionScope& scope) {
    const auto& sources = scope.context().getSourceManager();
    const clang::SourceLocation begin = statement.getBeginLoc();
    const clang::SourceLocation end = statement.getEndLoc();
    if (!begin.isFileID() || !end.isFileID() || begin.isInvalid() ||
        sources.getFileID(begin) != sources.getFileID(end)) {
      return std::nullopt;
    }
    return Stretch{sources.getFileOffset(begin), sources.getFileOffset(end)};
  }

  void NoteCommand(const clang::CallExpr& call, FunctionScope& scope) {
    const SdkMeaning meaning = scope.sdk().Find(CalleeName(call, scope));
    if (meaning.command == nullptr || !call.getExprLoc().isFileID()) return;
    const auto& sources = scope.context().getSourceManager();
    commands_.push_back(sources.getFileOffset(call.getBeginLoc()));
  }

  void JudgeConditionals(FunctionScope& scope) {
    const auto text = StretchOf(scope.body(), scope);
    if (!text) return;
    const auto& sources = scope.context().getSourceManager();
    const clang::FileID file = sources.getFileID(scope.body().getBeginLoc());
    const llvm::StringRef buffer = sources.getBufferData(file);
    if (!buffer.slice(text->begin, text->end).contains('#')) return;
    ConditionalText conditionals(buffer, *text, scope.context().getLangOpts());
    for (const auto& one : conditionals.Find(lambdas_, commands_)) {
      const llvm::StringRef line =
          buffer.substr(one.begin).take_until([](char c) { return c == '\n'; });
      Effect& effect =
          scope.Report("toolchain-branch", scope.body(), line.trim().str());
      effect.place = scope.PlaceOf(sources.getComposedLoc(file, one.begin));
      effect.detail = "commands stand between it and #endif";
    }
  }

  static bool HasEffect(const clang::Stmt& part, FunctionScope& scope) {
    if (const auto* op = dyn_cast<clang::BinaryOperator>(&part)) {
      return op->isAssignmentOp();
    }
    if (const auto* op = dyn_cast<clang::UnaryOperator>(&part)) {
      return op->isIncrementDecrementOp();
    }
    if (llvm::isa<clang::CoroutineSuspendExpr>(part)) return true;
    const auto* call = dyn_cast<clang::CallExpr>(&part);
    const clang::FunctionDecl* callee =
        call == nullptr ? nullptr : call->getDirectCallee();
    if (callee == nullptr) return false;
    const SdkMeaning meaning = scope.sdk().Find(CalleeName(*call, scope));
    if (meaning.command != nullptr || meaning.draw) return true;
    const auto* method = dyn_cast<clang::CXXMethodDecl>(callee);
    return callee->hasBody() && !scope.IsForeign(*callee) &&
           (method == nullptr || !method->isConst()) && !IsPure(*callee, scope);
  }

  std::vector<Stretch> lambdas_;
  std::vector<Offset> commands_;
};

}  // namespace

std::unique_ptr<Check> MakeToolchainBranchCheck() {
  return std::make_unique<ToolchainBranchCheck>();
}

}  // namespace lockstep::lint
