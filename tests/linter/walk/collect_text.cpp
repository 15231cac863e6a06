#include "collect_text.h"

#include <gtest/gtest.h>

#include <map>

#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendAction.h"
#include "clang/Tooling/Tooling.h"
#include "linter/collect/collect_unit.h"

namespace lockstep::lint {
namespace {

class CollectAction : public clang::ASTFrontendAction {
 public:
  CollectAction(const RuleBook& book, Unit& unit) : book_(book), unit_(unit) {}

  std::unique_ptr<clang::ASTConsumer> CreateASTConsumer(
      clang::CompilerInstance& compiler, llvm::StringRef) override {
    return MakeCollector(compiler, book_, unit_);
  }

 private:
  const RuleBook& book_;
  Unit& unit_;
};

const RuleBook& Book() {
  static const RuleBook book = [] {
    Result<RuleBook> loaded = LoadRuleBook({});
    if (!loaded) ADD_FAILURE() << loaded.error().message;
    return loaded ? std::move(*loaded) : RuleBook();
  }();
  return book;
}

}  // namespace

Unit CollectText(const std::string& code) {
  Unit unit;
  const bool good = clang::tooling::runToolOnCodeWithArgs(
      std::make_unique<CollectAction>(Book(), unit), code,
      {"-std=c++20", "-I" LOCKSTEP_SOURCE_DIR "/include",
       "-resource-dir=" LOCKSTEP_RESOURCE_DIR},
      "/test/input.cpp", "/usr/lib/llvm-19/bin/clang++");
  EXPECT_TRUE(good) << code;
  return unit;
}

std::string CallsOf(const Unit& unit) {
  std::map<Key, std::string> names;
  for (const FunctionFacts& f : unit.functions) names[f.key] = f.name;
  std::string text;
  for (const FunctionFacts& f : unit.functions) {
    for (const Call& call : f.calls) {
      if (call.modelled) continue;
      const char* arrow = call.kind == Call::Kind::kVirtual     ? " ~> "
                          : call.kind == Call::Kind::kSlot      ? " => slot "
                          : call.kind == Call::Kind::kReference ? " & "
                                                                : " -> ";
      text += f.name + arrow + call.shown;
      if (!call.implicit.empty()) text += " (" + call.implicit + ")";
      text += "\n";
    }
  }
  return text;
}

}  // namespace lockstep::lint
