#include "history_fetch/importing/identity.h"

#include <fmt/format.h>

#include <initializer_list>
#include <string_view>

#include "history_fetch/terminal.h"

namespace lockstep::fetch {
namespace {

bool IsUuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    const char c = text[i];
    const bool hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') ||
                     (c >= 'A' && c <= 'F');
    if (dash ? c != '-' : !hex) return false;
  }
  return true;
}

struct FileName {
  std::string workflow_id;
  std::string run_id;
};

// "order-17.01a20097-b47a-73f3-8660-f5c560bdd73e.json.gz"
FileName ReadFileName(std::string_view path) {
  std::string_view name = path.substr(path.rfind('/') + 1);
  if (name.ends_with(".gz")) name.remove_suffix(3);
  name = name.substr(0, name.rfind('.'));
  const size_t dot = name.rfind('.');
  if (dot == name.npos || dot == 0 || !IsUuid(name.substr(dot + 1))) return {};
  return {std::string(name.substr(0, dot)), std::string(name.substr(dot + 1))};
}

// Of "temporal-workflow-history/export/NAMESPACE/2026/11/...", as Cloud puts it
// into a bucket.
std::string NamespaceOfExport(std::string_view path) {
  constexpr std::string_view kBefore = "temporal-workflow-history/export/";
  const size_t at = path.rfind(kBefore);
  if (at == path.npos) return "";
  path.remove_prefix(at + kBefore.size());
  const size_t slash = path.find('/');
  return slash == path.npos ? "" : std::string(path.substr(0, slash));
}

std::string FirstOf(std::initializer_list<std::string_view> candidates) {
  for (const std::string_view candidate : candidates) {
    if (!candidate.empty()) return std::string(candidate);
  }
  return "";
}

// One of the ids, as the sources before the file's name say it.
struct Id {
  const char* what;
  const char* flag;
  const std::string& asked;
  const std::string& beside;
  const std::string& inside;
};

Outcome<void> CheckAgreement(const Id& id) {
  if (id.inside.empty()) return {};
  const std::string inside = Printable(id.inside);
  if (!id.asked.empty() && id.asked != id.inside) {
    return Fail(ExitCode::kUsage,
                fmt::format("says that its {} is '{}', and is replayed under "
                            "it, while {} says '{}': leave the flag out",
                            id.what, inside, id.flag, Printable(id.asked)));
  }
  if (id.asked.empty() && !id.beside.empty() && id.beside != id.inside) {
    return Fail(ExitCode::kIntegrity,
                fmt::format("says that its {} is '{}', while beside the events "
                            "it is '{}': download it again, or correct one",
                            id.what, inside, Printable(id.beside)));
  }
  return {};
}

}  // namespace

history::Hints WithNoted(history::Hints hints, const history::Hints& noted) {
  const auto fill = [&](std::string history::Hints::*member) {
    if ((hints.*member).empty()) hints.*member = noted.*member;
  };
  fill(&history::Hints::workflow_id);
  fill(&history::Hints::run_id);
  fill(&history::Hints::workflow_namespace);
  return hints;
}

Outcome<void> Identify(const history::Hints& asked,
                       const history::Hints& beside, const std::string& path,
                       Entry& entry) {
  const FileName file = ReadFileName(path);
  Outcome<void> agreed = CheckAgreement(
      {"run id", "--run-id", asked.run_id, beside.run_id, entry.run_id});
  if (!agreed) return agreed;
  agreed = CheckAgreement({"workflow id", "--workflow-id", asked.workflow_id,
                           beside.workflow_id, entry.workflow_id});
  if (!agreed) return agreed;
  entry.name_space =
      FirstOf({asked.workflow_namespace, beside.workflow_namespace,
               NamespaceOfExport(path), "default"});
  entry.run_id =
      FirstOf({asked.run_id, beside.run_id, entry.run_id, file.run_id});
  const bool named = file.run_id == entry.run_id;
  entry.workflow_id =
      FirstOf({asked.workflow_id, beside.workflow_id, entry.workflow_id,
               named ? file.workflow_id : ""});
  if (!entry.run_id.empty()) return {};
  return Fail(ExitCode::kIntegrity,
              "does not say its run id: pass --run-id, or name the file "
              "\"<workflow id>.<run id>.json\"");
}

}  // namespace lockstep::fetch
