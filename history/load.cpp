#include "history/load.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <system_error>
#include <utility>

#include "history/check.h"
#include "history/container.h"
#include "history/gunzip.h"
#include "history/identity.h"
#include "history/order.h"
#include "history/sha256.h"

namespace lockstep::history {
namespace {

constexpr size_t kMaxFileBytes = size_t{4} << 30;
constexpr std::string_view kUtf8Bom = "\xEF\xBB\xBF";
constexpr std::string_view kGzip = "\x1F\x8B";

using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

// Why `text` cannot be JSON, or nothing. Only its beginning is looked at.
std::string_view WhyNotText(std::string_view text) {
  constexpr size_t kBeginning = 16;
  if (text.starts_with(kGzip)) {
    return "is compressed: give it a name that ends in .gz";
  }
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) {
    return "is UTF-16: save it as UTF-8";
  }
  for (const char c : text.substr(0, kBeginning)) {
    if (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\r' &&
        c != '\t') {
      return "is binary: run `lockstep-fetch import`";
    }
  }
  return {};
}

Result<void> Cut(std::optional<int64_t> last_event_id, History& history) {
  if (!last_event_id) return {};
  const auto size = static_cast<int64_t>(history.events.size());
  if (*last_event_id < 1 || *last_event_id > size) {
    return Fail(fmt::format("has no event {} to stop at, it ends with event {}",
                            *last_event_id, size));
  }
  history.cut = *last_event_id < size;
  history.cut_inside_task =
      history.cut && IsCommandEvent(history.events[*last_event_id].type);
  history.events.resize(static_cast<size_t>(*last_event_id));
  return {};
}

LoadError Invalid(const std::string& name, std::string_view problem) {
  return {LoadError::Kind::kInvalid, fmt::format("{} {}", name, problem)};
}

Result<std::string> ReadFile(const std::string& path) {
  constexpr size_t kChunk = size_t{1} << 16;
  const File file(std::fopen(path.c_str(), "rbe"), std::fclose);
  if (!file) {
    return Fail(fmt::format("cannot be read: {}", std::strerror(errno)));
  }
  std::string bytes;
  // A guess, so that the bytes are not moved while they come; a pipe has none.
  std::error_code unknown;
  const uintmax_t size = std::filesystem::file_size(path, unknown);
  if (!unknown && size <= kMaxFileBytes) bytes.reserve(size + kChunk);
  size_t read = 0;
  do {
    const size_t before = bytes.size();
    bytes.resize(before + kChunk);
    read = std::fread(bytes.data() + before, 1, kChunk, file.get());
    bytes.resize(before + read);
    if (bytes.size() > kMaxFileBytes) return Fail("is over 4 GiB");
  } while (read == kChunk);
  if (std::ferror(file.get()) != 0) {
    return Fail(fmt::format("cannot be read: {}", std::strerror(errno)));
  }
  return bytes;
}

void WarnOfSuspect(const std::string& place, History& history) {
  if (place.empty()) return;
  history.warnings.push_back(
      place +
      " says json/plain but holds no JSON: perhaps a \"readable\" export");
}

}  // namespace

LoadResult ParseHistory(std::string_view json, const std::string& name,
                        const LoadOptions& options) {
  if (!options.sha256.empty() && Sha256Hex(json) != options.sha256) {
    return tl::unexpected(
        Invalid(name,
                "is not what the manifest of its corpus says, by its SHA-256: "
                "restore it, or look with `lockstep-fetch verify`"));
  }
  if (json.starts_with(kUtf8Bom)) json.remove_prefix(kUtf8Bom.size());
  const std::string_view why = WhyNotText(json);
  if (!why.empty()) return tl::unexpected(Invalid(name, why));
  Reading reading;
  reading.name = name;
  Container container;
  if (!ReadContainer(json, container, reading)) {
    return tl::unexpected(std::move(reading.error));
  }
  History history;
  history.name = name;
  history.events = std::move(container.events);
  history.decoded = reading.decoded || options.payloads_replaced;
  const Order order =
      options.reverse_order ? Order::kEither : Order::kOldestFirst;
  auto done = SetInOrder(order, history.events);
  if (done) done = Cut(options.last_event_id, history);
  if (!done) return tl::unexpected(Invalid(name, done.error().message));
  Identify(options, container.hints, history);
  WarnOfSuspect(reading.suspect_payload, history);
  const Result<void> checked = Check(history.events, history.warnings);
  if (!checked) {
    return tl::unexpected(LoadError{LoadError::Kind::kInvalid,
                                    name + ": " + checked.error().message +
                                        ": the file is damaged or was edited"});
  }
  return history;
}

LoadResult LoadHistory(const std::string& path, const LoadOptions& options) {
  Result<std::string> bytes = ReadFile(path);
  if (bytes && path.ends_with(".gz")) bytes = Gunzip(*bytes, kMaxFileBytes);
  if (!bytes) return tl::unexpected(Invalid(path, bytes.error().message));
  return ParseHistory(*bytes, path, options);
}

}  // namespace lockstep::history
