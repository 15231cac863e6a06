#include "history/shape.h"

#include <gtest/gtest.h>
namespace lockstep::history {
TEST(Shape, X) { EXPECT_EQ(ShapeBuilder().Finish().shape.size(), 64u); }
}  // namespace lockstep::history
