#include "history_fetch/corpus/left_out.h"

#include <fmt/format.h>

#include <utility>

#include "history_fetch/terminal.h"

namespace lockstep::fetch {

namespace {

std::string Shown(const std::string& name) {
  return name == "-" ? "what came from standard input" : Printable(name, 400);
}

}  // namespace

std::string AboutLeftOut(const std::vector<std::string>& left_out) {
  if (left_out.empty()) return "";
  const std::string first = Shown(left_out.front());
  const std::string what =
      left_out.size() == 1
          ? first
          : fmt::format("{} files, first {}", left_out.size(), first);
  return fmt::format(
      "an import left out {}: correct and import {} again, or pass "
      "`lockstep-fetch import` --accept-left-out",
      what, left_out.size() == 1 ? "it" : "them");
}

CorpusState WithLeftOut(CorpusState state) {
  if (state.left_out.empty()) return state;
  if (state.complete || state.reason.empty()) {
    state.reason = AboutLeftOut(state.left_out);
  }
  state.complete = false;
  return state;
}

}  // namespace lockstep::fetch
