#include "linter/collect/state_checks/library_methods.h"

#include <algorithm>
#include <initializer_list>

namespace lockstep::lint {
namespace {

bool IsOneOf(std::string_view name,
             std::initializer_list<std::string_view> list) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

bool EndsWithOneOf(std::string_view name,
                   std::initializer_list<std::string_view> list) {
  return std::any_of(list.begin(), list.end(),
                     [&](std::string_view end) { return name.ends_with(end); });
}

// They are not const, and yet nothing that a run could see changes.
bool IsReader(std::string_view name) {
  return IsOneOf(
      name, {"begin",       "end",          "rbegin",        "rend",
             "cbegin",      "cend",         "find",          "at",
             "front",       "back",         "data",          "top",
             "value",       "get",          "lower_bound",   "upper_bound",
             "equal_range", "count",        "size",          "reserve",
             "lock",        "unlock",       "try_lock",      "shrink_to_fit",
             "lock_shared", "lock_shared",  "unlock_shared", "native_handle",
             "c_str",       "contains",     "empty",         "load",
             "rdbuf",       "get_allocator"});
}

}  // namespace

MethodMeaning MeaningOf(const clang::CXXMethodDecl& method, Names& names) {
  if (method.isConst()) return MethodMeaning::kReads;
  if (!names.InLibrary(method.getLocation())) return MethodMeaning::kUser;
  if (method.getIdentifier() == nullptr) return MethodMeaning::kWrites;
  const std::string_view name(method.getName().data(), method.getName().size());
  if (IsReader(name)) return MethodMeaning::kReads;
  if (IsOneOf(name, {"clear", "assign", "store"})) {
    return MethodMeaning::kResets;
  }
  // ostringstream::str(text)
  if (name == "str" && method.getNumParams() == 1) {
    return MethodMeaning::kResets;
  }
  return MethodMeaning::kWrites;
}

bool InsertsBySubscript(std::string_view class_name) {
  return EndsWithOneOf(
      class_name, {"map", "Map", "F14ValueMap", "F14NodeMap", "F14VectorMap",
                   "F14FastMap", "QHash", "QMultiHash", "basic_json"});
}

bool IsPointerClass(std::string_view class_name) {
  return EndsWithOneOf(class_name, {"unique_ptr", "shared_ptr", "intrusive_ptr",
                                    "scoped_refptr", "reference_wrapper"});
}

bool PassesThrough(std::string_view name) {
  return IsOneOf(name, {"get", "as_const", "ref"});
}

bool OnlyLooks(std::string_view name) {
  return IsOneOf(
      name,
      {"begin",     "end",      "cbegin",      "cend",        "rbegin",
       "rend",      "data",     "size",        "ssize",       "empty",
       "find",      "find_if",  "all_of",      "any_of",      "none_of",
       "count",     "count_if", "min_element", "max_element", "accumulate",
       "addressof", "__begin",  "lower_bound", "get_if",      "visit"});
}

bool IsRandomEngine(std::string_view class_name) {
  return EndsWithOneOf(
             class_name,
             {"::mersenne_twister_engine", "::linear_congruential_engine",
              "::subtract_with_carry_engine", "::discard_block_engine",
              "::independent_bits_engine", "::shuffle_order_engine",
              "::random_device", "::mersenne_twister", "QRandomGenerator"}) ||
         IsOneOf(class_name, {"absl::BitGen", "absl::InsecureBitGen",
                              "Poco::Random", "pcg32", "pcg64"}) ||
         class_name.starts_with("absl::random_internal::") ||
         class_name.starts_with("pcg_detail::");
}

}  // namespace lockstep::lint
