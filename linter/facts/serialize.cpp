#include "linter/facts/serialize.h"

#include <algorithm>
#include <limits>
#include <type_traits>

#include "linter/facts/bytes.h"
#include "linter/facts/fields.h"

namespace lockstep::lint {
namespace {

template <class T>
inline constexpr bool kIsList = false;
template <class T>
inline constexpr bool kIsList<std::vector<T>> = true;
template <class T>
inline constexpr bool kIsOptional = false;
template <class T>
inline constexpr bool kIsOptional<std::optional<T>> = true;

class Writer {
 public:
  template <class... T>
  void operator()(const T&... fields) {
    (One(fields), ...);
  }
  std::string Take() { return bytes_.Take(); }

 private:
  template <class T>
  void One(const T& field) {
    if constexpr (std::is_same_v<T, std::string>) {
      bytes_.Text(field);
    } else if constexpr (std::is_enum_v<T> || std::is_integral_v<T>) {
      bytes_.Number(uint64_t(field));
    } else if constexpr (kIsList<T>) {
      bytes_.Number(field.size());
      for (const auto& element : field) One(element);
    } else if constexpr (kIsOptional<T>) {
      bytes_.Number(field ? 1 : 0);
      if (field) One(*field);
    } else {
      fields::Visit(*this, field);
    }
  }

  ByteWriter bytes_;
};

// The last enumerator of each enumeration.
constexpr Region LastOf(Region) { return Region::kReplayOnly; }
constexpr Role LastOf(Role) { return Role::kMain; }
constexpr FixKind LastOf(FixKind) { return FixKind::kCommandAdding; }
constexpr Callable::Kind LastOf(Callable::Kind) {
  return Callable::Kind::kUnknown;
}
constexpr Call::Kind LastOf(Call::Kind) { return Call::Kind::kReference; }
constexpr Action::Kind LastOf(Action::Kind) { return Action::Kind::kArmsGate; }
constexpr Access::Kind LastOf(Access::Kind) { return Access::Kind::kEscape; }
constexpr VariableFacts::Storage LastOf(VariableFacts::Storage) {
  return VariableFacts::Storage::kStaticLocal;
}

class Reader {
 public:
  explicit Reader(std::string_view bytes) : bytes_(bytes) {}

  template <class... T>
  void operator()(T&... fields) {
    (One(fields), ...);
  }
  bool Done() const { return bytes_.AtEnd(); }

 private:
  template <class T>
  void One(T& field) {
    if constexpr (std::is_same_v<T, std::string>) {
      field = bytes_.Text();
    } else if constexpr (std::is_enum_v<T>) {
      field = T(Limited(uint64_t(LastOf(T{}))));
    } else if constexpr (std::is_integral_v<T>) {
      field = T(Limited(std::numeric_limits<T>::max()));
    } else if constexpr (kIsList<T>) {
      const size_t count = bytes_.Count();
      field.reserve(std::min<size_t>(count, 64));  // the count may be a lie
      while (field.size() < count && bytes_.Ok()) One(field.emplace_back());
    } else if constexpr (kIsOptional<T>) {
      if (Limited(1) == 1) One(field.emplace());
    } else {
      fields::Visit(*this, field);
    }
  }

  uint64_t Limited(uint64_t max) {
    const uint64_t value = bytes_.Number();
    if (value <= max) return value;
    bytes_.Fail();
    return 0;
  }

  ByteReader bytes_;
};

}  // namespace

template <class T>
std::string EncodeFacts(const T& facts) {
  Writer writer;
  fields::Visit(writer, facts);
  return writer.Take();
}

template <class T>
Result<T> DecodeFacts(std::string_view bytes) {
  T facts;
  Reader reader(bytes);
  fields::Visit(reader, facts);
  if (!reader.Done()) {
    return Fail("a record of facts is damaged: delete the cache");
  }
  return facts;
}

template std::string EncodeFacts(const FunctionFacts&);
template std::string EncodeFacts(const ClassFacts&);
template std::string EncodeFacts(const VariableFacts&);
template std::string EncodeFacts(const Unit&);
template Result<FunctionFacts> DecodeFacts(std::string_view);
template Result<ClassFacts> DecodeFacts(std::string_view);
template Result<VariableFacts> DecodeFacts(std::string_view);
template Result<Unit> DecodeFacts(std::string_view);

}  // namespace lockstep::lint
