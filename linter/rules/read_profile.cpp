#include "linter/rules/readers.h"

namespace lockstep::lint {
namespace {

void ReadEntry(Fields& fields, EntryShape& entry) {
  fields.Required("role", entry.role);
  fields.Optional("first_parameter", entry.first_parameter);
  fields.Optional("returns", entry.returns);
  fields.Optional("base_class", entry.base_class);
  fields.Optional("method", entry.method);
  fields.Optional("annotation", entry.annotation);
  fields.Optional("name", entry.name);
  fields.Optional("only_if_root", entry.only_if_root);
}

void ReadRegistration(Fields& fields, RegistrationCall& call) {
  fields.Required("names", call.names);
  fields.Required("role", call.role);
  fields.Optional("callable", call.callable);
  fields.Optional("template_argument", call.template_argument);
  fields.Optional("method", call.method);
  fields.Optional("name_argument", call.name_argument);
}

void ReadCommand(Fields& fields, CommandCall& call) {
  fields.Required("names", call.names);
  fields.Required("kind", call.kind);
  fields.Optional("identity", call.identity);
  fields.Optional("literal", call.literal);
}

void ReadCallable(Fields& fields, CallableRole& callable) {
  fields.Required("names", callable.names);
  fields.Optional("argument", callable.argument);
  fields.Required("role", callable.role);
}

void ReadNames(Fields& fields, SdkProfile& profile) {
  fields.Optional("replacement_now", profile.replacement_now);
  fields.Optional("replacement_random", profile.replacement_random);
  fields.Optional("replacement_uuid", profile.replacement_uuid);
  fields.Optional("replacement_sleep", profile.replacement_sleep);
  fields.Optional("namespaces", profile.namespaces);
  fields.Optional("contexts", profile.contexts);
  fields.Optional("tasks", profile.tasks);
  fields.Optional("awaitables", profile.awaitables);
  fields.Optional("failures", profile.failures);
  fields.Optional("cancellations", profile.cancellations);
  fields.Optional("draws", profile.draws);
  fields.Optional("replaying", profile.replaying);
  fields.Optional("loggers", profile.loggers);
  fields.Optional("blocking", profile.blocking);
  fields.Optional("clients", profile.clients);
  fields.Optional("unique_fields", profile.unique_fields);
}

}  // namespace

Result<SdkProfile> ReadProfile(const std::string& file, const Json& json) {
  Problem problem;
  Fields fields(json, file, "", problem);
  SdkProfile profile;
  fields.Required("name", profile.name);
  ReadNames(fields, profile);
  fields.Objects("entries", profile.entries, ReadEntry);
  fields.Objects("registrations", profile.registrations, ReadRegistration);
  fields.Objects("commands", profile.commands, ReadCommand);
  fields.Objects("callables", profile.callables, ReadCallable);
  fields.End();
  if (problem.error) return tl::unexpected(*problem.error);
  return profile;
}

}  // namespace lockstep::lint
