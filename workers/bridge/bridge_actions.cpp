#include "schemas/events/data.hpp"
#include "schemas/events/decisions.hpp"
#include "schemas/masking.hpp"
#include "schemas/tenant.hpp"
#include "schemas/topics.hpp"
#include "workers/bridge/action_origin.hpp"
#include "workers/bridge/bridge_handler.hpp"
#include "workers/bridge/delivery_result.hpp"
#include "workers/runtime/event_codec.hpp"

namespace tocsin::bridge {

using runtime::Arrival;
using runtime::BatchWriter;

namespace {

constexpr std::string_view kHeldLetter = "action_held";

const std::string& ActionIdOf(const events::ActionRequested& asked, const Event& event) {
  return asked.action_id.empty() ? event.id : asked.action_id;
}

}  // namespace

void BridgeHandler::Send(const Deliveries::Entry& entry, const Arrival& arrival, bool reported,
                         BatchWriter& out) {
  const auto replay = runtime::HeaderOf(arrival.record.headers, runtime::kLetterReplay);
  auto task = MakeTask(entry.spec, arrival.event, arrival.at, arrival.offset, out.Now());
  task.released = runtime::HeaderOf(arrival.record.headers, runtime::kLetterRelease);
  task.silent = reported && entry.spec.end_by == ActionEndBy::kAnswer;
  out.Out().effects_added.push_back(
      RowOf(kDeliveryKind, DeliveryId(entry.spec.name, arrival.event, replay), task, out.Now()));
  if (arrival.event.type != type::kActionRequested) return;
  const std::string tenant(TenantOf(arrival.event));
  ActionOpen open{ActionKey(tenant, task.message_id), arrival.at.partition,
                  EncodeOrigin(OriginOf(task)), !replay.empty()};
  open.tenant = tenant;
  const auto& limits =
      safeguards_->LimitsOf(events::Read<events::ActionRequested>(arrival.event).action);
  if (const auto resource = ResourceOf(arrival.event);
      limits.rate > 0 && !resource.empty() && task.released.empty()) {
    open.resource = OfTenant(tenant, Uuid::Derive({"resource", resource}));
    open.rate = limits.rate;
    open.since = out.Now() - limits.per;
  }
  out.Out().actions_opened.push_back(std::move(open));
}

bool BridgeHandler::Hold(const std::vector<const Deliveries::Entry*>& takers,
                         const Arrival& arrival, BatchWriter& out) {
  const Event& event = arrival.event;
  const auto released = runtime::HeaderOf(arrival.record.headers, runtime::kLetterRelease);
  const auto asked = events::Read<events::ActionRequested>(event);
  const auto& id = ActionIdOf(asked, event);
  std::string why = safeguards_->Objection(event, released, out.Now());
  if (why.empty() && limited_.contains(ActionKey(TenantOf(event), id)))
    why = "too many: " + std::to_string(safeguards_->LimitsOf(asked.action).rate) + " in " +
          FormatDuration(safeguards_->LimitsOf(asked.action).per) + " on this resource";
  if (why.empty()) {
    if (!released.empty())
      AddNote(event, {{"what", "released"}, {"id", id}, {"why", std::string(released)}}, out);
    return false;
  }
  TellHeld(event, why, out);
  if (why == kDryRun)
    for (const auto* entry : takers) ShowDryRun(*entry, event, out);
  out.DeadLetter(arrival, kHeldLetter, why);
  return true;
}

void BridgeHandler::HoldLate(const runtime::SettledEffect& settled, const std::string& why,
                             BatchWriter& out) {
  const auto& work = static_cast<const EventEffect&>(*settled.work);
  TellHeld(work.Task().event, why, out);
  if (const auto* entry = All().Find(work.Task().delivery); entry != nullptr && why == kDryRun)
    ShowDryRun(*entry, work.Task().event, out);
  out.DeadLetter(ArrivalOf(work), kHeldLetter, why);
}

void BridgeHandler::TellHeld(const Event& event, const std::string& why, BatchWriter& out) {
  const auto asked = events::Read<events::ActionRequested>(event);
  const auto& id = ActionIdOf(asked, event);
  AddNote(event, {{"what", "held"}, {"id", id}, {"why", why}}, out);
  services_.GetMetrics().Add("tocsin_actions_held_total", 1);
  journal_.Held(asked.action, id, event.subject, why);
}

void BridgeHandler::ShowDryRun(const Deliveries::Entry& entry, const Event& event,
                               BatchWriter& out) {
  constexpr std::size_t kShown = 4096;
  const auto content = expressions_->Map(entry, event);
  const std::string where =
      entry.spec.topic.empty() ? MaskUrl(entry.spec.url) : "topic " + entry.spec.topic;
  const std::string body = content ? content->body.substr(0, kShown) : content.error().message;
  AddNote(event,
          {{"what", "dry_run"}, {"delivery", entry.spec.name}, {"to", where}, {"body", body}}, out);
  journal_.DryRun(entry.spec.name, where, content ? content->body.size() : 0);
}

void BridgeHandler::AddNote(const Event& event, json::object note, BatchWriter& out) {
  const auto run = RunId::Parse(event.Extension("runid"));
  note["at"] = FormatTime(out.Now());
  note["type"] = event.type;
  out.Out().notes.push_back({.run = run ? *run : SubjectNotes(TenantOf(event), event.subject),
                             .history = JsonText(json::array{std::move(note)})});
}

void BridgeHandler::ActionTaken(const DeliveryTask& task, const runtime::SettledEffect& settled,
                                BatchWriter& out) {
  const EffectRow& row = settled.row;
  const auto* entry = All().Find(task.delivery);
  if (entry == nullptr || task.silent) return;
  if (entry->spec.end_by == ActionEndBy::kReport)
    return Await(task, row, entry->spec.report_within, out);
  if (entry->spec.end_by == ActionEndBy::kAnswer)
    End(task, row.partition, action::kCompleted, CompletedBy(task, row.attempt, settled.result),
        row.id, out);
}

bool BridgeHandler::ActionGivenUp(const DeliveryTask& task, const EffectRow& row,
                                  const std::string& reason, BatchWriter& out) {
  const auto* entry = All().Find(task.delivery);
  const bool says = entry == nullptr || entry->spec.end_by != ActionEndBy::kOther;
  return says && !task.silent &&
         End(task, row.partition, action::kFailed, FailedBy(task, row.attempt, reason), row.id,
             out);
}

void BridgeHandler::Await(const DeliveryTask& task, const EffectRow& delivered, Duration within,
                          BatchWriter& out) {
  DeliveryTask awaiting = task;
  awaiting.awaits = true;
  EffectRow row = delivered;
  row.id = EffectId::Derive({"report", delivered.id.ToString()});
  row.attempt = 1;
  row.due_at = out.Now() + within;
  row.request = EncodeTask(awaiting);
  out.Out().effects_added.push_back(std::move(row));
}

bool BridgeHandler::End(const DeliveryTask& task, int partition, std::string_view state,
                        json::value result, const EffectId& end, BatchWriter& out) {
  const std::string tenant(TenantOf(task.event));
  const std::string key = ActionKey(tenant, task.message_id);
  if (ended_.contains(key) || !ending_.insert(key).second) return false;
  const ActionOrigin origin = OriginOf(task);
  // A former release opened none.
  ActionOpen open{key, partition, EncodeOrigin(origin)};
  open.tenant = tenant;
  out.Out().actions_opened.push_back(std::move(open));
  out.Out().actions_ended.push_back({key, std::string(state), JsonText(result)});
  out.Emit(partition, ActionEnded(origin, state, std::move(result), end, out.Now()));
  return true;
}

}  // namespace tocsin::bridge
