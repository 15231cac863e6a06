#include "workflow/run.h"

#include <algorithm>
#include <utility>

#include "workflow/wire_out.h"

namespace lockstep::internal {

Run::Run(const Registry& registry, const WorkflowType& type, WorkflowInfo info,
         uint64_t seed)
    : registry_(&registry),
      type_(&type),
      reader_(registry.codec.get()),
      info_(std::move(info)),
      random_(seed),
      now_(info_.start_time.time_since_epoch().count()),
      root_context_(MakeRef<Scope>(*this, Ref<Scope>())),
      gates_(MakeGates(registry.profile, *this, *this)),
      commands_(*this, registry.codec.get(), rules(), registry.ids_from),
      local_activities_(*this, registry.codec.get(), commands_,
                        [this](Root retry) { Start(std::move(retry), false); }),
      side_effects_(
          MakeSideEffects(registry.profile, *this, *this, local_activities_)),
      externals_(*this, registry.codec.get(), registry.ids_from),
      scheduler_(*this),
      signals_(type.signal_handlers, &object_slot_,
               [this](Root handler) { Start(std::move(handler), true); }),
      updates_(type.update_handlers, *this) {}

Run::~Run() {
  mode_ = Mode::kTearDown;
  scheduler_.DestroyAll();
  object_.reset();
  // Dropped after the loop, since scopes may die of it.
  std::vector<std::vector<std::function<void()>>> callbacks;
  scopes_.ForEach([&](Scope& scope) {
    callbacks.push_back(scope.TakeCallbacks());
    return true;
  });
}

bool Run::MayAct(const char* what) const {
  Forbid(mode_, what);
  return mode_ == Mode::kCode;
}

bool Run::HasFlag(uint32_t flag) const {
  return flag == kAlways || std::ranges::binary_search(sdk_flags_, flag);
}

bool Run::ChildIdInUse(const std::string& workflow_id) const {
  const auto in_use = Read(*host_, &LsHost::child_id_in_use);
  return in_use != nullptr && in_use(host_->context, TextOf(workflow_id)) != 0;
}

void Run::Start(Root root, bool is_handler) {
  RootPromise& promise = root.Take();
  promise.run = this;
  promise.is_handler = is_handler;
  scheduler_.Start(promise);
}

void Run::StartMain() {
  RootPromise& promise = type_->Main(root_context_, info_.input).Take();
  promise.run = this;
  promise.is_main = true;
  scheduler_.Start(promise);
  object_is_due_ = type_->HasObject();
}

// Main stays in front of the queue.
void Run::MakeObject() {
  if (std::exchange(object_is_due_, false)) scheduler_.Step();
}

void Run::KeepObject(void* object, void (*destroy)(void*)) {
  object_ = {object, destroy};
  object_slot_ = object;
}

void Run::SetQueryHandler(const std::string& name,
                          std::unique_ptr<QueryHandler> handler) {
  query_handlers_[name] = std::move(handler);
}

void Run::Log(LogLevel level, std::string_view message,
              const Place& place) const {
  if (host_ == nullptr || replaying_) return;
  const Places places = StackHere(place);
  LsLog log = Sized<LsLog>();
  log.level = static_cast<uint32_t>(level);
  log.message = TextOf(message);
  log.place = places.front();
  host_->log(host_->context, &log);
}

void Run::Send(LsCommand& command, const Place* caller,
               const Place& started_at) {
  SendFrom(command, StackOf(caller == nullptr ? nullptr : scheduler_.current(),
                            caller == nullptr ? started_at : *caller));
}

void Run::SendFrom(LsCommand& command, const Places& places) {
  if (closed_ || problem_) return;
  command.places = places.data();
  command.place_count = places.size();
  host_->command(host_->context, &command);
}

namespace {

void Merge(PayloadMap& into, const PayloadMap& values) {
  for (const auto& [key, value] : values) {
    if (value.Encoding() == kBinaryNull) {
      into.erase(key);
    } else {
      into[key] = value;
    }
  }
}

}  // namespace

void Run::UpsertMemo(const PayloadMap& values, const Place& place) {
  WireWriter writer(registry_->codec.get());
  LsCommand command = Sized<LsCommand>();
  command.kind = LS_COMMAND_UPSERT_MEMO;
  command.entries = writer.Map(values);
  Send(command, &place, place);
  Merge(info_.memo, values);
}

void Run::UpsertSearchAttributes(const PayloadMap& values, const Place& place) {
  WireWriter writer(registry_->codec.get());
  LsCommand command = Sized<LsCommand>();
  command.kind = LS_COMMAND_UPSERT_SEARCH_ATTRIBUTES;
  command.entries = writer.PlainMap(values);
  Send(command, &place, place);
  Merge(info_.search_attributes, values);
}

void Run::RootEnded(RootPromise& root) {
  if (root.update) {
    UpdateEnded(root);
  } else if (root.error) {
    Escaped(root.error, root.is_main);
  } else if (root.is_main) {
    Complete(root);
  }
}

void Run::ReportBlocked(const LsHost& host) const {
  if (closed_) return;
  scheduler_.ForEachRoot([&](RootPromise& root) {
    const PromiseBase& leaf = LeafOf(root);
    // Between two attempts of a local activity: who awaits that one is told.
    if (leaf.is_library && leaf.waits_for != nullptr) return;
    const std::string what =
        leaf.waits_for == nullptr ? "its turn" : leaf.waits_for->Describe();
    const Places places = ChainOf(leaf);
    LsWaiting waiting = Sized<LsWaiting>();
    waiting.what = TextOf(what);
    waiting.places = places.data();
    waiting.place_count = places.size();
    host.waiting(host.context, &waiting);
  });
}

}  // namespace lockstep::internal
