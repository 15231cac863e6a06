#include <algorithm>

#include "linter/rules/model_condition.h"
#include "linter/rules/rule_book.h"

namespace lockstep::lint {
namespace {

size_t LiteralLength(std::string_view pattern) {
  return pattern.size() - std::ranges::count(pattern, '*');
}

// What a pattern's matches all begin with, up to the first "::"; empty if they
// differ there.
std::string_view FirstPart(std::string_view name) {
  const size_t colons = name.find("::");
  const std::string_view part = name.substr(0, colons);
  if (part.find('*') != std::string_view::npos) return "";
  return colons == std::string_view::npos ? "" : part;
}

// "std::thread" for "std::thread::thread"; empty if it is no constructor.
std::string_view ClassOfConstructor(std::string_view name) {
  const size_t colons = name.rfind("::");
  if (colons == std::string_view::npos) return "";
  const std::string_view scope = name.substr(0, colons);
  const std::string_view last = name.substr(colons + 2);
  const bool same =
      scope.ends_with(last) && (scope.size() == last.size() ||
                                scope[scope.size() - last.size() - 1] == ':');
  return same ? scope : "";
}

// The C library's functions are in std, too: "rand" for "std::rand"; empty for
// other names.
std::string_view NameInC(std::string_view name) {
  constexpr std::string_view kStd = "std::";
  if (!name.starts_with(kStd)) return "";
  const std::string_view rest = name.substr(kStd.size());
  return rest.find(':') == std::string_view::npos ? rest : "";
}

}  // namespace

void ModelTable::Add(Model model) { models_.push_back(std::move(model)); }

void ModelTable::Seal() {
  exact_.clear();
  patterns_.clear();
  starts_.clear();
  for (size_t i = 0; i < models_.size(); ++i) {
    for (const std::string& name : models_[i].names) {
      if (name.find('*') == std::string::npos) {
        exact_[name].push_back(i);
      } else {
        patterns_.push_back({name, i});
      }
    }
  }
  const auto wins = [this](size_t a, size_t b) {
    const bool a_when = HasCondition(models_[a].when);
    const bool b_when = HasCondition(models_[b].when);
    return a_when != b_when ? a_when : a > b;
  };
  for (auto& [name, models] : exact_) std::ranges::sort(models, wins);
  std::ranges::sort(patterns_, [&](const auto& a, const auto& b) {
    const size_t a_length = LiteralLength(a.first);
    const size_t b_length = LiteralLength(b.first);
    if (a_length != b_length) return a_length > b_length;
    if (a.second != b.second) return wins(a.second, b.second);
    return a.first < b.first;
  });
  for (size_t i = 0; i < patterns_.size(); ++i) {
    starts_[std::string(FirstPart(patterns_[i].first))].push_back(i);
  }
}

template <class Visit>
void ModelTable::ForEach(std::string_view name, Visit visit) const {
  for (const std::string_view exact : {name, ClassOfConstructor(name)}) {
    const auto found = exact_.find(exact);
    if (exact.empty() || found == exact_.end()) continue;
    for (const size_t model : found->second) {
      if (!visit(models_[model])) return;
    }
  }
  if (const auto in_c = exact_.find(NameInC(name)); in_c != exact_.end()) {
    for (const size_t model : in_c->second) {
      if (models_[model].library == "libc" && !visit(models_[model])) return;
    }
  }
  static const std::vector<size_t> kNone;
  const auto list = [this](std::string_view start) -> const auto& {
    const auto found = starts_.find(start);
    return found == starts_.end() ? kNone : found->second;
  };
  const std::string_view first = FirstPart(name);
  const std::vector<size_t>& own = first.empty() ? kNone : list(first);
  const std::vector<size_t>& any = list("");
  for (size_t o = 0, a = 0; o < own.size() || a < any.size();) {
    const bool take_own =
        a == any.size() || (o < own.size() && own[o] < any[a]);
    const auto& [pattern, model] = patterns_[take_own ? own[o++] : any[a++]];
    if (MatchesPattern(name, pattern) && !visit(models_[model])) return;
  }
}

const Model* ModelTable::Find(std::string_view qualified_name,
                              const CallView& call) const {
  const Model* found = nullptr;
  ForEach(qualified_name, [&](const Model& model) {
    if (Holds(model.when, call)) found = &model;
    return found == nullptr;
  });
  return found;
}

std::vector<const Model*> ModelTable::Candidates(
    std::string_view qualified_name) const {
  std::vector<const Model*> candidates;
  ForEach(qualified_name, [&](const Model& model) {
    if (std::ranges::find(candidates, &model) == candidates.end()) {
      candidates.push_back(&model);
    }
    return true;
  });
  return candidates;
}

}  // namespace lockstep::lint
