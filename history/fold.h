// Folds repeats in a sequence: of "x a b a b a b y" the "a b" three times.
#pragma once

#include <cstdint>
#include <vector>

namespace lockstep::history {

// A part of a sequence that comes again right after itself.
struct Repeat {
  std::vector<uint32_t> body;  // symbols, of smaller repeats too
  bool many = false;           // three times or more; else twice
  auto operator<=>(const Repeat&) const = default;
};

struct Folded {
  std::vector<uint32_t> symbols;
  // What symbols stand for that are not of the sequence: `first_repeat` for the
  // first, and so on.
  uint32_t first_repeat = 0;
  std::vector<Repeat> repeats;
};

// `sequence` holds numbers below `symbols`. Shorter repeats are folded before
// longer ones and, of one length, earlier before later ones; then again, with
// each repeat as one symbol, until none is left. So a loop in a loop folds even
// if the inner one does not run equally often each time. A rest that is no
// whole round stays. O(n log n) for each level of nesting.
Folded Fold(std::vector<uint32_t> sequence, uint32_t symbols);

}  // namespace lockstep::history
