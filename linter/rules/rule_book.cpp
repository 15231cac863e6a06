#include "linter/rules/rule_book.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <sstream>

#include "linter/rules/embedded.h"
#include "linter/rules/readers.h"

namespace lockstep::lint {
namespace {

// FNV-1a: the same on every machine.
uint64_t AddToHash(uint64_t hash, std::string_view text) {
  for (const char c : text) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211u;
  }
  return (hash ^ text.size()) * 1099511628211u;
}

std::string LineOf(std::string_view text, size_t byte) {
  const auto head = text.substr(0, std::min(byte, text.size()));
  return "line " + std::to_string(1 + std::ranges::count(head, '\n'));
}

// Adds a file of any kind: a model file has models, a rule has a slug.
Result<void> AddFile(RuleBook& book, const std::string& file,
                     std::string_view text) {
  book.hash = AddToHash(AddToHash(book.hash, file), text);
  const auto json = ParseJson(file, text);
  if (!json) return tl::unexpected(json.error());
  if (json->contains("models") || json->contains("containers")) {
    auto read = ReadModels(file, *json);
    if (!read) return tl::unexpected(read.error());
    for (Model& model : read->models) book.models.Add(std::move(model));
    std::ranges::move(read->containers, std::back_inserter(book.containers));
    return {};
  }
  if (json->contains("slug")) {
    auto rule = ReadRule(file, *json);
    if (!rule) return tl::unexpected(rule.error());
    for (const Rule& other : book.rules) {
      if (other.slug != rule->slug && other.code != rule->code) continue;
      return Fail(file + ": " + other.code + " '" + other.slug +
                  "' is there already; give this rule another code and slug");
    }
    book.rules.push_back(std::move(*rule));
    return {};
  }
  auto profile = ReadProfile(file, *json);
  if (!profile) return tl::unexpected(profile.error());
  // The user's profile replaces the built-in one of that name.
  std::erase_if(book.profiles,
                [&](const auto& p) { return p.name == profile->name; });
  book.profiles.push_back(std::move(*profile));
  return {};
}

Result<void> AddBuiltIn(RuleBook& book) {
  for (const EmbeddedFile& file : EmbeddedRules()) {
    if (!file.path.ends_with(".json")) continue;
    const auto added =
        AddFile(book, "rules/" + std::string(file.path), file.text);
    if (!added) return added;
  }
  return {};
}

Result<void> AddOverlay(RuleBook& book, const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  if (!stream) {
    return Fail(path +
                ": cannot be read; name a file with rules, models or a " +
                "profile");
  }
  return AddFile(book, path, text.str());
}

// Models may name rules of files that are read later.
Result<void> CheckModels(const RuleBook& book) {
  for (const Model& model : book.models.All()) {
    if (model.rule.empty() || book.FindRule(model.rule) != nullptr) continue;
    return Fail("models of '" + model.library + "': '" + model.names.front() +
                "' breaks '" + model.rule + "', which is no rule");
  }
  return {};
}

}  // namespace

Result<Json> ParseJson(const std::string& file, std::string_view text) {
  try {
    return Json::parse(text);
  } catch (const Json::parse_error& error) {
    return Fail(file + ": " + LineOf(text, error.byte) +
                ": is no JSON: " + error.what());
  }
}

const Rule* RuleBook::FindRule(std::string_view name) const {
  constexpr std::string_view kPrefix = "lockstep-";
  const std::string_view slug =
      name.starts_with(kPrefix) ? name.substr(kPrefix.size()) : name;
  const auto rule = std::ranges::find_if(
      rules, [&](const Rule& r) { return r.slug == slug || r.code == name; });
  return rule == rules.end() ? nullptr : &*rule;
}

const ContainerModel* RuleBook::FindContainer(std::string_view name) const {
  const ContainerModel* found = nullptr;
  for (const ContainerModel& container : containers) {
    // The user's files come last, and win.
    const bool named =
        std::ranges::any_of(container.names, [&](const std::string& pattern) {
          return MatchesPattern(name, pattern);
        });
    if (named) found = &container;
  }
  return found;
}

Result<RuleBook> LoadRuleBook(const std::vector<std::string>& overlays) {
  RuleBook book;
  book.hash = 14695981039346656037u;
  if (const auto added = AddBuiltIn(book); !added) {
    return tl::unexpected(added.error());
  }
  for (const std::string& path : overlays) {
    if (const auto added = AddOverlay(book, path); !added) {
      return tl::unexpected(added.error());
    }
  }
  std::ranges::sort(book.rules, {}, &Rule::code);
  std::ranges::sort(book.profiles, {}, &SdkProfile::name);
  if (const auto checked = CheckModels(book); !checked) {
    return tl::unexpected(checked.error());
  }
  book.models.Seal();
  return book;
}

std::string_view RulePage(std::string_view slug) {
  for (const EmbeddedFile& file : EmbeddedRules()) {
    if (file.path.ends_with(".md") &&
        file.path.substr(0, file.path.size() - 3) == slug) {
      return file.text;
    }
  }
  return "";
}

}  // namespace lockstep::lint
