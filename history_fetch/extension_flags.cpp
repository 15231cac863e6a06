#include "history_fetch/extension_flags.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iterator>
#include <string_view>

namespace lockstep::fetch {
namespace {

constexpr std::string_view kWithValue[] = {
    "--address",
    "--api-key",
    "--client-authority",
    "--codec-auth",
    "--codec-endpoint",
    "--codec-header",
    "--color",
    "--command-timeout",
    "--client-connect-timeout",
    "--config-file",
    "--env",
    "--env-file",
    "--grpc-meta",
    "--identity",
    "--log-format",
    "--log-level",
    "--namespace",
    "--profile",
    "--time-format",
    "--tls-ca-data",
    "--tls-ca-path",
    "--tls-cert-data",
    "--tls-cert-path",
    "--tls-key-data",
    "--tls-key-path",
    "--tls-server-name",
};
constexpr std::string_view kSwitches[] = {
    "--disable-config-env",
    "--disable-config-file",
    "--no-json-shorthand-payloads",
    "--tls",
    "--tls-disable-host-verification",
    "--verbose",
};
// Every command has its own of these.
constexpr std::string_view kOutput[] = {"-o", "--output"};
constexpr std::string_view kNamespace = "-n";

template <class List>
bool Has(const List& list, std::string_view word) {
  return std::find(std::begin(list), std::end(list), word) != std::end(list);
}

// How many words the flag at hand takes, itself included; 0: it is none of the
// CLI's.
size_t WordsOf(std::string_view word) {
  const size_t equals = word.find('=');
  const std::string_view name = word.substr(0, equals);
  if (Has(kSwitches, name)) return 1;
  const bool known =
      Has(kWithValue, name) || Has(kOutput, name) || name == kNamespace;
  if (!known) return 0;
  return equals == word.npos ? 2 : 1;
}

}  // namespace

std::vector<std::string> CommandFirst(std::vector<std::string> words) {
  size_t flags = 0;
  while (flags < words.size()) {
    const size_t count = WordsOf(words[flags]);
    if (count == 0) break;
    flags += count;
  }
  const bool command = flags < words.size() && !words[flags].starts_with('-');
  if (!command) return words;
  const auto begin = words.begin();
  const auto at = begin + static_cast<std::ptrdiff_t>(flags);
  std::rotate(begin, at, at + 1);
  return words;
}

void JoinShortValues(std::vector<std::string>& words) {
  for (std::string& word : words) {
    if (word == "--") return;
    // "-n=" alone has the value "=" there, too.
    const bool with_value =
        word.size() > 3 && word[0] == '-' && word[1] != '-' && word[2] == '=';
    if (with_value) word.erase(2, 1);
  }
}

void IgnoreForeignFlags(CLI::App& command) {
  constexpr char kHidden[] = "";
  for (const std::string_view name : kWithValue) {
    if (command.get_option_no_throw(std::string(name)) != nullptr) continue;
    const std::string names =
        (name == "--namespace" ? "-n," : "") + std::string(name);
    command.add_option_function<std::string>(names, [](const std::string&) {})
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast)
        ->group(kHidden);
  }
  for (const std::string_view name : kSwitches) {
    if (command.get_option_no_throw(std::string(name)) != nullptr) continue;
    command.add_flag_function(std::string(name), [](int64_t) {})
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast)
        ->group(kHidden);
  }
}

}  // namespace lockstep::fetch
