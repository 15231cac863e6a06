// The shapes of our API that checks know by profile, without its weight.
#pragma once

#include <chrono>
#include <coroutine>
#include <string>
#include <utility>
#include <vector>

namespace lockstep {

template <class T>
struct Future {
  bool await_ready() const noexcept;
  void await_suspend(std::coroutine_handle<>) const;
  T await_resume() const;
  bool Ready() const;
  T Get() const;
};

template <class T>
struct Task {
  struct promise_type {
    Task get_return_object();
    std::suspend_always initial_suspend() noexcept;
    std::suspend_always final_suspend() noexcept;
    void unhandled_exception();
    void return_value(T value);
  };
  bool await_ready() const noexcept;
  void await_suspend(std::coroutine_handle<>) const;
  T await_resume() const;
};

template <>
struct Task<void> {
  struct promise_type {
    Task get_return_object();
    std::suspend_always initial_suspend() noexcept;
    std::suspend_always final_suspend() noexcept;
    void unhandled_exception();
    void return_void();
  };
  bool await_ready() const noexcept;
  void await_suspend(std::coroutine_handle<>) const;
  void await_resume() const;
};

struct ActivityOptions {};

class Random {
 public:
  double UniformDouble();
};

class Context {
 public:
  std::chrono::system_clock::time_point Now() const;
  bool IsReplaying() const;
  std::string Uuid() const;
  lockstep::Random& Random() const;
  void Log(int level, const std::string& text) const;
  template <class R = void, class... A>
  Future<R> Activity(const std::string& name, const ActivityOptions& options,
                     A&&... arguments);
  Future<void> Sleep(std::chrono::nanoseconds duration);
  template <class P>
  Future<void> Await(P&& predicate) {
    predicate();
    return {};
  }
  int Version(const std::string& id, int min, int max);
};

template <class T>
Future<std::size_t> WhenAny(const std::vector<Future<T>>& futures);

template <class F>
class ActivityRef;

template <class R, class... P>
class ActivityRef<R(P...)> {
 public:
  explicit ActivityRef(const char* name);
  Future<R> operator()(Context& context, P... arguments) const;
};

}  // namespace lockstep
