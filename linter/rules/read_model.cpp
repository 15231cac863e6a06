#include <algorithm>

#include "linter/rules/readers.h"

namespace lockstep::lint {
namespace {

void OneOf(Fields& fields, const char* key, std::string& out,
           const std::vector<std::string>& words) {
  fields.Optional(key, out);
  if (out.empty() || std::ranges::find(words, out) != words.end()) return;
  std::string list;
  for (const std::string& word : words) {
    list += (list.empty() ? "" : ", ") + word;
  }
  fields.Wrong(key, "must be one of " + list);
}

void ReadCondition(Fields& fields, ModelCondition& when) {
  fields.Optional("min_arguments", when.min_arguments);
  fields.Optional("max_arguments", when.max_arguments);
  fields.Optional("literal_argument", when.literal_argument);
  fields.Optional("literals", when.literals);
  fields.Optional("not_literals", when.not_literals);
  fields.Optional("format_argument", when.format_argument);
  fields.Optional("conversions", when.conversions);
  OneOf(fields, "template_argument", when.template_argument,
        {"pointer", "floating", "wide"});
  fields.Optional("template_index", when.template_index);
  fields.Optional("first_argument_types", when.first_argument_types);
  if (when.format_argument.has_value() == when.conversions.empty()) {
    fields.Wrong("conversions", "belongs to format_argument");
  }
  fields.End();
}

void ReadModel(Fields& fields, Model& model) {
  fields.Required("names", model.names);
  if (auto when = fields.Object("when")) ReadCondition(*when, model.when);
  fields.Optional("rule", model.rule);
  OneOf(fields, "verdict", model.verdict, {"pure", "unknown"});
  fields.Optional("note", model.note);
  OneOf(fields, "severity", model.severity, {"error", "warning", "note"});
  fields.Optional("gate", model.gate);
  fields.Optional("arms", model.arms);
  OneOf(fields, "callables", model.callables,
        {"called", "stored", "detached", "never"});
  fields.Optional("only_if_it_matters", model.only_if_it_matters);
  fields.Optional("replacement", model.replacement);
  if (model.names.empty()) fields.Wrong("names", "is empty");
  if (model.rule.empty() == model.verdict.empty()) {
    fields.Wrong("", "needs either a rule or a verdict");
  }
}

void ReadContainer(Fields& fields, ContainerModel& container) {
  fields.Required("names", container.names);
  fields.Required("order", container.order);
  fields.Optional("seed", container.seed);
  fields.Optional("multi", container.multi);
  fields.Optional("function", container.function);
}

}  // namespace

Result<LibraryModels> ReadModels(const std::string& file, const Json& json) {
  Problem problem;
  Fields fields(json, file, "", problem);
  std::string library;
  LibraryModels read;
  fields.Required("library", library);
  fields.Objects("models", read.models, ReadModel);
  fields.Objects("containers", read.containers, ReadContainer);
  fields.End();
  if (problem.error) return tl::unexpected(*problem.error);
  for (Model& model : read.models) model.library = library;
  for (ContainerModel& container : read.containers) container.library = library;
  return read;
}

}  // namespace lockstep::lint
