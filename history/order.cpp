#include "history/order.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace lockstep::history {
namespace {

constexpr std::string_view kAgain =
    "download the whole history with `temporal workflow show -o json`";

bool IsDescending(const std::vector<Event>& events) {
  for (size_t i = 1; i < events.size(); ++i) {
    if (events[i].id >= events[i - 1].id) return false;
  }
  return events.size() > 1;
}

std::string Missing(int64_t first, int64_t last) {
  if (first == last) return fmt::format("lacks event {}", first);
  return fmt::format("lacks events {} to {}", first, last);
}

// Event `id` stands where `expected` belongs.
std::string Explain(int64_t expected, int64_t id) {
  if (id > expected) {
    return fmt::format("{}: {}", Missing(expected, id - 1), kAgain);
  }
  if (id == expected - 1) return fmt::format("has event {} twice", id);
  if (id == 1) {
    return fmt::format(
        "holds several histories (event 1 follows event {}): give each a file "
        "of its own",
        expected - 1);
  }
  return fmt::format("has event {} after event {}: {}", id, expected - 1,
                     kAgain);
}

}  // namespace

Result<void> SetInOrder(Order accepted, std::vector<Event>& events) {
  if (IsDescending(events)) {
    if (accepted == Order::kOldestFirst) {
      return Fail(
          "has its newest event first: pass --reverse-order if that is the "
          "whole history");
    }
    std::reverse(events.begin(), events.end());
  }
  int64_t expected = 1;
  for (const Event& event : events) {
    if (event.id != expected) return Fail(Explain(expected, event.id));
    ++expected;
  }
  return {};
}

}  // namespace lockstep::history
