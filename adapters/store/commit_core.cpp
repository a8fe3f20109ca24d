#include "adapters/store/array_parameter.hpp"
#include "adapters/store/commit_part.hpp"
#include "adapters/store/record_codec.hpp"
#include "adapters/store/storable_text.hpp"

namespace tocsin::postgres {

std::vector<std::size_t> AddArrivalParts(CommitParts& parts, const Batch& batch, Expect expect) {
  if (!batch.positions.empty()) {
    const auto rows = SortedBy(batch.positions, [](const PositionMove& move) { return move.at; });
    parts.emplace_back('p', "commit_positions_v3")
        .Add("the_bus", ToStorable(batch.bus_id))
        .Add("at_topic", Column(rows, [](const auto& move) { return Text{move.at.topic}; }))
        .Add("at_partition", Column(rows, [](const auto& move) { return move.at.partition; }))
        .Add("at_from", Column(rows, [](const auto& move) { return move.from; }))
        .Add("at_to", Column(rows, [](const auto& move) { return move.to; }));
  }
  std::vector<std::size_t> events;
  if (batch.inbox.empty()) return events;
  const auto rows = SortedBy(batch.inbox, [](const InboxWrite& write) { return write.id; });
  (expect == Expect::kNothing ? parts.emplace_back('i', "commit_inbox_v3")
                              : parts.emplace_back('I', "commit_inbox_v2"))
      .Add("inbox_id", Column(rows, [](const InboxWrite& write) { return write.id; }));
  events.reserve(rows.size());
  for (const InboxWrite* write : rows) events.push_back(write->event);
  return events;
}

void AddTimers(CommitParts& parts, const Batch& batch) {
  if (batch.timers.empty()) return;
  ArrayParameter<Text> kind;
  ArrayParameter<Uuid> owner, cleared;
  ArrayParameter<int> partition;
  ArrayParameter<TimePoint> due;
  for (const auto* timer :
       SortedBy(batch.timers, [](const TimerWrite& write) { return write.owner; })) {
    if (!timer->due_at) {
      cleared.Append(timer->owner);
      continue;
    }
    kind.Append(Text{timer->kind});
    owner.Append(timer->owner);
    partition.Append(timer->partition);
    due.Append(*timer->due_at);
  }
  parts.emplace_back('t', "commit_timers_v1")
      .Add("timer_kind", kind.Take())
      .Add("timer_owner", owner.Take())
      .Add("timer_partition", partition.Take())
      .Add("timer_due", due.Take())
      .Add("untimer_owner", cleared.Take());
}

void AddOutbox(CommitParts& parts, const Batch& batch) {
  if (batch.outbox.empty() && batch.outbox_delivered.empty()) return;
  ArrayParameter<int> partition;
  ArrayParameter<Bytes> records, ends;
  for (const OutboxWrite& write : batch.outbox) {
    partition.Append(write.partition);
    records.Append(Bytes{PackRecords(write.records)});
    ends.Append(Bytes{PackEnds(write.ends)});
  }
  parts.emplace_back('o', "commit_outbox_v2")
      .Add("outbox_partition", partition.Take())
      .Add("outbox_records", records.Take())
      .Add("outbox_ends", ends.Take())
      .Add("outbox_delivered", ArrayOf(batch.outbox_delivered));
}

}  // namespace tocsin::postgres
