#include "workers/runtime/work.hpp"

#include <algorithm>

#include "schemas/tenant.hpp"
#include "schemas/topics.hpp"

namespace tocsin::runtime {
namespace {

/// What is replayed is an event of its own for who handles it, once for each replay.
std::string InboxEventId(const Arrival& arrival) {
  const auto replay = HeaderOf(arrival.record.headers, kLetterReplay);
  if (replay.empty()) return arrival.event.id;
  return arrival.event.id + " replayed from " + std::string(replay);
}

}  // namespace

bool Work::OnlyPasses() const {
  return inputs.empty() &&
         std::ranges::none_of(marks, [](const Mark& mark) { return mark.letter.has_value(); });
}

void Work::Drop(std::size_t index, std::optional<OutgoingRecord> letter) {
  if (const auto* arrival = std::get_if<Arrival>(&inputs[index])) {
    marks.push_back({arrival->at, arrival->offset, index, std::move(letter)});
  }
  inputs.erase(inputs.begin() + static_cast<std::ptrdiff_t>(index));
  for (auto& mark : marks)
    if (mark.before > index) --mark.before;
}

std::pair<Work, Work> Work::Split(Work work) {
  const std::size_t half = work.inputs.size() / 2;
  Work rest;
  rest.inputs.assign(
      std::make_move_iterator(work.inputs.begin() + static_cast<std::ptrdiff_t>(half)),
      std::make_move_iterator(work.inputs.end()));
  work.inputs.resize(half);
  std::vector<Mark> kept;
  for (auto& mark : work.marks) {
    if (mark.before < half) {
      kept.push_back(std::move(mark));
    } else {
      mark.before -= half;
      rest.marks.push_back(std::move(mark));
    }
  }
  work.marks = std::move(kept);
  return {std::move(work), std::move(rest)};
}

WorkWriter::WorkWriter(std::string role, std::string bus_id, const std::string& prefix,
                       TimePoint now, Tracer& tracer)
    : spans_(tracer), prefix_(prefix), now_(now) {
  batch_.role = std::move(role);
  batch_.bus_id = std::move(bus_id);
}

void WorkWriter::AddRecord(int partition, OutgoingRecord record) {
  const auto [found, fresh] = outbox_of_.try_emplace(partition, batch_.outbox.size());
  if (fresh) batch_.outbox.push_back({partition, {}});
  batch_.outbox[found->second].records.push_back(std::move(record));
}

void WorkWriter::Emit(int partition, Event event) {
  if (spans_.On()) spans_.Send(event, TopicOf(event.type, prefix_), now_);
  AddRecord(partition, EventCodec::Encode(std::move(event), prefix_));
}

void WorkWriter::DeadLetter(const Arrival& arrival, std::string_view reason,
                            std::string_view error) {
  AddRecord(arrival.at.partition,
            ToDeadLetter(arrival.record, prefix_, batch_.role, reason, error, now_));
}

void WorkWriter::Complete(const Work& work,
                          const std::map<TopicPartition, std::int64_t>& committed) {
  std::map<TopicPartition, std::int64_t> next;
  const auto move_to = [&](const TopicPartition& at, std::int64_t offset) {
    auto [found, fresh] = next.try_emplace(at, offset + 1);
    if (!fresh) found->second = std::max(found->second, offset + 1);
  };
  for (std::size_t i = 0; i < work.inputs.size(); ++i) {
    const auto* arrival = std::get_if<Arrival>(&work.inputs[i]);
    if (arrival == nullptr) continue;
    move_to(arrival->at, arrival->offset);
    if (!unmatched_.contains(arrival)) {
      batch_.inbox.push_back({InboxId(batch_.role, TenantOf(arrival->event), arrival->event.source,
                                      InboxEventId(*arrival)),
                              i});
      spans_.Process(*arrival, batch_.role, now_);
    }
  }
  for (const auto& mark : work.marks) {
    move_to(mark.at, mark.offset);
    if (mark.letter) AddRecord(mark.at.partition, *mark.letter);
  }
  for (const auto& [at, to] : next) batch_.positions.push_back({at, committed.at(at), to});
}

}  // namespace tocsin::runtime
