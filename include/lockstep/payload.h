// Payloads: how values travel between workflow code and the server.
//
// A C++ value becomes a payload with ToPayload and comes back with FromPayload.
//
//   type                                 encoding       data
//   Payload                              its own        passed through
//   Bytes                                binary/plain   the bytes
//   nullptr_t, nullopt_t, monostate      binary/null    none
//   std::optional<T> without a value     binary/null    none
//   everything else                      json/plain     nlohmann::json, compact
//
// "Everything else" needs what nlohmann/json needs: to_json and from_json found
// by argument-dependent lookup, or NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE. A type
// for which nlohmann has no conversion may specialise PayloadConverter.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <typeinfo>
#include <utility>
#include <variant>
#include <vector>

namespace lockstep {

// Bytes, and the metadata that says how to read them. Metadata "encoding" names
// the converter. The metadata of a build's own payloads has nothing else,
// unless a codec adds it.
struct Payload {
  Payload() {}  // not an aggregate: toolchain-facts F1
  Payload(std::map<std::string, std::string> metadata_in, std::string data_in)
      : metadata(std::move(metadata_in)), data(std::move(data_in)) {}

  // The metadata "encoding", or nothing.
  std::string_view Encoding() const;

  bool operator==(const Payload&) const = default;

  std::map<std::string, std::string> metadata;
  std::string data;
};

using PayloadList = std::vector<Payload>;
using PayloadMap = std::map<std::string, Payload>;

// Bytes that are not text: travels as binary/plain.
struct Bytes {
  Bytes() {}
  explicit Bytes(std::string data_in) : data(std::move(data_in)) {}
  bool operator==(const Bytes&) const = default;

  std::string data;
};

// A payload is not what the code reads. Not a Failure: it fails neither the
// workflow nor the task as nondeterminism would, but has a verdict of its own.
class UndecodablePayload : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// A step between converter and server, for all payloads of a build: encryption,
// compression. Both functions are called on any thread, must be pure, and throw
// a std::exception if they cannot. Decode is given what Encode made, or a
// payload that was never encoded, which it returns as it is.
class PayloadCodec {
 public:
  virtual ~PayloadCodec() = default;
  virtual Payload Encode(const Payload& payload) const = 0;
  virtual Payload Decode(const Payload& payload) const = 0;
};

namespace internal {

inline constexpr char kJsonPlain[] = "json/plain";
inline constexpr char kBinaryPlain[] = "binary/plain";
inline constexpr char kBinaryNull[] = "binary/null";

// The type as its author writes it, where the compiler lets us know.
std::string TypeName(const std::type_info& type);

Payload MakePayload(const char* encoding, std::string data);

// The document in a payload of json/plain; null for binary/null. Throws
// UndecodablePayload naming `type` for anything else.
nlohmann::json ReadJson(const Payload& payload, const std::type_info& type);

[[noreturn]] void ThrowUndecodable(const Payload& payload,
                                   const std::type_info& type,
                                   const std::string& why);

}  // namespace internal

// How values of T become payloads and come back.
template <class T>
struct PayloadConverter {
  static Payload To(const T& value) {
    return internal::MakePayload(internal::kJsonPlain,
                                 nlohmann::json(value).dump());
  }
  static T From(const Payload& payload) {
    const nlohmann::json document = internal::ReadJson(payload, typeid(T));
    try {
      return document.template get<T>();
    } catch (const nlohmann::json::exception& error) {
      internal::ThrowUndecodable(payload, typeid(T), error.what());
    }
  }
};

template <>
struct PayloadConverter<Payload> {
  static Payload To(const Payload& value) { return value; }
  static Payload From(const Payload& payload) { return payload; }
};

template <>
struct PayloadConverter<Bytes> {
  static Payload To(const Bytes& value) {
    return internal::MakePayload(internal::kBinaryPlain, value.data);
  }
  static Bytes From(const Payload& payload);
};

namespace internal {

// A type with one value, which says nothing.
template <class T>
struct NullConverter {
  static Payload To(const T&) { return MakePayload(kBinaryNull, {}); }
  static T From(const Payload& payload) {
    if (!ReadJson(payload, typeid(T)).is_null()) {
      ThrowUndecodable(payload, typeid(T), "it holds a value");
    }
    return Value();
  }

 private:
  static T Value() {
    if constexpr (std::is_same_v<T, std::nullopt_t>) {
      return std::nullopt;
    } else {
      return T();
    }
  }
};

}  // namespace internal

template <>
struct PayloadConverter<std::nullptr_t>
    : internal::NullConverter<std::nullptr_t> {};
template <>
struct PayloadConverter<std::nullopt_t>
    : internal::NullConverter<std::nullopt_t> {};
template <>
struct PayloadConverter<std::monostate>
    : internal::NullConverter<std::monostate> {};

template <class T>
struct PayloadConverter<std::optional<T>> {
  static Payload To(const std::optional<T>& value) {
    if (!value) return internal::MakePayload(internal::kBinaryNull, {});
    return PayloadConverter<T>::To(*value);
  }
  static std::optional<T> From(const Payload& payload) {
    if (payload.Encoding() == internal::kBinaryNull) return std::nullopt;
    if (payload.Encoding() == internal::kJsonPlain && payload.data == "null") {
      return std::nullopt;
    }
    return PayloadConverter<T>::From(payload);
  }
};

// The payload of a value. Texts of any kind travel as std::string. Throws what
// the type's to_json throws, and nlohmann's type_error for invalid UTF-8.
template <class T>
Payload ToPayload(const T& value) {
  if constexpr (std::is_convertible_v<const T&, std::string_view> &&
                !std::is_same_v<T, std::nullptr_t>) {
    return PayloadConverter<std::string>::To(
        std::string(std::string_view(value)));
  } else {
    return PayloadConverter<T>::To(value);
  }
}

// The value in a payload. Throws UndecodablePayload.
template <class T>
T FromPayload(const Payload& payload) {
  return PayloadConverter<T>::From(payload);
}

}  // namespace lockstep
