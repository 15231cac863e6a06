#include "linter/rules/fields.h"

#include <span>

namespace lockstep::lint {
namespace {

template <class T>
struct Word {
  const char* word;
  T value;
};

template <class T>
std::string DecodeWord(const Json& value, std::span<const Word<T>> words,
                       T& out) {
  std::string expected = "one of";
  for (const Word<T>& word : words) {
    if (value.is_string() && value.get_ref<const std::string&>() == word.word) {
      out = word.value;
      return "";
    }
    expected += std::string(expected == "one of" ? " " : ", ") + word.word;
  }
  return expected;
}

constexpr Word<Severity> kSeverities[] = {{"off", Severity::kOff},
                                          {"note", Severity::kNote},
                                          {"warning", Severity::kWarning},
                                          {"error", Severity::kError}};
constexpr Word<Horizon> kHorizons[] = {{"run", Horizon::kRun},
                                       {"host", Horizon::kHost},
                                       {"build", Horizon::kBuild}};
constexpr Word<Role> kRoles[] = {{"workflow", Role::kWorkflow},
                                 {"query", Role::kQuery},
                                 {"validator", Role::kValidator},
                                 {"predicate", Role::kPredicate},
                                 {"side-effect", Role::kSideEffect},
                                 {"activity", Role::kActivity},
                                 {"detached", Role::kDetached},
                                 {"never", Role::kNever},
                                 {"main", Role::kMain}};
constexpr Word<FixKind> kFixes[] = {
    {"none", FixKind::kNone},
    {"command-neutral", FixKind::kCommandNeutral},
    {"command-adding", FixKind::kCommandAdding}};
constexpr Word<ContainerModel::Order> kOrders[] = {
    {"unordered", ContainerModel::Order::kUnordered},
    {"sorted", ContainerModel::Order::kSorted},
    {"insertion", ContainerModel::Order::kInsertion}};
constexpr Word<ContainerModel::Seed> kSeeds[] = {
    {"none", ContainerModel::Seed::kNone},
    {"process", ContainerModel::Seed::kProcess},
    {"table", ContainerModel::Seed::kTable}};

}  // namespace

void Problem::Say(const std::string& place, const std::string& what) {
  if (!error) error = Error{place + ": " + what};
}

std::string Decode(const Json& value, std::string& out) {
  if (!value.is_string()) return "a text";
  out = value.get_ref<const std::string&>();
  return "";
}

std::string Decode(const Json& value, bool& out) {
  if (!value.is_boolean()) return "true or false";
  out = value.get<bool>();
  return "";
}

std::string Decode(const Json& value, int& out) {
  if (!value.is_number_integer()) return "a whole number";
  const auto number = value.get<int64_t>();
  if (number < -1 || number > 1000) return "a number from -1 to 1000";
  out = static_cast<int>(number);
  return "";
}

std::string Decode(const Json& value, uint32_t& out) {
  int number = -1;
  const std::string expected = Decode(value, number);
  if (!expected.empty() || number < 0) return "a number from 0 to 1000";
  out = static_cast<uint32_t>(number);
  return "";
}

std::string Decode(const Json& value, Severity& out) {
  return DecodeWord<Severity>(value, kSeverities, out);
}
std::string Decode(const Json& value, Horizon& out) {
  return DecodeWord<Horizon>(value, kHorizons, out);
}
std::string Decode(const Json& value, Role& out) {
  return DecodeWord<Role>(value, kRoles, out);
}
std::string Decode(const Json& value, FixKind& out) {
  return DecodeWord<FixKind>(value, kFixes, out);
}
std::string Decode(const Json& value, ContainerModel::Order& out) {
  return DecodeWord<ContainerModel::Order>(value, kOrders, out);
}
std::string Decode(const Json& value, ContainerModel::Seed& out) {
  return DecodeWord<ContainerModel::Seed>(value, kSeeds, out);
}

Fields::Fields(const Json& object, std::string file, std::string place,
               Problem& problem)
    : object_(&object),
      file_(std::move(file)),
      place_(std::move(place)),
      problem_(&problem) {
  if (!object.is_object()) Wrong("", "must be an object");
}

std::string Fields::PlaceOf(const std::string& key) const {
  const char* dot = place_.empty() || key.empty() ? "" : ".";
  return place_ + dot + key;
}

void Fields::Wrong(const std::string& key, const std::string& what) {
  const std::string place = PlaceOf(key);
  problem_->Say(place.empty() ? file_ : file_ + ": " + place, what);
}

const Json* Fields::Take(const char* key) {
  taken_.insert(key);
  if (!object_->is_object()) return nullptr;
  const auto field = object_->find(key);
  return field == object_->end() ? nullptr : &*field;
}

void Fields::Need(const char* key) {
  if (Take(key) == nullptr) Wrong(key, "is missing");
}

std::optional<Fields> Fields::Object(const char* key) {
  const Json* value = Take(key);
  if (value == nullptr) return std::nullopt;
  return Fields(*value, file_, PlaceOf(key), *problem_);
}

std::vector<Fields> Fields::Elements(const char* key) {
  std::vector<Fields> elements;
  const Json* value = Take(key);
  if (value == nullptr) return elements;
  if (!value->is_array()) Wrong(key, "must be a list");
  for (const Json& element : *value) {
    const std::string index = "[" + std::to_string(elements.size()) + "]";
    elements.emplace_back(element, file_, PlaceOf(key) + index, *problem_);
  }
  return elements;
}

void Fields::End() {
  if (!object_->is_object()) return;
  for (const auto& field : object_->items()) {
    if (!taken_.contains(field.key())) {
      Wrong(field.key(), "is no field that lockstep-lint knows");
    }
  }
}

}  // namespace lockstep::lint
