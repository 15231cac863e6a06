#include "history_fetch/number_table.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace lockstep::fetch {
namespace {

// Against a map, with hashes that often collide, and of which many are alike.
TEST(NumberTable, FindsWhatIsInIt) {
  for (const uint64_t hashes : {1, 7, 1000, 1'000'000}) {
    std::mt19937 random(static_cast<unsigned>(hashes));
    NumberTable table;
    std::map<uint32_t, uint64_t> numbers;  // and their hashes
    const auto hash_of = [&](uint32_t number) { return numbers.at(number); };
    for (int i = 0; i < 3000; ++i) {
      const uint32_t number = random() % 500;
      const auto found = numbers.find(number);
      if (found == numbers.end()) {
        numbers[number] = random() % hashes;
        table.Add(number, hash_of);
      } else if (random() % 4 == 0 && !numbers.contains(number + 1000)) {
        table.Rename(number, number + 1000, found->second);
        numbers[number + 1000] = found->second;
        numbers.erase(found);
      } else {
        table.Erase(number, hash_of);
        numbers.erase(found);
      }
      if (i % 100 != 0) continue;
      for (uint32_t other = 0; other < 1500; ++other) {
        const auto there = numbers.find(other);
        const uint64_t hash = there == numbers.end() ? 0 : there->second;
        const auto is = [&](uint32_t candidate) { return candidate == other; };
        ASSERT_EQ(table.Find(hash, is).has_value(), there != numbers.end());
      }
    }
  }
}

}  // namespace
}  // namespace lockstep::fetch
