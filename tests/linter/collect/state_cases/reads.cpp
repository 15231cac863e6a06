// Reads of what nobody wrote.
#include "lockstep/workflow.h"

using namespace lockstep;

void Use(int);
void Fill(int& out);
void Look(const int& in);

int Never() {
  int value;
  return value;  //! uninitialized-read 'value'
}
int OnSomePath(bool known) {
  int value;
  if (known) value = 1;
  return value;  //! uninitialized-read 'value'
}
void Correlated(bool known) {
  int value;
  if (known) value = 1;
  Use(0);
  if (known) Use(value);
}
void Filled() {
  int value;
  Fill(value);
  Use(value);
}
void ByReference() {
  int value;
  Look(value);  //! uninitialized-read 'value'
}
int AllPaths(bool known) {
  int value;
  if (known) {
    value = 1;
  } else {
    value = 2;
  }
  return value;
}

struct Order {
  std::string item;
  int count;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Order, item, count)
struct Done {
  int count = 0;
};
Task<Order> Sent(Context& ctx) {
  Order order;
  order.item = "tea";
  co_await ctx.Activity("A", ActivityOptions(), order);  //! uninitialized-read 'order.count'
  Order whole;
  whole.item = "tea";
  whole.count = 1;
  co_await ctx.Activity("A", ActivityOptions(), whole);
  Order cleared{};
  Done done;
  Use(done.count);
  Order partly;
  if (partly.count > 1) co_return cleared;  //! uninitialized-read 'partly.count'
  co_return whole;
}

class Wallet {
 public:
  explicit Wallet(Context& ctx) : ctx_(ctx) {
    assigned_ = 1;
    Init();
  }
  Task<int> Run(Context& ctx) {
    const int sum = assigned_ + listed_ + set_up_ + later_;
    co_await ctx.Await([this] { return paid_; });  //! uninitialized-read 'paid_'
    co_return sum + left_;  //! uninitialized-read 'left_'
  }
  void OnPay() { paid_ = true; }  //! changes paid_

 private:
  void Init() { set_up_ = 2; }  //! changes set_up_
  Context& ctx_;
  int assigned_, set_up_, left_;
  int listed_ = 1;
  int later_{};
  bool paid_;
};
