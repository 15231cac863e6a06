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
    title.replace(hole, 2, "'" + cause.symbol + "'");
  }
  return title;
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

size_t FindingSet::Hash::operator()(
    const std::pair<const Rule*, const void*>& key) const {
  return std::hash<const void*>()(key.first) * 31 +
         std::hash<const void*>()(key.second);
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

Finding* FindingSet::Add(const Cause& cause, State state) {
  const Severity severity = Configured(*cause.rule, cause.severity, options_);
  if (severity == Severity::kOff) return nullptr;
  const auto [found, fresh] =
      index_.try_emplace({cause.rule, cause.fact}, seen_.size());
  if (fresh) seen_.emplace_back();
  Seen& seen = seen_[found->second];
  seen.entries.try_emplace(entry_->name, Reached{RoleOf(state), entry_->place});
  const bool unlikely = walk_.UnlikelyTo(state) != nullptr;
  // A sure way is better news than one through a class that nobody makes.
  if (!fresh && (unlikely || !seen.unlikely)) return nullptr;
  seen.unlikely = unlikely;
  return &Fill(seen, cause, state);
}

Finding& FindingSet::Fill(Seen& seen, const Cause& cause, State state) {
  seen.finding = Finding();
  Finding& finding = seen.finding;
  finding.rule = cause.rule;
  finding.symbol = cause.symbol;
  finding.message = MessageOf(cause);
  finding.place = cause.place;
  const Program& program = walk_.graph().program();
  finding.function = program.At(FunctionOf(state)).name;
  finding.role = RoleOf(state);
  finding.entry = entry_->name;
  finding.entry_place = entry_->place;
  finding.chain = walk_.ChainTo(state);
  finding.chain.push_back({cause.place, TitleOf(cause)});
  Severity severity = cause.severity;
  if (const Edge* edge = walk_.UnlikelyTo(state)) {
    severity = Lower(severity);
    finding.notes.push_back(
        {edge->At(), edge->kind == Edge::Kind::kReference
                         ? "whether it is called is not known"
                         : "no object that has '" + program.At(edge->to).name +
                               "' is ever constructed"});
  }
  finding.severity = Configured(*cause.rule, severity, options_);
  return finding;
}

std::vector<Finding> FindingSet::Finish() {
  std::sort(seen_.begin(), seen_.end(), [](const Seen& a, const Seen& b) {
    return InOrder(a.finding, b.finding);
  });
  Fingerprints prints;
  std::vector<Finding> findings;
  for (Seen& seen : seen_) {
    Finding& finding = seen.finding;
    for (const auto& [entry, reached] : seen.entries) {
      std::string print = prints.Next(
          {finding.rule->slug, entry, reached.role, finding.symbol});
      if (entry == finding.entry) {
        finding.fingerprint = std::move(print);
      } else {
        finding.other_entries.push_back(entry);
        finding.other_entry_places.push_back(reached.place);
        finding.other_fingerprints.push_back(std::move(print));
      }
    }
    findings.push_back(std::move(finding));
  }
  seen_.clear();
  index_.clear();
  return findings;
}

}  // namespace lockstep::lint
