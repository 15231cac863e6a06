#pragma once

#include <optional>

#include "replayer/engine/machines/machine.h"

namespace lockstep::replay {

// What a `core_patch` marker says, in the old and the new spelling
// (replay-semantics 4.6).
struct PatchMarker {
  std::string id;
  bool deprecated = false;
};

// Nothing if the event is no patch marker.
std::optional<PatchMarker> ReadPatchMarker(const history::Event& event);

// The search attribute that lists the patches of a run.
inline constexpr char kChangeVersion[] = "TemporalChangeVersion";

// An upsert of that attribute, and of nothing the workflow asked for.
bool IsChangeVersionUpsert(const history::Event& event);

Phrase PatchPhrase(const std::string& id, bool deprecated);
Phrase ChangeVersionPhrase();

// Answers one patch marker: kRequested --MarkerRecorded--> kDone.
// The matcher drops it where a replay has no marker (S-26).
class PatchMachine final : public Machine {
 public:
  explicit PatchMachine(Command command) : command_(std::move(command)) {}

  Status OnCommandEvent(const history::Event& event, const MatchRules& rules,
                        Effects& effects) override;
  Phrase Describe(RequestKind kind) const override;
  std::string Name() const override { return "Patch machine"; }
  const std::string& id() const { return command_.id; }

 private:
  const Command command_;
};

// The upsert that goes with a patch. Only its kind is compared.
class ChangeVersionMachine final : public Machine {
 public:
  Status OnCommandEvent(const history::Event& event, const MatchRules& rules,
                        Effects& effects) override;
  Phrase Describe(RequestKind kind) const override;
  std::string Name() const override {
    return "UpsertWorkflowSearchAttributesMachine";
  }
  std::string Refusal() const override { return Name() + " does not handle"; }
};

}  // namespace lockstep::replay
