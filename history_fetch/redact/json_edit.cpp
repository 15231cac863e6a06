#include "history_fetch/redact/json_edit.h"

#include <nlohmann/json.hpp>
#include <utility>

namespace lockstep::fetch {
namespace {

constexpr size_t kDeepest = 512;

bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

std::string Quoted(const std::string& text) {
  return nlohmann::json(text).dump(-1, ' ', false,
                                   nlohmann::json::error_handler_t::replace);
}

// Walks over a text that is known to be JSON.
class Editor {
 public:
  Editor(std::string_view json, const JsonEdits& edits)
      : json_(json), edits_(edits) {}

  std::optional<std::string> Edit() {
    CopySpace();
    if (!Value()) return std::nullopt;
    CopySpace();
    return std::move(out_);
  }

 private:
  // False: too deep.
  bool Value() {
    switch (json_[at_]) {
      case '{':
        return Object();
      case '[':
        return List();
      case '"':
        Text();
        return true;
      case 't':
        Boolean(true);
        return true;
      case 'f':
        Boolean(false);
        return true;
      case 'n':
        Copy(4);
        return true;
      default:
        Number();
        return true;
    }
  }

  bool Object() {
    if (place_.size() >= kDeepest) return false;
    Open();
    while (json_[at_] != '}') {
      const std::string name = Replace(edits_.name);
      CopySpace();
      Copy(1);  // the colon
      place_.emplace_back(name);
      if (!Inside()) return false;
    }
    Copy(1);
    return true;
  }

  bool List() {
    if (place_.size() >= kDeepest) return false;
    Open();
    for (size_t index = 0; json_[at_] != ']'; ++index) {
      place_.emplace_back(index);
      if (!Inside()) return false;
    }
    Copy(1);
    return true;
  }

  void Open() {
    Copy(1);
    CopySpace();
  }

  // The value of a member or element, and the comma behind it.
  bool Inside() {
    CopySpace();
    if (!Value()) return false;
    place_.pop_back();
    CopySpace();
    if (json_[at_] == ',') Open();
    return true;
  }

  void Text() { Replace(edits_.text); }

  // Yields the string as it was.
  std::string Replace(
      const std::function<std::string(const JsonPlace&, const std::string&)>&
          edit) {
    const size_t begin = at_++;
    while (json_[at_] != '"') at_ += json_[at_] == '\\' ? 2 : 1;
    ++at_;
    const std::string_view written = json_.substr(begin, at_ - begin);
    std::string text(written.substr(1, written.size() - 2));
    if (text.find('\\') != std::string::npos) {
      text = nlohmann::json::parse(written).get<std::string>();
    }
    const std::string edited = edit(place_, text);
    if (edited == text) {
      out_ += written;
    } else {
      out_ += Quoted(edited);
    }
    return text;
  }

  void Boolean(bool value) {
    at_ += value ? 4 : 5;
    out_ += edits_.boolean(place_, value) ? "true" : "false";
  }

  void Number() {
    const size_t end =
        std::min(json_.find_first_of(" \t\r\n,]}", at_), json_.size());
    out_ += edits_.number(place_, json_.substr(at_, end - at_));
    at_ = end;
  }

  void CopySpace() {
    while (at_ < json_.size() && IsSpace(json_[at_])) Copy(1);
  }

  void Copy(size_t count) {
    out_ += json_.substr(at_, count);
    at_ += count;
  }

  const std::string_view json_;
  const JsonEdits& edits_;
  size_t at_ = 0;
  JsonPlace place_;
  std::string out_;
};

}  // namespace

std::optional<std::string> EditJson(std::string_view json,
                                    const JsonEdits& edits) {
  // The library also takes a mark of byte order, which JSON may not have.
  if (!json.starts_with("\xEF\xBB\xBF") && nlohmann::json::accept(json)) {
    return Editor(json, edits).Edit();
  }
  return std::nullopt;
}

}  // namespace lockstep::fetch
