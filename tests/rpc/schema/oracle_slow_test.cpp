#include <gtest/gtest.h>

#include "tests/rpc/schema/oracle_histories.h"

namespace lockstep::rpc {
namespace {

TEST(Oracle, EveryHistoryIsWrittenAsTheCliWroteIt) { ReadAndWriteEach(1); }

}  // namespace
}  // namespace lockstep::rpc
