#include <gtest/gtest.h>

#include "integration/runtime/role_world.hpp"

namespace tocsin::runtime {
namespace {

using Strings = std::vector<std::string>;
using Stage = InHand::Stage;

/// As a process leaves them that ended uncleanly with this in hand.
void LeaveBehind(RoleWorld& world, Strings in_hand, Stage stage) {
  auto& tables = world.store.Memory().Tables();
  const std::scoped_lock lock(tables.mutex);
  for (const int partition : {0, 1})
    tables.tenures[{"workflow", partition}] = {Uuid::Derive({"former"}), {}, stage};
  tables.tenures[{"workflow", 0}].in_hand = std::move(in_hand);
}
std::size_t Suspects(RoleWorld& world) {
  auto& tables = world.store.Memory().Tables();
  const std::scoped_lock lock(tables.mutex);
  return tables.suspects[{"workflow", 0}].size();
}

TEST(Caution, CostsNothingWhileNothingEndedUncleanly) {
  RoleWorld world(2);
  for (int i = 0; i < 20; ++i) world.Raise("a" + std::to_string(i), i % 2);
  world.Start();
  EXPECT_TRUE(Eventually([&] { return world.Out().size() == 20; }));
  EXPECT_EQ(world.store.Notes(), 0);
  world.role->Stop(std::chrono::seconds(1));
  auto& tables = world.store.Memory().Tables();
  EXPECT_TRUE(Eventually([&] {
    const std::scoped_lock lock(tables.mutex);
    return tables.tenures.empty();
  })) << "given back";
}

TEST(Caution, NotesWhatIsInHandAfterAnUncleanEndAndClearsIt) {
  RoleWorld world(2);
  LeaveBehind(world, {"record tocsin.alerts/0@0", "record tocsin.alerts/0@1"}, Stage::kTogether);
  for (const auto* id : {"a", "b", "c"}) world.Raise(id);
  world.Start();
  EXPECT_TRUE(Eventually([&] { return world.Out().size() == 3; }));
  EXPECT_EQ(world.Out(), (Strings{"out-a", "out-b", "out-c"}));
  EXPECT_GE(world.store.Notes(), 4);
  EXPECT_TRUE(Eventually([&] {
    auto& tables = world.store.Memory().Tables();
    const std::scoped_lock lock(tables.mutex);
    return tables.suspects[{"workflow", 0}].empty() &&
           tables.tenures[{"workflow", 0}].in_hand.empty();
  }));
}

TEST(Caution, SetsAsideTheRecordThatWasAloneTwice) {
  RoleWorld world(2);
  LeaveBehind(world, {"record tocsin.alerts/0@1"}, Stage::kDecidedAlone);
  {
    auto& tables = world.store.Memory().Tables();
    const std::scoped_lock lock(tables.mutex);
    tables.suspects[{"workflow", 0}]["record tocsin.alerts/0@1"].decided = 1;
  }
  for (const auto* id : {"a", "hangs", "c"}) world.Raise(id);
  world.Start();
  EXPECT_TRUE(Eventually([&] { return world.Out().size() == 2 && world.Dead().size() == 1; }));
  EXPECT_EQ(world.Out(), (Strings{"out-a", "out-c"}));
  EXPECT_EQ(world.Dead(), Strings{"hangs"});
  EXPECT_EQ(world.Position(kZero), 3);
  EXPECT_TRUE(Eventually([&] { return Suspects(world) == 0; }));
}

// One shard tries its suspect only when the other has nothing in hand.
TEST(Caution, WaitsUntilNothingElseIsInHand) {
  RoleWorld world(2);
  world.Raise("hangs", 1);
  LeaveBehind(world, {"record tocsin.alerts/0@0"}, Stage::kTogether);
  world.Start();
  ASSERT_TRUE(Eventually([&] { return world.store.Notes() > 0; }));
  std::this_thread::sleep_for(std::chrono::milliseconds(20));  // it has it in hand
  world.Raise("a", 0);
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  EXPECT_TRUE(world.Out().empty());
  for (auto* echo : world.echoes) {
    echo->hang = false;
    echo->hang.notify_all();
  }
  EXPECT_TRUE(Eventually([&] { return world.Out().size() == 2; }));
}

}  // namespace
}  // namespace tocsin::runtime
