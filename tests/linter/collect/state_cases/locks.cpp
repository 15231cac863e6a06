// Locks, atomics, other RAII objects, stop tokens.
#include <atomic>
#include <mutex>
#include <stop_token>
#include <thread>

#include "lockstep/workflow.h"

using namespace lockstep;
using namespace std::chrono_literals;

std::mutex global_mutex;
std::atomic<int> global_count;
thread_local const char* current_user = "";

struct Shared {
  void Lock() { const std::lock_guard guard(mutex); }  //! lock 'mutex' warning
  std::mutex mutex;
  std::atomic<int> hits{0};
};

Task<void> Held(Context& ctx) {
  std::mutex own;
  const std::lock_guard<std::mutex> guard(own);  //! lock 'guard' warning
  co_await ctx.Sleep(1s);
}
Task<void> Scoped(Context& ctx) {
  std::mutex own;
  {
    const std::lock_guard<std::mutex> guard(own);  //! lock 'own' note
  }
  std::unique_lock<std::mutex> lock(own);  //! lock 'own' note
  lock.unlock();
  co_await ctx.Sleep(1s);
}
Task<void> HeldLater(Context& ctx) {
  std::unique_lock<std::mutex> none;
  std::unique_lock<std::mutex> never(global_mutex, std::defer_lock);  //! lock 'global_mutex' warning
  std::unique_lock<std::mutex> later;  //! lock 'later' warning
  later = std::unique_lock<std::mutex>(global_mutex);  //! lock 'global_mutex' warning
  co_await ctx.Sleep(1s);
}
void Uses(Shared& shared) {
  std::scoped_lock guard(global_mutex);  //! lock 'global_mutex' warning
  shared.hits.fetch_add(1);  //! lock 'hits' warning
  ++shared.hits;             //! lock 'hits' warning
  std::atomic<int> own = 0;
  ++own;                     //! lock 'own' note
  (void)own.load();
  auto copy = std::make_shared<int>(1);
  auto other = copy;
}

struct AsUser {
  explicit AsUser(const char* user) : before(current_user) {  //! reads current_user
    current_user = user;  //! writes current_user
  }
  ~AsUser() { current_user = before; }  //! writes current_user
  const char* before;
};
Task<void> Ambient(Context& ctx) {
  const AsUser user("root");  //! raii-across-suspension 'user'
  co_await ctx.Sleep(1s);
}
Task<void> AmbientInBlock(Context& ctx) {
  { const AsUser user("root"); }
  const std::string name = "root";
  co_await ctx.Sleep(1s);
}

struct Stops {
  std::stop_source source;
  bool Ask() { return source.stop_requested(); }  //! foreign-stop-token 'std::stop_source::stop_requested'
};
void Stop(std::jthread& thread, std::stop_token token) {
  std::stop_source source;
  thread.request_stop();    //! foreign-stop-token 'std::jthread::request_stop'
  if (token.stop_requested()) source.request_stop();
}
