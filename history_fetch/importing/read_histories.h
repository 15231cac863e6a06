// Finds the histories in the bytes of a file, by what they are and not by what
// the file is called (history-download 4.4, consequence 4).
#pragma once

#include <string_view>

#include "history_fetch/importing/found_history.h"

namespace lockstep::fetch {

void ReadHistories(const rpc::Schema& schema, std::string_view bytes,
                   const TakeHistory& take);

// The two kinds of files.
void ReadJsonHistories(const rpc::Schema& schema, std::string_view text,
                       const TakeHistory& take);
void ReadBinaryHistories(const rpc::Schema& schema, std::string_view bytes,
                         const TakeHistory& take);

// Makes a list of events of blobs, each a serialised History. Ends with what
// to do about it.
Result<void> AddBlob(std::string_view blob, rpc::Message& history);

inline constexpr char kDownloadAgain[] =
    "download it again with `temporal workflow show -o json`";

}  // namespace lockstep::fetch
