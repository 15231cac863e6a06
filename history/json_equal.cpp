#include "history/json_equal.h"

#include <simdjson.h>

namespace lockstep::history {
namespace {

using simdjson::dom::element;
using simdjson::dom::element_type;

bool Equal(element a, element b);

bool EqualArrays(simdjson::dom::array a, simdjson::dom::array b) {
  if (a.size() != b.size()) return false;
  auto it = b.begin();
  for (const element item : a) {
    if (!Equal(item, *it)) return false;
    ++it;
  }
  return true;
}

bool EqualObjects(simdjson::dom::object a, simdjson::dom::object b) {
  if (a.size() != b.size()) return false;
  for (const auto field : a) {
    element other;
    if (b.at_key(field.key).get(other) != simdjson::SUCCESS) return false;
    if (!Equal(field.value, other)) return false;
  }
  return true;
}

bool Equal(element a, element b) {
  if (a.is_number() && b.is_number() && a.type() != b.type()) {
    return a.get_double().value_unsafe() == b.get_double().value_unsafe();
  }
  if (a.type() != b.type()) return false;
  switch (a.type()) {
    case element_type::ARRAY:
      return EqualArrays(a.get_array().value_unsafe(),
                         b.get_array().value_unsafe());
    case element_type::OBJECT:
      return EqualObjects(a.get_object().value_unsafe(),
                          b.get_object().value_unsafe());
    case element_type::INT64:
      return a.get_int64().value_unsafe() == b.get_int64().value_unsafe();
    case element_type::UINT64:
      return a.get_uint64().value_unsafe() == b.get_uint64().value_unsafe();
    case element_type::DOUBLE:
      return a.get_double().value_unsafe() == b.get_double().value_unsafe();
    case element_type::STRING:
      return a.get_string().value_unsafe() == b.get_string().value_unsafe();
    case element_type::BOOL:
      return a.get_bool().value_unsafe() == b.get_bool().value_unsafe();
    case element_type::NULL_VALUE:
      return true;
  }
  return false;
}

}  // namespace

bool JsonEqual(std::string_view a, std::string_view b) {
  simdjson::dom::parser parser_a;
  simdjson::dom::parser parser_b;
  element root_a;
  element root_b;
  if (parser_a.parse(simdjson::padded_string(a)).get(root_a) !=
          simdjson::SUCCESS ||
      parser_b.parse(simdjson::padded_string(b)).get(root_b) !=
          simdjson::SUCCESS) {
    return false;
  }
  return Equal(root_a, root_b);
}

}  // namespace lockstep::history
