#include "linter/findings/suppress.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "linter/findings/rule_filter.h"

namespace lockstep::lint {
namespace {

enum class Standing { kCounts, kUnexplained, kUnknown, kExpired, kOpen };

struct Entry {
  const Suppression* suppression;
  Standing standing;
  bool used = false;
  bool other_paths = false;  // it stands on a hop that others go round
};

bool KnownName(const std::string& pattern, const RuleBook& book) {
  return std::any_of(
      book.rules.begin(), book.rules.end(),
      [&](const Rule& rule) { return MeansRule(pattern, rule); });
}

Standing StandingOf(const Suppression& suppression,
                    const SuppressionContext& context) {
  if (!KnownName(suppression.pattern, context.book)) return Standing::kUnknown;
  if (suppression.open) return Standing::kOpen;
  if (suppression.reason.empty()) return Standing::kUnexplained;
  if (!suppression.until.empty() && suppression.until < context.today) {
    return Standing::kExpired;
  }
  return Standing::kCounts;
}

class Judge {
 public:
  Judge(const std::vector<Suppression>& suppressions,
        const SuppressionContext& context) {
    for (const Suppression& suppression : suppressions) {
      entries_.push_back({&suppression, StandingOf(suppression, context)});
    }
    for (Entry& entry : entries_) {
      by_file_[entry.suppression->place.file].push_back(&entry);
    }
  }

  std::vector<Entry>& entries() { return entries_; }

  // The comment that switches off the rule at the place.
  Entry* Find(const Place& place, const Rule& rule) {
    const auto file = by_file_.find(place.file);
    if (file == by_file_.end() || !place.Known()) return nullptr;
    for (Entry* const entry : file->second) {
      const Suppression& s = *entry->suppression;
      if (entry->standing == Standing::kCounts && s.first_line <= place.line &&
          place.line <= s.last_line && MeansRule(s.pattern, rule)) {
        return entry;
      }
    }
    return nullptr;
  }

  Entry* FindAtCause(const Finding& finding) {
    Entry* const at_place = Find(finding.place, *finding.rule);
    return at_place != nullptr ? at_place
                               : Find(finding.spelling, *finding.rule);
  }

  // On a hop: counts if there is no way round it.
  Entry* FindAtHop(const Finding& finding) {
    for (const Hop& hop : finding.chain) {
      Entry* const entry = Find(hop.place, *finding.rule);
      if (entry == nullptr || hop.place == finding.entry_place) continue;
      if (finding.other_chains == 0) return entry;
      entry->other_paths = true;
    }
    return nullptr;
  }

 private:
  std::vector<Entry> entries_;
  std::map<std::string, std::vector<Entry*>> by_file_;
};

// What comments say about one finding.
class Verdict {
 public:
  Verdict(const Finding& finding, Judge& judge)
      : finding_(finding), gone_(finding.other_entries.size() + 1, false) {
    if (Entry* const entry = judge.FindAtCause(finding)) {
      Use(*entry);
      std::fill(gone_.begin(), gone_.end(), true);
      return;
    }
    Try(0, judge.Find(finding.entry_place, *finding.rule));
    Try(0, judge.FindAtHop(finding));
    for (size_t i = 0; i < finding.other_entry_places.size(); ++i) {
      Try(i + 1, judge.Find(finding.other_entry_places[i], *finding.rule));
    }
  }

  bool Silent() const {
    return std::find(gone_.begin(), gone_.end(), true) != gone_.end();
  }
  std::optional<Finding> Left() const {
    return WithoutEntries(finding_, gone_);
  }
  const std::string& reason() const { return reason_; }

 private:
  void Use(Entry& entry) {
    entry.used = true;
    if (reason_.empty()) reason_ = entry.suppression->reason;
  }

  void Try(size_t index, Entry* entry) {
    if (entry == nullptr || index >= gone_.size()) return;
    Use(*entry);
    gone_[index] = true;
  }

  const Finding& finding_;
  std::vector<bool> gone_;  // as WithoutEntries wants it
  std::string reason_;
};

// No folders: a checkout elsewhere has the same fingerprints.
std::string FileName(const std::string& path) {
  return path.substr(path.rfind('/') + 1);
}

// FNV-1a: what matters is that it is the same for ever.
std::string Fingerprint(const std::string& text) {
  uint64_t hash = 0xcbf29ce484222325;
  for (const char c : text) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  }
  return fmt::format("{:016x}", hash);
}

Finding About(const Suppression& suppression, const Rule& rule,
              const std::string& detail) {
  Finding finding;
  finding.rule = &rule;
  finding.severity = rule.severity;
  finding.symbol = suppression.pattern;
  finding.place = suppression.place;
  std::string title = rule.title;
  const size_t hole = title.find("{}");
  if (hole != std::string::npos) {
    title.replace(hole, 2, "'" + finding.symbol + "'");
  }
  finding.message = fmt::format("{}; {} [{}]", title, detail, rule.Id());
  finding.fingerprint = Fingerprint(rule.slug + "|" + finding.symbol + "|" +
                                    FileName(suppression.place.file));
  return finding;
}

struct Complaint {
  std::string rule;  // empty: there is nothing to say
  std::string detail;
};

// A rule that is off, or about comments, can use no comment.
bool CouldBeUsed(const Suppression& suppression,
                 const SuppressionContext& context) {
  const auto& rules = context.book.rules;
  return std::any_of(rules.begin(), rules.end(), [&](const Rule& rule) {
    return rule.family != "suppression" &&
           context.is_on(rule, suppression.place.file) &&
           MeansRule(suppression.pattern, rule);
  });
}

Complaint ComplaintAbout(const Entry& entry,
                         const SuppressionContext& context) {
  const Suppression& s = *entry.suppression;
  switch (entry.standing) {
    case Standing::kUnknown:
      return {"unknown-suppression", "so it switches nothing off"};
    case Standing::kUnexplained:
      return {"unexplained-suppression", "so it does not count"};
    case Standing::kExpired:
      return {"unused-suppression", "its reason expired on " + s.until};
    case Standing::kOpen:
      return {"unused-suppression", s.keyword == "NOLINTEND"
                                        ? "no NOLINTBEGIN is open here"
                                        : "there is no NOLINTEND for it"};
    case Standing::kCounts:
      break;
  }
  if (entry.used) return {};
  if (entry.other_paths) {
    return {"unused-suppression",
            "other calls reach the cause too: put it there"};
  }
  if (!context.complete || !CouldBeUsed(s, context)) return {};
  return {"unused-suppression", "nothing is found without it"};
}

void Complain(const std::vector<Entry>& entries,
              const SuppressionContext& context,
              std::vector<Finding>& findings) {
  for (const Entry& entry : entries) {
    const Complaint complaint = ComplaintAbout(entry, context);
    if (complaint.rule.empty()) continue;
    const Rule* const rule = context.book.FindRule(complaint.rule);
    if (rule == nullptr || !context.is_on(*rule, entry.suppression->place.file))
      continue;
    Finding finding = About(*entry.suppression, *rule, complaint.detail);
    const auto severity = context.severities.find(rule->slug);
    if (severity != context.severities.end()) {
      finding.severity = severity->second;
    }
    if (finding.severity == Severity::kOff) continue;
    findings.push_back(std::move(finding));
  }
}

}  // namespace

std::vector<Silenced> Suppress(std::vector<Finding>& findings,
                               const std::vector<Suppression>& suppressions,
                               const SuppressionContext& context) {
  Judge judge(suppressions, context);
  std::vector<Silenced> silenced;
  std::vector<Finding> kept;
  for (Finding& finding : findings) {
    const Verdict verdict(finding, judge);
    if (!verdict.Silent()) {
      kept.push_back(std::move(finding));
      continue;
    }
    std::optional<Finding> left = verdict.Left();
    if (left) {
      kept.push_back(std::move(*left));
    } else {
      silenced.push_back(
          {std::move(finding), Silenced::By::kComment, verdict.reason()});
    }
  }
  Complain(judge.entries(), context, kept);
  SortFindings(kept);
  findings = std::move(kept);
  return silenced;
}

}  // namespace lockstep::lint
