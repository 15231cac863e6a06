#include "history_fetch/redact/policy.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <span>
#include <utility>

#include "history/sha256.h"
#include "history_fetch/toml_tables.h"
#include "rpc/config/text_file.h"
#include "rpc/config/toml_document.h"

namespace lockstep::fetch {
namespace {

using Kind = rpc::TomlValue::Kind;
using Words = std::span<const std::string_view>;

// A choice's words are in the order of its enumerators.
constexpr std::array<std::string_view, 3> kPayloads = {"full", "inbound",
                                                       "none"};
constexpr std::array<std::string_view, 2> kTreats = {"pseudonym", "keep"};
constexpr std::array<std::string_view, 2> kDerived = {"follow", "keep"};
constexpr std::array<std::string_view, 3> kOpaque = {"keep", "blank", "refuse"};
constexpr std::array<std::string_view, 2> kSizes = {"class", "exact"};

Result<size_t> ReadWordOf(const TableValue& value, Words words) {
  const Result<std::string> word = ReadText(value);
  if (!word) return tl::unexpected(word.error());
  const auto found = std::find(words.begin(), words.end(), *word);
  if (found == words.end()) {
    return value.Mistake(fmt::format("'{}' cannot be \"{}\"{}", value.toml.key,
                                     *word, Suggestion(*word, words)));
  }
  return static_cast<size_t>(found - words.begin());
}

template <auto member, const auto& words>
Result<void> Choice(const TableValue& value, Policy& policy) {
  const Result<size_t> choice = ReadWordOf(value, words);
  if (!choice) return tl::unexpected(choice.error());
  auto& target = policy.*member;
  target = static_cast<std::remove_reference_t<decltype(target)>>(*choice);
  return {};
}

template <std::string RedactionRule::*member>
Result<void> Pattern(const TableValue& value, RedactionRule& rule) {
  Result<std::string> text = ReadText(value);
  if (!text) return tl::unexpected(text.error());
  rule.*member = *std::move(text);
  return {};
}

template <std::vector<JsonPath> RedactionRule::*member>
Result<void> Paths(const TableValue& value, RedactionRule& rule) {
  const Result<std::vector<std::string>> texts = ReadTexts(value);
  if (!texts) return tl::unexpected(texts.error());
  for (const std::string& text : *texts) {
    Result<JsonPath> path = JsonPath::Parse(text);
    if (!path) return value.Mistake(path.error().message);
    (rule.*member).push_back(*std::move(path));
  }
  return {};
}

Result<void> ReadRules(const TableValue& value, Policy& policy);

Result<void> ReadVersion(const TableValue& value, Policy&) {
  const Result<int64_t> version = ReadCount(value, 1);
  if (!version) return tl::unexpected(version.error());
  if (*version == 1) return {};
  return value.Mistake(
      fmt::format("this lockstep-fetch knows version 1 of policies, not {}; "
                  "use a newer one",
                  *version));
}

// Sorted by key.
constexpr Field<Policy> kPolicyFields[] = {
    {"derived_ids", Choice<&Policy::derived_ids, kDerived>},
    {"enums", Choice<&Policy::enums, kTreats>},
    {"messages", Choice<&Policy::messages, kTreats>},
    {"opaque", Choice<&Policy::opaque, kOpaque>},
    {"payloads", Choice<&Policy::payloads, kPayloads>},
    {"rule", ReadRules},
    {"sizes", Choice<&Policy::sizes, kSizes>},
    {"strings", Choice<&Policy::strings, kTreats>},
    {"version", ReadVersion},
    {"workflow_ids", Choice<&Policy::workflow_ids, kTreats>},
};

constexpr Field<RedactionRule> kRuleFields[] = {
    {"allow", Paths<&RedactionRule::allow>},
    {"deny", Paths<&RedactionRule::deny>},
    {"keys", Paths<&RedactionRule::keys>},
    {"name", Pattern<&RedactionRule::name>},
    {"place", Pattern<&RedactionRule::place>},
    {"workflow_type", Pattern<&RedactionRule::workflow_type>},
};

Result<void> ReadRules(const TableValue& value, Policy& policy) {
  if (value.toml.kind != Kind::kList) {
    return value.Mistake(
        "rules are tables of a list; write [[rule]] with two brackets");
  }
  for (const rpc::TomlValue& item : value.toml.items) {
    const TableValue table = value.Item(item);
    if (item.kind != Kind::kTable) return table.WrongKind("a table, [[rule]]");
    RedactionRule rule;
    if (auto read = ReadFields(table, kRuleFields, "[[rule]]", rule); !read) {
      return read;
    }
    if (rule.allow.empty() && rule.deny.empty() && rule.keys.empty()) {
      return table.Mistake(
          "this [[rule]] says nothing; add allow, deny or keys with paths");
    }
    policy.rules.push_back(std::move(rule));
  }
  return {};
}

}  // namespace

std::string_view PayloadsName(Policy::Payloads payloads) {
  return kPayloads[static_cast<size_t>(payloads)];
}

Result<Policy> ParsePolicy(std::string_view toml, const std::string& name) {
  const auto root = rpc::ParseToml(toml);
  if (!root) {
    return Fail(fmt::format("{}:{}: this is not TOML: {}", name,
                            root.error().line, root.error().reason));
  }
  Policy policy;
  const TableValue table{*root, name};
  if (root->Find("version") == nullptr) {
    return Fail(
        fmt::format("{}:1: the policy does not say its version; add "
                    "version = 1",
                    name));
  }
  if (const auto read = ReadFields(table, kPolicyFields, "a policy", policy);
      !read) {
    return tl::unexpected(read.error());
  }
  policy.hash = history::Sha256Hex(toml);
  return policy;
}

Result<Policy> LoadPolicy(const std::string& path) {
  const auto text = rpc::ReadTextFile(path);
  if (!text) {
    return Fail(
        fmt::format("the policy {} cannot be read ({}); write one with "
                    "version = 1, or name another file",
                    path, text.error().message()));
  }
  return ParsePolicy(*text, path);
}

bool FitsPattern(std::string_view pattern, std::string_view text) {
  // Where to go on if the text after the last `*` does not fit.
  size_t star = pattern.npos;
  size_t retry = 0;
  size_t p = 0;
  size_t t = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      retry = t;
    } else if (p < pattern.size() && pattern[p] == text[t]) {
      ++p;
      ++t;
    } else if (star != pattern.npos) {
      p = star + 1;
      t = ++retry;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

}  // namespace lockstep::fetch
