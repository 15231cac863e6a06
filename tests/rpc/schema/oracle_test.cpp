#include <gtest/gtest.h>

#include "tests/rpc/schema/oracle_histories.h"

namespace lockstep::rpc {
namespace {

TEST(Oracle, ASampleIsWrittenAsTheCliWroteIt) { ReadAndWriteEach(19); }

}  // namespace
}  // namespace lockstep::rpc
