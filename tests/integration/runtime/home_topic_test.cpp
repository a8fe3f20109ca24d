#include <gtest/gtest.h>

#include "integration/runtime/role_world.hpp"

namespace tocsin::runtime {
namespace {

// A topic of others has another number of partitions, so that the group gives its partition 0 to
// us and that of the alerts to another process: the number is the other's, with its effects.
TEST(HomeTopic, WhoReadsAnotherTopicDoesNotOwnItsNumber) {
  RoleWorld world(2, "tocsin.alerts");
  {
    auto& tables = world.store.Memory().Tables();
    const std::scoped_lock lock(tables.mutex);
    for (const int partition : {0, 1}) {
      const auto row = Echo::EffectIn(partition, "effect " + std::to_string(partition));
      tables.effects[row.id] = {"workflow", row};
    }
  }
  auto record = EventCodec::Encode(EventOf("a", RoleWorld::KeyIn(0)), "tocsin");
  record.topic = "others";
  world.bus.Append(record);
  world.Start({{"others", 0}, kOne});

  EXPECT_TRUE(Eventually([&] { return world.Out() == std::vector<std::string>{"out-a"}; }));
  const auto started = [&](int partition) {
    std::size_t count = 0;
    for (auto* echo : world.echoes)
      count += echo->Started(EffectId::Derive({"effect " + std::to_string(partition)}));
    return count;
  };
  EXPECT_TRUE(Eventually([&] { return started(1) == 1; }));
  EXPECT_EQ(started(0), 0U);
}

TEST(HomeTopic, PartitionsThatSomebodyAddedAreReadAndToldOf) {
  RoleWorld world;
  const std::string gauge = "tocsin_bus_partitions_unexpected{role=workflow}";
  world.Start({kZero, kOne, {"others", 2}});
  EXPECT_EQ(world.metrics.Value(gauge), 0) << "those of others may have any number";
  RoleWorld grown;
  grown.Start({kZero, kOne, {"tocsin.alerts", 2}});
  EXPECT_EQ(grown.metrics.Value(gauge), 1);
  auto record = EventCodec::Encode(EventOf("a", RoleWorld::KeyIn(0)), "tocsin");
  grown.bus.AppendAt({"tocsin.alerts", 2}, record);
  EXPECT_TRUE(Eventually([&] { return grown.Out() == std::vector<std::string>{"out-a"}; }));
}

TEST(Joined, OnlyOnceTheGroupHasSaidWhatIsOurs) {
  RoleWorld world;
  world.Start({});
  EXPECT_TRUE(world.role->CheckJoined()) << "other processes have them all";
  RoleWorld waiting;
  ASSERT_TRUE(waiting.role->Start());
  const auto joined = waiting.role->CheckJoined();
  ASSERT_FALSE(joined);
  EXPECT_EQ(joined.error().kind, ErrorKind::kTransient);
}

}  // namespace
}  // namespace tocsin::runtime
