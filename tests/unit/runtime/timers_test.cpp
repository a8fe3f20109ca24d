// links: runtime
#include "workers/runtime/timers.hpp"

#include <gtest/gtest.h>

namespace tocsin::runtime {
namespace {

const TimePoint kNow = ParseTime("2026-03-07T01:10:00Z").value();
TimePoint In(int seconds) { return kNow + std::chrono::seconds(seconds); }
Uuid Owner(std::string_view name) { return Uuid::Derive({name}); }

TEST(Timers, KeepWhatIsEarlierOfWhatIsKnownAndWhatIsLoaded) {
  Timers timers;
  timers.Set(Owner("moved"), 0, In(1));

  timers.Learn(Owner("moved"), 0, In(60));
  timers.Learn(Owner("new"), 0, In(30));
  timers.Learn(Owner("new"), 0, In(20));

  EXPECT_EQ(timers.Next(), In(1));
  EXPECT_EQ(timers.TakeDue(In(1), 10).size(), 1U);
  EXPECT_EQ(timers.Next(), In(20));
  EXPECT_EQ(timers.Size(), 1U);
}

TEST(Timers, DropWhatWasAskedForInALostPartition) {
  Timers timers;
  timers.EnterAt(In(1), Signal{Owner("a"), 0, "again", nullptr});
  timers.EnterAt(In(2), Signal{Owner("b"), 1, "again", nullptr});
  timers.Set(Owner("c"), 0, In(3));

  timers.Drop([](int partition) { return partition == 0; });

  const auto due = timers.TakeDue(In(10), 10);
  ASSERT_EQ(due.size(), 1U);
  EXPECT_EQ(std::get<Signal>(due[0]).owner, Owner("b"));
}

}  // namespace
}  // namespace tocsin::runtime
