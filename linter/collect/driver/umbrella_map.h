// What the headers of an umbrella (a precompiled header of standard headers)
// include, define and ask about. With it a unit can tell whether the umbrella
// shows it more than its own includes would: a macro of a header that it has
// not included yet (`#ifdef __cpp_lib_bitops`), or a macro of its own that a
// header would have asked about.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/result.h"

namespace clang {
class CompilerInstance;
}

namespace lockstep::lint {

struct UmbrellaMap {
  std::vector<std::string> headers;             // as included: "vector"; sorted
  std::vector<std::string> files;               // absolute
  std::vector<uint64_t> hashes;                 // of their content
  std::vector<std::vector<uint32_t>> includes;  // by file
  std::unordered_map<std::string, std::vector<uint32_t>> defined_in;
  std::unordered_set<std::string> asked;

  // Index of the file; its number is files.size() if it is not there.
  uint32_t IndexOf(const std::string& file) const;
  void Reindex();  // after `files` was filled

  std::string ToBytes() const;
  static Result<UmbrellaMap> FromBytes(std::string_view bytes);

 private:
  std::unordered_map<std::string, uint32_t> index_;
};

// While the umbrella is made: fills everything but `headers` and `hashes`.
void RecordUmbrella(clang::CompilerInstance& compiler,
                    const std::string& directory, UmbrellaMap& map);

// While a unit is parsed with the umbrella: sets `misled` when the unit must be
// parsed without it.
void WatchUmbrella(clang::CompilerInstance& compiler,
                   const std::string& directory, const UmbrellaMap& map,
                   bool& misled);

}  // namespace lockstep::lint
