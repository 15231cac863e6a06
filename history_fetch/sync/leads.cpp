#include "history_fetch/sync/leads.h"

#include <string_view>

#include "history_fetch/spool_bytes.h"

namespace lockstep::fetch {

void Leads::Add(uint64_t number, const Pick& pick, const Details& details) {
  std::string key;
  AppendNumber(number, key);
  std::string value;
  AppendNumber(static_cast<uint8_t>(pick.why), value);
  AppendNumber(static_cast<uint8_t>(pick.archived ? 1 : 0), value);
  AppendNumber(pick.stratum, value);
  AppendNumber(details.start_time_ns, value);
  for (const std::string* text :
       {&pick.execution.workflow_id, &details.first_run_id,
        &details.links.before, &details.links.after}) {
    AppendText(*text, value);
  }
  for (const StartedChild& child : details.links.children) {
    for (const std::string* text :
         {&child.name_space, &child.workflow_type, &child.execution.workflow_id,
          &child.execution.run_id}) {
      AppendText(*text, value);
    }
  }
  leads_.Add(key, value);
}

std::optional<Lead> Leads::Next() {
  const std::optional<Spool::Record> record = leads_.Next();
  if (!record) return std::nullopt;
  std::string_view value = record->value;
  Lead lead;
  lead.why = static_cast<Why>(TakeNumber<uint8_t>(value));
  lead.archived = TakeNumber<uint8_t>(value) != 0;
  lead.stratum = TakeNumber<uint32_t>(value);
  lead.start_time_ns = TakeNumber<int64_t>(value);
  for (std::string* text : {&lead.workflow_id, &lead.first_run_id,
                            &lead.links.before, &lead.links.after}) {
    *text = TakeText(value);
  }
  while (!value.empty()) {
    StartedChild& child = lead.links.children.emplace_back();
    for (std::string* text :
         {&child.name_space, &child.workflow_type, &child.execution.workflow_id,
          &child.execution.run_id}) {
      *text = TakeText(value);
    }
  }
  return lead;
}

}  // namespace lockstep::fetch
