#include "history_fetch/select/type_list.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>

namespace lockstep::fetch {
namespace {

using nlohmann::json;

constexpr char kRemedy[] =
    "; make it with `lockstep-replay describe BUILD --format json`";

tl::unexpected<Error> Refuse(const std::string& name,
                             const std::string& problem) {
  return Fail(fmt::format("{}: {}{}", name, problem, kRemedy));
}

// It names only the workflows that a finding is about, and counts the others.
bool IsOfTheLinter(const json& object) {
  const auto tool = object.find("tool");
  return tool != object.end() && tool->is_object() &&
         tool->value("name", json()) == "lockstep-lint";
}

}  // namespace

Result<std::vector<std::string>> ParseTypeList(std::string_view text,
                                               const std::string& name) {
  const json description = json::parse(text, nullptr, false);
  if (!description.is_object()) {
    return Refuse(name, "this is no description of a build");
  }
  if (IsOfTheLinter(description)) {
    return Refuse(name,
                  "this is a result of lockstep-lint, which does not list "
                  "the types of a build");
  }
  const auto format = description.find("format");
  if (format == description.end() || *format != 1) {
    return Refuse(name, "\"format\" must be 1 in a description of a build");
  }
  const auto workflows = description.find("workflows");
  if (workflows == description.end() || !workflows->is_array()) {
    return Refuse(name, "a description of a build has a list \"workflows\"");
  }
  std::set<std::string> types;
  for (const json& workflow : *workflows) {
    const auto type =
        workflow.is_object() ? workflow.find("name") : workflow.end();
    if (type == workflow.end() || !type->is_string() || *type == "") {
      return Refuse(name, "each of \"workflows\" must have a \"name\"");
    }
    types.insert(*type);
  }
  if (types.empty()) {
    return Fail(name + ": the build has no workflow types; it covers nothing");
  }
  return std::vector<std::string>(types.begin(), types.end());
}

Result<std::vector<std::string>> LoadTypeList(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  if (!file || file.bad()) {
    return Fail(fmt::format("{}: cannot be read ({}){}", path,
                            std::strerror(errno), kRemedy));
  }
  return ParseTypeList(text, path);
}

}  // namespace lockstep::fetch
