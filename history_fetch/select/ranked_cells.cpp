#include "history_fetch/select/ranked_cells.h"

#include <utility>

#include "history_fetch/select/pick_queue.h"
#include "history_fetch/spool_bytes.h"

namespace lockstep::fetch {

void RankedCells::Offer(const Key& key, int64_t most, const Pick& pick) {
  if (most <= 0) return;
  const auto [found, is_new] = cells_.try_emplace(key);
  Cell& cell = found->second;
  if (is_new) {
    AppendNumber(static_cast<uint32_t>(cells_.size()), cell.prefix);
    cell.prefix += ':';  // Spool asks for an end that has a successor
  }
  std::string place = cell.prefix;
  AppendNumber(pick.rank, place);
  place += pick.execution.run_id;
  const bool full = cell.count >= most;
  if (full && place >= cell.last) return;
  if (!picks_.Add(place, BytesOf(pick))) return;
  if (full) {
    picks_.DropLast(cell.prefix);
    cell.last = picks_.LastKey(cell.prefix);
  } else {
    ++cell.count;
    if (place > cell.last) cell.last = std::move(place);
  }
}

void RankedCells::ForEach(
    const std::function<void(uint32_t turn, Pick pick)>& visit,
    const std::function<void()>& end_of_cell) {
  for (const auto& [key, cell] : cells_) {
    picks_.Rewind(cell.prefix);
    uint32_t turn = 0;
    while (const auto record = picks_.Next()) {
      std::string_view place = record->key;
      place.remove_prefix(cell.prefix.size());
      const auto rank = TakeNumber<uint64_t>(place);
      visit(turn++, PickOf(rank, place, record->value));
    }
    end_of_cell();
  }
}

}  // namespace lockstep::fetch
