#include "linter/findings/fixes.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <tuple>

#include "linter/findings/rule_filter.h"

namespace lockstep::lint {
namespace {

bool Before(const Edit& a, const Edit& b) {
  return std::tie(a.file, a.begin, a.end, a.text) <
         std::tie(b.file, b.begin, b.end, b.text);
}

// Two insertions at one place collide too: nobody says which is first.
bool Collide(const Edit& a, const Edit& b) {
  if (a.file != b.file || a == b) return false;
  return (a.begin < b.end && b.begin < a.end) || a.begin == b.begin;
}

bool Fits(const Edit& edit, Sources& sources) {
  const std::string* const text = sources.Text(edit.file);
  return text != nullptr && edit.begin <= edit.end && edit.end <= text->size();
}

bool CanTake(const Fix& fix, const std::vector<Edit>& taken, Sources& sources) {
  return !fix.edits.empty() &&
         std::all_of(fix.edits.begin(), fix.edits.end(), [&](const Edit& e) {
           return Fits(e, sources) &&
                  std::none_of(taken.begin(), taken.end(),
                               [&](const Edit& t) { return Collide(e, t); });
         });
}

std::string YamlText(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      quoted += '\\';
      quoted += c;
    } else if (c == '\n') {
      quoted += "\\n";
    } else if (byte < ' ') {
      quoted += fmt::format("\\x{:02X}", byte);
    } else {
      quoted += c;
    }
  }
  return quoted + "\"";
}

std::string YamlReplacements(const Finding& finding) {
  if (!finding.fix || finding.fix->kind != FixKind::kCommandNeutral ||
      finding.fix->edits.empty()) {
    return "      Replacements:    []\n";
  }
  std::string text = "      Replacements:\n";
  for (const Edit& edit : finding.fix->edits) {
    text += fmt::format(
        "        - FilePath:        {}\n"
        "          Offset:          {}\n"
        "          Length:          {}\n"
        "          ReplacementText: {}\n",
        YamlText(edit.file), edit.begin, edit.end - edit.begin,
        YamlText(edit.text));
  }
  return text;
}

std::string_view LevelOf(Severity severity) {
  if (severity == Severity::kError) return "Error";
  return severity == Severity::kWarning ? "Warning" : "Remark";
}

}  // namespace

FixedFiles MakeFixes(const std::vector<const Finding*>& findings,
                     Sources& sources) {
  FixedFiles result;
  std::vector<Edit> edits;
  for (const Finding* const finding : findings) {
    if (!finding->fix || !CanTake(*finding->fix, edits, sources)) {
      result.refused.push_back(finding);
      continue;
    }
    result.fixed.push_back(finding);
    for (const Edit& edit : finding->fix->edits) edits.push_back(edit);
  }
  std::sort(edits.begin(), edits.end(), Before);
  edits.erase(std::unique(edits.begin(), edits.end()), edits.end());
  // From the end, so that offsets in front stay true.
  for (auto edit = edits.rbegin(); edit != edits.rend(); ++edit) {
    const auto file =
        result.texts.try_emplace(edit->file, *sources.Text(edit->file)).first;
    file->second.replace(edit->begin, edit->end - edit->begin, edit->text);
  }
  return result;
}

Result<void> WriteFiles(const std::map<std::string, std::string>& texts) {
  for (const auto& [path, text] : texts) {
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file << text;
    file.close();
    if (!file) return Fail(fmt::format("{}: cannot be written", path));
  }
  return {};
}

Result<FixRequest> ParseFixRequest(const std::string& text) {
  const size_t at = text.find('@');
  const size_t colon = text.rfind(':');
  FixRequest request;
  if (at != std::string::npos && colon != std::string::npos && at < colon) {
    const char* const end = text.data() + text.size();
    const auto number =
        std::from_chars(text.data() + colon + 1, end, request.line);
    if (number.ec == std::errc() && number.ptr == end && request.line != 0) {
      request.rule = text.substr(0, at);
      request.file = text.substr(at + 1, colon - at - 1);
      return request;
    }
  }
  return Fail(fmt::format(
      "--fix-one: '{}' is not RULE@FILE:LINE, as wall-clock@src/order.cpp:17",
      text));
}

bool IsMeant(const FixRequest& request, const Finding& finding) {
  const std::string& path = finding.place.file;
  const bool file = path == request.file || path.ends_with("/" + request.file);
  return file && finding.place.line == request.line &&
         MeansRule(request.rule, *finding.rule);
}

std::string ExportFixes(const std::vector<Finding>& findings,
                        Sources& sources) {
  std::string text = "---\nMainSourceFile:  ''\nDiagnostics:\n";
  for (const Finding& finding : findings) {
    text += fmt::format(
        "  - DiagnosticName:  {}\n"
        "    DiagnosticMessage:\n"
        "      Message:         {}\n"
        "      FilePath:        {}\n"
        "      FileOffset:      {}\n",
        finding.rule->Id(), YamlText(finding.message),
        YamlText(finding.place.file),
        sources.Offset(finding.place).value_or(0));
    text += YamlReplacements(finding);
    text += fmt::format("    Level:           {}\n", LevelOf(finding.severity));
  }
  return text + "...\n";
}

}  // namespace lockstep::lint
