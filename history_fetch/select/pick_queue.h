// Picks in their order, as many as there are: beyond some megabytes they wait
// on the disk.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "history_fetch/select/pick.h"
#include "history_fetch/spool.h"

namespace lockstep::fetch {

class PickQueue {
 public:
  // Once for each pick.
  void Add(const Pick& pick);
  std::optional<Pick> TakeFirst();
  // The first one, then those behind it; all stay, and none may be added
  // meanwhile.
  std::optional<Pick> Next();
  bool empty() const { return picks_.empty(); }
  const std::optional<Failure>& broken() const { return picks_.broken(); }

 private:
  static std::optional<Pick> PickOf(const std::optional<Spool::Record>& record);

  Spool picks_;
};

// What a pick is but for its rank and its run id, as bytes, and back.
std::string BytesOf(const Pick& pick);
Pick PickOf(uint64_t rank, std::string_view run_id, std::string_view bytes);

}  // namespace lockstep::fetch
