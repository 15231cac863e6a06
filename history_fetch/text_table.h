// Tables for people.
#pragma once

#include <string>
#include <vector>

namespace lockstep::fetch {

// Columns as wide as their widest cell, two spaces apart, each line indented by
// two; the first row is the heading. Cells that are numbers stand to the right,
// and so does the heading above them. Cells come from strangers: Printable().
std::string TextTable(const std::vector<std::vector<std::string>>& rows);

// "1,204,331".
std::string Thousands(long long number);

}  // namespace lockstep::fetch
