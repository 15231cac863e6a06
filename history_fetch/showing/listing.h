// What visibility says, printed page by page.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "history_fetch/failure.h"
#include "history_fetch/showing/list_text.h"
#include "rpc/client/service.h"
#include "rpc/codec/remote_codec.h"

namespace lockstep::fetch {

enum class ListFormat { kText, kJson, kJsonl };

struct Listing {
  std::string query = {};
  int64_t limit = 0;      // runs at most; 0: all
  int32_t page_size = 0;  // 0: the server's
  bool archived = false;
  ListFormat format = ListFormat::kText;
  ListPayloads payloads = ListPayloads::kShort;
  // Of memos; null: they stay as they are.
  const rpc::RemoteCodec* codec = nullptr;
};

// False: whoever reads takes no more.
using TakeText = std::function<bool(std::string_view text)>;

// Hands the text of one page after the other to `take`. A server that gives the
// same page token twice is kIntegrity. JSON is that of `temporal workflow
// list`, byte for byte.
Outcome<void> WriteList(rpc::Service& service, const Listing& listing,
                        const TakeText& take);

// "17\n", or {"count": "17"} as the temporal CLI prints it.
Outcome<std::string> CountText(rpc::Service& service, const Listing& listing);

}  // namespace lockstep::fetch
