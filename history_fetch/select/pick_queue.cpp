#include "history_fetch/select/pick_queue.h"

#include "history_fetch/spool_bytes.h"

namespace lockstep::fetch {

std::string BytesOf(const Pick& pick) {
  std::string bytes;
  AppendNumber(static_cast<uint8_t>(pick.why), bytes);
  AppendNumber(static_cast<uint8_t>(pick.status), bytes);
  AppendNumber(static_cast<uint8_t>(pick.archived ? 1 : 0), bytes);
  for (const uint32_t number :
       {pick.stratum, pick.cell, pick.turn, pick.query}) {
    AppendNumber(number, bytes);
  }
  AppendNumber(pick.start_time_ns, bytes);
  AppendNumber(pick.history_length, bytes);
  for (const std::string* text :
       {&pick.execution.workflow_id, &pick.first_run_id, &pick.scheduled_by}) {
    AppendText(*text, bytes);
  }
  return bytes;
}

Pick PickOf(uint64_t rank, std::string_view run_id, std::string_view bytes) {
  Pick pick;
  pick.rank = rank;
  pick.execution.run_id = run_id;
  pick.why = static_cast<Why>(TakeNumber<uint8_t>(bytes));
  pick.status = static_cast<Status>(TakeNumber<uint8_t>(bytes));
  pick.archived = TakeNumber<uint8_t>(bytes) != 0;
  for (uint32_t* number :
       {&pick.stratum, &pick.cell, &pick.turn, &pick.query}) {
    *number = TakeNumber<uint32_t>(bytes);
  }
  pick.start_time_ns = TakeNumber<int64_t>(bytes);
  pick.history_length = TakeNumber<int64_t>(bytes);
  for (std::string* text :
       {&pick.execution.workflow_id, &pick.first_run_id, &pick.scheduled_by}) {
    *text = TakeText(bytes);
  }
  return pick;
}

// As operator< compares.
void PickQueue::Add(const Pick& pick) {
  std::string key;
  AppendNumber(static_cast<uint8_t>(pick.why), key);
  for (const uint32_t number : {pick.turn, pick.stratum, pick.cell}) {
    AppendNumber(number, key);
  }
  AppendNumber(pick.rank, key);
  key += pick.execution.run_id;
  picks_.Add(key, BytesOf(pick));
}

std::optional<Pick> PickQueue::TakeFirst() {
  return PickOf(picks_.TakeFirst());
}

std::optional<Pick> PickQueue::Next() { return PickOf(picks_.Next()); }

std::optional<Pick> PickQueue::PickOf(
    const std::optional<Spool::Record>& record) {
  if (!record) return std::nullopt;
  std::string_view key = record->key;
  key.remove_prefix(1 + 3 * sizeof(uint32_t));
  const auto rank = TakeNumber<uint64_t>(key);
  return fetch::PickOf(rank, key, record->value);
}

}  // namespace lockstep::fetch
