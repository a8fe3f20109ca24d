#include <gtest/gtest.h>

#include "integration/runtime/role_world.hpp"

namespace tocsin::runtime {
namespace {

using Strings = std::vector<std::string>;

// What a header says of a record is known only with its content mode.
TEST(ContentMode, AHeaderJudgesNoStructuredEvent) {
  RoleWorld world;
  OutgoingRecord record{.topic = "tocsin.alerts", .key = RoleWorld::KeyIn(0)};
  record.value = R"({"specversion":"1.0","id":"s","source":"/b","type":"com.example.probe"})";
  record.headers = {{"content-type", "application/cloudevents+json"}, {"ce_type", "ignored"}};
  world.bus.Append(record);
  record = EventCodec::Encode(EventOf("b", RoleWorld::KeyIn(0)), "tocsin");
  for (auto& [name, value] : record.headers)
    if (name == "ce_type") value = "ignored";
  world.bus.Append(record);
  world.Start();

  EXPECT_TRUE(Eventually([&] { return world.Position(kZero) == 2; }));
  EXPECT_TRUE(Eventually([&] { return world.Out() == Strings{"out-s"}; }));
}

TEST(ContentMode, APlainRecordIsNotTakenForAnEventByOneHeader) {
  RoleWorld world;
  OutgoingRecord record{.topic = "tocsin.alerts", .key = RoleWorld::KeyIn(0)};
  record.value = "{}";
  record.headers = {{"ce_type", "ignored"}};
  world.bus.Append(record);
  world.Start();

  EXPECT_TRUE(Eventually([&] { return world.bus.All("tocsin.dlq").size() == 1; }))
      << "there is no rule for it, and somebody is told";
}

TEST(ContentMode, RecordsWithoutAValueAreSkippedAndCounted) {
  RoleWorld world;
  OutgoingRecord record{.topic = "tocsin.alerts", .key = RoleWorld::KeyIn(0)};
  for (int i = 0; i < 3; ++i) world.bus.Append(record);
  world.Raise("a");
  world.Start();

  EXPECT_TRUE(Eventually([&] { return world.Out() == Strings{"out-a"}; }));
  EXPECT_TRUE(world.Dead().empty());
  EXPECT_EQ(
      world.metrics.Value("tocsin_bus_empty_records_total{role=workflow,topic=tocsin.alerts}"), 3);
}

}  // namespace
}  // namespace tocsin::runtime
