#include "history_fetch/corpus/manifest.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>
#include <utility>

#include "history_fetch/terminal.h"

namespace lockstep::fetch {
namespace {

constexpr int64_t kFormat = 1;
constexpr char kFormatName[] = "lockstep_corpus";
constexpr char kLeftOut[] = "left_out";

struct TextMember {
  std::string_view name;
  std::string CorpusState::*member;
};

constexpr TextMember kTexts[] = {
    {"reason", &CorpusState::reason},
    {"plan", &CorpusState::plan},
    {"synced_at", &CorpusState::synced_at},
    {"server_version", &CorpusState::server_version},
};

struct SourceMember {
  std::string_view name;
  std::string AskedSource::*member;
};

constexpr char kSources[] = "sources";
constexpr SourceMember kSourceMembers[] = {
    {"source", &AskedSource::source},
    {"namespace", &AskedSource::name_space},
    {"namespace_id", &AskedSource::namespace_id},
    {"synced_at", &AskedSource::synced_at},
};

using Json = simdjson::dom::element;

Result<void> TakeFormat(Json value) {
  int64_t format = 0;
  if (value.get(format) != simdjson::SUCCESS || format < 1) {
    return lockstep::Fail(
        fmt::format("the member \"{}\" is broken", kFormatName));
  }
  if (format > kFormat) {
    return lockstep::Fail(
        "this corpus was written by a newer lockstep-fetch; update "
        "lockstep-fetch");
  }
  return {};
}

tl::unexpected<Error> Unknown(std::string_view name) {
  return lockstep::Fail(
      fmt::format("the member \"{}\" is unknown: this corpus was written by a "
                  "newer lockstep-fetch; update lockstep-fetch",
                  Printable(name)));
}

Result<AskedSource> TakeSource(Json value) {
  simdjson::dom::object object;
  if (value.get(object) != simdjson::SUCCESS) {
    return lockstep::Fail(
        fmt::format("the member \"{}\" has more than objects", kSources));
  }
  AskedSource source;
  for (const auto& [name, text] : object) {
    const auto* const member = std::find_if(
        std::begin(kSourceMembers), std::end(kSourceMembers),
        [&](const SourceMember& known) { return known.name == name; });
    if (member == std::end(kSourceMembers)) return Unknown(name);
    std::string_view found;
    if (text.get(found) != simdjson::SUCCESS) {
      return lockstep::Fail(fmt::format("the member \"{}\" is no text", name));
    }
    source.*member->member = found;
  }
  return source;
}

Result<void> TakeSources(Json value, CorpusState& state) {
  simdjson::dom::array array;
  if (value.get(array) != simdjson::SUCCESS) {
    return lockstep::Fail(
        fmt::format("the member \"{}\" is no list", kSources));
  }
  for (const Json element : array) {
    Result<AskedSource> source = TakeSource(element);
    if (!source) return tl::unexpected(source.error());
    state.sources.push_back(std::move(*source));
  }
  return {};
}

Result<void> TakeLeftOut(Json value, CorpusState& state) {
  simdjson::dom::array names;
  const auto broken = lockstep::Fail(
      fmt::format("the member \"{}\" is no list of texts", kLeftOut));
  if (value.get(names) != simdjson::SUCCESS) return broken;
  for (const Json name : names) {
    std::string_view text;
    if (name.get(text) != simdjson::SUCCESS) return broken;
    state.left_out.emplace_back(text);
  }
  return {};
}

Result<void> TakeMember(std::string_view name, Json value, CorpusState& state) {
  if (name == kFormatName) return TakeFormat(value);
  if (name == "complete") {
    if (value.get(state.complete) == simdjson::SUCCESS) return {};
    return lockstep::Fail("the member \"complete\" is neither true nor false");
  }
  if (name == kLeftOut) return TakeLeftOut(value, state);
  for (const TextMember& text : kTexts) {
    if (text.name != name) continue;
    std::string_view found;
    if (value.get(found) != simdjson::SUCCESS) {
      return lockstep::Fail(fmt::format("the member \"{}\" is no text", name));
    }
    state.*text.member = found;
    return {};
  }
  if (name == kSources) return TakeSources(value, state);
  return Unknown(name);
}

nlohmann::ordered_json SourcesJson(const std::vector<AskedSource>& sources) {
  auto list = nlohmann::ordered_json::array();
  for (const AskedSource& source : sources) {
    nlohmann::ordered_json object;
    for (const SourceMember& member : kSourceMembers) {
      const std::string& value = source.*member.member;
      if (!value.empty()) object[std::string(member.name)] = value;
    }
    list.push_back(std::move(object));
  }
  return list;
}

// Lines that git leaves in a file that two sides have changed.
bool IsConflictMarker(std::string_view line) {
  for (const char* mark : {"<<<<<<<", "|||||||", "=======", ">>>>>>>"}) {
    if (line.starts_with(mark)) return true;
  }
  return false;
}

Outcome<void> Conflict(const std::string& name, uint64_t line) {
  return Fail(ExitCode::kIntegrity,
              fmt::format("{}:{}: has conflict markers of a git merge; take "
                          "one side's manifest, then `lockstep-fetch import` "
                          "the other side's corpus",
                          name, line));
}

Outcome<void> Broken(const std::string& name, uint64_t line,
                     const std::string& what) {
  return Fail(ExitCode::kIntegrity,
              fmt::format("{}:{}: {}; restore the file, say from git, or sync "
                          "into a new folder",
                          name, line, what));
}

}  // namespace

std::string HeaderLine(const CorpusState& state) {
  nlohmann::ordered_json json;
  json[kFormatName] = kFormat;
  json["complete"] = state.complete;
  for (const TextMember& text : kTexts) {
    const std::string& value = state.*text.member;
    if (!value.empty()) json[std::string(text.name)] = value;
  }
  if (!state.sources.empty()) json[kSources] = SourcesJson(state.sources);
  if (!state.left_out.empty()) json[kLeftOut] = state.left_out;
  constexpr int kOneLine = -1;
  constexpr bool kAsUtf8 = false;
  return json.dump(kOneLine, ' ', kAsUtf8,
                   nlohmann::json::error_handler_t::replace);
}

Result<CorpusState> ParseHeader(std::string_view line) {
  simdjson::dom::parser parser;
  simdjson::dom::object object;
  Json format;
  if (parser.parse(line.data(), line.size()).get(object) != simdjson::SUCCESS ||
      object.at_key(kFormatName).get(format) != simdjson::SUCCESS) {
    return lockstep::Fail("is no header of a corpus");
  }
  CorpusState state;
  // The format first: of a newer one everything else may differ.
  if (const Result<void> known = TakeFormat(format); !known) {
    return tl::unexpected(known.error());
  }
  for (const auto& [name, value] : object) {
    const Result<void> taken = TakeMember(name, value, state);
    if (!taken) return tl::unexpected(taken.error());
  }
  return state;
}

Outcome<void> ReadManifest(LineReader& lines, const std::string& name,
                           CorpusState& state, Index& index) {
  if (!lines.Next()) return Broken(name, 1, "has no header line");
  if (IsConflictMarker(lines.line())) return Conflict(name, 1);
  Result<CorpusState> header = ParseHeader(lines.line());
  if (!header) return Broken(name, 1, header.error().message);
  state = std::move(*header);
  OrderKey last;
  while (lines.Next()) {
    if (IsConflictMarker(lines.line())) return Conflict(name, lines.number());
    Result<Entry> entry = ParseEntry(lines.line());
    if (!entry) return Broken(name, lines.number(), entry.error().message);
    const RunKey key = KeyOf(entry->name_space, entry->run_id);
    const std::optional<uint64_t> file = Index::FileIdOf(*entry);
    if (!file) {
      return Broken(name, lines.number(),
                    "the member \"file\" is no name that lockstep-fetch gives");
    }
    if (index.Find(key) != nullptr) {
      return Broken(name, lines.number(), "names a run for the second time");
    }
    if (index.FindFile(*file) != nullptr) {
      return Broken(name, lines.number(), "names a file for the second time");
    }
    const Place place{.in = Place::In::kManifest,
                      .offset = lines.offset(),
                      .length = static_cast<uint32_t>(lines.line().size())};
    index.Set(key, *entry, place);
    OrderKey now = OrderOf(std::move(*entry));
    if (now < last) {
      return Broken(name, lines.number(), "is not in the order of the keys");
    }
    last = std::move(now);
  }
  if (lines.error() != 0) {
    return Broken(name, lines.number() + 1, "cannot be read");
  }
  return {};
}

}  // namespace lockstep::fetch
