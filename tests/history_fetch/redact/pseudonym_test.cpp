#include "history_fetch/redact/pseudonym.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

namespace lockstep::fetch {
namespace {

using testing::HasSubstr;
using testing::Not;

Pseudonyms With(const std::string& key, Sizes sizes = Sizes::kClass) {
  return Pseudonyms(rpc::Secret(key), sizes);
}

const Pseudonyms& Ours() {
  static const Pseudonyms kOurs = With("0123456789abcdef");
  return kOurs;
}

// Corpora in git hold them: a change here makes every one of them differ.
TEST(Pseudonym, AreTheSameForever) {
  EXPECT_EQ(Ours().Text("alice@example.com"),
            "r-rzbyvxpb4k42amn5osilnntvi5lwlf");
  EXPECT_EQ(Ours().Text("x"), "r-kuy6rgkx7qvqpj");
  EXPECT_EQ(Ours().Text("9f0cf4b1-37a0-4c2e-9a52-3c9a1f3a1d11"),
            "2fc278af-b9af-4786-805c-86ce8adc303c");
  EXPECT_EQ(Ours().Number("1234"), "5145");
}

TEST(Pseudonym, OfAnEmptyTextIsEmpty) { EXPECT_EQ(Ours().Text(""), ""); }

TEST(Pseudonym, DependsOnTheKeyAndOnTheWholeText) {
  std::set<std::string> texts;
  for (const char* key : {"0123456789abcdef", "0123456789abcdeg"}) {
    for (const char* text : {"a", "b", "aa", "A"}) {
      texts.insert(With(key).Text(text));
    }
  }
  EXPECT_EQ(texts.size(), 8u);
}

TEST(Pseudonym, KeepsTheClassOfTheSize) {
  const std::vector<std::pair<size_t, size_t>> sizes = {
      {1, 16}, {16, 16}, {17, 32}, {32, 32}, {33, 64}, {65, 128}, {1000, 1024}};
  for (const auto& [size, stand_in] : sizes) {
    EXPECT_EQ(Ours().Text(std::string(size, 'x')).size(), stand_in) << size;
    const Pseudonyms exact = With("0123456789abcdef", Sizes::kExact);
    EXPECT_EQ(exact.Text(std::string(size, 'x')).size(),
              std::max<size_t>(size, 16))
        << size;
  }
}

TEST(Pseudonym, IsRecognised) {
  for (const size_t size : {1, 17, 40, 70, 1000}) {
    EXPECT_TRUE(IsPseudonym(Ours().Text(std::string(size, 'x')))) << size;
  }
  for (const char* other : {"", "r-", "r-abc", "r-ABCDEFGHIJKLMN",
                            "r-abcdefghijklm1", "x-abcdefghijklmn"}) {
    EXPECT_FALSE(IsPseudonym(other)) << other;
  }
}

TEST(Pseudonym, OfAUuidIsAUuidOfItsVersion) {
  const std::string uuid = Ours().Text("9F0CF4B1-37a0-3c2e-9a52-3c9a1f3a1d11");
  EXPECT_TRUE(IsUuid(uuid));
  EXPECT_EQ(uuid[14], '3');
  EXPECT_EQ(uuid[19], '8');
}

// Whatever type a number was read into, its stand-in fits there, too.
TEST(Pseudonym, OfANumberHasItsFormAndFitsItsType) {
  for (const char* number :
       {"0", "7", "-7", "10", "-123", "3.5", "0.25", "-0.5", "1e5", "1.5E-7",
        "2147483647", "-2147483648", "9223372036854775807",
        "18446744073709551615", "123456789012345678901234567890123456"}) {
    const std::string text = number;
    const std::string stand_in = Ours().Number(text);
    ASSERT_EQ(stand_in.size(), text.size()) << text;
    for (size_t i = 0; i < text.size(); ++i) {
      const bool digit = text[i] >= '0' && text[i] <= '9';
      const bool still = stand_in[i] >= '0' && stand_in[i] <= '9';
      EXPECT_EQ(digit, still) << text << " " << stand_in;
      EXPECT_TRUE(digit || text[i] == stand_in[i]) << text << " " << stand_in;
    }
    EXPECT_EQ(stand_in, Ours().Number(text)) << "twice the same";
    const size_t end = text.find_first_of("eE");
    if (end != std::string::npos) {
      EXPECT_EQ(stand_in.substr(end), text.substr(end)) << "the exponent";
    }
  }
  EXPECT_EQ(Ours().Number("2147483647")[0], '1');
  EXPECT_EQ(Ours().Number("0"), "0");
  EXPECT_EQ(Ours().Number("0.25")[0], '0');
  EXPECT_NE(Ours().Number("4711"), "4711");
  for (int i = 10; i < 100; ++i) {
    EXPECT_NE(Ours().Number(std::to_string(i))[0], '0') << i;
  }
}

TEST(Pseudonym, AKeyHasAnIdThatDoesNotShowIt) {
  EXPECT_EQ(Ours().KeyId(), With("0123456789abcdef").KeyId());
  EXPECT_NE(Ours().KeyId(), With("0123456789abcdeg").KeyId());
  EXPECT_THAT(Ours().KeyId(), Not(HasSubstr("0123")));
}

TEST(Key, IsReadWithoutTheSpaceAroundIt) {
  const auto key = ReadKey(" 0123456789abcdef\r\n", "key");
  ASSERT_TRUE(key.has_value());
  EXPECT_EQ(key->Reveal(), "0123456789abcdef");
}

TEST(Key, ThatCanBeGuessedIsRefusedWithoutShowingIt) {
  for (const char* text : {"", "  \n", "short-secret"}) {
    const auto key = ReadKey(text, "keys/redact");
    ASSERT_FALSE(key.has_value()) << text;
    EXPECT_THAT(key.error().message, HasSubstr("keys/redact: the key has "));
    EXPECT_THAT(key.error().message, HasSubstr("/dev/urandom"));
    EXPECT_THAT(key.error().message, Not(HasSubstr("secret")));
  }
}

}  // namespace
}  // namespace lockstep::fetch
