#include <algorithm>
#include <functional>
#include <map>
#include <queue>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "expect.h"
#include "sdk.h"

struct Order {
  int id = 0;
  int price = 0;
  std::string name;
};
struct Point {
  int x = 0, y = 0;
  bool operator<(const Point& other) const { return x < other.x; }
};
struct Cell {
  int x = 0, y = 0;
  auto operator<=>(const Cell&) const = default;
};
struct Cheaper {
  bool operator()(const Order& a, const Order& b) const {
    return a.price < b.price;
  }
};
void Ship(const Order& order);
void Pay(int price);

REPORTS("unstable-sort") void ByPrice(std::vector<Order> orders) {
  std::sort(orders.begin(), orders.end(),
            [](const Order& a, const Order& b) { return a.price < b.price; });
  for (const Order& order : orders) Ship(order);
}
REPORTS("unstable-sort") void ByProjection(std::vector<Order> orders) {
  std::ranges::sort(orders, {}, &Order::price);
  for (const Order& order : orders) Ship(order);
}
REPORTS("unstable-sort") void ByGreater(std::vector<Order> orders) {
  std::ranges::sort(orders, std::greater<>(), &Order::price);
  Ship(orders.front());
}
REPORTS("unstable-sort") void ByFunctor(std::vector<Order>& orders) {
  std::sort(orders.begin(), orders.end(), Cheaper());
  Ship(orders[0]);
}
REPORTS("unstable-sort") void ByOwnLess(std::vector<Point>& points) {
  std::sort(points.begin(), points.end());
  if (points[0].y > 1) Pay(1);
}
REPORTS("unstable-sort") void Nth(std::vector<Order>& orders) {
  std::nth_element(orders.begin(), orders.begin() + 1, orders.end(), Cheaper());
  Ship(orders[1]);
}
REPORTS("unstable-sort") void Queue(const std::vector<Order>& orders) {
  std::priority_queue<Order, std::vector<Order>, Cheaper> queue;
  for (const Order& order : orders) queue.push(order);
  Ship(queue.top());
}
REPORTS("unstable-sort=note") void OnlyKeys(std::vector<Order> orders) {
  std::ranges::sort(orders, {}, &Order::price);
  for (const Order& order : orders) Pay(order.price);
}
REPORTS("invalid-comparator") void LessEqual(std::vector<Order>& orders) {
  std::sort(orders.begin(), orders.end(),
            [](const Order& a, const Order& b) { return a.price <= b.price; });
}
REPORTS("invalid-comparator") void LooseFunction(std::vector<int>& v) {
  std::sort(v.begin(), v.end(), std::greater_equal<int>());
}
REPORTS("invalid-comparator") void Either(std::vector<Order>& orders) {
  std::sort(orders.begin(), orders.end(), [](const Order& a, const Order& b) {
    return a.price < b.price || a.id < b.id;
  });
}
REPORTS("unstable-sort") void Partitioned(std::vector<Order>& orders) {
  std::partition(orders.begin(), orders.end(),
                 [](const Order& order) { return order.price > 3; });
  Ship(orders[0]);
}
REPORTS("invalid-comparator") void LooseSet() {
  std::set<int, std::less_equal<int>> set;
  set.insert(1);
}

SILENT void Scalars(std::vector<int>& v) {
  std::sort(v.begin(), v.end());
  std::sort(v.begin(), v.end(), std::greater<>());
  std::sort(v.begin(), v.end(), [](int a, int b) { return a > b; });
}
SILENT void Strings(std::vector<std::string>& v) { std::ranges::sort(v); }
SILENT void ByUniqueField(std::vector<Order>& orders) {
  std::ranges::sort(orders, {}, &Order::id);
  std::sort(orders.begin(), orders.end(),
            [](const Order& a, const Order& b) { return a.id < b.id; });
  Ship(orders[0]);
}
SILENT void WithTieBreak(std::vector<Order>& orders) {
  std::sort(orders.begin(), orders.end(), [](const auto& a, const auto& b) {
    return std::tie(a.price, a.id) < std::tie(b.price, b.id);
  });
  Ship(orders[0]);
}
SILENT void AllFields(std::vector<Point>& points) {
  std::sort(points.begin(), points.end(), [](const Point& a, const Point& b) {
    return a.x != b.x ? a.x < b.x : a.y < b.y;
  });
  if (points[0].y > 1) Pay(1);
}
SILENT void Defaulted(std::vector<Cell>& cells) {
  std::sort(cells.begin(), cells.end());
  if (cells[0].y > 1) Pay(1);
}
SILENT void Stable(std::vector<Order>& orders) {
  std::stable_sort(orders.begin(), orders.end(), Cheaper());
  std::ranges::stable_sort(orders, {}, &Order::price);
  Ship(orders[0]);
}
SILENT void MapEntries(const std::map<std::string, Order>& orders) {
  std::vector<std::pair<std::string, Order>> all(orders.begin(), orders.end());
  std::sort(all.begin(), all.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  Ship(all[0].second);
}
