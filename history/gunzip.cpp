#include "history/gunzip.h"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <limits>
#include <string>

namespace lockstep::history {
namespace {

constexpr size_t kChunk = size_t{1} << 18;
constexpr std::string_view kAgain = "download it again";

class Inflater {
 public:
  Inflater() {
    constexpr int kGzipOnly = 15 + 16;
    ready_ = inflateInit2(&stream_, kGzipOnly) == Z_OK;
  }
  ~Inflater() {
    if (ready_) inflateEnd(&stream_);
  }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  Result<std::string> Run(std::string_view bytes, size_t limit) {
    if (!ready_) return Fail("cannot be unpacked: there is no memory for it");
    std::string out;
    while (true) {
      Feed(bytes);
      const int status = Step(out);
      if (out.size() > limit) {
        return Fail(fmt::format("unpacks to more than {} bytes", limit));
      }
      if (status == Z_STREAM_END) {
        if (stream_.avail_in == 0 && bytes.empty()) return out;
        inflateReset(&stream_);  // another member follows
      } else if (status == Z_BUF_ERROR) {
        return Fail(fmt::format("is cut off (gzip): {}", kAgain));
      } else if (status != Z_OK) {
        return Fail(fmt::format("is not gzip or is damaged: {}", kAgain));
      }
    }
  }

 private:
  // zlib counts in 32 bits.
  void Feed(std::string_view& bytes) {
    if (stream_.avail_in > 0) return;
    const size_t size =
        std::min<size_t>(bytes.size(), std::numeric_limits<uInt>::max());
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream_.avail_in = static_cast<uInt>(size);
    bytes.remove_prefix(size);
  }

  int Step(std::string& out) {
    const size_t before = out.size();
    out.resize(before + kChunk);
    stream_.next_out = reinterpret_cast<Bytef*>(out.data() + before);
    stream_.avail_out = kChunk;
    const int status = inflate(&stream_, Z_NO_FLUSH);
    out.resize(out.size() - stream_.avail_out);
    return status;
  }

  z_stream stream_{};
  bool ready_ = false;
};

}  // namespace

Result<std::string> Gunzip(std::string_view bytes, size_t limit) {
  return Inflater().Run(bytes, limit);
}

}  // namespace lockstep::history
