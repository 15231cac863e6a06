#include <fmt/format.h>

#include <algorithm>

#include "linter/report/report_parts.h"

namespace lockstep::lint {
namespace {

constexpr size_t kMaxLines = 20;  // of one finding
constexpr size_t kTabStop = 8;

// As clang colours its own.
constexpr std::string_view kBold = "\x1b[1m", kReset = "\x1b[0m",
                           kRed = "\x1b[1;31m", kMagenta = "\x1b[1;35m",
                           kCyan = "\x1b[1;36m", kGreen = "\x1b[1;32m";

std::string_view ColourOf(Severity severity) {
  if (severity == Severity::kError) return kRed;
  return severity == Severity::kWarning ? kMagenta : kCyan;
}

// A source line and a caret below the column.
struct Excerpt {
  std::string line, caret;
};

bool StartsCharacter(char c) {
  return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
}

// Tabs become spaces; the caret counts characters, columns count bytes.
Excerpt MakeExcerpt(std::string_view source, uint32_t column) {
  Excerpt excerpt;
  size_t width = 0;
  for (size_t i = 0; i < source.size(); ++i) {
    if (i + 1 == column) excerpt.caret = std::string(width, ' ');
    if (source[i] == '\t') {
      const size_t next = (width / kTabStop + 1) * kTabStop;
      excerpt.line.append(next - width, ' ');
      width = next;
      continue;
    }
    const std::string shown = Printable(source.substr(i, 1));
    excerpt.line += shown;
    if (StartsCharacter(source[i])) width += shown.size();
  }
  if (column > source.size()) excerpt.caret = std::string(width, ' ');
  return excerpt;
}

class Writer {
 public:
  Writer(const ReportContext& context) : context_(context) {}

  void Write(const Finding& finding) {
    lines_ = 0;
    Message(finding.place, finding.severity, finding.message);
    ShowSource(finding.place);
    const std::vector<std::string> tail = Tail(finding);
    const size_t macro = finding.macro.empty() ? 0 : 1;
    WriteChain(ChainToShow(finding), tail.size() + macro);
    for (const Note& note : finding.notes) {
      if (lines_ + tail.size() + macro >= kMaxLines) break;
      NoteAt(note.place, note.text);
    }
    if (macro != 0) {
      NoteAt(finding.spelling.Known() ? finding.spelling : finding.place,
             fmt::format("expanded from macro '{}'", finding.macro));
    }
    for (const std::string& text : tail) NoteAt(finding.place, text);
  }

  void Line(const std::string& text) { text_ += text + "\n"; }
  std::string Take() { return std::move(text_); }

 private:
  std::string_view Paint(std::string_view colour) const {
    return context_.colour ? colour : std::string_view();
  }

  std::string At(const Place& place) const {
    if (!place.Known()) return "";
    return fmt::format(
        "{}:{}:{}: ", Printable(ShownPath(place.file, context_.root)),
        place.line, place.column);
  }

  void Message(const Place& place, Severity severity, const std::string& text) {
    Line(fmt::format("{}{}{}{}: {}{}{}{}", Paint(kBold), At(place),
                     Paint(ColourOf(severity)), NameOf(severity), Paint(kReset),
                     Paint(kBold), Printable(text), Paint(kReset)));
    ++lines_;
  }

  void ShowSource(const Place& place) {
    const auto source = context_.sources.Line(place.file, place.line);
    if (!source || place.column == 0) return;
    const Excerpt excerpt = MakeExcerpt(*source, place.column);
    Line(fmt::format("{:>5} | {}", place.line, excerpt.line));
    Line(fmt::format("      | {}{}^{}", excerpt.caret, Paint(kGreen),
                     Paint(kReset)));
    lines_ += 2;
  }

  void NoteAt(const Place& place, const std::string& text) {
    Line(fmt::format("{}{}note: {}{}", At(place), Paint(kCyan), Paint(kReset),
                     Printable(text)));
    ++lines_;
  }

  // What follows the chain.
  static std::vector<std::string> Tail(const Finding& finding) {
    std::vector<std::string> tail;
    for (std::string text : {OtherChains(finding), OtherEntries(finding)}) {
      if (!text.empty()) tail.push_back(std::move(text));
    }
    if (!finding.rule->instead.empty()) tail.push_back(finding.rule->instead);
    if (finding.fix && !finding.fix->title.empty()) {
      const bool neutral = finding.fix->kind == FixKind::kCommandNeutral;
      tail.push_back(fmt::format(
          "{} would {}{}", neutral ? "--fix" : "--fix-one", finding.fix->title,
          neutral ? "" : "; it adds a command, so it needs a version gate"));
    }
    return tail;
  }

  // From both ends; the middle of a long chain is counted.
  void WriteChain(const std::vector<Hop>& chain, size_t tail) {
    const size_t room = kMaxLines - std::min(kMaxLines - 3, lines_ + tail);
    if (chain.size() <= room) {
      for (const Hop& hop : chain) NoteAt(hop.place, hop.text);
      return;
    }
    const size_t shown = room - 1;
    const size_t last = shown / 2;
    const size_t first = shown - last;
    for (size_t i = 0; i < first; ++i) NoteAt(chain[i].place, chain[i].text);
    NoteAt(chain[first].place, fmt::format("{} calls are left out here",
                                           chain.size() - first - last));
    for (size_t i = chain.size() - last; i < chain.size(); ++i) {
      NoteAt(chain[i].place, chain[i].text);
    }
  }

  const ReportContext& context_;
  std::string text_;
  size_t lines_ = 0;  // of the finding at hand
};

}  // namespace

std::string ReportText(const Outcome& outcome, const ReportContext& context) {
  Writer writer(context);
  for (const Finding& finding : outcome.findings) writer.Write(finding);
  for (const UnitFailure& failure : outcome.failures) {
    writer.Line(fmt::format("{}: error: {}",
                            ShownPath(failure.path, context.root),
                            Printable(failure.message)));
  }
  for (const std::string& remark : outcome.remarks) {
    writer.Line("lockstep-lint: " + remark);
  }
  if (!context.quiet) {
    writer.Line(SummaryLine(outcome));
    writer.Line(CoverageLine(outcome));
  }
  return writer.Take();
}

}  // namespace lockstep::lint
