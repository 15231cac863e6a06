#include "linter/findings/line_set.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <nlohmann/json.hpp>

namespace lockstep::lint {
namespace {

using Range = std::pair<uint32_t, uint32_t>;

bool InRanges(const std::vector<Range>& ranges, uint32_t line) {
  return std::any_of(ranges.begin(), ranges.end(), [&](const Range& range) {
    return range.first <= line && line <= range.second;
  });
}

template <class Contains>
bool AnyPlace(const Finding& finding, const Contains& contains) {
  return contains(finding.place) || contains(finding.spelling) ||
         std::any_of(finding.chain.begin(), finding.chain.end(),
                     [&](const Hop& hop) { return contains(hop.place); });
}

uint32_t Number(std::string_view& text) {
  uint32_t number = 0;
  const auto end =
      std::from_chars(text.data(), text.data() + text.size(), number);
  text.remove_prefix(static_cast<size_t>(end.ptr - text.data()));
  return number;
}

struct Hunk {
  uint32_t first = 0, added = 0, removed = 0;
};

uint32_t CountBehindComma(std::string_view& text) {
  if (!text.starts_with(',')) return 1;
  text.remove_prefix(1);
  return Number(text);
}

// "@@ -1,2 +3,4 @@".
Hunk ParseHunk(std::string_view header) {
  Hunk hunk;
  header.remove_prefix(std::string_view("@@ -").size());
  Number(header);
  hunk.removed = CountBehindComma(header);
  const size_t plus = std::min(header.find('+'), header.size() - 1);
  header.remove_prefix(plus + 1);
  hunk.first = Number(header);
  hunk.added = CountBehindComma(header);
  return hunk;
}

std::string_view TakeLine(std::string_view& text) {
  const size_t end = std::min(text.find('\n'), text.size());
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

Result<LineFilter> NotALineFilter() {
  return Fail(
      "--line-filter: this is not clang-tidy's form, "
      R"([{"name":"file.cpp","lines":[[1,3],[5,7]]}])");
}

bool IsRange(const nlohmann::json& json) {
  return json.is_array() && json.size() == 2 && json[0].is_number_unsigned() &&
         json[1].is_number_unsigned();
}

}  // namespace

void LineSet::Add(const std::string& file, uint32_t first, uint32_t last) {
  if (first <= last) files_[file].emplace_back(first, last);
}

void LineSet::AddFile(const std::string& file) {
  Add(file, 0, std::numeric_limits<uint32_t>::max());
}

bool LineSet::Contains(const Place& place) const {
  const auto file = files_.find(place.file);
  return place.Known() && file != files_.end() &&
         InRanges(file->second, place.line);
}

bool LineSet::Touches(const Finding& finding) const {
  return AnyPlace(finding, [&](const Place& p) { return Contains(p); });
}

Result<LineFilter> LineFilter::Parse(const std::string& text) {
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (!json.is_array()) return NotALineFilter();
  LineFilter filter;
  for (const auto& entry : json) {
    if (!entry.is_object() || !entry.contains("name") ||
        !entry["name"].is_string()) {
      return NotALineFilter();
    }
    File file{entry["name"].get<std::string>(), {}};
    for (const auto& lines : entry.value("lines", nlohmann::json::array())) {
      if (!IsRange(lines)) return NotALineFilter();
      file.lines.emplace_back(lines[0].get<uint32_t>(),
                              lines[1].get<uint32_t>());
    }
    filter.files_.push_back(std::move(file));
  }
  return filter;
}

bool LineFilter::Contains(const Place& place) const {
  return std::any_of(files_.begin(), files_.end(), [&](const File& file) {
    return place.file.ends_with(file.name) &&
           (file.lines.empty() || InRanges(file.lines, place.line));
  });
}

bool LineFilter::Touches(const Finding& finding) const {
  return AnyPlace(finding, [&](const Place& p) { return Contains(p); });
}

LineSet ParseDiff(std::string_view diff, const std::string& root) {
  LineSet changed;
  std::string file;
  while (!diff.empty()) {
    const std::string_view line = TakeLine(diff);
    // A tab ends a name with spaces.
    if (line.starts_with("+++ ")) {
      const std::string_view name = line.substr(4, line.find('\t', 4) - 4);
      file = name == "/dev/null" ? "" : root + "/" + std::string(name);
    } else if (line.starts_with("@@ -")) {
      const Hunk hunk = ParseHunk(line);
      for (uint32_t i = 0; i < hunk.added + hunk.removed; ++i) TakeLine(diff);
      if (file.empty()) continue;
      // Only removals: the lines before and behind the gap.
      const uint32_t last = hunk.first + (hunk.added == 0 ? 1 : hunk.added - 1);
      changed.Add(file, hunk.first, last);
    }
  }
  return changed;
}

}  // namespace lockstep::lint
