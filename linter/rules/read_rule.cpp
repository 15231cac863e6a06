#include "linter/rules/readers.h"

namespace lockstep::lint {
namespace {

void ReadFlow(Fields& fields, FlowSeverity& flow) {
  fields.Optional("branch", flow.branch);
  fields.Optional("command", flow.command);
  fields.Optional("payload", flow.payload);
  fields.Optional("log", flow.log);
  fields.Optional("dropped", flow.dropped);
  fields.Optional("unknown", flow.unknown);
  fields.End();
}

}  // namespace

Result<Rule> ReadRule(const std::string& file, const Json& json) {
  Problem problem;
  Fields fields(json, file, "", problem);
  Rule rule;
  fields.Required("code", rule.code);
  fields.Required("slug", rule.slug);
  fields.Required("family", rule.family);
  fields.Required("title", rule.title);
  fields.Required("why", rule.why);
  fields.Required("instead", rule.instead);
  fields.Required("severity", rule.severity);
  fields.Required("horizon", rule.horizon);
  if (auto flow = fields.Object("flow")) ReadFlow(*flow, rule.flow);
  fields.Optional("roles", rule.roles);
  fields.Optional("fix", rule.fix);
  fields.End();
  if (problem.error) return tl::unexpected(*problem.error);
  if (rule.roles.empty()) {
    rule.roles = {Role::kWorkflow, Role::kQuery, Role::kValidator,
                  Role::kPredicate};
  }
  return rule;
}

}  // namespace lockstep::lint
