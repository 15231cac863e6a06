#include <algorithm>
#include <chrono>
#include <cstdio>
#include <iostream>
#include <iterator>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "expect.h"
#include "sdk.h"

using lockstep::ActivityOptions;
using lockstep::Context;

int Source();
void Helper(int n);
int Twice(int n);
struct Order {
  int price = 0;
  int count = 0;
  int Total() const;
  void Book(int n);
};
int global;

FLOWS("") void Dropped() { Source(); }
FLOWS("") void DroppedInVariable() {
  const int n = Source();
  (void)n;
}
FLOWS("branch") void If() {
  if (Source() > 3) Helper(1);
}
FLOWS("branch") void ByVariable() {
  int n = 0;
  n = Source() * 2;
  const int m = n + 1;
  while (m > 5) Helper(1);
}
FLOWS("branch") void Bounds() {
  const int n = Source();
  for (int i = 0; i < n; ++i) Helper(1);
}
FLOWS("branch") void Switch() {
  switch (Source()) {
    case 1:
      Helper(1);
  }
}
FLOWS("branch") int Choice() { return Source() ? 1 : 2; }
FLOWS("branch") void LeftOfAnd() { Source() > 1 && Twice(2); }
FLOWS("returned") bool PlainAnd(bool b) { return Source() > 1 && b; }
FLOWS("branch") int Index(int* a) { return a[Source()]; }
FLOWS("returned") int Returned() { return Source() + 1; }
FLOWS("returned") lockstep::Task<int> CoReturned(Context& ctx) {
  co_await ctx.Sleep(std::chrono::seconds(1));
  co_return Source();
}
FLOWS("command") void CommandName(Context& ctx) {
  ctx.Activity<int>(std::to_string(Source()), ActivityOptions());
}
FLOWS("payload") void Payload(Context& ctx) {
  ctx.Activity<int>("A", ActivityOptions(), Source());
}
FLOWS("payload") lockstep::Task<void> AwaitedPayload(Context& ctx) {
  co_await ctx.Activity<void>("A", ActivityOptions(), Order{Source(), 1});
}
FLOWS("command") lockstep::Task<void> Duration(Context& ctx) {
  co_await ctx.Sleep(std::chrono::seconds(Source()));
}
FLOWS("payload") void Reference(Context& ctx) {
  static const lockstep::ActivityRef<int(int)> kCharge("Charge");
  kCharge(ctx, Source());
}
FLOWS("log") void Log(Context& ctx) {
  ctx.Log(1, "at " + std::to_string(Source()));
}
FLOWS("log") void Printed() { std::cout << "at " << Source() << "\n"; }
FLOWS("unknown") void Passed() { Helper(Source()); }
FLOWS("unknown") void Stored() { global = Source(); }
FLOWS("unknown") void OutParameter(int& out) { out = Source(); }
FLOWS("unknown") void OutPointer(Order* out) { out->price = Source(); }
FLOWS("unknown") void OutElement(std::vector<int>& out) {
  out.push_back(Source());
}
struct Counter {
  FLOWS("unknown") void Add() { total_ += Source(); }
  int total_ = 0;
};
FLOWS("branch") void Field() {
  Order order;
  order.price = Source();
  if (order.price > 3) Helper(1);
}
FLOWS("branch") void Container() {
  std::vector<int> v;
  v.push_back(Source());
  if (v.front() > 3) Helper(1);
}
FLOWS("") void ContainerSize() {
  std::vector<int> v;
  v.push_back(Source());
  if (v.size() > 3) Helper(1);
}
FLOWS("unknown") void ContainerElements() {
  std::vector<int> v;
  v.push_back(Source());
  for (int n : v) Helper(n);
}
FLOWS("branch") void Algorithm(std::vector<int> v) {
  const int limit = Source();
  if (std::any_of(v.begin(), v.end(), [&](int n) { return n > limit; })) {
    Helper(1);
  }
}
FLOWS("branch") void Filled() {
  std::vector<int> out;
  std::fill_n(std::back_inserter(out), 3, Source());
  if (out[0] > 1) Helper(1);
}
FLOWS("branch") void Lambda() {
  const int n = Source();
  const auto more = [&](int m) { return m > n; };
  if (more(2)) Helper(1);
}
FLOWS("branch") void LambdaArgument() {
  const auto more = [](int m) {
    if (m > 2) Helper(1);
  };
  more(Source());
}
FLOWS("branch") void InitCapture() {
  const auto late = [t = Source()] {
    if (t > 2) Helper(1);
  };
  late();
}
FLOWS("branch") void Predicate(Context& ctx) {
  const int n = Source();
  int now = 0;
  ctx.Await([&] { return now > n; });
}
FLOWS("payload") void Stream(Context& ctx) {
  std::ostringstream out;
  out << "n=" << Source();
  ctx.Activity<int>("A", ActivityOptions(), out.str());
}
FLOWS("branch") void Chain() {
  const auto t = std::chrono::seconds(Source());
  if (std::chrono::duration_cast<std::chrono::minutes>(t).count() > 3) {
    Helper(1);
  }
}
FLOWS("branch") void Bindings() {
  const auto [a, b] = std::pair(Source(), 2);
  if (b > a) Helper(1);
}
FLOWS("branch") void ByReference() {
  std::map<int, int> m;
  int& slot = m[1];
  slot = Source();
  if (m[1] > 3) Helper(1);
}
FLOWS("branch") void ConstMethod() {
  const Order order{Source(), 1};
  if (order.Total() > 3) Helper(1);
}
FLOWS("branch") void Minimum() {
  if (std::min(Source(), 3) == 3) Helper(1);
}
FLOWS("") void Overwritten() {
  int n = Source();
  n = 3;
  (void)n;
}
FLOWS("unknown") void Thrown() { throw Source(); }
FLOWS("returned") std::vector<int> ReturnedInside() {
  std::vector<int> v;
  v.emplace_back(Source());
  return v;
}
