// What a registered callable carries: CapturesOf its argument.
#include <functional>
#include <memory>
#include <string>

struct Cache {
  int Run(int n) { return n; }
};
struct Functor {
  int operator()(int n) const { return n; }
  Cache* cache;
};
struct Constant {
  int operator()(int n) const { return n + add; }
  int add = 1;
};
int Plain(int n);
template <class F>
void Register(F) {}

void Main() {
  int local = 0;
  const int limit = 3;
  Cache cache;
  auto shared = std::make_shared<Cache>();
  auto frozen = std::make_shared<const Cache>();
  Register(&Plain);
  Register([](int n) { return n; });
  Register([limit](int n) { return n + limit; });
  Register([&local](int n) { return n + local; });           //! captures local
  Register([shared](int n) { return shared->Run(n); });      //! captures shared
  Register([frozen](int n) { return n; });
  Register([local](int n) mutable { return ++local; });      //! captures local
  Register([&cache, shared](int n) { return cache.Run(n); });  //! captures cache, shared
  Register(std::bind_front(&Cache::Run, &cache));            //! captures cache
  Register(std::bind_front(&Cache::Run, std::ref(cache)));   //! captures cache
  Register(std::bind_front(&Plain, 1));
  const auto body = [&local](int n) { return local; };
  Register(body);                                            //! captures local
  Register(std::function<int(int)>(body));                   //! captures local
  Register(Functor{&cache});                                 //! captures cache
  Register(Constant{2});
  Register([](Cache* all) {                                  //! captures all
    return [all](int n) { return all->Run(n); };
  }(&cache));
}
