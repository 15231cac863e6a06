// The front half for one translation unit: source in, facts out.
#pragma once

#include <memory>

#include "clang/AST/ASTConsumer.h"
#include "linter/facts/facts.h"
#include "linter/rules/rule_book.h"

namespace clang {
class CompilerInstance;
}

namespace lockstep::lint {

// Fills `unit` with everything but `path` and `files`, which the caller knows.
// Only functions that user code can reach are recorded: those of the main file
// and, through calls, those of headers that are not system headers.
std::unique_ptr<clang::ASTConsumer> MakeCollector(
    clang::CompilerInstance& compiler, const RuleBook& book, Unit& unit);

}  // namespace lockstep::lint
