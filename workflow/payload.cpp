#include "lockstep/payload.h"

#include <cxxabi.h>

#include <cstdlib>
#include <memory>

#include "lockstep/impl/arguments.h"

namespace lockstep {

std::string_view Payload::Encoding() const {
  const auto found = metadata.find("encoding");
  return found == metadata.end() ? std::string_view() : found->second;
}

Bytes PayloadConverter<Bytes>::From(const Payload& payload) {
  if (payload.Encoding() != internal::kBinaryPlain) {
    internal::ThrowUndecodable(payload, typeid(Bytes),
                               "bytes are read from binary/plain");
  }
  return Bytes(payload.data);
}

namespace internal {

std::string TypeName(const std::type_info& type) {
  // The library's own names of common types are hard to read.
  if (type == typeid(std::string)) return "std::string";
  int status = 0;
  const std::unique_ptr<char, decltype(&std::free)> name(
      abi::__cxa_demangle(type.name(), nullptr, nullptr, &status), &std::free);
  return status == 0 ? name.get() : type.name();
}

Payload MakePayload(const char* encoding, std::string data) {
  Payload payload;
  payload.metadata.emplace("encoding", encoding);
  payload.data = std::move(data);
  return payload;
}

nlohmann::json ReadJson(const Payload& payload, const std::type_info& type) {
  if (payload.Encoding() == kBinaryNull) return nullptr;
  if (payload.Encoding() != kJsonPlain) {
    ThrowUndecodable(payload, type, "it is read from json/plain");
  }
  try {
    return nlohmann::json::parse(payload.data);
  } catch (const nlohmann::json::exception& error) {
    ThrowUndecodable(payload, type, error.what());
  }
}

void ThrowUndecodable(const Payload& payload, const std::type_info& type,
                      const std::string& why) {
  const std::string_view encoding = payload.Encoding();
  throw UndecodablePayload("a payload with " +
                           (encoding.empty()
                                ? "no encoding"
                                : "encoding '" + std::string(encoding) + "'") +
                           " is no " + TypeName(type) + ": " + why);
}

void ThrowUndecodableIn(const std::string& what,
                        const UndecodablePayload& error) {
  throw UndecodablePayload(what + ": " + error.what());
}

const Payload& NullPayload() {
  static const Payload null = MakePayload(kBinaryNull, {});
  return null;
}

}  // namespace internal
}  // namespace lockstep
