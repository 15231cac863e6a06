#include "linter/config/yaml.h"

#include <fmt/format.h>

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/YAMLParser.h"

namespace lockstep::lint {
namespace {

namespace yaml = llvm::yaml;

struct FirstMistake {
  std::string text;
  int line = 0;

  static void Take(const llvm::SMDiagnostic& diagnostic, void* context) {
    auto& self = *static_cast<FirstMistake*>(context);
    if (!self.text.empty()) return;
    self.text = diagnostic.getMessage().str();
    self.line = diagnostic.getLineNo();
  }
};

class Reader {
 public:
  explicit Reader(llvm::SourceMgr& manager) : manager_(manager) {}

  YamlNode Read(yaml::Node* node) {
    YamlNode value;
    if (node == nullptr) return value;
    value.line = LineOf(*node);
    if (auto* const map = llvm::dyn_cast<yaml::MappingNode>(node)) {
      value.kind = YamlNode::Kind::kMap;
      for (yaml::KeyValueNode& field : *map) {
        YamlNode key = Read(field.getKey());
        YamlNode inner = Read(field.getValue());
        inner.line = key.line;  // a block's own line is the next one
        inner.key = std::move(key.text);
        value.fields.push_back(std::move(inner));
      }
    } else if (auto* const list = llvm::dyn_cast<yaml::SequenceNode>(node)) {
      value.kind = YamlNode::Kind::kList;
      for (yaml::Node& item : *list) value.items.push_back(Read(&item));
    } else if (auto* const scalar = llvm::dyn_cast<yaml::ScalarNode>(node)) {
      llvm::SmallString<64> storage;
      value.kind = YamlNode::Kind::kText;
      value.text = scalar->getValue(storage).str();
    } else if (auto* const block =
                   llvm::dyn_cast<yaml::BlockScalarNode>(node)) {
      value.kind = YamlNode::Kind::kText;
      value.text = block->getValue().str();
    }
    return value;
  }

 private:
  uint32_t LineOf(const yaml::Node& node) {
    return manager_.getLineAndColumn(node.getSourceRange().Start).first;
  }

  llvm::SourceMgr& manager_;
};

}  // namespace

Result<YamlNode> ParseYaml(const std::string& path, const std::string& text) {
  llvm::SourceMgr manager;
  FirstMistake mistake;
  manager.setDiagHandler(&FirstMistake::Take, &mistake);
  yaml::Stream stream(text, manager, false);
  Reader reader(manager);
  YamlNode root;
  auto document = stream.begin();
  if (document != stream.end()) root = reader.Read(document->getRoot());
  if (stream.failed() || !mistake.text.empty()) {
    return Fail(fmt::format("{}:{}: {}", path, mistake.line, mistake.text));
  }
  return root;
}

}  // namespace lockstep::lint
