#include "linter/link/passed_hops.h"

namespace lockstep::lint {
namespace {

class Follow {
 public:
  Follow(const Program& program, std::string run)
      : program_(program), run_(std::move(run)) {}

  // Whether the function, or what it passes its parameter to, runs it.
  bool Into(const Key& function, uint32_t index, int depth) {
    const Id id = program_.Find(function);
    if (id == kNoId || depth > kDeepest) return false;
    const FunctionFacts& facts = program_.At(id);
    return Runs(facts, index) || Registers(facts, index) ||
           PassesOn(facts, index, depth);
  }

  std::vector<Hop>& hops() { return hops_; }

 private:
  static constexpr int kDeepest = 8;

  static bool Is(const Callable& callable, uint32_t index) {
    return callable.kind == Callable::Kind::kParameter &&
           callable.index == index;
  }

  bool Runs(const FunctionFacts& facts, uint32_t index) {
    for (const Call& call : facts.calls) {
      if (call.kind != Call::Kind::kSlot || !Is(call.callable, index)) continue;
      hops_.push_back({call.place, "calls '" + call.callable.shown +
                                       "', which is '" + run_ + "'"});
      return true;
    }
    return false;
  }

  bool Registers(const FunctionFacts& facts, uint32_t index) {
    for (const Registration& given : facts.registrations) {
      if (!Is(given.callable, index)) continue;
      hops_.push_back({given.place, "passes '" + given.callable.shown +
                                        "' to '" + given.how + "'"});
      return true;
    }
    return false;
  }

  bool PassesOn(const FunctionFacts& facts, uint32_t index, int depth) {
    for (const Call& call : facts.calls) {
      for (const Argument& argument : call.arguments) {
        if (!Is(argument.callable, index)) continue;
        hops_.push_back({call.place, "passes '" + argument.callable.shown +
                                         "' on to '" + call.shown + "'"});
        if (Into(call.target, argument.index, depth + 1)) return true;
        hops_.pop_back();
      }
    }
    return false;
  }

  const Program& program_;
  std::string run_;
  std::vector<Hop> hops_;
};

}  // namespace

std::vector<Hop> PassedHops(const Program& program, const Edge& edge) {
  for (const Argument& argument : edge.call->arguments) {
    if (&argument.callable != edge.callable) continue;
    Follow follow(program, program.At(edge.to).name);
    if (follow.Into(edge.call->target, argument.index, 0)) {
      return std::move(follow.hops());
    }
  }
  return {};
}

}  // namespace lockstep::lint
