#include <algorithm>
#include <map>
#include <memory>
#include <numeric>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "expect.h"
#include "sdk.h"

using lockstep::ActivityOptions;
using lockstep::Context;
using Prices = std::unordered_map<std::string, int>;
using Ids = std::unordered_set<int>;
struct Node {
  int id = 0;
};
void Ship(int n);
int Twice(int n) { return 2 * n; }
struct ById {
  bool operator()(const Node* a, const Node* b) const { return a->id < b->id; }
};

REPORTS("unordered-iteration=warning") void Loop(const Prices& prices) {
  for (const auto& [name, price] : prices) Ship(price);
}
REPORTS("unordered-iteration=warning")
void Commands(Context& ctx, const Prices& prices) {
  for (const auto& entry : prices) {
    ctx.Activity<void>("A", ActivityOptions(), entry.second);
  }
}
REPORTS("unordered-iteration=warning") std::string First(const Prices& prices) {
  return prices.begin()->first;
}
REPORTS("unordered-iteration=warning")
std::vector<int> Copied(const Ids& ids) { return {ids.begin(), ids.end()}; }
REPORTS("unordered-iteration=warning") int Last(const Ids& ids) {
  int last = 0;
  for (int id : ids) last = id;
  return last;
}
REPORTS("unordered-iteration=warning")
double Sum(const std::unordered_map<int, double>& prices) {
  double sum = 0;
  for (const auto& [id, price] : prices) sum += price;
  return sum;
}
REPORTS("unordered-iteration=warning") void Iterators(const Ids& ids) {
  for (auto it = ids.begin(); it != ids.end(); ++it) Ship(*it);
}
REPORTS("unordered-iteration=warning") void ForEach(const Ids& ids) {
  std::for_each(ids.begin(), ids.end(), [](int id) { Ship(id); });
}
REPORTS("unordered-iteration=warning") void Ranges(const Ids& ids) {
  std::ranges::for_each(ids, [](int id) { Ship(id); });
}
REPORTS("unordered-iteration=warning") void EraseIf(Ids& ids) {
  std::erase_if(ids, [](int id) {
    Ship(id);
    return id > 3;
  });
}
REPORTS("unordered-iteration=warning")
int ArgMax(const std::unordered_map<int, int>& scores) {
  int best = 0, winner = 0;
  for (const auto& [id, score] : scores) {
    if (score > best) {
      best = score;
      winner = id;
    }
  }
  return winner;
}
REPORTS("unordered-iteration=warning")
int MaxElement(const std::unordered_map<int, int>& scores) {
  return std::max_element(scores.begin(), scores.end())->first;
}
REPORTS("unordered-iteration=warning")
std::map<int, int> Inverted(const std::unordered_map<int, int>& m) {
  std::map<int, int> out;
  for (const auto& [key, value] : m) out[value] = key;
  return out;
}
REPORTS("unordered-iteration=warning")
std::map<int, int> FromMulti(const std::unordered_multimap<int, int>& m) {
  std::map<int, int> out;
  for (const auto& [key, value] : m) out.emplace(key, value);
  return out;
}
REPORTS("unordered-iteration=warning")
std::multimap<int, int> IntoMulti(const std::unordered_map<int, int>& m) {
  std::multimap<int, int> out;
  for (const auto& [key, value] : m) out.emplace(value, key);
  return out;
}
REPORTS("unordered-iteration=warning")
std::string Joined(const std::unordered_set<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += name;
  return text;
}
REPORTS("unordered-iteration=warning") int Limited(const Ids& ids) {
  int n = 0;
  for (int id : ids) {
    n += id;
    if (n > 100) break;
  }
  return n;
}
REPORTS("unordered-iteration=warning")
lockstep::Task<void> Awaits(Context& ctx, const Ids& ids) {
  for (int id : ids) co_await ctx.Activity<void>("A", ActivityOptions(), id);
}
REPORTS("pointer-hash")
void HashedPointers(const std::unordered_set<Node*>& nodes) {
  for (const Node* node : nodes) Ship(node->id);
}
REPORTS("pointer-order") void SortedPointers(const std::set<Node*>& nodes) {
  for (const Node* node : nodes) Ship(node->id);
}
REPORTS("pointer-order")
void SharedKeys(const std::map<std::shared_ptr<Node>, int>& nodes) {
  for (const auto& [node, n] : nodes) Ship(n);
}
REPORTS("ready-set-choice")
lockstep::Task<int> FirstReady(
    Context& ctx, std::unordered_map<int, lockstep::Future<int>> pending) {
  co_await ctx.Sleep(std::chrono::seconds(1));
  for (auto& [id, future] : pending) {
    if (future.Ready()) co_return id;
  }
  co_return 0;
}

SILENT void Sorted(const std::map<std::string, int>& prices) {
  for (const auto& [name, price] : prices) Ship(price);
}
SILENT void OwnOrder(const std::set<Node*, ById>& nodes) {
  for (const Node* node : nodes) Ship(node->id);
}
SILENT int LookUp(Prices& prices) {
  prices["a"] = 3;
  prices.erase("b");
  const auto it = prices.find("c");
  if (it == prices.end()) return int(prices.size());
  return it->second + prices.at("a") + int(prices.count("x"));
}
SILENT int Count(const Prices& prices) {
  int n = 0;
  for (const auto& [name, price] : prices) {
    if (price > 3) ++n;
  }
  return n;
}
SILENT int IntegerSum(const Prices& prices) {
  int sum = 0;
  for (const auto& entry : prices) sum += Twice(entry.second);
  return sum;
}
SILENT int Maximum(const Ids& ids) {
  int most = 0;
  for (int id : ids) most = std::max(most, id);
  return most;
}
SILENT int MaximumByIf(const Ids& ids) {
  int most = 0;
  for (int id : ids) {
    if (id > most) most = id;
  }
  return most;
}
SILENT bool Any(const Ids& ids) {
  for (int id : ids) {
    if (id > 3) return true;
  }
  return false;
}
SILENT bool AnyByOr(const Ids& ids) {
  bool large = false;
  for (int id : ids) large = large || id > 100;
  return large;
}
SILENT bool AnyByFlag(const Ids& ids) {
  bool found = false;
  for (int id : ids) {
    if (id == 3) {
      found = true;
      break;
    }
  }
  return found;
}
SILENT std::vector<std::string> KeysThenSort(const Prices& prices) {
  std::vector<std::string> names;
  for (const auto& [name, price] : prices) names.push_back(name);
  std::sort(names.begin(), names.end());
  return names;
}
SILENT std::vector<int> CopyThenSort(const Ids& ids) {
  std::vector<int> sorted(ids.begin(), ids.end());
  std::ranges::sort(sorted);
  return sorted;
}
SILENT std::set<int> IntoSet(const Ids& ids) {
  std::set<int> out;
  for (int id : ids) out.insert(Twice(id));
  return out;
}
SILENT std::map<std::string, int> IntoMap(const Prices& prices) {
  std::map<std::string, int> out;
  for (const auto& [name, price] : prices) out[name] = price;
  return out;
}
SILENT std::map<std::string, int> AsMap(const Prices& prices) {
  return std::map<std::string, int>(prices.begin(), prices.end());
}
SILENT std::map<int, int> Histogram(const Prices& prices) {
  std::map<int, int> counts;
  for (const auto& [name, price] : prices) ++counts[price];
  return counts;
}
SILENT void EachElement(std::unordered_map<int, Node>& nodes) {
  for (auto& [id, node] : nodes) node.id = id;
}
SILENT long CountIf(const Ids& ids) {
  return std::count_if(ids.begin(), ids.end(), [](int id) { return id > 3; });
}
SILENT bool AnyOf(const Ids& ids) {
  return std::ranges::any_of(ids, [](int id) { return id > 3; });
}
SILENT int Accumulate(const Ids& ids) {
  return std::accumulate(ids.begin(), ids.end(), 0);
}
SILENT void ErasePure(Ids& ids) {
  std::erase_if(ids, [](int id) { return id > 3; });
}
SILENT int HighestValue(const Ids& ids) {
  return *std::max_element(ids.begin(), ids.end());
}
SILENT void Logged(Context& ctx, const Prices& prices) {
  for (const auto& [name, price] : prices) ctx.Log(1, name);
}
SILENT bool FindPointer(const std::set<Node*>& nodes, Node* node) {
  return nodes.find(node) != nodes.end();
}
REPORTS("ready-set-choice")
lockstep::Task<std::size_t> GathersForAny(
    std::unordered_map<int, lockstep::Future<int>> pending) {
  std::vector<lockstep::Future<int>> futures;
  for (auto& [id, future] : pending) futures.push_back(future);
  co_return co_await lockstep::WhenAny(futures);
}
