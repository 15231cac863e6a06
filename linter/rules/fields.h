// Reads JSON objects strictly: each field is asked for by name, has one type,
// and what nobody asked for is an error. The first error wins; it names the
// file and the place in it ("models/std.json: models[3].names: ...").
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "linter/rules/model.h"
#include "linter/rules/rule.h"

namespace lockstep::lint {

using Json = nlohmann::json;

// The first thing that is wrong with a file.
struct Problem {
  std::optional<Error> error;

  void Say(const std::string& place, const std::string& what);
};

// Each gives what was expected ("a text"), or nothing if `value` is one.
std::string Decode(const Json& value, std::string& out);
std::string Decode(const Json& value, bool& out);
std::string Decode(const Json& value, int& out);
std::string Decode(const Json& value, uint32_t& out);
std::string Decode(const Json& value, Severity& out);
std::string Decode(const Json& value, Horizon& out);
std::string Decode(const Json& value, Role& out);
std::string Decode(const Json& value, FixKind& out);
std::string Decode(const Json& value, ContainerModel::Order& out);
std::string Decode(const Json& value, ContainerModel::Seed& out);

template <class T>
std::string Decode(const Json& value, std::optional<T>& out) {
  return Decode(value, out.emplace());
}

template <class T>
std::string Decode(const Json& value, std::vector<T>& out) {
  if (!value.is_array()) return "a list";
  for (const Json& element : value) {
    const std::string expected = Decode(element, out.emplace_back());
    if (!expected.empty()) return "a list, each of it " + expected;
  }
  return "";
}

class Fields {
 public:
  // `place` names the object; empty for the file itself.
  Fields(const Json& object, std::string file, std::string place,
         Problem& problem);

  template <class T>
  void Optional(const char* key, T& out) {
    const Json* value = Take(key);
    if (value == nullptr) return;
    const std::string expected = Decode(*value, out);
    if (!expected.empty()) Wrong(key, "must be " + expected);
  }
  template <class T>
  void Required(const char* key, T& out) {
    Need(key);
    Optional(key, out);
  }
  // A list of objects, each read by `read(Fields&, T&)`.
  template <class T, class Read>
  void Objects(const char* key, std::vector<T>& out, Read read) {
    for (Fields& element : Elements(key)) {
      read(element, out.emplace_back());
      element.End();
    }
  }
  // An object within; without the field there is none.
  std::optional<Fields> Object(const char* key);
  void Need(const char* key);
  void Wrong(const std::string& key, const std::string& what);
  // Says so if there is a field that nobody asked for.
  void End();

 private:
  const Json* Take(const char* key);
  std::vector<Fields> Elements(const char* key);
  std::string PlaceOf(const std::string& key) const;

  const Json* object_;
  std::string file_;
  std::string place_;
  Problem* problem_;
  std::set<std::string, std::less<>> taken_;
};

}  // namespace lockstep::lint
