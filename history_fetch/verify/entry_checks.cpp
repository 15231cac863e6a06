#include "history_fetch/verify/entry_checks.h"

#include <fcntl.h>
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <limits>
#include <system_error>
#include <utility>

#include "history/facts.h"
#include "history/load.h"
#include "history/shape.h"
#include "history_fetch/corpus/names.h"
#include "history_fetch/corpus/open_file.h"
#include "history_fetch/download/history_sink.h"
#include "history_fetch/entry_facts.h"
#include "history_fetch/verify/recount.h"
#include "rpc/schema/parse.h"

namespace lockstep::fetch {
namespace {

namespace fs = std::filesystem;

constexpr char kProtoAgain[] =
    "delete the .binpb, and run `lockstep-fetch refresh --repair`";
constexpr std::string_view kManifestAgain =
    "restore manifest.jsonl, say from git, or fetch the run again";

// Only its hash is of interest.
class NoOutput final : public TextOutput {
 public:
  Outcome<void> Write(std::string_view) override { return {}; }
  Outcome<void> Close() override { return {}; }
};

// Messages of others begin with what they are about; ours do not.
std::string Without(const std::string& name, std::string message) {
  for (const std::string_view after : {": ", " "}) {
    const std::string prefix = name + std::string(after);
    if (message.starts_with(prefix)) return message.substr(prefix.size());
  }
  return message;
}

bool IsOrdinaryFile(const std::string& path) {
  std::error_code error;
  return fs::is_regular_file(fs::symlink_status(path, error));
}

// A message has fewer bytes than its text, but for fields that the text does
// not have.
size_t LongestProto(const Entry& entry) {
  constexpr int64_t kLongest = std::numeric_limits<int32_t>::max();
  constexpr int64_t kSlack = int64_t{64} << 10;
  if (entry.unknown_fields > 0) return kLongest;
  return static_cast<size_t>(std::min(kLongest, 2 * entry.bytes + kSlack));
}

}  // namespace

std::vector<Finding> EntryChecks::Run(const Entry& entry) {
  entry_ = &entry;
  findings_.clear();
  CheckName();
  CheckMarks();
  if (const auto text = CheckFile()) CheckHistory(*text);
  CheckProto();
  Note();
  return std::move(findings_);
}

void EntryChecks::Find(Check check, std::string message) {
  findings_.push_back({check, entry_->file, std::move(message)});
}

void EntryChecks::CheckName() {
  const std::string due = HistoryPath(*entry_);
  if (due == entry_->file) return;
  Find(Check::kFileName,
       fmt::format("should be called {} by what its line in the manifest says: "
                   "{}",
                   due, kManifestAgain));
}

void EntryChecks::CheckMarks() {
  const std::string& kept = entry_->payloads;
  if (!kept.empty() && kept != "full" && kept != "inbound" && kept != "none") {
    Find(Check::kRedaction,
         fmt::format("has \"{}\" for its payloads, which is none of full, "
                     "inbound and none: {}",
                     kept, kManifestAgain));
  } else if (entry_->redaction.empty() && !kept.empty() && kept != "full") {
    Find(Check::kRedaction,
         fmt::format("has payloads \"{}\" but names no policy that replaced "
                     "them: {}",
                     kept, kManifestAgain));
  }
}

std::optional<std::string> EntryChecks::CheckFile() {
  const std::string path = corpus_.folder() + "/" + entry_->file;
  std::error_code error;
  if (fs::exists(fs::symlink_status(path, error)) && !IsOrdinaryFile(path)) {
    Find(Check::kFile, fmt::format("is no ordinary file: {}", kRepair));
    return std::nullopt;
  }
  Outcome<std::string> text = ReadHistoryText(corpus_, *entry_);
  if (!text) {
    Find(Check::kFile, Without(path, text.error().message));
    return std::nullopt;
  }
  const auto bytes = static_cast<int64_t>(text->size());
  if (bytes != entry_->bytes) {
    Find(Check::kFile,
         fmt::format("has {} bytes of text where the manifest says {}: {}",
                     bytes, entry_->bytes, kManifestAgain));
  }
  return std::move(*text);
}

void EntryChecks::CheckHistory(const std::string& text) {
  history::LoadOptions options;
  options.known = {entry_->workflow_id, entry_->run_id, entry_->name_space};
  const auto history = history::ParseHistory(text, entry_->file, options);
  if (!history) {
    Find(Check::kHistory, Without(entry_->file, history.error().message));
    return;
  }
  for (const std::string& warning : history->warnings) {
    Find(Check::kOdd, "is odd: " + warning);
  }
  history::Facts facts;
  history::ShapeBuilder builder;
  for (const history::Event& event : history->events) {
    history::AddFacts(event, facts);
    builder.Add(event);
  }
  Entry said;
  SetFacts(facts, said);
  const std::string differs = FactsThatDiffer(*entry_, said);
  if (!differs.empty()) {
    Find(Check::kFacts, fmt::format("{}: {}", differs, kManifestAgain));
  }
  const history::Shapes shapes = builder.Finish();
  if (shapes.shape != entry_->shape ||
      shapes.loop_shape != entry_->loop_shape) {
    Find(Check::kShape,
         fmt::format("has another shape than the manifest says ({:.8}, {:.8}): "
                     "{}",
                     shapes.shape, shapes.loop_shape, kManifestAgain));
  }
}

void EntryChecks::CheckProto() {
  if (!entry_->proto) return;
  const std::string path = corpus_.folder() + "/" + ProtoName(entry_->file);
  const OpenFile file = OpenRegular(AT_FDCWD, path.c_str());
  if (!file) {
    return Find(Check::kProto,
                fmt::format("should have a .binpb beside it: {}", kRepair));
  }
  const Outcome<size_t> size = FileSize(file.get(), path);
  if (size && *size > LongestProto(*entry_)) {
    return Find(Check::kProto,
                fmt::format("has a .binpb beside it of {} bytes, more than its "
                            "history can have: {}",
                            *size, kProtoAgain));
  }
  const Outcome<std::string> bytes = ReadWhole(file.get(), path);
  if (!bytes) return Find(Check::kProto, Without(path, bytes.error().message));
  const rpc::Schema& schema = schema_.Get();
  const auto message = schema.New(rpc::kHistoryMessage);
  if (!rpc::ParseMessage(*bytes, *message)) {
    return Find(Check::kProto,
                fmt::format("has a .binpb beside it that is no History: {}",
                            kProtoAgain));
  }
  // Fields that one set of definitions knows and another does not are in the
  // one text and not in the other.
  if (entry_->descriptors != schema.hash()) return;
  NoOutput output;
  HistorySink sink(entry_->file, output);
  Outcome<void> taken = sink.Add(*message);
  const Outcome<Entry> again =
      taken ? sink.Finish() : Outcome<Entry>(tl::unexpected(taken.error()));
  if (!again || again->sha256 != entry_->sha256) {
    Find(Check::kProto,
         fmt::format("has a .binpb beside it with another history: {}",
                     kProtoAgain));
  }
}

void EntryChecks::Note() {
  if (entry_->unknown_fields > 0) {
    Find(Check::kUnknownFields,
         fmt::format("lacks {} fields that the API definitions did not have: "
                     "fetch it again with newer ones (--descriptors)",
                     entry_->unknown_fields));
  }
  if (entry_->external_refs > 0) {
    Find(Check::kExternalRefs,
         fmt::format("has {} payloads that lie in a store elsewhere and may be "
                     "deleted there: fetch it again with --codec-endpoint",
                     entry_->external_refs));
  }
}

}  // namespace lockstep::fetch
