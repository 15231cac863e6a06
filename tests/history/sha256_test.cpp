#include "history/sha256.h"

#include <gtest/gtest.h>

namespace lockstep::history {
namespace {

// The examples of FIPS 180.
TEST(Sha256, HasTheKnownValues) {
  EXPECT_EQ(Sha256Hex(""),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(Sha256Hex("abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Sha256, TakesTextsInPieces) {
  Sha256 sha;
  sha.Add("a");
  sha.Add("");
  Sha256 moved = std::move(sha);
  moved.Add("bc");

  EXPECT_EQ(moved.Hex(), Sha256Hex("abc"));
}

}  // namespace
}  // namespace lockstep::history
