#include <string>
#include <unordered_map>
#include <vector>

#include "expect.h"
#include "sdk.h"

namespace google::protobuf {
class MessageLite {
 public:
  std::string SerializeAsString() const;
  bool SerializeToString(std::string* out) const;
};
class Message : public MessageLite {};
template <class K, class V>
class Map {};
}  // namespace google::protobuf

namespace nlohmann {
template <class K, class V>
struct ordered_map {};
template <class K, class V>
struct sorted_map {};
template <template <class, class> class Object>
struct basic_json {
  template <class T>
  basic_json(const T& /*value*/) {}
  std::string dump() const;
};
using json = basic_json<sorted_map>;
using ordered_json = basic_json<ordered_map>;
}  // namespace nlohmann

class Order : public google::protobuf::Message {
 public:
  const google::protobuf::Map<std::string, int>& prices() const;
};
class Basket : public google::protobuf::Message {
 public:
  const Order& order() const;
};
class Receipt : public google::protobuf::Message {
 public:
  int total() const;
};

REPORTS("serialized-order") std::string Direct(const Order& order) {
  return order.SerializeAsString();
}
REPORTS("serialized-order") std::string Inside(const Basket& basket) {
  std::string bytes;
  basket.SerializeToString(&bytes);
  return bytes;
}
REPORTS("serialized-order")
std::string Ordered(const std::unordered_map<std::string, int>& prices) {
  return nlohmann::ordered_json(prices).dump();
}
SILENT std::string Plain(const Receipt& receipt) {
  return receipt.SerializeAsString();
}
SILENT std::string SortedJson(
    const std::unordered_map<std::string, int>& prices) {
  return nlohmann::json(prices).dump();
}
