// Names and keys of declarations, remembered for one unit.
#pragma once

#include <string>
#include <unordered_map>

#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"
#include "clang/AST/Mangle.h"
#include "clang/AST/Type.h"
#include "linter/facts/facts.h"

namespace lockstep::lint {

class Names {
 public:
  explicit Names(clang::ASTContext& context);
  ~Names();

  // See Key in facts.h. Same entity, same key, in every unit.
  const Key& KeyOf(const clang::NamedDecl& decl);
  // Qualified, without template arguments and inline namespaces: what models
  // and profiles are written in ("std::vector::begin", "lockstep::Context").
  const std::string& QualifiedName(const clang::NamedDecl& decl);
  // For people: with template arguments ("Retry<RealClock>").
  std::string ShownName(const clang::NamedDecl& decl);
  // The qualified name of the class of a type, seen through references,
  // pointers, cv and typedefs; empty if it is none.
  std::string ClassName(clang::QualType type);

  // In a system header: code of a library.
  bool InLibrary(clang::SourceLocation location) const;
  // As it was included: "boost/asio.hpp"; empty for the user's own files.
  std::string LibraryOf(clang::SourceLocation location) const;
  // Absolute, without `.` and `..`.
  std::string PathOf(clang::SourceLocation location) const;
  Place PlaceOf(clang::SourceLocation location) const;  // of the expansion
  Place SpellingOf(clang::SourceLocation location) const;
  // Of the outermost macro at the location; empty when there is none.
  std::string MacroAt(clang::SourceLocation location) const;

 private:
  clang::ASTContext& context_;
  std::unique_ptr<clang::ASTNameGenerator> mangler_;
  std::unordered_map<const clang::Decl*, Key> keys_;
  std::unordered_map<const clang::Decl*, std::string> qualified_;
  mutable std::unordered_map<unsigned, std::string> paths_;  // by FileID
};

}  // namespace lockstep::lint
