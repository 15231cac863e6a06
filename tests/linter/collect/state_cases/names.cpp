// Names of commands and ids of changes.
#include <array>
#include <map>
#include <string>

#include "lockstep/workflow.h"

using namespace lockstep;

constexpr char kChange[] = "change";
constexpr std::array<const char*, 2> kNames = {"a", "b"};
const std::string kOther = "other";

Task<void> Changes(Context& ctx, int item, std::string input, bool first) {
  if (ctx.Patched("literal")) co_return;
  if (ctx.Patched(kChange)) co_return;
  if (ctx.Patched(kOther)) co_return;  //! reads kOther
  if (ctx.Patched(first ? "a" : "b")) co_return;
  if (ctx.Patched(kNames[0])) co_return;
  if (ctx.Patched("item-" + std::to_string(item))) co_return;  //! dynamic-id 'lockstep::Context::Patched'
  const std::string id = "item-" + input;
  if (ctx.Version(id, 1, 2) == 1) co_return;  //! dynamic-id 'lockstep::Context::Version'
  for (int i = 0; i < 3; ++i) {
    if (ctx.Patched("same")) co_await ctx.Sleep(std::chrono::seconds(1));
  }
}
Task<void> Activities(Context& ctx, std::string type) {
  co_await ctx.Activity(type, ActivityOptions());
  co_await ctx.Activity("prefix-" + type, ActivityOptions());
  const auto now = std::to_string(
      std::chrono::system_clock::now().time_since_epoch().count());
  co_await ctx.Activity(now, ActivityOptions());  //! dynamic-id 'lockstep::Context::Activity'
}
