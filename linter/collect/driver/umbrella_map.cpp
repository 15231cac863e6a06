#include "linter/collect/driver/umbrella_map.h"

#include <algorithm>

#include "linter/facts/bytes.h"

namespace lockstep::lint {
namespace {

void WriteTexts(ByteWriter& writer, const std::vector<std::string>& texts) {
  writer.Number(texts.size());
  for (const std::string& text : texts) writer.Text(text);
}

std::vector<std::string> ReadTexts(ByteReader& reader) {
  std::vector<std::string> texts;
  const size_t count = reader.Count();
  while (texts.size() < count && reader.Ok()) texts.emplace_back(reader.Text());
  return texts;
}

void WriteNumbers(ByteWriter& writer, const std::vector<uint32_t>& numbers) {
  writer.Number(numbers.size());
  for (const uint32_t number : numbers) writer.Number(number);
}

std::vector<uint32_t> ReadNumbers(ByteReader& reader, size_t below) {
  std::vector<uint32_t> numbers;
  const size_t count = reader.Count();
  while (numbers.size() < count && reader.Ok()) {
    const uint64_t number = reader.Number();
    if (number >= below) reader.Fail();
    numbers.push_back(uint32_t(number));
  }
  return numbers;
}

}  // namespace

uint32_t UmbrellaMap::IndexOf(const std::string& file) const {
  const auto found = index_.find(file);
  return found == index_.end() ? uint32_t(files.size()) : found->second;
}

void UmbrellaMap::Reindex() {
  index_.clear();
  for (size_t i = 0; i < files.size(); ++i) index_.emplace(files[i], i);
}

std::string UmbrellaMap::ToBytes() const {
  ByteWriter writer;
  WriteTexts(writer, headers);
  WriteTexts(writer, files);
  for (const uint64_t hash : hashes) writer.Fixed(hash);
  for (const auto& list : includes) WriteNumbers(writer, list);
  std::vector<std::string> names;
  for (const auto& [name, list] : defined_in) names.push_back(name);
  std::sort(names.begin(), names.end());
  WriteTexts(writer, names);
  for (const std::string& name : names)
    WriteNumbers(writer, defined_in.at(name));
  std::vector<std::string> questions(asked.begin(), asked.end());
  std::sort(questions.begin(), questions.end());
  WriteTexts(writer, questions);
  return writer.Take();
}

Result<UmbrellaMap> UmbrellaMap::FromBytes(std::string_view bytes) {
  ByteReader reader(bytes);
  UmbrellaMap map;
  map.headers = ReadTexts(reader);
  map.files = ReadTexts(reader);
  for (size_t i = 0; i < map.files.size(); ++i) {
    map.hashes.push_back(reader.Fixed());
  }
  for (size_t i = 0; i < map.files.size(); ++i) {
    map.includes.push_back(ReadNumbers(reader, map.files.size()));
  }
  for (std::string& name : ReadTexts(reader)) {
    map.defined_in.emplace(std::move(name),
                           ReadNumbers(reader, map.files.size()));
  }
  for (std::string& name : ReadTexts(reader)) map.asked.insert(std::move(name));
  if (!reader.AtEnd()) return Fail("the map of an umbrella is damaged");
  map.Reindex();
  return map;
}

}  // namespace lockstep::lint
