#include "linter/config/config.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>

#include "linter/config/yaml.h"

namespace lockstep::lint {
namespace {

namespace fs = std::filesystem;

class Reader {
 public:
  Reader(const std::string& path, Config& config)
      : path_(path), config_(config) {}

  Result<void> Read(const YamlNode& root) {
    if (root.kind == YamlNode::Kind::kNull) return {};  // an empty file
    if (root.kind != YamlNode::Kind::kMap) {
      return Mistake(root, "a configuration is a list of 'key: value' lines");
    }
    for (const YamlNode& value : root.fields) {
      if (const auto read = ReadField(value.key, value); !read) return read;
    }
    return {};
  }

 private:
  using List = std::vector<std::string>;
  using Word = std::optional<std::string>;

  Result<void> ReadField(const std::string& key, const YamlNode& value) {
    Judgement& judgement = config_.judgement;
    if (key == "checks") return ReadGlobs(key, value, judgement.checks);
    if (key == "warnings-as-errors") {
      return ReadGlobs(key, value, judgement.warnings_as_errors);
    }
    if (key == "root") return ReadRoot(value);
    if (config_.first_program_key.empty()) {
      config_.first_program_key =
          fmt::format("{}:{}: '{}'", path_, value.line, key);
    }
    return ReadProgramField(key, value);
  }

  Result<void> ReadProgramField(const std::string& key, const YamlNode& value) {
    Judgement& judgement = config_.judgement;
    if (key == "severity") return ReadSeverities(value);
    if (key == "header-filter") {
      return ReadWord(key, value, judgement.header_filter);
    }
    if (key == "exclude-header-filter") {
      return ReadWord(key, value, judgement.exclude_header_filter);
    }
    if (key == "unknown") {
      return ReadChoice(key, value, {"ignore", "note", "error"},
                        judgement.unknown);
    }
    if (key == "toolchain") {
      return ReadChoice(key, value, {"one", "many"}, judgement.toolchain);
    }
    if (key == "architecture") {
      return ReadChoice(key, value, {"one", "many"}, judgement.architecture);
    }
    if (key == "profiles") return ReadPaths(key, value, judgement.profiles);
    if (key == "models") return ReadPaths(key, value, judgement.models);
    if (key == "baseline") return ReadPath(key, value, judgement.baseline);
    if (key == "extra-arg") return ReadList(key, value, config_.extra_args);
    if (key == "extra-arg-before") {
      return ReadList(key, value, config_.extra_args_before);
    }
    return ReadFolder(key, value);
  }

  Result<void> ReadFolder(const std::string& key, const YamlNode& value) {
    Word path;
    if (key == "build-path" || key == "cache-dir") {
      const auto read = ReadPath(key, value, path);
      if (!read) return read;
      (key == "build-path" ? config_.build_path : config_.cache_dir) = *path;
      return {};
    }
    return Mistake(value,
                   fmt::format("there is no key '{}'; docs/lint.md names the "
                               "keys",
                               key));
  }

  Result<void> ReadRoot(const YamlNode& value) {
    if (value.text != "true" && value.text != "false") {
      return Mistake(value, "'root' is true or false");
    }
    config_.root = value.text == "true";
    return {};
  }

  Result<void> ReadWord(const std::string& key, const YamlNode& value,
                        Word& word) {
    if (value.kind != YamlNode::Kind::kText) {
      return Mistake(value, fmt::format("'{}' is one text", key));
    }
    word = value.text;
    return {};
  }

  Result<void> ReadChoice(const std::string& key, const YamlNode& value,
                          const List& choices, Word& word) {
    if (std::find(choices.begin(), choices.end(), value.text) ==
        choices.end()) {
      return Mistake(value, fmt::format("'{}' is one of {}", key,
                                        fmt::join(choices, ", ")));
    }
    word = value.text;
    return {};
  }

  Result<void> ReadList(const std::string& key, const YamlNode& value,
                        List& list) {
    if (value.kind == YamlNode::Kind::kText) {
      list.push_back(value.text);
      return {};
    }
    const bool texts = value.kind == YamlNode::Kind::kList &&
                       std::all_of(value.items.begin(), value.items.end(),
                                   [](const YamlNode& item) {
                                     return item.kind == YamlNode::Kind::kText;
                                   });
    if (!texts) return Mistake(value, fmt::format("'{}' is a list", key));
    for (const YamlNode& item : value.items) list.push_back(item.text);
    return {};
  }

  Result<void> ReadGlobs(const std::string& key, const YamlNode& value,
                         List& globs) {
    return ReadList(key, value, globs);
  }

  std::string Absolute(const std::string& path) const {
    return (fs::path(path_).parent_path() / path).lexically_normal().string();
  }

  // A name without folder and extension is that of a built-in profile.
  Result<void> ReadPaths(const std::string& key, const YamlNode& value,
                         List& paths) {
    List texts;
    if (const auto read = ReadList(key, value, texts); !read) return read;
    for (const std::string& text : texts) {
      const bool name = text.find_first_of("/.") == std::string::npos;
      paths.push_back(name ? text : Absolute(text));
    }
    return {};
  }

  Result<void> ReadPath(const std::string& key, const YamlNode& value,
                        Word& path) {
    if (const auto read = ReadWord(key, value, path); !read) return read;
    path = Absolute(*path);
    return {};
  }

  Result<void> ReadSeverities(const YamlNode& value) {
    static const std::map<std::string, Severity> kNames = {
        {"off", Severity::kOff},
        {"note", Severity::kNote},
        {"warning", Severity::kWarning},
        {"error", Severity::kError}};
    if (value.kind != YamlNode::Kind::kMap) {
      return Mistake(value, "'severity' is a list of 'rule: severity' lines");
    }
    for (const YamlNode& severity : value.fields) {
      const auto found = kNames.find(severity.text);
      if (found == kNames.end()) {
        return Mistake(severity,
                       fmt::format("the severity of '{}' is one of off, note, "
                                   "warning, error",
                                   severity.key));
      }
      config_.severities[severity.key] = found->second;
    }
    return {};
  }

  tl::unexpected<Error> Mistake(const YamlNode& where,
                                const std::string& what) const {
    return Fail(fmt::format("{}:{}: {}", path_, where.line, what));
  }

  const std::string& path_;
  Config& config_;
};

}  // namespace

Result<Config> ParseConfig(const std::string& path, const std::string& text) {
  const auto root = ParseYaml(path, text);
  if (!root) return tl::unexpected(root.error());
  Config config;
  config.path = path;
  if (const auto read = Reader(path, config).Read(*root); !read) {
    return tl::unexpected(read.error());
  }
  return config;
}

Result<Config> ReadConfig(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  if (!file) {
    return Fail(fmt::format(
        "{}: this configuration cannot be read; is the path right?", path));
  }
  return ParseConfig(path, text);
}

}  // namespace lockstep::lint
