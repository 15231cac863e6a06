#include "replayer/report/result_names.h"

namespace lockstep::replay {
namespace {

template <class Values>
auto Find(const Values& values, std::string_view name) {
  for (const auto value : values) {
    if (Name(value) == name) return value;
  }
  return values.front();
}

}  // namespace

std::string_view Name(DiffLine::Mark mark) {
  switch (mark) {
    case DiffLine::Mark::kSame:
      return "same";
    case DiffLine::Mark::kRecorded:
      return "recorded";
    case DiffLine::Mark::kProduced:
      return "produced";
  }
  return "";
}

Verdict ParseVerdict(const std::string& name) {
  const Verdict found = Find(kVerdicts, name);
  return Name(found) == name ? found : Verdict::kCrash;
}

Tier ParseTier(const std::string& name) { return Find(kTiers, name); }

DifferenceKind ParseDifferenceKind(const std::string& name) {
  return Find(kDifferenceKinds, name);
}

Detection ParseDetection(const std::string& name) {
  return Find(kDetections, name);
}

DiffLine::Mark ParseMark(const std::string& name) {
  constexpr std::array kMarks = {DiffLine::Mark::kSame,
                                 DiffLine::Mark::kRecorded,
                                 DiffLine::Mark::kProduced};
  return Find(kMarks, name);
}

}  // namespace lockstep::replay
