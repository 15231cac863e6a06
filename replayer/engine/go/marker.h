#pragma once

#include <string>
#include <utility>

#include "replayer/engine/machines/machine.h"

namespace lockstep::replay::go {

// A marker that the code made: matched by its name alone.
class Marker final : public Machine {
 public:
  Marker(std::string name, Phrase phrase)
      : name_(std::move(name)), phrase_(std::move(phrase)) {}

  const std::string& marker_name() const { return name_; }

  Status OnCommandEvent(const history::Event&, const MatchRules&,
                        Effects&) override {
    return {};
  }
  Phrase Describe(RequestKind) const override { return phrase_; }
  std::string Name() const override { return name_ + " marker"; }

 private:
  const std::string name_;
  const Phrase phrase_;
};

// An update that the code was told: its acceptance and its answer.
class Update final : public Machine {
 public:
  explicit Update(std::string id) : id_(std::move(id)) {}

  // Compares the ids.
  Status OnCommandEvent(const history::Event& event, const MatchRules& rules,
                        Effects& effects) override;
  Phrase Describe(RequestKind kind) const override {
    return UpdatePhrase(kind, id_);
  }
  std::string Name() const override { return "update"; }

 private:
  const std::string id_;
};

}  // namespace lockstep::replay::go
