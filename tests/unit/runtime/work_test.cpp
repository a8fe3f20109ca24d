// links: runtime store
#include "workers/runtime/work.hpp"

#include <gtest/gtest.h>

#include "workers/runtime/timers.hpp"

namespace tocsin::runtime {
namespace {

const TopicPartition kPlace{"tocsin.alerts", 0};

Arrival ArrivalAt(std::int64_t offset) {
  Arrival arrival;
  arrival.event.id = "e" + std::to_string(offset);
  arrival.event.source = "/s";
  arrival.at = kPlace;
  arrival.offset = offset;
  return arrival;
}

Work WorkOf(std::int64_t first, std::int64_t count) {
  Work work;
  for (std::int64_t i = 0; i < count; ++i) work.inputs.emplace_back(ArrivalAt(first + i));
  return work;
}

std::int64_t PositionAfter(const Work& work) {
  WorkWriter writer("workflow", "bus", "tocsin", {});
  writer.Complete(work, {{kPlace, 0}});
  const Batch batch = writer.Take();
  return batch.positions.empty() ? -1 : batch.positions[0].to;
}

TEST(Work, MovesThePositionPastInputsAndMarks) {
  Work work = WorkOf(0, 3);
  work.marks.push_back({kPlace, 3, 3, std::nullopt});
  EXPECT_EQ(PositionAfter(work), 4);
}

TEST(Work, SplitsMarksWithTheInputsTheyStandBefore) {
  Work work = WorkOf(0, 4);  // offsets 0 1 3 4 with a mark at 2 and one at 5
  std::get<Arrival>(work.inputs[2]).offset = 3;
  std::get<Arrival>(work.inputs[3]).offset = 4;
  work.marks.push_back({kPlace, 2, 2, std::nullopt});
  work.marks.push_back({kPlace, 5, 4, std::nullopt});
  auto [first, rest] = Work::Split(std::move(work));
  EXPECT_EQ(PositionAfter(first), 2);
  EXPECT_EQ(PositionAfter(rest), 6);
  EXPECT_EQ(rest.marks.size(), 2U);
}

TEST(Work, ADroppedInputStillMovesThePosition) {
  Work work = WorkOf(0, 2);
  work.Drop(1, OutgoingRecord{"tocsin.dlq", "k", "v", {}});
  EXPECT_EQ(work.inputs.size(), 1U);
  WorkWriter writer("workflow", "bus", "tocsin", {});
  writer.Complete(work, {{kPlace, 0}});
  const Batch batch = writer.Take();
  EXPECT_EQ(batch.positions[0].to, 2);
  ASSERT_EQ(batch.outbox.size(), 1U);
  EXPECT_EQ(batch.outbox[0].records[0].topic, "tocsin.dlq");
}

TEST(WorkWriter, RemembersIdsOnlyOfWhatMattered) {
  const Work work = WorkOf(0, 2);
  WorkWriter writer("workflow", "bus", "tocsin", {});
  writer.Unmatched(std::get<Arrival>(work.inputs[0]));
  writer.Complete(work, {{kPlace, 0}});
  const Batch batch = writer.Take();
  ASSERT_EQ(batch.inbox.size(), 1U);
  EXPECT_EQ(batch.inbox[0].event, 1U);
  EXPECT_EQ(batch.inbox[0].id, InboxId("workflow", kDefaultTenant, "/s", "e1"));
}

TEST(Timers, GivesEachOwnerOneTimerAndTheEarliestFirst) {
  Timers timers;
  const auto at = [](int ms) { return TimePoint(Duration(ms)); };
  const Uuid a = Uuid::Derive({"a"});
  const Uuid b = Uuid::Derive({"b"});
  timers.Set(a, 0, at(50));
  timers.Set(b, 1, at(30));
  timers.Set(a, 0, at(20));
  EXPECT_EQ(timers.Size(), 2U);
  EXPECT_EQ(timers.Next(), at(20));
  const auto due = timers.TakeDue(at(25), 10);
  ASSERT_EQ(due.size(), 1U);
  EXPECT_EQ(std::get<TimerDue>(due[0]).owner, a);
  timers.Drop([](int partition) { return partition == 1; });
  EXPECT_FALSE(timers.Next());
}

TEST(Timers, HandsOutAtMostWhatIsAsked) {
  Timers timers;
  for (int i = 0; i < 5; ++i)
    timers.Set(Uuid::Derive({std::to_string(i)}), 0, TimePoint(Duration(i)));
  EXPECT_EQ(timers.TakeDue(TimePoint(Duration(100)), 3).size(), 3U);
  EXPECT_EQ(timers.TakeDue(TimePoint(Duration(100)), 3).size(), 2U);
}

}  // namespace
}  // namespace tocsin::runtime
