// LsBuild: the build as the host sees it, and its entry points. No exception
// leaves this file.
#include <deque>
#include <exception>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "lockstep/impl/build.h"
#include "workflow/run.h"
#include "workflow/run_activity.h"
#include "workflow/wire_out.h"

// One run, by the boundary's name.
struct LsInstance {
  lockstep::internal::Run run;
};

namespace lockstep::internal {
namespace {

LsStatus Activate(LsInstance* instance, const LsActivation* activation,
                  const LsHost* host) noexcept {
  return instance->run.Activate(*activation, *host);
}

void Blocked(LsInstance* instance, const LsHost* host) noexcept {
  instance->run.ReportBlocked(*host);
}

void Destroy(LsInstance* instance) noexcept { delete instance; }

template <class Host>
LsStatus Refuse(const Host& host, LsStatus status, const std::string& text) {
  LsProblem problem = Sized<LsProblem>();
  problem.text = TextOf(text);
  host.problem(host.context, &problem);
  return status;
}

// "; this build has A, B"
template <class Types>
std::string Known(const Types& types) {
  std::string text;
  for (const auto& each : types) {
    text += (text.empty() ? "" : ", ") + each->name;
  }
  return text.empty() ? "none" : text;
}

}  // namespace

// Never changed after the constructor: the host keeps pointers into it.
struct BuildImage::Tables {
  std::deque<std::vector<LsText>> names;
  std::deque<LsWorkflowType> workflow_types;
  std::vector<const LsWorkflowType*> workflows;
  std::deque<LsActivityType> activity_types;
  std::vector<const LsActivityType*> activities;
  LsBuild build{};

  const std::vector<LsText>& NamesOf(const std::multiset<std::string>& from) {
    std::vector<LsText>& made = names.emplace_back();
    for (const std::string& each : from) made.push_back(TextOf(each));
    return made;
  }
  void Add(const WorkflowType& type) {
    const std::vector<LsText>& signals = NamesOf(type.signals);
    const std::vector<LsText>& queries = NamesOf(type.queries);
    const std::vector<LsText>& updates = NamesOf(type.updates);
    LsWorkflowType& made = workflow_types.emplace_back(Sized<LsWorkflowType>());
    made.name = TextOf(type.name);
    made.signals = signals.data();
    made.signal_count = signals.size();
    made.queries = queries.data();
    made.query_count = queries.size();
    made.updates = updates.data();
    made.update_count = updates.size();
    workflows.push_back(&made);
  }
  void Add(const ActivityType& type) {
    LsActivityType& made = activity_types.emplace_back(Sized<LsActivityType>());
    made.name = TextOf(type.name);
    activities.push_back(&made);
  }
};

BuildImage::BuildImage(void (*author)(Build&), EntryPoints entry_points)
    : registry_(author), tables_(std::make_unique<Tables>()) {
  for (const auto& each : registry_.workflows) tables_->Add(*each);
  for (const auto& each : registry_.activities) tables_->Add(*each);
  LsBuild& build = tables_->build;
  build.abi = LS_ABI;
  build.size = sizeof(LsBuild);
  build.api_version = TextOf(LOCKSTEP_API_VERSION);
  build.error = TextOf(registry_.error);
  build.profile = registry_.profile;
  build.ids_from = registry_.ids_from;
  build.workflows = tables_->workflows.data();
  build.workflow_count = tables_->workflows.size();
  build.activities = tables_->activities.data();
  build.activity_count = tables_->activities.size();
  build.create = entry_points.create;
  build.activate = &Activate;
  build.blocked = &Blocked;
  build.destroy = &Destroy;
  build.run_activity = entry_points.run_activity;
}

BuildImage::~BuildImage() = default;

const LsBuild* BuildImage::Get() const { return &tables_->build; }

LsStatus BuildImage::Create(const LsWorkflowInfo& info, const LsHost& host,
                            LsInstance** instance) const noexcept {
  const std::string name = ReadText(info, &LsWorkflowInfo::workflow_type);
  const WorkflowType* const type = registry_.FindWorkflow(name);
  if (type == nullptr) {
    return Refuse(host, LS_STATUS_UNREGISTERED_TYPE,
                  "the build has no workflow '" + name + "'; it has " +
                      Known(registry_.workflows));
  }
  try {
    const WireReader reader(registry_.codec.get());
    *instance = new LsInstance{{registry_, *type, reader.ReadInfo(info),
                                Read(info, &LsWorkflowInfo::random_seed)}};
    return LS_STATUS_OK;
  } catch (const UndecodablePayload& error) {
    return Refuse(host, LS_STATUS_UNDECODABLE_PAYLOAD, error.what());
  } catch (...) {
    return Refuse(host, LS_STATUS_TASK_FAILURE,
                  DescribeException(std::current_exception()));
  }
}

LsStatus BuildImage::RunActivity(const LsActivityTask& task,
                                 const LsActivityHost& host) const noexcept {
  const std::string name = ReadText(task, &LsActivityTask::type);
  const ActivityType* const type = registry_.FindActivity(name);
  if (type == nullptr) {
    return Refuse(host, LS_STATUS_UNREGISTERED_TYPE,
                  "the build has no activity '" + name + "'; it has " +
                      Known(registry_.activities));
  }
  try {
    return internal::RunActivity(*type, registry_.codec.get(), task, host);
  } catch (const UndecodablePayload& error) {
    return Refuse(host, LS_STATUS_UNDECODABLE_PAYLOAD, error.what());
  } catch (...) {
    return Refuse(host, LS_STATUS_TASK_FAILURE,
                  DescribeException(std::current_exception()));
  }
}

}  // namespace lockstep::internal
