// A libFuzzer target: any bytes as a file of histories of other tools. Whatever
// they are, they are refused with a sentence or become histories whose text is
// read back as the same: no crash, no failed check, no leak.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/check.h"
#include "history_fetch/download/history_sink.h"
#include "history_fetch/importing/read_histories.h"
#include "rpc/schema/json_reader.h"
#include "rpc/schema/json_writer.h"

namespace lockstep::fetch {
namespace {

// Keeps nothing: what the sink says of a history is what is looked for.
class Nowhere final : public TextOutput {
 public:
  Outcome<void> Write(std::string_view) override { return {}; }
  Outcome<void> Close() override { return {}; }
};

void Judge(const rpc::Schema& schema, const FoundHistory& found) {
  const std::string text = rpc::HistoryToJson(*found.history);
  const auto again = rpc::ParseJson(schema, rpc::kHistoryMessage, text);
  // Bytes that are no UTF-8 are replaced as they are written, once.
  LOCKSTEP_CHECK(again, "what we write can be read");
  const std::string twice = rpc::HistoryToJson(*again->message);
  const auto thrice = rpc::ParseJson(schema, rpc::kHistoryMessage, twice);
  LOCKSTEP_CHECK(thrice && rpc::HistoryToJson(*thrice->message) == twice,
                 "the text of a history stays as it is");
  Nowhere nowhere;
  HistorySink sink("fuzzed", nowhere);
  if (!sink.Add(*found.history)) return;
  const Outcome<Entry> entry = sink.Finish();
  LOCKSTEP_CHECK(!entry || entry->sha256.size() == 64,
                 "a history that is taken has a hash");
}

}  // namespace
}  // namespace lockstep::fetch

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using lockstep::fetch::FoundOrNot;
  static const auto kSchema = lockstep::rpc::Schema::Embedded();
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  lockstep::fetch::ReadHistories(kSchema, bytes, [](const FoundOrNot& found) {
    if (found) {
      lockstep::fetch::Judge(kSchema, *found);
    } else {
      LOCKSTEP_CHECK(!found.error().problem.empty(), "a refusal says why");
    }
  });
  return 0;
}
