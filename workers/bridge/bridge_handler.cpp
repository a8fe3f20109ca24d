#include "workers/bridge/bridge_handler.hpp"

#include <algorithm>

#include "schemas/topics.hpp"
#include "workers/bridge/delivery_result.hpp"

namespace tocsin::bridge {
namespace {

using runtime::Arrival;
using runtime::BatchWriter;
using runtime::ShardInput;
using runtime::Signal;

constexpr std::string_view kDue = "delivery.due";
constexpr std::string_view kResult = "delivery.result";
constexpr std::size_t kMostInFlight = 16;

Arrival ToArrival(const DeliveryTask& task) {
  Arrival arrival;
  arrival.event = task.event;
  arrival.at = task.at;
  arrival.offset = task.offset;
  arrival.record.at = task.at;
  arrival.record.offset = task.offset;
  if (!task.event.subject.empty()) arrival.record.key = task.event.subject;
  arrival.record.value = task.event.data.Text();
  for (auto& [name, value] : ToAttributes(task.event))
    arrival.record.headers.emplace_back("ce_" + name, value);
  arrival.record.headers.emplace_back("content-type", task.event.content_type);
  if (!task.event.traceparent.empty())
    arrival.record.headers.emplace_back("traceparent", task.event.traceparent);
  if (!task.event.tracestate.empty())
    arrival.record.headers.emplace_back("tracestate", task.event.tracestate);
  return arrival;
}

}  // namespace

BridgeHandler::BridgeHandler(std::shared_ptr<const Deliveries> deliveries, ExpressionEngine& engine,
                             HttpClient& client, runtime::ShardServices& services)
    : engine_(engine), client_(client), services_(services), door_(std::make_shared<Door>()) {
  door_->services = &services;
  door_->handler = this;
  UseDeliveries(std::move(deliveries));
}

BridgeHandler::~BridgeHandler() {
  const std::lock_guard lock(door_->mutex);
  door_->services = nullptr;
  door_->handler = nullptr;
}

void BridgeHandler::UseDeliveries(std::shared_ptr<const Deliveries> deliveries) {
  deliveries_ = std::move(deliveries);
  conditions_ = nullptr;
  scope_ = nullptr;
  if (deliveries_->Conditions().empty()) return;
  conditions_ = engine_.Load(deliveries_->Conditions());
  scope_ = conditions_->NewScope();
}

bool BridgeHandler::Ignores(std::string_view type, bool) const {
  return std::ranges::none_of(deliveries_->Entries(),
                              [&](const auto& entry) { return TakesType(entry.spec, type); });
}

runtime::DatabaseJob BridgeHandler::Prepare(std::span<const ShardInput>) { return nullptr; }

tl::expected<void, runtime::RoleHandler::Blame> BridgeHandler::Decide(
    std::span<const ShardInput> inputs, BatchWriter& out) {
  acted_.clear();
  for (const ShardInput& input : inputs) {
    if (const auto* arrival = std::get_if<Arrival>(&input)) {
      DecideArrival(*arrival, out);
    } else if (const auto* signal = std::get_if<Signal>(&input)) {
      if (signal->kind == kDue) DecideDue(*signal, out);
      if (signal->kind == kResult) DecideResult(*signal, out);
    }
  }
  return {};
}

Result<bool> BridgeHandler::Wanted(const Deliveries::Entry& entry, const Event& event,
                                   std::optional<json::value>& envelope) {
  if (!TakesType(entry.spec, event.type)) return false;
  if (!entry.condition) return true;
  if (!envelope) envelope = ToStructured(event);
  TRY_ASSIGN(const json::value answer, conditions_->Evaluate(*entry.condition, *envelope, *scope_));
  return !answer.is_null() && !(answer.is_bool() && !answer.get_bool());
}

void BridgeHandler::DecideArrival(const Arrival& arrival, BatchWriter& out) {
  std::optional<json::value> envelope;
  bool concerned = false;
  for (const auto& entry : deliveries_->Entries()) {
    const auto wanted = Wanted(entry, arrival.event, envelope);
    if (!wanted) {
      out.DeadLetter(arrival, "delivery_condition_failed",
                     "delivery '" + entry.spec.name + "': when: " + wanted.error().message);
      concerned = true;
      continue;
    }
    if (!*wanted) continue;
    concerned = true;
    const auto task = MakeTask(entry.spec, arrival.event, arrival.at, arrival.offset);
    EffectRow row;
    row.id = DeliveryId(entry.spec.name, arrival.event);
    row.partition = arrival.at.partition;
    row.kind = kDeliveryKind;
    row.due_at = out.Now();
    row.request = EncodeTask(task);
    out.Out().effects_added.push_back(std::move(row));
  }
  if (!concerned) out.Unmatched(arrival);
}

/// Writing the row again, as it was read, makes the attempt start only where nobody else went on
/// with it.
void BridgeHandler::DecideDue(const Signal& signal, BatchWriter& out) {
  const auto found = pending_.find(EffectId(signal.owner));
  if (found == pending_.end() || requests_.contains(found->first)) return;
  if (!acted_.emplace(found->first, false).second) return;
  EffectRow row = found->second.row;
  out.Out().effects_held.push_back({row.id, row.attempt});
  row.due_at = out.Now();
  out.Out().effects_added.push_back(std::move(row));
}

void BridgeHandler::DecideResult(const Signal& signal, BatchWriter& out) {
  const auto found = pending_.find(EffectId(signal.owner));
  if (found == pending_.end()) return;
  const Pending& pending = found->second;
  const auto request = requests_.find(found->first);
  if (request == requests_.end() || !request->second.answer ||
      request->second.attempt != pending.row.attempt)
    return;
  if (!acted_.emplace(found->first, true).second) return;
  const json::value& answer = *request->second.answer;
  out.Out().effects_held.push_back({pending.row.id, pending.row.attempt});
  const auto* entry = deliveries_->Find(pending.task.delivery);
  if (Delivered(answer)) return Succeed(pending, answer, out);
  if (entry == nullptr || Gone(answer) || pending.row.attempt >= entry->spec.attempts) {
    return GiveUp(pending, answer, out);
  }
  Retry(pending, *entry, answer, out);
}

void BridgeHandler::Succeed(const Pending& pending, const json::value& result, BatchWriter& out) {
  out.Out().effects_removed.push_back(pending.row.id);
  services_.GetMetrics().Add("tocsin_deliveries_total", 1,
                             {{"delivery", pending.task.delivery}, {"outcome", "delivered"}});
  Tell(pending, {.what = "delivered", .why = Reason(result)}, out);
  if (pending.task.event.type != type::kActionRequested) return;
  out.Emit(pending.row.partition,
           ActionCompleted(pending.task, pending.row.id, pending.row.attempt, result, out.Now()));
}

void BridgeHandler::Retry(const Pending& pending, const Deliveries::Entry& entry,
                          const json::value& result, BatchWriter& out) {
  services_.GetMetrics().Add("tocsin_deliveries_total", 1,
                             {{"delivery", pending.task.delivery}, {"outcome", "retried"}});
  EffectRow row = pending.row;
  const Duration wait = BackoffAfter(entry.spec, row.id, row.attempt);
  row.due_at = out.Now() + std::max(wait, RetryAfter(result));
  Tell(pending,
       {.what = "not_delivered",
        .why = Reason(result),
        .again_in = row.due_at - out.Now(),
        .of = entry.spec.attempts},
       out);
  ++row.attempt;
  out.Out().effects_added.push_back(std::move(row));
}

void BridgeHandler::Tell(const Pending& pending, const DeliveryNews& news, BatchWriter& out) {
  const auto& event = pending.task.event;
  const auto run = RunId::Parse(event.Extension("runid"));
  out.Out().notes.push_back({.run = run ? *run : SubjectNotes(event.subject),
                             .history = JsonText(json::array{
                                 NoteOf(pending.task, pending.row.attempt, news, out.Now())})});
  journal_.Note(pending.task, pending.row.attempt, news);
}

void BridgeHandler::GiveUp(const Pending& pending, const json::value& result, BatchWriter& out) {
  const int attempt = pending.row.attempt;
  const std::string reason = "delivery '" + pending.task.delivery + "' failed after " +
                             std::to_string(attempt) +
                             (attempt == 1 ? " attempt: " : " attempts: ") + Reason(result);
  EndFailed(pending, "delivery_failed", Reason(result), reason, out);
}

void BridgeHandler::EndFailed(const Pending& pending, std::string_view letter,
                              const std::string& why, const std::string& reason, BatchWriter& out) {
  services_.GetMetrics().Add("tocsin_deliveries_total", 1,
                             {{"delivery", pending.task.delivery}, {"outcome", "failed"}});
  Tell(pending, {.what = "given_up", .why = why}, out);
  out.Out().effects_removed.push_back(pending.row.id);
  out.DeadLetter(ToArrival(pending.task), letter, reason);
  if (pending.task.event.type != type::kActionRequested) return;
  out.Emit(pending.row.partition,
           ActionFailed(pending.task, pending.row.id, pending.row.attempt, reason, out.Now()));
}

Status BridgeHandler::SetAside(const ShardInput& input, std::string_view why, BatchWriter& out) {
  journal_.Drop();
  if (const auto* signal = std::get_if<Signal>(&input)) {
    const auto found = pending_.find(EffectId(signal->owner));
    if (found == pending_.end()) return {};
    const Pending& pending = found->second;
    out.Out().effects_held.push_back({pending.row.id, pending.row.attempt});
    EndFailed(pending, "crash", std::string(why),
              "delivery '" + pending.task.delivery + "': " + signal->kind + ": " + std::string(why),
              out);
  } else if (const auto* arrival = std::get_if<Arrival>(&input)) {
    if (arrival->event.type != type::kActionRequested) return {};
    for (const auto& entry : deliveries_->Entries()) {
      if (!TakesType(entry.spec, arrival->event.type)) continue;
      out.Emit(arrival->at.partition,
               ActionFailed(MakeTask(entry.spec, arrival->event, arrival->at, arrival->offset),
                            DeliveryId(entry.spec.name, arrival->event), 0, std::string(why),
                            out.Now()));
      break;
    }
  }
  return {};
}

void BridgeHandler::OnCommitted(const Batch& batch, const CommitOutcome&) {
  journal_.Flush();
  for (const auto& [id, answered] : acted_)
    if (answered) requests_.erase(id);
  acted_.clear();
  for (const EffectId& id : batch.effects_removed) {
    pending_.erase(id);
    requests_.erase(id);
  }
  for (const EffectRow& row : batch.effects_added) {
    if (row.kind == kDeliveryKind) Schedule(row);
  }
}

void BridgeHandler::OnRejected(const CommitOutcome& outcome) {
  journal_.Drop();
  acted_.clear();
  for (const EffectId& id : outcome.stale_effects) {
    pending_.erase(id);
    requests_.erase(id);
  }
}

void BridgeHandler::OnTaken(const std::vector<int>&, const TakeOver& taken) {
  OnEffects(taken.effects);
}

void BridgeHandler::OnEffects(const std::vector<EffectRow>& effects) {
  for (const EffectRow& row : effects) {
    if (row.kind == kDeliveryKind && !pending_.contains(row.id)) Schedule(row);
  }
}

std::vector<EffectId> BridgeHandler::Effects() const {
  std::vector<EffectId> ids;
  ids.reserve(pending_.size());
  for (const auto& [id, pending] : pending_) ids.push_back(id);
  return ids;
}

void BridgeHandler::OnLost(const std::vector<int>& partitions) {
  std::erase_if(pending_, [&](const auto& entry) {
    return std::ranges::find(partitions, entry.second.row.partition) != partitions.end();
  });
}

void BridgeHandler::Schedule(const EffectRow& row) {
  auto task = DecodeTask(row.request);
  if (!task) {
    services_.GetMetrics().Add("tocsin_deliveries_unreadable_total");
    return;
  }
  const std::string delivery = task->delivery;
  pending_.insert_or_assign(row.id, Pending{.row = row, .task = std::move(*task)});
  if (const auto made = requests_.find(row.id); made != requests_.end()) {
    if (made->second.attempt == row.attempt) {
      if (made->second.answer) EnterResult(row.id, row.partition);
      return;
    }
    requests_.erase(made);  // of an attempt that another went on from
  }
  if (row.due_at > services_.GetClock().Now()) {
    services_.EnterAt(row.due_at, Signal{.owner = row.id,
                                         .partition = row.partition,
                                         .kind = std::string(kDue),
                                         .data = nullptr});
    return;
  }
  lanes_[delivery].ready.push_back(row.id);
  Pump(delivery);
}

void BridgeHandler::Pump(const std::string& delivery) {
  Lane& lane = lanes_[delivery];
  while (lane.in_flight < kMostInFlight && !lane.ready.empty()) {
    const EffectId id = lane.ready.front();
    lane.ready.pop_front();
    const auto found = pending_.find(id);
    if (found == pending_.end() || requests_.contains(id)) continue;
    ++lane.in_flight;
    Send(id, found->second);
  }
}

void BridgeHandler::Send(const EffectId& id, const Pending& pending) {
  requests_[id] = {.attempt = pending.row.attempt};
  const auto enter = [door = door_, id, attempt = pending.row.attempt,
                      delivery = pending.task.delivery,
                      began = std::chrono::steady_clock::now()](json::value result) {
    const auto took = std::chrono::steady_clock::now() - began;
    const std::lock_guard lock(door->mutex);
    if (door->services == nullptr) return;
    door->services->GetMetrics().Observe("tocsin_delivery_seconds",
                                         std::chrono::duration<double>(took).count(),
                                         {{"delivery", delivery}});
    door->services->Post([door, id, attempt, delivery, result = std::move(result)] {
      if (door->handler != nullptr) door->handler->OnSent(id, attempt, delivery, result);
    });
  };
  const auto* entry = deliveries_->Find(pending.task.delivery);
  if (entry == nullptr) return enter({{"error", "it is no longer configured"}});
  client_.Send(MakeCall(*entry, pending.task, services_.GetClock().Now()),
               [enter, &clock = services_.GetClock()](const HttpOutcome& outcome) {
                 enter(DescribeOutcome(outcome, clock.Now()));
               });
}

void BridgeHandler::OnSent(const EffectId& id, int attempt, const std::string& delivery,
                           const json::value& result) {
  --lanes_[delivery].in_flight;
  const auto made = requests_.find(id);
  if (made != requests_.end() && made->second.attempt == attempt) {
    made->second.answer = result;
    if (const auto found = pending_.find(id); found != pending_.end())
      EnterResult(id, found->second.row.partition);
  }
  Pump(delivery);
}

void BridgeHandler::EnterResult(const EffectId& id, int partition) {
  services_.Enter(
      Signal{.owner = id, .partition = partition, .kind = std::string(kResult), .data = nullptr});
}

}  // namespace tocsin::bridge
