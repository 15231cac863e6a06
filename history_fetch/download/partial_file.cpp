#include "history_fetch/download/partial_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>
#include <zlib.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <memory>
#include <utility>
#include <vector>

namespace lockstep::fetch {
namespace {

constexpr std::string_view kMagic = "lockstep-partial 1\n";
// A page is one answer of the server, which is at most this long.
constexpr uint32_t kLongestFrame = 129u << 20;

void PutNumber(uint32_t number, std::string& out) {
  for (int shift = 0; shift < 32; shift += 8) {
    out += static_cast<char>(number >> shift);
  }
}

uint32_t Number(const char* bytes) {
  uint32_t number = 0;
  for (int i = 3; i >= 0; --i) {
    number = number << 8 | static_cast<unsigned char>(bytes[i]);
  }
  return number;
}

uint32_t Crc(std::string_view bytes) {
  return static_cast<uint32_t>(
      ::crc32(0, reinterpret_cast<const Bytef*>(bytes.data()),
              static_cast<uInt>(bytes.size())));
}

bool ReadFully(int descriptor, char* to, size_t count) {
  while (count > 0) {
    const ssize_t read = ::read(descriptor, to, count);
    if (read < 0 && errno == EINTR) continue;
    if (read <= 0) return false;
    to += read;
    count -= static_cast<size_t>(read);
  }
  return true;
}

// The next whole frame; nothing at the end and where the file is torn.
std::optional<std::string> ReadFrame(int descriptor) {
  std::array<char, 8> head;
  if (!ReadFully(descriptor, head.data(), head.size())) return std::nullopt;
  const uint32_t length = Number(head.data());
  if (length > kLongestFrame) return std::nullopt;
  std::string frame(length, '\0');
  if (!ReadFully(descriptor, frame.data(), length)) return std::nullopt;
  if (Crc(frame) != Number(head.data() + 4)) return std::nullopt;
  return frame;
}

std::optional<PartialPage> Parse(std::string_view frame) {
  if (frame.size() < 4) return std::nullopt;
  const uint32_t token = Number(frame.data());
  frame.remove_prefix(4);
  if (token > frame.size()) return std::nullopt;
  return PartialPage{.history = frame.substr(token),
                     .next_token = frame.substr(0, token)};
}

std::chrono::seconds AgeOf(const std::filesystem::path& path) {
  std::error_code error;
  const auto changed = std::filesystem::last_write_time(path, error);
  if (error) return {};
  return std::chrono::duration_cast<std::chrono::seconds>(
      std::filesystem::file_time_type::clock::now() - changed);
}

tl::unexpected<Failure> Refused(const std::string& path,
                                std::string_view what) {
  return Fail(ExitCode::kPartial,
              fmt::format("{} cannot be {}: {}; make room or correct the "
                          "rights, and run this again",
                          path, what, std::strerror(errno)));
}

}  // namespace

PartialFile::PartialFile(std::string path, std::string identity)
    : path_(std::move(path)), identity_(std::move(identity)) {}

PartialFile::~PartialFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Outcome<std::optional<std::string>> PartialFile::Resume(
    const std::function<Outcome<void>(const PartialPage&)>& take) {
  // What is no file of ours is read neither through a link nor from a pipe,
  // which would wait.
  descriptor_ =
      ::open(path_.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (descriptor_ < 0) return std::nullopt;
  std::string magic(kMagic.size(), '\0');
  const bool ours = ReadFully(descriptor_, magic.data(), magic.size()) &&
                    magic == kMagic && ReadFrame(descriptor_) == identity_;
  off_t whole = ours ? ::lseek(descriptor_, 0, SEEK_CUR) : 0;
  std::optional<std::string> next;
  while (ours) {
    const std::optional<std::string> frame = ReadFrame(descriptor_);
    const auto page = frame ? Parse(*frame) : std::nullopt;
    if (!page) break;
    const Outcome<void> taken = take(*page);
    if (!taken) return tl::unexpected(taken.error());
    next = page->next_token;
    whole = ::lseek(descriptor_, 0, SEEK_CUR);
  }
  if (!next) {
    Discard();
    return std::nullopt;
  }
  if (::ftruncate(descriptor_, whole) != 0 ||
      ::lseek(descriptor_, whole, SEEK_SET) != whole) {
    return Refused(path_, "written");
  }
  return next;
}

Outcome<void> PartialFile::Open() {
  ::unlink(path_.c_str());  // a link goes, and not what it leads to
  descriptor_ = ::open(
      path_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
  if (descriptor_ < 0) return Refused(path_, "created");
  std::string begin(kMagic);
  PutNumber(static_cast<uint32_t>(identity_.size()), begin);
  PutNumber(Crc(identity_), begin);
  return Append(begin + identity_);
}

Outcome<void> PartialFile::Append(std::string_view frame) {
  while (!frame.empty()) {
    const ssize_t written = ::write(descriptor_, frame.data(), frame.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return Refused(path_, "written");
    frame.remove_prefix(static_cast<size_t>(written));
  }
  return {};
}

Outcome<void> PartialFile::Keep(const PartialPage& page) {
  if (descriptor_ < 0) {
    const Outcome<void> opened = Open();
    if (!opened) return opened;
  }
  std::string body;
  PutNumber(static_cast<uint32_t>(page.next_token.size()), body);
  body += page.next_token;
  body += page.history;
  std::string head;
  PutNumber(static_cast<uint32_t>(body.size()), head);
  PutNumber(Crc(body), head);
  const Outcome<void> begun = Append(head);
  return begun ? Append(body) : begun;
}

std::chrono::seconds PartialFile::Age() const { return AgeOf(path_); }

void SweepPartials(const std::string& folder, std::chrono::seconds age) {
  std::error_code error;
  std::vector<std::filesystem::path> old;
  for (std::filesystem::directory_iterator file(folder, error), end;
       !error && file != end; file.increment(error)) {
    if (AgeOf(file->path()) > age) old.push_back(file->path());
  }
  for (const auto& path : old) std::filesystem::remove(path, error);
}

void PartialFile::Discard() {
  if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
  ::unlink(path_.c_str());
}

}  // namespace lockstep::fetch
