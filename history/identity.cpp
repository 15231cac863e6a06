#include "history/identity.h"

#include <cstddef>
#include <initializer_list>
#include <string_view>

namespace lockstep::history {
namespace {

constexpr std::string_view kUnknownId = "unknown-workflow-id";

bool TakeSuffix(std::string_view& text, std::string_view suffix) {
  if (!text.ends_with(suffix)) return false;
  text.remove_suffix(suffix.size());
  return true;
}

bool IsHex(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') ||
         (c >= 'A' && c <= 'F');
}

bool IsUuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? text[i] != '-' : !IsHex(text[i])) return false;
  }
  return true;
}

// What a file's name says.
struct FileName {
  std::string workflow_id;
  std::string run_id;  // empty: the name may be anything
};

FileName ReadFileName(std::string_view name) {
  const size_t slash = name.rfind('/');
  if (slash != name.npos) name.remove_prefix(slash + 1);
  TakeSuffix(name, ".gz");
  if (!TakeSuffix(name, ".json")) return {};
  const size_t dot = name.rfind('.');
  if (dot != name.npos && dot > 0 && IsUuid(name.substr(dot + 1))) {
    return {std::string(name.substr(0, dot)),
            std::string(name.substr(dot + 1))};
  }
  return {std::string(name), ""};
}

std::string FirstOf(std::initializer_list<std::string_view> candidates) {
  for (const std::string_view candidate : candidates) {
    if (!candidate.empty()) return std::string(candidate);
  }
  return "";
}

}  // namespace

void Identify(const LoadOptions& options, const Hints& hints,
              History& history) {
  const Hints& known = options.known;
  WorkflowStarted none;
  const auto* started =
      history.events.empty()
          ? nullptr
          : std::get_if<WorkflowStarted>(&history.events[0].attributes);
  if (started == nullptr) started = &none;
  FileName file = ReadFileName(history.name);
  history.workflow_namespace =
      FirstOf({hints.workflow_namespace, known.workflow_namespace});
  history.run_id = FirstOf({started->original_execution_run_id, hints.run_id,
                            known.run_id, file.run_id});
  const bool named = file.run_id == history.run_id && !file.run_id.empty();
  history.workflow_id =
      FirstOf({options.workflow_id, hints.workflow_id, started->workflow_id,
               known.workflow_id, named ? file.workflow_id : ""});
  history.workflow_id_known = !history.workflow_id.empty();
  if (!history.workflow_id_known) {
    history.workflow_id = FirstOf({file.workflow_id, kUnknownId});
    history.warnings.push_back(
        "the workflow id is not known, \"" + history.workflow_id +
        "\" is a guess: ids made from it that differ are not counted; pass "
        "--workflow-id");
  }
  if (history.run_id.empty()) {
    history.warnings.push_back(
        "the run id is not known: random values and ids made from it differ "
        "from the recorded ones");
  }
}

}  // namespace lockstep::history
