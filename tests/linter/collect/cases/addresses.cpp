#include <algorithm>
#include <cassert>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <iostream>
#include <memory>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "expect.h"
#include "sdk.h"

using lockstep::Context;

struct Node {
  int id = 0;
  Node* next = nullptr;
};
void Ship(int n);
void First();
void Second();

REPORTS("pointer-order") bool Less(const Node* a, const Node* b) {
  return a < b;
}
REPORTS("pointer-order")
bool Smart(const std::shared_ptr<Node>& a, const std::shared_ptr<Node>& b) {
  return a < b;
}
REPORTS("pointer-order") void Sorted(std::vector<Node*>& nodes) {
  std::sort(nodes.begin(), nodes.end());
}
REPORTS("pointer-order")
void SortedOwners(std::vector<std::unique_ptr<Node>>& nodes) {
  std::ranges::sort(nodes);
}
REPORTS("pointer-order") bool ByFunctor(Node* a, Node* b) {
  return std::less<Node*>()(a, b);
}
SILENT bool Equal(const Node* a, const Node* b) {
  return a == b || a == nullptr;
}
SILENT int OneArray() {
  Node nodes[3];
  int n = 0;
  const Node* end = nodes + 3;
  for (const Node* p = nodes; p < end; ++p) ++n;
  return n;
}
SILENT int OneVector(const std::vector<Node>& nodes) {
  int n = 0;
  for (const Node* p = nodes.data(); p < nodes.data() + nodes.size(); ++p) ++n;
  return n;
}
SILENT bool Text(const char* at, const char* end) { return at < end; }
SILENT void SortedById(std::vector<Node*>& nodes) {
  std::sort(nodes.begin(), nodes.end(),
            [](const Node* a, const Node* b) { return a->id < b->id; });
}

REPORTS("pointer-hash") int Shard(const Node* node) {
  return int(reinterpret_cast<std::uintptr_t>(node) % 7);
}
REPORTS("pointer-hash") std::string Name(const Node* node) {
  return std::to_string(reinterpret_cast<std::uintptr_t>(node));
}
SILENT bool IsAligned(const Node* node) {
  return reinterpret_cast<std::uintptr_t>(node) % alignof(Node) == 0;
}
REPORTS("pointer-hash") bool IsInFirstHalf(const Node* node) {
  return reinterpret_cast<std::uintptr_t>(node) % 128 == 0;
}
SILENT bool IsPage(const char* bytes) {
  return (reinterpret_cast<std::uintptr_t>(bytes) & 4095) == 0;
}
REPORTS("pointer-hash") bool IsHigh(const Node* node) {
  return (reinterpret_cast<std::uintptr_t>(node) & ~std::uintptr_t{0}) > 9;
}
SILENT void Asserted(const Node* node) {
  assert(reinterpret_cast<std::uintptr_t>(node) > 3);
}
SILENT void CastAndDropped(const Node* node) {
  (void)reinterpret_cast<std::uintptr_t>(node);
}

REPORTS("pointer-print") std::string Printed(const Node* node) {
  char text[32];
  std::snprintf(text, sizeof text, "%p", static_cast<const void*>(node));
  return text;
}
REPORTS("pointer-print") std::string Streamed(const Node* node) {
  std::ostringstream out;
  out << node;
  return out.str();
}
REPORTS("pointer-print")
std::string StreamedOwner(const std::shared_ptr<Node>& node) {
  std::ostringstream out;
  out << node;
  return out.str();
}
SILENT std::string StreamedText(const char* text) {
  std::ostringstream out;
  out << text << 3;
  return out.str();
}
SILENT void PrintedNumber(int n) { std::printf("%d\n", n); }

using Handler = void (*)();
REPORTS("function-identity") bool IsFirst(Handler handler) {
  return handler == &First;
}
SILENT void CallIfSet(Handler handler) {
  if (handler != nullptr) handler();
}
