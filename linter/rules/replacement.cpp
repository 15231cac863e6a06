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

// Each word in braces once; anything else in braces stays. False if a word has
// no text.
bool Expand(std::string& text, const SdkProfile& profile,
            const ReplacedCall& call) {
  size_t at = 0;
  while ((at = text.find('{', at)) != std::string::npos) {
    const size_t end = text.find('}', at);
    if (end == std::string::npos) return true;
    const auto spelled =
        Spell(text.substr(at + 1, end - at - 1), profile, call);
    if (!spelled) {
      ++at;
      continue;
    }
    if (spelled->empty()) return false;
    text.replace(at, end + 1 - at, *spelled);
    // The SDK's spelling has words of its own; an argument's text has none.
    if (spelled->find("{context}") == std::string::npos) at += spelled->size();
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
