#include "history_fetch/importing/read_histories.h"

namespace lockstep::fetch {
namespace {

// JSON has no control characters outside its strings but for blanks, and every
// message that holds events has one in its first bytes: the tag of an event's
// number.
bool IsText(std::string_view bytes) {
  constexpr size_t kEnough = 64;
  for (const char c : bytes.substr(0, kEnough)) {
    const bool control = static_cast<unsigned char>(c) < 0x20;
    if (control && c != '\n' && c != '\r' && c != '\t') return false;
  }
  return true;
}

bool IsUtf16(std::string_view bytes) {
  return bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF");
}

// Of formats that hold files, and that we do not unpack.
const char* Packing(std::string_view bytes) {
  if (bytes.starts_with("\x28\xB5\x2F\xFD")) return "zstd";
  if (bytes.starts_with("PK\x03\x04")) return "zip";
  if (bytes.starts_with("BZh")) return "bzip2";
  if (bytes.starts_with(std::string_view("\xFD"
                                         "7zXZ\0",
                                         6)))
    return "xz";
  return nullptr;
}

}  // namespace

std::string_view NameOf(Form form) {
  switch (form) {
    case Form::kEvents:
      return "events";
    case Form::kHistory:
      return "history";
    case Form::kList:
      return "list";
    case Form::kLines:
      return "lines";
    case Form::kRaw:
      return "raw-history";
    case Form::kBinary:
      return "binary";
    case Form::kDelimited:
      return "delimited";
    case Form::kExport:
      return "cloud-export";
  }
  return "";
}

void ReadHistories(const rpc::Schema& schema, std::string_view bytes,
                   const TakeHistory& take) {
  const auto refuse = [&](std::string problem) {
    take(tl::unexpected(Unreadable{"", std::move(problem)}));
  };
  constexpr std::string_view kMark = "\xEF\xBB\xBF";  // of UTF-8
  if (bytes.starts_with(kMark)) bytes.remove_prefix(kMark.size());
  if (IsUtf16(bytes)) {
    return refuse(
        "is UTF-16, as older PowerShells write what is piped into a file: save "
        "it as UTF-8");
  }
  if (const char* packing = Packing(bytes)) {
    return refuse(std::string("is packed with ") + packing +
                  ": unpack it first, or pack it with gzip");
  }
  if (IsText(bytes)) return ReadJsonHistories(schema, bytes, take);
  ReadBinaryHistories(schema, bytes, take);
}

}  // namespace lockstep::fetch
