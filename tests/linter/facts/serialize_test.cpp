#include "linter/facts/serialize.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "linter/facts/fields.h"
#include "linter/facts/records.h"

namespace lockstep::lint {
namespace {

// Gives every field that there is a value of its own, two elements to every
// list.
class Filler {
 public:
  template <class... T>
  void operator()(T&... fields) {
    (One(fields), ...);
  }

 private:
  template <class T>
  void One(T& field) {
    ++next_;
    if constexpr (std::is_same_v<T, std::string>) {
      field = "text " + std::to_string(next_);
    } else if constexpr (std::is_same_v<T, bool>) {
      field = true;
    } else if constexpr (std::is_enum_v<T>) {
      field = T(1);
    } else if constexpr (std::is_integral_v<T>) {
      field = T(next_);
    } else if constexpr (requires { field.emplace_back(); }) {
      One(field.emplace_back());
      One(field.emplace_back());
    } else if constexpr (requires { field.has_value(); }) {
      One(field.emplace());
    } else {
      fields::Visit(*this, field);
    }
  }
  uint64_t next_ = 0;
};

template <class T>
T Filled() {
  T facts;
  Filler filler;
  fields::Visit(filler, facts);
  return facts;
}

template <class T>
class SerializeTest : public testing::Test {};
using Facts = testing::Types<FunctionFacts, ClassFacts, VariableFacts, Unit>;
TYPED_TEST_SUITE(SerializeTest, Facts);

TYPED_TEST(SerializeTest, EveryFieldComesBack) {
  const auto facts = Filled<TypeParam>();
  const auto again = DecodeFacts<TypeParam>(EncodeFacts(facts));
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(*again, facts);
}

TYPED_TEST(SerializeTest, EmptyFactsComeBack) {
  const auto again = DecodeFacts<TypeParam>(EncodeFacts(TypeParam{}));
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(*again, TypeParam{});
}

TYPED_TEST(SerializeTest, AShorterRecordIsAnError) {
  const std::string bytes = EncodeFacts(Filled<TypeParam>());
  for (size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(DecodeFacts<TypeParam>(bytes.substr(0, size))) << size;
  }
  EXPECT_FALSE(DecodeFacts<TypeParam>(bytes + "x"));
}

TYPED_TEST(SerializeTest, AnyByteMayBeWrong) {
  const std::string bytes = EncodeFacts(Filled<TypeParam>());
  // A prime, so that all kinds of bytes are met.
  const size_t step = bytes.size() > 1000 ? 7 : 1;
  for (size_t at = 0; at < bytes.size(); at += step) {
    for (const int value : {0, 1, 127, 128, 255}) {
      std::string wrong = bytes;
      wrong[at] = char(value);
      // Another value or an error; never more.
      if (const auto facts = DecodeFacts<TypeParam>(wrong)) {
        EXPECT_TRUE(DecodeFacts<TypeParam>(EncodeFacts(*facts)));
      }
    }
  }
}

TEST(Serialize, HashesOf64BitsComeBack) {
  FunctionFacts facts;
  facts.body_hash = ~uint64_t{0};
  EXPECT_EQ(DecodeFacts<FunctionFacts>(EncodeFacts(facts)), facts);
}

FunctionFacts Function(const std::string& key) {
  FunctionFacts facts;
  facts.key = key;
  return facts;
}

TEST(Records, WhatUnitsShareIsInTheFirstOfThem) {
  RecordBytes records;
  Unit first, second;
  first.path = "/a.cpp";
  first.functions = {Function("f"), Function("shared")};
  second.path = "/b.cpp";
  second.functions = {Function("g"), Function("shared")};
  const std::vector<UnitRecord> apart = {TakeApart(first, records),
                                         TakeApart(second, records)};
  EXPECT_EQ(records.size(), 3);
  const auto whole = PutTogether(apart, records);
  ASSERT_TRUE(whole);
  second.functions.pop_back();
  EXPECT_THAT(*whole, testing::ElementsAre(first, second));
}

TEST(Records, AMissingRecordIsAnError) {
  RecordBytes records;
  Unit unit;
  unit.classes.emplace_back();
  const UnitRecord apart = TakeApart(unit, records);
  EXPECT_FALSE(PutTogether({apart}, {}));
}

}  // namespace
}  // namespace lockstep::lint
