// The values of one history that got stand-ins, and those that stayed.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace lockstep::fetch {

// A part of an id that code made.
struct IdPart {
  enum class Kind {
    kLiteral,  // stays
    kValue,    // a replaced value
    kOwnId,    // the id of the run itself
  };
  Kind kind = Kind::kLiteral;
  std::string text;
  bool operator==(const IdPart&) const = default;
};

class ReplacedValues {
 public:
  // A text of a payload that workflow code reads or made, and what is there
  // instead.
  void AddReplaced(const std::string& value, const std::string& stand_in);
  // A text that a rule keeps: it need not be hidden elsewhere either.
  void AddKept(const std::string& value);
  // Ids that contain `id` keep that part, or get `stand_in` for it.
  void SetOwnId(const std::string& id, const std::string& stand_in);

  // What `id` may have been made of: replaced values are whole words, between
  // characters that are no letters and digits.
  std::vector<IdPart> PartsOf(std::string_view id) const;

  // `id` with stand-ins for the parts of it that are replaced values. Code that
  // made an id from a value makes the same one from the value's stand-in.
  std::string Follow(std::string_view id) const;

  // `text` holds a replaced value of at least 8 bytes that is kept nowhere.
  bool Shows(std::string_view text) const;

 private:
  // The longest known value that begins at `at` of `text`; 0: none.
  template <class Known>
  size_t LongestAt(std::string_view text, size_t at, const Known& known) const;

  std::map<std::string, std::string, std::less<>> stand_ins_;
  std::set<std::string, std::less<>> kept_;
  std::string own_id_;
  std::string own_stand_in_;
};

}  // namespace lockstep::fetch
