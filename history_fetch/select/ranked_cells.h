// The cells of a sample: of the picks that a cell was offered, those of the
// smallest ranks.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <tuple>

#include "history_fetch/select/pick.h"
#include "history_fetch/spool.h"

namespace lockstep::fetch {

class RankedCells {
 public:
  // why, status, bucket, attribute, value
  using Key = std::tuple<Why, size_t, size_t, size_t, std::string>;

  // A cell keeps `most`, always the same number. A run that is there stays as
  // it is.
  void Offer(const Key& key, int64_t most, const Pick& pick);
  // Cell by cell in the order of their keys, their picks by rank.
  void ForEach(const std::function<void(uint32_t turn, Pick pick)>& visit,
               const std::function<void()>& end_of_cell);
  const std::optional<Failure>& broken() const { return picks_.broken(); }

 private:
  struct Cell {
    std::string prefix;  // of its keys in picks_
    int64_t count = 0;
    std::string last;  // key of its greatest pick
  };

  std::map<Key, Cell> cells_;
  Spool picks_;
};

}  // namespace lockstep::fetch
