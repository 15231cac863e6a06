#include "history/shape.h"

#include <cstdint>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

#include "history/fold.h"
#include "history/sha256.h"
#include "history/skeleton.h"

namespace lockstep::history {
namespace {

// The texts of different sequences differ: tokens have their lengths.
void AddToken(const std::string& token, Sha256& sha) {
  sha.Add(std::to_string(token.size()));
  sha.Add(":");
  sha.Add(token);
}

class FoldedText {
 public:
  FoldedText(const Folded& folded, const std::vector<std::string>& texts)
      : folded_(folded), texts_(texts) {}

  std::string Hash() {
    sha_.Add("lockstep loop shape 1\n");
    Add(folded_.symbols);
    return sha_.Hex();
  }

 private:
  // As deep as loops are nested: each level at least doubles the length.
  void Add(const std::vector<uint32_t>& symbols) {
    for (const uint32_t symbol : symbols) {
      if (symbol < folded_.first_repeat) {
        AddToken(texts_[symbol], sha_);
        continue;
      }
      const Repeat& repeat = folded_.repeats[symbol - folded_.first_repeat];
      sha_.Add("(");
      Add(repeat.body);
      sha_.Add(repeat.many ? ")many" : ")twice");
    }
  }

  const Folded& folded_;
  const std::vector<std::string>& texts_;
  Sha256 sha_;
};

}  // namespace

struct ShapeBuilder::State {
  State() { shape.Add("lockstep shape 1\n"); }

  void Add(const Token& token) {
    AddToken(token.identity, shape);
    AddToken(token.place, shape);
    const auto next = static_cast<uint32_t>(texts.size());
    const auto [it, is_new] = symbols.emplace(token.identity, next);
    if (is_new) texts.push_back(token.identity);
    sequence.push_back(it->second);
  }

  Skeleton skeleton;
  Sha256 shape;
  std::vector<std::string> texts;
  std::map<std::string, uint32_t> symbols;
  std::vector<uint32_t> sequence;
};

ShapeBuilder::ShapeBuilder() : state_(std::make_unique<State>()) {}
ShapeBuilder::~ShapeBuilder() = default;
ShapeBuilder::ShapeBuilder(ShapeBuilder&&) noexcept = default;
ShapeBuilder& ShapeBuilder::operator=(ShapeBuilder&&) noexcept = default;

void ShapeBuilder::Add(const Event& event) {
  if (const auto token = state_->skeleton.Next(event)) state_->Add(*token);
}

Shapes ShapeBuilder::Finish() {
  if (const auto token = state_->skeleton.End()) state_->Add(*token);
  const Folded folded = Fold(std::move(state_->sequence),
                             static_cast<uint32_t>(state_->texts.size()));
  return {state_->shape.Hex(), FoldedText(folded, state_->texts).Hash()};
}

}  // namespace lockstep::history
