#include "history_fetch/text_table.h"

#include <fmt/format.h>

#include <algorithm>

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

}  // namespace

std::string TextTable(const std::vector<std::vector<std::string>>& rows) {
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
