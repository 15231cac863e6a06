// Fields of the object, and captured variables.
#include "lockstep/workflow.h"

using namespace lockstep;

struct Wallet {
  explicit Wallet(Context& c) : ctx(c) { total = 1; }
  int First() { return *items.begin() + total; }
  void Add(int n) {
    items.push_back(n);  //! changes items
    total += n;          //! changes total
  }
  int Find(const std::string& name) {
    return by_name[name];  //! changes by_name
  }
  int Peek(const std::string& name) const { return by_name.at(name); }
  std::string Take() { return std::move(name); }  //! changes name
  void Swap(std::vector<int>& other) {
    items.swap(other);       //! changes items
    std::swap(total, last);  //! changes last; changes total
  }
  void Nested() { inner.value = 1; }  //! changes inner
  Task<void> Guarded() {
    if (ctx.IsReplaying()) replayed = true;  //! changes replayed matters
    if (ctx.IsReplaying()) seen = 1;         //! changes seen
    if (replayed) co_await ctx.Sleep(std::chrono::seconds(1));
  }

  struct Inner {
    int value = 0;
  };
  Context& ctx;
  std::vector<int> items{1};
  std::map<std::string, int> by_name;
  std::string name;
  int total = 0, last = 0, seen = 0;
  bool replayed = false;
  Inner inner;
};

Task<int> Captures(Context& ctx) {
  int total = 0;
  int* pointer = &total;
  ctx.OnSignal("a", [&](int n) { total += n; });      //! changes total
  ctx.OnSignal("b", [pointer](int n) { *pointer = n; });  //! changes pointer
  ctx.OnSignal("c", [&](int n) {
    int local = n;
    local += total;
  });
  const int read = co_await ctx.SideEffect<int>([total]() mutable {
    total = 2;
    return total;
  });
  int seen = 0;
  int logged = 0;
  if (!ctx.IsReplaying()) {
    seen = 1;    //! changes seen matters
    logged = 1;
  }
  if (seen == 1) co_await ctx.Sleep(std::chrono::seconds(1));
  co_return read;
}
