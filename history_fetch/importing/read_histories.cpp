#include "history_fetch/importing/read_histories.h"

#include <fmt/format.h>

#include <utility>

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
  if (bytes.starts_with("7z\xBC\xAF\x27\x1C")) return "7z";
  if (bytes.starts_with("\x04\x22\x4D\x18")) return "lz4";
  constexpr size_t kTarMark = 257;
  if (bytes.size() > kTarMark && bytes.substr(kTarMark).starts_with("ustar")) {
    return "tar";
  }
  return nullptr;
}

// Makes one of all that is no history in a file: a list of something else may
// have a million items.
class Sieve {
 public:
  using Kind = Unreadable::Kind;

  explicit Sieve(const TakeHistory& take) : take_(take) {}

  void Add(FoundOrNot found) {
    if (found || found.error().kind == Kind::kDamaged) {
      some_ = true;
      return take_(std::move(found));
    }
    const Kind kind = found.error().kind;
    if (others_++ == 0) {
      first_ = std::move(found.error());
    } else if (kind != first_.kind) {
      // Text that is no JSON may begin as if it were.
      const bool other = kind == Kind::kOther || first_.kind == Kind::kOther;
      first_.kind = other ? Kind::kOther : Kind::kNoEvents;
    }
  }

  void Finish() {
    if (others_ == 0) return;
    if (some_) {
      // Who has put histories there may miss these.
      first_.kind = Kind::kDamaged;
      if (others_ > 1) {
        first_.problem +=
            fmt::format("; likewise {} more of the file", others_ - 1);
      }
    } else if (others_ > 1) {
      first_.place.clear();
      first_.problem =
          fmt::format("holds {} items and no history; the first {}", others_,
                      first_.problem);
    }
    take_(tl::unexpected(std::move(first_)));
  }

 private:
  const TakeHistory& take_;
  bool some_ = false;  // histories, be they damaged
  int64_t others_ = 0;
  Unreadable first_;
};

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
  Sieve sieve(take);
  const TakeHistory add = [&](FoundOrNot found) {
    sieve.Add(std::move(found));
  };
  if (IsText(bytes)) {
    ReadJsonHistories(schema, bytes, add);
  } else {
    ReadBinaryHistories(schema, bytes, add);
  }
  sieve.Finish();
}

}  // namespace lockstep::fetch
