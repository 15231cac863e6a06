// The pages of a download that is not finished, on disk: a later process goes
// on where they end (history-download 6.4).
//
//   "lockstep-partial 1\n"
//   frame: identity        u32 length, u32 CRC-32, then the bytes;
//   frame: page            a page is u32 length of the token that comes next,
//   frame: page            the token, and the History message as it was
//   ...                    received; numbers are little-endian
//
// Whoever was killed while writing left a frame that is cut or whose CRC is
// wrong; it and what follows is dropped.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "history_fetch/failure.h"

namespace lockstep::fetch {

struct PartialPage {
  std::string_view history;
  std::string_view next_token;
};

class PartialFile {
 public:
  // `identity` says what was asked for: pages of another request are no use.
  PartialFile(std::string path, std::string identity);
  ~PartialFile();
  PartialFile(const PartialFile&) = delete;
  PartialFile& operator=(const PartialFile&) = delete;

  // Hands the pages that were kept to `take`, in order, one at a time, and
  // yields the token of the page that comes next; nothing: no page was kept.
  Outcome<std::optional<std::string>> Resume(
      const std::function<Outcome<void>(const PartialPage&)>& take);

  // Adds the page behind those that were kept or resumed.
  Outcome<void> Keep(const PartialPage& page);

  // Since the last page was kept, by the clock of the machine; 0: there is
  // none.
  std::chrono::seconds Age() const;

  // Removes the file.
  void Discard();

 private:
  Outcome<void> Open();
  Outcome<void> Append(std::string_view frame);

  std::string path_;
  std::string identity_;
  int descriptor_ = -1;
};

// Removes the files of `folder` to which nothing was added for so long.
void SweepPartials(const std::string& folder, std::chrono::seconds age);

}  // namespace lockstep::fetch
