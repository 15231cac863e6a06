#include "history_fetch/text_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace lockstep::fetch {
namespace {

// Characters, as good as one can say without a table of their widths.
size_t Width(const std::string& cell) {
  return static_cast<size_t>(std::count_if(
      cell.begin(), cell.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

// "-" stands for what is not known, in any column.
bool IsNumber(const std::string& cell) {
  return cell.find_first_of("0123456789") != std::string::npos &&
         cell.find_first_not_of("0123456789,.~") == std::string::npos;
}

bool IsColumnOfNumbers(const std::vector<std::vector<std::string>>& rows,
                       size_t column) {
  bool some = false;
  for (size_t i = 1; i < rows.size(); ++i) {
    if (column >= rows[i].size() || rows[i][column] == "-") continue;
    if (!IsNumber(rows[i][column])) return false;
    some = true;
  }
  return some;
}

// Takes from the widest column of texts, as long as that is wide.
void CutToFit(size_t columns, const std::vector<bool>& numbers,
              std::vector<size_t>& widths,
              std::vector<std::vector<std::string>>& rows) {
  constexpr size_t kLeast = 10;
  size_t line = 0;
  for (const size_t width : widths) line += 2 + width;
  std::vector<bool> cut(widths.size(), false);
  for (; line > columns; --line) {
    size_t widest = widths.size();
    for (size_t i = 0; i < widths.size(); ++i) {
      if (numbers[i] || widths[i] <= kLeast) continue;
      if (widest == widths.size() || widths[i] > widths[widest]) widest = i;
    }
    if (widest == widths.size()) break;
    --widths[widest];
    cut[widest] = true;
  }
  for (auto& row : rows) {
    for (size_t i = 0; i < row.size(); ++i) {
      if (cut[i]) row[i] = CutToColumns(row[i], widths[i]);
    }
  }
}

}  // namespace

std::string CutToColumns(const std::string& text, size_t columns) {
  constexpr std::string_view kMore = "...";
  const auto width_of = [](char c) -> size_t {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xC0) == 0x80) return 0;  // goes on with a character
    // The wide ones are among those of three bytes and more.
    return byte >= 0xE0 ? 2 : 1;
  };
  size_t width = 0;
  size_t fits = 0;  // bytes that leave room for the dots
  for (size_t i = 0; i < text.size(); ++i) {
    width += width_of(text[i]);
    if (width + kMore.size() <= columns) fits = i + 1;
  }
  if (width <= columns) return text;
  if (columns <= kMore.size()) return std::string(kMore.substr(0, columns));
  return text.substr(0, fits) + std::string(kMore);
}

std::string TextTable(std::vector<std::vector<std::string>> rows,
                      size_t columns) {
  std::vector<size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()), 0);
    for (size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], Width(row[i]));
    }
  }
  std::vector<bool> numbers;
  for (size_t i = 0; i < widths.size(); ++i) {
    numbers.push_back(IsColumnOfNumbers(rows, i));
  }
  if (columns > 0) CutToFit(columns, numbers, widths, rows);
  std::string text;
  for (const auto& row : rows) {
    std::string line;
    for (size_t i = 0; i < row.size(); ++i) {
      const std::string gap(widths[i] - Width(row[i]), ' ');
      line += "  " + (numbers[i] ? gap + row[i] : row[i] + gap);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  }
  return text;
}

std::string Thousands(long long number) {
  std::string digits = std::to_string(number);
  const long long first = number < 0 ? 1 : 0;
  for (long long i = static_cast<long long>(digits.size()) - 3; i > first;
       i -= 3) {
    digits.insert(static_cast<size_t>(i), ",");
  }
  return digits;
}

}  // namespace lockstep::fetch
