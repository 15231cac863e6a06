// Tables for people.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace lockstep::fetch {

// Columns as wide as their widest cell, two spaces apart, each line indented by
// two; the first row is the heading. Cells that are numbers stand to the right,
// and so does the heading above them. Cells come from strangers: Printable().
// Lines have at most `columns` characters, as far as cutting long texts helps;
// 0: they may be as long as they like.
std::string TextTable(std::vector<std::vector<std::string>> rows,
                      size_t columns = 0);

// At most `columns` of a terminal wide, "..." where something is missing.
std::string CutToColumns(const std::string& text, size_t columns);

// "1,204,331".
std::string Thousands(long long number);

}  // namespace lockstep::fetch
