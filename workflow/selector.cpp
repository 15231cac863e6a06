#include "lockstep/selector.h"

#include <stdexcept>
#include <utility>

namespace lockstep::internal {
namespace {

class SelectState final : public ConditionState {
 public:
  SelectState(Run& run, Ref<Cases> cases)
      : ConditionState(run,
                       [cases] { return cases->FirstReady().has_value(); }),
        cases_(std::move(cases)) {}
  std::string Describe() const override { return "selector"; }

  size_t Take() {
    if (!selected_) {
      selected_ = cases_->FirstReady();
      if (!selected_) {
        throw std::logic_error(
            "another coroutine took what Select() waited for: await it at "
            "once");
      }
      cases_->items[*selected_]->Run();
    }
    return *selected_;
  }

 private:
  Ref<Cases> cases_;
  std::optional<size_t> selected_;
};

}  // namespace

std::optional<size_t> Cases::FirstReady() const {
  for (size_t i = 0; i < items.size(); ++i) {
    if (items[i]->Ready()) return i;
  }
  return std::nullopt;
}

Ref<State> Select(Scope& scope, Ref<Cases> cases) {
  auto state = MakeRef<SelectState>(scope.run(), std::move(cases));
  Watch(scope, *state);
  return state;
}

size_t TakeSelected(State& state, bool) {
  return static_cast<SelectState&>(state).Take();
}

}  // namespace lockstep::internal
