// Awaitables, tasks that are dropped, handles.
#include <coroutine>

#include "lockstep/workflow.h"

using namespace lockstep;
using namespace std::chrono_literals;

// A task type of the user's own.
template <class Suspend>
struct Own {
  struct promise_type {
    Own get_return_object() { return {}; }
    Suspend initial_suspend() { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void return_void() {}
    void unhandled_exception() {}
  };
  bool await_ready() { return true; }
  void await_suspend(std::coroutine_handle<> h) { handle = h; }
  void await_resume() {}
  ~Own() {
    if (handle) handle.destroy();
  }
  std::coroutine_handle<> handle;
};
using Lazy = Own<std::suspend_always>;
using Detached = Own<std::suspend_never>;

struct Foreign {
  bool await_ready() { return false; }
  void await_suspend(std::coroutine_handle<>);
  void await_resume() {}
};
struct Wrapped {
  Lazy operator co_await() { return {}; }
};

Lazy LazyBody() { co_return; }
Detached DetachedBody() { co_return; }
Task<void> Body(Context& ctx) { co_await ctx.Sleep(1s); }

Lazy Awaits() {
  co_await std::suspend_never();
  co_await std::suspend_always();  //! foreign-awaitable 'std::suspend_always'
  co_await Foreign();              //! foreign-awaitable 'Foreign'
  co_await LazyBody();
  co_await Wrapped();
}
Task<void> AwaitsSdk(Context& ctx) {
  co_await ctx.Sleep(1s);
  co_await Body(ctx);
  co_await ctx.Yield();
}

Task<void> Drops(Context& ctx) {
  Body(ctx);         //! dropped-task 'Body'
  (void)Body(ctx);   //! dropped-task 'Body'
  LazyBody();        //! dropped-task 'LazyBody'
  DetachedBody();    //! dropped-task 'DetachedBody' warning
  Task<void> never = Body(ctx);  //! dropped-task 'never'
  Task<void> later = Body(ctx);
  (void)ctx.Sleep(1s);
  ctx.Spawn(Body(ctx));
  co_await std::move(later);
}

std::coroutine_handle<> parked;
std::vector<std::coroutine_handle<>> waiting;
struct Parks {
  bool await_ready() { return false; }
  void await_suspend(std::coroutine_handle<> h) {
    parked = h;            //! handle-escape 'parked'; writes parked
    waiting.push_back(h);  //! handle-escape 'waiting'; writes waiting
  }
  void await_resume() {}
};
struct Slot {
  std::coroutine_handle<> handle;
};
struct ParksElsewhere {
  bool await_ready() { return false; }
  void await_suspend(std::coroutine_handle<> h) {
    own = h;          //! changes own
    slot.handle = h;  //! changes slot; handle-escape 'handle'
  }
  void await_resume() {}
  Slot& slot;
  std::coroutine_handle<> own;
};
void Wake() {
  parked.resume();            //! handle-escape 'std::coroutine_handle::resume'; reads parked
  waiting.front()();          //! handle-escape 'std::coroutine_handle::operator()'; reads waiting
}
