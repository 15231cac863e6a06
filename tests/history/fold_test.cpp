#include "history/fold.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace lockstep::history {
namespace {

std::string Text(const std::vector<uint32_t>& symbols, const Folded& folded) {
  std::string text;
  for (const uint32_t symbol : symbols) {
    if (symbol < folded.first_repeat) {
      text += static_cast<char>(symbol);
      continue;
    }
    const Repeat& repeat = folded.repeats.at(symbol - folded.first_repeat);
    text += "(" + Text(repeat.body, folded) + ")" + (repeat.many ? "*" : "2");
  }
  return text;
}

// Of letters.
std::string FoldText(const std::string& text) {
  const Folded folded = Fold({text.begin(), text.end()}, 128);
  return Text(folded.symbols, folded);
}

std::string Times(size_t count, const std::string& text) {
  std::string all;
  for (size_t i = 0; i < count; ++i) all += text;
  return all;
}

struct FoldCase {
  const char* text;
  const char* folded;
};

TEST(Fold, FoldsRepeats) {
  const FoldCase cases[] = {
      {"", ""},
      {"a", "a"},
      {"abcab", "abcab"},
      {"aa", "(a)2"},
      {"aaa", "(a)*"},
      {"aaaaaaaaaa", "(a)*"},
      {"xababy", "x(ab)2y"},
      {"xabababy", "x(ab)*y"},
      {"abababa", "(ab)*a"},        // a rest stays
      {"aabbaabb", "((a)2(b)2)2"},  // loops in a loop
      {"xaaaxaax", "x(a)*x(a)2x"},  // whose counts differ
      {"xaaaxaaaax", "(x(a)*)2x"},  // or are both many
      {"abcabcxabcabc", "(abc)2x(abc)2"},
      {"abaabaaba", "a(b(a)2)2ba"},  // the shortest first
  };
  for (const FoldCase& c : cases) {
    EXPECT_EQ(FoldText(c.text), c.folded) << c.text;
  }
}

TEST(Fold, DoesNotTellThreeRoundsFromThreeHundred) {
  const std::string three = FoldText("s" + Times(3, "abc") + "e");

  EXPECT_EQ(three, "s(abc)*e");
  EXPECT_EQ(FoldText("s" + Times(300, "abc") + "e"), three);
}

std::string Unfold(const std::string& folded, size_t& at) {
  std::string text;
  while (at < folded.size() && folded[at] != ')') {
    if (folded[at] != '(') {
      text += folded[at++];
      continue;
    }
    const std::string body = Unfold(folded, ++at);
    ++at;
    text += Times(folded[at++] == '2' ? 2 : 3, body);
  }
  return text;
}

// All texts of two letters up to a length, and long ones of three: what is
// folded once is a text again if it was folded rightly, and folding is done.
TEST(Fold, IsRightOnManyTexts) {
  std::mt19937 random(1);
  for (int i = 0; i < 3000; ++i) {
    std::string text;
    for (size_t size = random() % 40; text.size() < size;) {
      text += static_cast<char>('a' + random() % 3);
    }
    const std::string folded = FoldText(text);
    size_t at = 0;
    const std::string unfolded = Unfold(folded, at);
    EXPECT_EQ(FoldText(unfolded), folded) << text;
    if (folded.find('*') == folded.npos) {
      EXPECT_EQ(unfolded, text);
    }
  }
}

TEST(Fold, IsFastOnLongHistories) {
  std::mt19937 random(1);
  std::vector<uint32_t> all_different(50'000);
  for (uint32_t i = 0; i < all_different.size(); ++i) all_different[i] = i;
  std::vector<uint32_t> two_letters(50'000);
  for (uint32_t& symbol : two_letters) symbol = random() % 2;

  EXPECT_EQ(Fold(all_different, 50'000).symbols, all_different);
  EXPECT_EQ(Fold(std::vector<uint32_t>(50'000), 1).symbols.size(), 1u);
  EXPECT_LT(Fold(two_letters, 2).symbols.size(), 50'000u);
}

}  // namespace
}  // namespace lockstep::history
