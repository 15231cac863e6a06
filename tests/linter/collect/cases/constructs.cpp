#include <bit>
#include <cassert>
#include <cstdint>
#include <cstring>
#include <new>
#include <numeric>
#include <string>
#include <vector>

#include "expect.h"
#include "sdk.h"

using lockstep::Context;

struct Padded {
  char kind = 0;
  std::int64_t price = 0;
};
struct Packed {
  std::int32_t a = 0;
  std::int32_t b = 0;
};
struct Shape {
  virtual ~Shape() = default;
  std::int64_t size = 0;
};
constexpr char kBuilt[] = "built " __DATE__;
constexpr char kPlain[] = "plain";
void Ship(const std::string& text);
bool Advance(int& n) { return ++n > 3; }

REPORTS("build-stamp") void Stamp() { Ship(__TIME__); }
REPORTS("build-stamp") void StampInText() { Ship("at " __DATE__ "!"); }
REPORTS("build-stamp") void StampInConstant() { Ship(kBuilt); }
SILENT void NoStamp() { Ship(kPlain); }

REPORTS("inline-assembly") int Assembly() {
  int n = 0;
  asm volatile("rdtsc" : "=a"(n) : : "edx");
  return n;
}
SILENT void Barrier() { asm volatile("" ::: "memory"); }

REPORTS("object-bytes") bool Compared(const Padded& a, const Padded& b) {
  return std::memcmp(&a, &b, sizeof a) == 0;
}
REPORTS("object-bytes") std::string Copied(const Padded& value) {
  std::string bytes(sizeof value, 0);
  std::memcpy(bytes.data(), &value, sizeof value);
  return bytes;
}
REPORTS("object-bytes") std::string Cast(const Padded& value) {
  return std::string(reinterpret_cast<const char*>(&value), sizeof value);
}
REPORTS("object-bytes") std::string Dynamic(const Shape& shape) {
  return std::string(reinterpret_cast<const char*>(&shape), sizeof shape);
}
SILENT bool ComparedPacked(const Packed& a, const Packed& b) {
  return std::memcmp(&a, &b, sizeof a) == 0;
}
SILENT void Restored(Padded& to, const Padded& from) {
  std::memcpy(&to, &from, sizeof to);
}
SILENT std::uint64_t Bits(double d) { return std::bit_cast<std::uint64_t>(d); }

REPORTS("storage-metadata") int OutOfMemory() {
  try {
    return int(std::string(1000, 'a').size());
  } catch (const std::bad_alloc&) {
    return 0;
  }
}

REPORTS("float-reduction") double Reduced(const std::vector<double>& v) {
  return std::reduce(v.begin(), v.end());
}
SILENT int ReducedIntegers(const std::vector<int>& v) {
  return std::reduce(v.begin(), v.end());
}

REPORTS("varying-width") std::size_t Hash(const std::string& text) {
  std::size_t hash = 17;
  for (char c : text) hash = hash * 31 + std::size_t(c);
  return hash;
}
REPORTS("varying-width") unsigned long Shifted(unsigned long n) {
  n <<= 5;
  return n;
}
SILENT std::uint64_t FixedHash(const std::string& text) {
  std::uint64_t hash = 17;
  for (char c : text) hash = hash * 31 + std::uint64_t(c);
  return hash;
}
SILENT std::size_t Size(const std::vector<int>& v) {
  std::size_t n = 0;
  n += v.size() * 2;
  return n;
}

REPORTS("toolchain-branch") void AssertEffect(int n) { assert(++n > 3); }
REPORTS("toolchain-branch") void AssertCall(int n) { assert(Advance(n)); }
SILENT void AssertPlain(int n, const std::string& text) {
  assert(n > 3 && !text.empty());
}

REPORTS("toolchain-branch") lockstep::Task<int> Left(Context& ctx) {
#ifdef NOBODY_DEFINES_THIS
  co_await ctx.Sleep(std::chrono::seconds(1));
#endif
  co_return 1;
}
REPORTS("toolchain-branch") void Compiled(Context& ctx) {
#if defined(NOBODY_DEFINES_THIS)
  ctx.Log(1, "a");
#else
  ctx.Version("a", 0, 1);
#endif
}
SILENT void OnlyLogs(Context& ctx) {
#ifdef NOBODY_DEFINES_THIS
  ctx.Log(1, "a");
#endif
  ctx.Version("a", 0, 1);
}

REPORTS("thread") int Parallel(const std::vector<int>& v) {
  int n = 0;
#pragma omp parallel for reduction(+ : n)
  for (int i = 0; i < int(v.size()); ++i) n += v[i];
  return n;
}
REPORTS("float-reduction") double Lanes(const std::vector<double>& v) {
  double n = 0;
#pragma omp simd reduction(+ : n)
  for (int i = 0; i < int(v.size()); ++i) n += v[i];
  return n;
}
SILENT void Simd(std::vector<int>& v) {
#pragma omp simd
  for (int i = 0; i < int(v.size()); ++i) v[i] = i;
}
