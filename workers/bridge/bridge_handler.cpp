#include "workers/bridge/bridge_handler.hpp"

#include <algorithm>
#include <utility>

#include "schemas/tenant.hpp"
#include "schemas/topics.hpp"
#include "workers/bridge/action_origin.hpp"
#include "workers/bridge/delivery_result.hpp"
#include "workers/bridge/delivery_spans.hpp"
#include "workers/runtime/event_codec.hpp"

namespace tocsin::bridge {
namespace {

using runtime::Arrival;
using runtime::BatchWriter;
using runtime::ShardInput;
using runtime::Signal;

std::vector<std::unique_ptr<runtime::EffectKind>> ListOf(
    std::unique_ptr<DeliveryEffectKind> deliveries, std::unique_ptr<MessageEffectKind> messages) {
  std::vector<std::unique_ptr<runtime::EffectKind>> kinds;
  kinds.push_back(std::move(deliveries));
  kinds.push_back(std::move(messages));
  return kinds;
}

const EventEffect& WorkOf(const runtime::SettledEffect& settled) {
  return static_cast<const EventEffect&>(*settled.work);
}
const DeliveryTask& TaskOf(const runtime::SettledEffect& settled) { return WorkOf(settled).Task(); }

}  // namespace

BridgeHandler::BridgeHandler(std::shared_ptr<const Deliveries> deliveries, ExpressionEngine& engine,
                             HttpClient& client, runtime::ShardServices& services, int partitions)
    : BridgeHandler(
          std::move(deliveries), engine, services, partitions,
          std::make_unique<DeliveryEffectKind>(client, services.GetClock(), services.GetMetrics(),
                                               services.GetTracer()),
          std::make_unique<MessageEffectKind>(services.GetClock(), services.GetMetrics())) {}

BridgeHandler::BridgeHandler(std::shared_ptr<const Deliveries> deliveries, ExpressionEngine& engine,
                             runtime::ShardServices& services, int partitions,
                             std::unique_ptr<DeliveryEffectKind> kind,
                             std::unique_ptr<MessageEffectKind> messages)
    : engine_(engine),
      services_(services),
      kind_(*kind),
      messages_(*messages),
      effects_(services, ListOf(std::move(kind), std::move(messages))),
      alerts_(services, partitions) {
  UseDeliveries(std::move(deliveries));
}

void BridgeHandler::UseDeliveries(std::shared_ptr<const Deliveries> deliveries) {
  for (const auto& entry : deliveries->Entries()) ShowFailures(entry.spec.name);
  auto expressions = std::make_unique<DeliveryExpressions>(std::move(deliveries), engine_);
  kind_.Use(*expressions);
  expressions_ = std::move(expressions);
  effects_.Resume();
}

void BridgeHandler::UseChannels(std::shared_ptr<const Channels> channels) {
  for (const auto& name : channels->Names()) ShowFailures(name);
  messages_.Use(std::move(channels));
  effects_.Resume();
}

bool BridgeHandler::Ignores(std::string_view type, bool) const {
  return type != type::kMessageRequested && !AlertsTable::Follows(type) &&
         std::ranges::none_of(All().Entries(),
                              [&](const auto& entry) { return TakesType(entry.spec, type); });
}

runtime::DatabaseJob BridgeHandler::Prepare(std::span<const ShardInput> inputs) {
  return alerts_.Prepare(inputs);
}

tl::expected<void, runtime::RoleHandler::Blame> BridgeHandler::Decide(
    std::span<const ShardInput> inputs, BatchWriter& out) {
  effects_.BeginBatch();
  alerts_.BeginBatch();
  ending_.clear();
  for (const ShardInput& input : inputs) {
    if (const auto* arrival = std::get_if<Arrival>(&input)) {
      DecideArrival(*arrival, out);
    } else if (const auto* signal = std::get_if<Signal>(&input)) {
      if (alerts_.Decide(*signal, out)) continue;
      if (const auto settled = effects_.Decide(*signal, out)) Settle(*settled, out);
    }
  }
  return {};
}

void BridgeHandler::DecideArrival(const Arrival& arrival, BatchWriter& out) {
  std::optional<json::value> envelope;
  bool concerned = alerts_.Decide(arrival, out);
  std::vector<const Deliveries::Entry*> takers;
  const auto replay = runtime::HeaderOf(arrival.record.headers, runtime::kLetterReplay);
  const auto only = runtime::HeaderOf(arrival.record.headers, runtime::kLetterDelivery);
  const auto meant = [&](std::string_view name) {
    return replay.empty() || only.empty() || only == name;
  };
  if (arrival.event.type == type::kMessageRequested) {
    const auto task = MakeMessageTask(arrival.event, arrival.at, arrival.offset, out.Now());
    concerned = meant(MessageAddressee(task));
    if (concerned)
      out.Out().effects_added.push_back(
          RowOf(kMessageKind, MessageId(arrival.event, replay), task, out.Now()));
  }
  bool reported = false;
  for (const auto& entry : All().Entries()) {
    const auto wanted = expressions_->Wanted(entry, arrival.event, envelope);
    if (wanted && *wanted && entry.spec.end_by == ActionEndBy::kReport) reported = true;
    if (!meant(entry.spec.name)) continue;
    if (!wanted) {
      Arrival judged = arrival;
      judged.record.headers.emplace_back(runtime::kLetterDelivery, entry.spec.name);
      out.DeadLetter(judged, "delivery_condition_failed",
                     "delivery '" + entry.spec.name + "': when: " + wanted.error().message);
      concerned = true;
    } else if (*wanted) {
      takers.push_back(&entry);
    }
  }
  if (takers.empty()) {
    if (!concerned) out.Unmatched(arrival);
    return;
  }
  if (arrival.event.type == type::kActionRequested && Hold(takers, arrival, out)) return;
  for (const auto* entry : takers) Send(*entry, arrival, reported, out);
}

void BridgeHandler::Settle(const runtime::SettledEffect& settled, BatchWriter& out) {
  switch (settled.end) {
    case runtime::EffectEnd::kDone:
      return Succeed(settled, out);
    case runtime::EffectEnd::kAgain:
      return Retry(settled, out);
    case runtime::EffectEnd::kGivenUp:
      return GiveUp(settled, out);
  }
}

void BridgeHandler::Succeed(const runtime::SettledEffect& settled, BatchWriter& out) {
  const DeliveryTask& task = TaskOf(settled);
  Count(task, "delivered");
  if (auto record = RecordOf(task, settled.result)) {
    out.EmitRecord(settled.row.partition, *std::move(record));
    Tell(settled, {.what = "delivered", .why = "to the topic"}, out);
  } else {
    Tell(settled, {.what = "delivered", .why = Reason(settled.result)}, out);
  }
  if (auto answer = WorkOf(settled).Succeeded(settled.row, settled.result, out.Now()))
    out.Emit(settled.row.partition, *std::move(answer));
  if (task.event.type == type::kActionRequested) ActionTaken(task, settled, out);
}

void BridgeHandler::Retry(const runtime::SettledEffect& settled, BatchWriter& out) {
  Count(TaskOf(settled), "retried");
  Tell(settled,
       {.what = "not_delivered",
        .why = Reason(settled.result),
        .again_in = settled.again_in,
        .of = settled.work->Attempts().most},
       out);
}

void BridgeHandler::Tell(const runtime::SettledEffect& settled, const DeliveryNews& news,
                         BatchWriter& out) {
  const DeliveryTask& task = TaskOf(settled);
  const auto run = RunId::Parse(task.event.Extension("runid"));
  out.Out().notes.push_back(
      {.run = run ? *run : SubjectNotes(TenantOf(task.event), task.event.subject),
       .history = JsonText(json::array{NoteOf(task, settled.row.attempt, news, out.Now())})});
  journal_.Note(task, settled.row.attempt, news);
  NoteSpan(task, settled.row, news, out.Now(), out.Spans());
}

/// As 0: an alarm sees a first one only where a series goes up.
void BridgeHandler::ShowFailures(std::string_view delivery) {
  services_.GetMetrics().Add("tocsin_deliveries_total", 0,
                             {{"delivery", delivery}, {"outcome", "failed"}});
}

void BridgeHandler::Count(const DeliveryTask& task, std::string_view outcome) {
  services_.GetMetrics().Add("tocsin_deliveries_total", 1,
                             {{"delivery", task.delivery}, {"outcome", outcome}});
}

void BridgeHandler::GiveUp(const runtime::SettledEffect& settled, BatchWriter& out) {
  if (const auto why = HeldFor(settled.result); !why.empty()) return HoldLate(settled, why, out);
  const int attempt = settled.row.attempt;
  const std::string why = Reason(settled.result);
  const std::string reason = "delivery '" + TaskOf(settled).delivery + "' failed after " +
                             std::to_string(attempt) +
                             (attempt == 1 ? " attempt: " : " attempts: ") + why;
  EndFailed(settled, WorkOf(settled).Letter(settled.result), why,
            TaskOf(settled).awaits ? "delivery '" + TaskOf(settled).delivery + "': " + why : reason,
            out);
}

void BridgeHandler::EndFailed(const runtime::SettledEffect& settled, std::string_view letter,
                              const std::string& why, const std::string& reason, BatchWriter& out) {
  const DeliveryTask& task = TaskOf(settled);
  const EffectRow& row = settled.row;
  const bool ended =
      task.event.type == type::kActionRequested && ActionGivenUp(task, row, reason, out);
  if (task.awaits && !ended) return;  // it was reported
  Count(task, "failed");
  Tell(settled, {.what = "given_up", .why = why}, out);
  out.DeadLetter(ArrivalOf(WorkOf(settled)), letter, reason);
  if (auto answer = WorkOf(settled).Failed(row, reason, out.Now()))
    out.Emit(row.partition, *std::move(answer));
}

Status BridgeHandler::SetAside(const ShardInput& input, std::string_view why, BatchWriter& out) {
  journal_.Drop();
  ending_.clear();
  if (const auto* signal = std::get_if<Signal>(&input)) {
    if (alerts_.SetAside(*signal, why, out)) return {};
    const auto pending = effects_.Find(EffectId(signal->owner));
    if (!pending) return {};
    out.Out().effects_held.push_back({pending->row.id, pending->row.attempt});
    out.Out().effects_removed.push_back(pending->row.id);
    EndFailed(
        *pending, "crash", std::string(why),
        "delivery '" + TaskOf(*pending).delivery + "': " + signal->kind + ": " + std::string(why),
        out);
  } else if (const auto* arrival = std::get_if<Arrival>(&input)) {
    if (arrival->event.type == type::kMessageRequested) {
      out.Emit(arrival->at.partition,
               MessageFailedEvent(
                   MakeMessageTask(arrival->event, arrival->at, arrival->offset, out.Now()),
                   MessageId(arrival->event), 0, std::string(why), out.Now()));
    }
    if (arrival->event.type != type::kActionRequested) return {};
    for (const auto& entry : All().Entries()) {
      if (!TakesType(entry.spec, arrival->event.type)) continue;
      const auto task =
          MakeTask(entry.spec, arrival->event, arrival->at, arrival->offset, out.Now());
      End(task, arrival->at.partition, action::kFailed, FailedBy(task, 0, std::string(why)),
          DeliveryId(entry.spec.name, arrival->event), out);
      break;
    }
  }
  return {};
}

void BridgeHandler::OnCommitted(const Batch& batch, const CommitOutcome&) {
  ended_.clear();
  limited_.clear();
  journal_.Flush();
  effects_.OnCommitted(batch);
  alerts_.OnCommitted();
}

void BridgeHandler::OnRejected(const CommitOutcome& outcome) {
  limited_.insert(outcome.limited_actions.begin(), outcome.limited_actions.end());
  ended_.insert(outcome.stale_actions.begin(), outcome.stale_actions.end());
  journal_.Drop();
  effects_.OnRejected(outcome);
  alerts_.OnRejected(outcome);
}

void BridgeHandler::OnTaken(const std::vector<int>& partitions, const TakeOver& taken) {
  effects_.Take(taken.effects);
  alerts_.OnTaken(partitions);
}

void BridgeHandler::OnEffects(const std::vector<EffectRow>& effects) { effects_.Take(effects); }

std::vector<EffectId> BridgeHandler::Effects() const { return effects_.Known(); }

void BridgeHandler::OnLost(const std::vector<int>& partitions) {
  effects_.OnLost(partitions);
  alerts_.OnLost(partitions);
}

}  // namespace tocsin::bridge
