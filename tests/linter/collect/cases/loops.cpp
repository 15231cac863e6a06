#include <atomic>
#include <queue>
#include <thread>

#include "expect.h"
#include "sdk.h"

using lockstep::Context;
using lockstep::Future;
using lockstep::Task;

struct State {
  bool paid = false;
  int polls = 0;
};
void Unknown(State& state);
int Next(int n) { return n - 1; }

REPORTS("blocking-wait") void Spin(State& st) {
  while (!st.paid) ++st.polls;
}
REPORTS("blocking-wait") void Empty(const std::atomic<bool>& done) {
  while (!done.load()) {
  }
}
REPORTS("blocking-wait") Task<void> Polls(Context& ctx, Future<int> future) {
  while (!future.Ready()) std::this_thread::yield();
  co_return;
}
REPORTS("blocking-wait") void ForEver(State& st) {
  for (;;) ++st.polls;
}
REPORTS("blocking-wait") void DoWhile(State& st) {
  do {
    ++st.polls;
  } while (!st.paid);
}
REPORTS("busy-loop") int Heavy() {
  int n = 0;
  for (int i = 0; i < 10'000'000; ++i) n += i;
  return n;
}

SILENT int UpToTheLargest(unsigned long long last) {
  int steps = 0;
  for (unsigned long long i = last; i < ~0ULL; i *= 2) ++steps;
  return steps;
}
SILENT void Drain(std::queue<int>& q) {
  while (!q.empty()) q.pop();
}
SILENT void Counts(int n) {
  while (n > 0) n = Next(n);
}
SILENT void Passed(State& st) {
  while (!st.paid) Unknown(st);
}
SILENT Task<void> Waits(Context& ctx, State& st) {
  while (!st.paid) co_await ctx.Sleep(std::chrono::seconds(1));
}
SILENT int Leaves(const State& st) {
  int n = 0;
  while (!st.paid) {
    if (++n > 10) break;
  }
  return n;
}
struct Link {
  Link* next = nullptr;
};
SILENT int Length(const Link* link) {
  int n = 0;
  while (link->next != nullptr) {
    link = link->next;
    ++n;
  }
  return n;
}
SILENT void Idiom(State& st) {
  do {
    st.paid = true;
  } while (false);
}
SILENT int Short() {
  int n = 0;
  for (int i = 0; i < 100; ++i) n += i;
  return n;
}
