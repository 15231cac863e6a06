#include "linter/facts/cache_rows.h"

#include <algorithm>
#include <utility>

#include "linter/facts/bytes.h"

namespace lockstep::lint {

std::string HashesToBytes(const UnitRecord& record) {
  ByteWriter writer;
  for (const RecordList list : kRecordLists) {
    writer.Number((record.*list).size());
    for (const uint64_t hash : record.*list) writer.Fixed(hash);
  }
  return writer.Take();
}

bool HashesFromBytes(std::string_view bytes, UnitRecord& record) {
  ByteReader reader(bytes);
  for (const RecordList list : kRecordLists) {
    const size_t count = reader.Count();
    for (size_t i = 0; i < count && reader.Ok(); ++i) {
      (record.*list).push_back(reader.Fixed());
    }
  }
  return reader.AtEnd();
}

// Ids are small and close to each other: differences are one byte mostly.
std::string IdsToBytes(std::vector<uint64_t> ids) {
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  ByteWriter writer;
  uint64_t last = 0;
  for (const uint64_t id : ids) writer.Number(id - std::exchange(last, id));
  return writer.Take();
}

std::optional<std::vector<uint64_t>> IdsFromBytes(std::string_view bytes) {
  std::vector<uint64_t> ids;
  ByteReader reader(bytes);
  uint64_t id = 0;
  while (reader.Ok() && !reader.AtEnd()) ids.push_back(id += reader.Number());
  if (!reader.Ok()) return std::nullopt;
  return ids;
}

}  // namespace lockstep::lint
