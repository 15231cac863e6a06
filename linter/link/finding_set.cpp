#include "linter/link/finding_set.h"

#include <algorithm>
#include <tuple>

#include "linter/findings/fingerprint.h"
#include "linter/link/severity.h"

namespace lockstep::lint {
namespace {

std::string TitleOf(const Cause& cause) {
  std::string title = cause.rule->title;
  const size_t hole = title.find("{}");
  if (hole != std::string::npos) {
    // "the arguments of 'Ship'" has its quotes.
    const bool quoted = cause.symbol.find('\'') != std::string::npos;
    title.replace(hole, 2, quoted ? cause.symbol : "'" + cause.symbol + "'");
  }
  return title;
}

// "Retry<Live>::Run" as "Retry::Run".
std::string WithoutArguments(const std::string& name) {
  std::string text;
  int depth = 0;
  for (const char c : name) {
    if (c == '>') --depth;
    if (depth == 0 && c != '<' && c != '>') text += c;
    if (c == '<') ++depth;
  }
  return text;
}

bool InOrder(const Finding& a, const Finding& b) {
  return std::tie(a.place, a.rule->code, a.entry, a.symbol, a.message) <
         std::tie(b.place, b.rule->code, b.entry, b.symbol, b.message);
}

}  // namespace

std::string MessageOf(const Cause& cause) {
  std::string message = TitleOf(cause);
  if (!cause.detail.empty()) message += "; " + cause.detail;
  if (!cause.flow.empty()) message += "; " + cause.flow;
  return message + " [" + cause.rule->Id() + "]";
}

FindingSet::FindingSet(const RuleBook& book, const LinkOptions& options,
                       const Walk& walk)
    : options_(options), walk_(walk) {
  for (const Rule& rule : book.rules) rules_.try_emplace(rule.slug, &rule);
}

const Rule* FindingSet::RuleIn(const std::string& slug, Role role) const {
  const auto found = rules_.find(slug);
  if (found == rules_.end()) return nullptr;
  const Rule* rule = found->second;
  const auto said = options_.severities.find(slug);
  if (said != options_.severities.end() && said->second == Severity::kOff) {
    return nullptr;
  }
  const bool about = rule->roles.empty()
                         ? Replayed(role)
                         : std::find(rule->roles.begin(), rule->roles.end(),
                                     role) != rule->roles.end();
  return about ? rule : nullptr;
}

// One macro can make several functions in one place.
FindingSet::Same FindingSet::SameOf(const Cause& cause, State state) const {
  if (cause.once) return {cause.rule->slug, cause.symbol, {}, {}, {}};
  const FunctionFacts& function = walk_.graph().program().At(FunctionOf(state));
  return {cause.rule->slug, cause.symbol, cause.place, cause.spelling,
          WithoutArguments(function.name)};
}

Finding* FindingSet::Add(const Cause& cause, State state) {
  if (Configured(*cause.rule, cause.severity, options_) == Severity::kOff) {
    return nullptr;
  }
  const auto [found, fresh] =
      index_.try_emplace(SameOf(cause, state), seen_.size());
  if (fresh) seen_.emplace_back();
  Seen& seen = seen_[found->second];
  seen.nodes.push_back(walk_.states().NodeOf(state));
  if (!fresh) return nullptr;
  Finding& finding = Fill(seen, cause);
  finding.function = walk_.graph().program().At(FunctionOf(state)).name;
  finding.role = RoleOf(state);
  finding.chain = walk_.ChainTo(state);
  finding.chain.push_back({cause.place, TitleOf(cause)});
  if (walk_.ways() == Ways::kAll) Demote(finding, cause, state);
  return &finding;
}

Finding* FindingSet::AddToEntry(const Cause& cause) {
  if (Configured(*cause.rule, cause.severity, options_) == Severity::kOff) {
    return nullptr;
  }
  Finding& finding = Fill(seen_.emplace_back(), cause);
  const Program& program = walk_.graph().program();
  finding.function = program.At(entry_->function).name;
  finding.role = entry_->role;
  finding.chain = {EntryHop(program, *entry_), {cause.place, TitleOf(cause)}};
  return &finding;
}

Finding& FindingSet::Fill(Seen& seen, const Cause& cause) {
  Finding& finding = seen.finding;
  finding.rule = cause.rule;
  finding.symbol = cause.symbol;
  finding.message = MessageOf(cause);
  finding.place = cause.place;
  finding.entry = entry_->name;
  finding.entry_place = entry_->place;
  finding.severity = Configured(*cause.rule, cause.severity, options_);
  return finding;
}

// It may never happen.
void FindingSet::Demote(Finding& finding, const Cause& cause,
                        State state) const {
  const Edge* edge = walk_.UnlikelyTo(state);
  if (edge == nullptr) return;
  finding.severity = Configured(*cause.rule, Lower(cause.severity), options_);
  const std::string& name = walk_.graph().program().At(edge->to).name;
  finding.notes.push_back({edge->At(), edge->kind == Edge::Kind::kReference
                                           ? "whether it is called is not known"
                                           : "no object that has '" + name +
                                                 "' is ever constructed"});
}

namespace {

// By name: the role in which the entry reaches the cause (the first, if there
// are several), and where it is.
struct There {
  Role role;
  Place place;
};
using Entrances = std::map<std::string, There>;

void Enter(Entrances& entrances, const Entry& entry, Role role) {
  const auto [found, fresh] =
      entrances.try_emplace(entry.name, There{role, entry.place});
  if (!fresh) found->second.role = std::min(found->second.role, role);
}

}  // namespace

std::vector<Finding> FindingSet::Finish(const std::vector<Entry>& entries) {
  std::sort(seen_.begin(), seen_.end(), [](const Seen& a, const Seen& b) {
    return InOrder(a.finding, b.finding);
  });
  const StateGraph& states = walk_.states();
  const StateGraph::Reach reach = states.ReachOf(entries);
  Fingerprints prints;
  std::vector<Finding> findings;
  for (Seen& seen : seen_) {
    Finding& finding = seen.finding;
    Entrances entrances;
    for (StateGraph::Node node : seen.nodes) {
      for (size_t i = 0; i < entries.size(); ++i) {
        if (reach.Has(node, i)) {
          Enter(entrances, entries[i], RoleOf(states.At(node)));
        }
      }
    }
    if (seen.nodes.empty()) {
      entrances[finding.entry] = {finding.role, finding.entry_place};
    }
    for (const auto& [name, there] : entrances) {
      std::string print =
          prints.Next({finding.rule->slug, name, there.role, finding.symbol});
      if (name == finding.entry) {
        finding.fingerprint = std::move(print);
        continue;
      }
      finding.other_entries.push_back(name);
      finding.other_entry_places.push_back(there.place);
      finding.other_fingerprints.push_back(std::move(print));
    }
    findings.push_back(std::move(finding));
  }
  seen_.clear();
  index_.clear();
  return findings;
}

}  // namespace lockstep::lint
