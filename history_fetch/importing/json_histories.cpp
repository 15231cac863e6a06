// JSON in every form that tools have written.
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "history/json_document.h"
#include "history/json_fault.h"
#include "history_fetch/importing/json_container.h"
#include "history_fetch/importing/read_histories.h"

namespace lockstep::fetch {
namespace {

using history::Json;
using history::JsonFault;

// What cannot be read may be a history that was cut, or no JSON at all.
Unreadable::Kind KindOf(std::string_view text) {
  constexpr size_t kEnough = size_t{4} << 10;
  const size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == text.npos) return Unreadable::Kind::kOther;
  const std::string_view first = text.substr(begin, kEnough);
  const bool json = first[0] == '{' || first[0] == '[' || first[0] == '"';
  for (const char* key : {"\"event", "\"history", "\"rawHistory"}) {
    if (json && first.find(key) != first.npos) {
      return Unreadable::Kind::kDamaged;
    }
  }
  return Unreadable::Kind::kOther;
}

size_t CountLines(std::string_view text) {
  return static_cast<size_t>(std::count(text.begin(), text.end(), '\n'));
}

// Cuts the first document off a text that holds several.
std::string_view TakeDocument(std::string_view& text) {
  const auto fault = history::FindJsonFault(text);
  const bool more = fault && fault->kind == JsonFault::Kind::kSecondDocument;
  const size_t size = more ? fault->offset : text.size();
  const std::string_view taken = text.substr(0, size);
  text.remove_prefix(size);
  return taken;
}

// The events of one history, each a document of its own.
class Lines {
 public:
  Lines(ContainerReader& reader, const TakeHistory& take)
      : reader_(reader), take_(take) {}

  void Add(Json event) {
    if (!found_) found_ = reader_.Begin(Form::kLines, "", {});
    if (!problem_.empty()) return;
    const Result<void> read = reader_.AddTo(*found_, event);
    if (!read) problem_ = read.error().message;
  }

  void Finish() {
    if (!found_) return;
    if (problem_.empty()) {
      take_(std::move(*found_));
    } else {
      take_(tl::unexpected(Unreadable{"", problem_}));
    }
  }

 private:
  ContainerReader& reader_;
  const TakeHistory& take_;
  std::optional<FoundHistory> found_;
  std::string problem_;
};

// Several documents behind each other, in lines or not.
void ReadDocuments(const rpc::Schema& schema, std::string_view text,
                   const TakeHistory& take) {
  history::JsonDocument document;
  ContainerReader reader(schema, take);
  Lines lines(reader, take);
  size_t line = 1;
  for (int64_t number = 1; !text.empty(); ++number) {
    const std::string_view piece = TakeDocument(text);
    const std::string place = fmt::format("history {}", number);
    const Result<Json> root = document.Parse(piece, line);
    line += CountLines(piece);
    if (!root) {
      take(tl::unexpected(Unreadable{"", root.error().message, KindOf(piece)}));
      return;
    }
    if (IsEvent(*root)) {
      lines.Add(*root);
    } else {
      reader.Read(*root, place);
    }
  }
  lines.Finish();
}

}  // namespace

void ReadJsonHistories(const rpc::Schema& schema, std::string_view text,
                       const TakeHistory& take) {
  // Blanks at the end would be a document of their own, an empty one.
  text = text.substr(0, text.find_last_not_of(" \t\r\n") + 1);
  if (text.empty()) {
    return take(tl::unexpected(
        Unreadable{"", std::string("is empty: ") + kDownloadAgain,
                   Unreadable::Kind::kOther}));
  }
  history::JsonDocument document;
  const Result<Json> root = document.Parse(text);
  if (root) return ContainerReader(schema, take).Read(*root, "");
  const auto fault = history::FindJsonFault(text);
  if (fault && fault->kind == JsonFault::Kind::kSecondDocument) {
    return ReadDocuments(schema, text, take);
  }
  take(tl::unexpected(Unreadable{"", root.error().message, KindOf(text)}));
}

}  // namespace lockstep::fetch
