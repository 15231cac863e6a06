#include "linter/findings/sources.h"

#include <fstream>
#include <iterator>

namespace lockstep::lint {
namespace {

std::vector<size_t> LineStarts(const std::string& text) {
  std::vector<size_t> starts{0};
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n') starts.push_back(i + 1);
  }
  return starts;
}

}  // namespace

std::optional<std::string> ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  std::string text{std::istreambuf_iterator<char>(file), {}};
  if (file.bad()) return std::nullopt;
  return text;
}

void Sources::Put(const std::string& path, std::string text) {
  std::vector<size_t> starts = LineStarts(text);
  files_[path] = File{std::move(text), std::move(starts)};
}

const Sources::File& Sources::Load(const std::string& path) {
  const auto found = files_.find(path);
  if (found != files_.end()) return found->second;
  File file{ReadFile(path), {}};
  if (file.text) file.line_starts = LineStarts(*file.text);
  return files_.emplace(path, std::move(file)).first->second;
}

const std::string* Sources::Text(const std::string& path) {
  const File& file = Load(path);
  return file.text ? &*file.text : nullptr;
}

std::optional<std::string_view> Sources::Line(const std::string& path,
                                              uint32_t line) {
  const File& file = Load(path);
  if (line == 0 || line > file.line_starts.size()) return std::nullopt;
  const std::string_view rest =
      std::string_view(*file.text).substr(file.line_starts[line - 1]);
  std::string_view found = rest.substr(0, rest.find('\n'));
  if (!found.empty() && found.back() == '\r') found.remove_suffix(1);
  return found;
}

std::optional<size_t> Sources::Offset(const Place& place) {
  const auto line = Line(place.file, place.line);
  if (!line) return std::nullopt;
  const size_t start = Load(place.file).line_starts[place.line - 1];
  return start + (place.column == 0 ? 0 : place.column - 1);
}

}  // namespace lockstep::lint
