#include "linter/rules/replacement.h"

#include <optional>

namespace lockstep::lint {
namespace {

std::optional<std::string> Spell(const std::string& word,
                                 const SdkProfile& profile,
                                 const ReplacedCall& call) {
  if (word == "now") return profile.replacement_now;
  if (word == "random") return profile.replacement_random;
  if (word == "uuid") return profile.replacement_uuid;
  if (word == "sleep") return profile.replacement_sleep;
  if (word == "context") return call.context;
  if (word.size() != 1 || word[0] < '0' || word[0] > '9') return std::nullopt;
  const size_t index = static_cast<size_t>(word[0] - '0');
  return index < call.arguments.size() ? call.arguments[index] : "";
}

// Puts a text in place of each word in braces; other braces stay. False if a
// word has no text.
bool Expand(std::string& text, const SdkProfile& profile,
            const ReplacedCall& call) {
  size_t at = 0;
  while ((at = text.find('{', at)) != std::string::npos) {
    const size_t end = text.find('}', at);
    if (end == std::string::npos) return true;
    const std::string word = text.substr(at + 1, end - at - 1);
    const auto spelled = Spell(word, profile, call);
    if (!spelled) {
      ++at;
      continue;
    }
    if (spelled->empty()) return false;
    text.replace(at, end + 1 - at, *spelled);
    // What the SDK spells has words in braces of its own.
    const bool is_text = word == "context" || word.size() == 1;
    if (is_text) at += spelled->size();
  }
  return true;
}

}  // namespace

std::string ReplacementText(const Model& model, const SdkProfile& profile,
                            const ReplacedCall& call) {
  std::string text = model.replacement;
  return Expand(text, profile, call) ? text : "";
}

}  // namespace lockstep::lint
