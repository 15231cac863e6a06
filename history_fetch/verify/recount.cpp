#include "history_fetch/verify/recount.h"

#include <fmt/format.h>

#include <string_view>
#include <variant>

#include "history_fetch/terminal.h"

namespace lockstep::fetch {
namespace {

using Member = std::variant<std::string Entry::*, int64_t Entry::*,
                            bool Entry::*, std::vector<std::string> Entry::*>;

enum class Source {
  kHistory,    // what the history says, also if that is nothing
  kElsewhere,  // the server's list says it where the history does not
};

struct Fact {
  std::string_view name;
  Member member;
  Source source = Source::kHistory;
};

// Called as in the manifest.
constexpr Fact kFacts[] = {
    {"workflow_id", &Entry::workflow_id, Source::kElsewhere},
    {"run_id", &Entry::run_id, Source::kElsewhere},
    {"workflow_type", &Entry::workflow_type},
    {"task_queue", &Entry::task_queue},
    {"status", &Entry::status},
    {"closed", &Entry::closed},
    {"start_time", &Entry::start_time},
    {"close_time", &Entry::close_time},
    {"events", &Entry::events},
    {"last_event_id", &Entry::last_event_id},
    {"first_run_id", &Entry::first_run_id, Source::kElsewhere},
    {"continued_run_id", &Entry::continued_run_id},
    {"new_run_id", &Entry::new_run_id},
    {"original_run_id", &Entry::original_run_id},
    {"reset_base_run_id", &Entry::reset_base_run_id},
    {"parent_workflow_id", &Entry::parent_workflow_id},
    {"parent_run_id", &Entry::parent_run_id},
    {"scheduled_by", &Entry::scheduled_by, Source::kElsewhere},
    {"build_ids", &Entry::build_ids},
    {"deployment_versions", &Entry::deployment_versions},
    {"change_versions", &Entry::change_versions},
    {"sdk_name", &Entry::sdk_name},
    {"sdk_version", &Entry::sdk_version},
};

std::string Shown(const std::string& text) {
  return fmt::format("\"{}\"", Printable(text));
}
std::string Shown(int64_t number) { return std::to_string(number); }
std::string Shown(bool value) { return value ? "true" : "false"; }
std::string Shown(const std::vector<std::string>& texts) {
  std::string list;
  for (const std::string& text : texts) {
    list += (list.empty() ? "" : ", ") + text;
  }
  return fmt::format("[{}]", Printable(list));
}

}  // namespace

std::string FactsThatDiffer(const Entry& entry, const Entry& history) {
  std::string all;
  for (const Fact& fact : kFacts) {
    std::visit(
        [&](const auto member) {
          const auto& said = history.*member;
          const bool elsewhere = fact.source == Source::kElsewhere &&
                                 said == std::decay_t<decltype(said)>{};
          if (elsewhere || entry.*member == said) return;
          all += fmt::format("{} {} {} where the history says {}",
                             all.empty() ? "says" : ",", fact.name,
                             Shown(entry.*member), Shown(said));
        },
        fact.member);
  }
  return all;
}

}  // namespace lockstep::fetch
