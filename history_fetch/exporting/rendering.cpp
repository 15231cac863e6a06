#include "history_fetch/exporting/rendering.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <nlohmann/json.hpp>

#include "base/check.h"
#include "rpc/schema/fields.h"
#include "rpc/schema/json_reader.h"

namespace lockstep::fetch {
namespace {

std::string PlaceOf(const Corpus& corpus, const Entry& entry) {
  return corpus.folder() + "/" + entry.file;
}

Outcome<Rendered> AsProto(const Corpus& corpus, const Entry& entry,
                          const std::string& text, const rpc::Schema& schema) {
  const Result<rpc::ParsedMessage> parsed =
      rpc::ParseJson(schema, rpc::kHistoryMessage, text);
  if (!parsed) {
    return Fail(ExitCode::kIntegrity,
                fmt::format("{}: {}; download it again, or give newer "
                            "--descriptors",
                            PlaceOf(corpus, entry), parsed.error().message));
  }
  return Rendered{rpc::SerializeDeterministic(*parsed->message),
                  parsed->dropped.size()};
}

Outcome<Rendered> AsLine(const Corpus& corpus, const Entry& entry,
                         const std::string& text) {
  std::string small(text.size(), '\0');
  size_t length = 0;
  const bool minified = simdjson::minify(text.data(), text.size(), small.data(),
                                         length) == simdjson::SUCCESS;
  small.resize(length);
  constexpr std::string_view kEvents = "{\"events\":";
  if (!minified || !small.starts_with(kEvents)) {
    return Fail(ExitCode::kIntegrity,
                fmt::format("{}: does not begin with its events: download it "
                            "again",
                            PlaceOf(corpus, entry)));
  }
  nlohmann::ordered_json whose;
  whose["workflowId"] = entry.workflow_id;
  whose["runId"] = entry.run_id;
  whose["namespace"] = entry.name_space;
  std::string line = whose.dump();
  line.back() = ',';  // in place of the brace
  line.append(small, 1);
  line += '\n';
  return Rendered{std::move(line), 0};
}

}  // namespace

std::string ExtensionOf(ExportFormat format) {
  switch (format) {
    case ExportFormat::kCliJson:
      return ".json";
    case ExportFormat::kBinpb:
      return ".binpb";
    case ExportFormat::kJsonl:
      return ".jsonl";
  }
  LOCKSTEP_CHECK(false, "the switch names every format");
}

Outcome<Rendered> Render(const Corpus& corpus, const Entry& entry,
                         ExportFormat format, const rpc::Schema* schema) {
  Outcome<std::string> text = ReadHistoryText(corpus, entry);
  if (!text) return tl::unexpected(text.error());
  switch (format) {
    case ExportFormat::kCliJson:
      return Rendered{std::move(*text), 0};
    case ExportFormat::kBinpb:
      LOCKSTEP_CHECK(schema != nullptr, "messages are made with descriptors");
      return AsProto(corpus, entry, *text, *schema);
    case ExportFormat::kJsonl:
      return AsLine(corpus, entry, *text);
  }
  LOCKSTEP_CHECK(false, "the switch names every format");
}

}  // namespace lockstep::fetch
