// Records that cannot be read before their schema is there.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fakes/fake_schemas.hpp"
#include "integration/runtime/role_world.hpp"

namespace tocsin::runtime {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const TopicPartition kRawZero{"raw", 0}, kRawOne{"raw", 1};

class AwaitedSchemas : public testing::Test {
 protected:
  void Put(const TopicPartition& at, std::int32_t schema, const std::string& payload = "{}") {
    std::string value(5, '\0');
    for (int i = 0; i < 4; ++i)
      value[4 - static_cast<std::size_t>(i)] = static_cast<char>(schema >> (8 * i));
    world_.bus.AppendAt(at,
                        {.topic = at.topic, .key = "k", .value = value + payload, .headers = {}});
  }
  void Start() { world_.Start({kZero, kOne, kRawZero, kRawOne}); }
  bool Answered(std::vector<std::string> ids) {
    std::ranges::sort(ids);
    return Eventually([&] { return world_.SortedOut() == ids; });
  }
  std::vector<std::string> Letters() const {
    std::vector<std::string> errors;
    for (const auto& record : world_.bus.All("tocsin.dlq"))
      errors.emplace_back(HeaderOf(record.headers, kLetterError));
    return errors;
  }

  fakes::FakeSchemas schemas_;
  RoleWorld world_{1, "", [this](RoleOptions& options) {
                     options.inbound = {
                         {.topic = "raw", .type = "com.example.raw", .format = ValueFormat::kAvro}};
                     options.schemas = &schemas_;
                   }};
};

TEST_F(AwaitedSchemas, HoldUpTheirPartitionAloneAndKeepItsOrder) {
  Put(kRawZero, 7);
  Put(kRawZero, 8);
  Put(kRawZero, 7);
  Put(kRawOne, 9);
  world_.Raise("a");
  schemas_.Know(9);
  Start();
  EXPECT_TRUE(Answered({"out-a", "out-raw/1/0"})) << "the others go on";
  EXPECT_EQ(world_.Position(kRawZero), PartitionOwner::kBeginning);
  Put(kRawZero, 9);
  Put(kRawOne, 9);
  EXPECT_TRUE(Answered({"out-a", "out-raw/1/0", "out-raw/1/1"}));
  schemas_.Know(7);
  EXPECT_TRUE(Answered({"out-a", "out-raw/0/0", "out-raw/1/0", "out-raw/1/1"}));
  EXPECT_EQ(world_.Position(kRawZero), 1) << "the next waits for schema 8";
  schemas_.Know(8);
  ASSERT_TRUE(Answered({"out-a", "out-raw/0/0", "out-raw/0/1", "out-raw/0/2", "out-raw/0/3",
                        "out-raw/1/0", "out-raw/1/1"}));
  std::vector<std::string> of_zero;
  for (const auto& id : world_.Out())
    if (id.starts_with("out-raw/0/")) of_zero.push_back(id);
  EXPECT_THAT(of_zero, ElementsAre("out-raw/0/0", "out-raw/0/1", "out-raw/0/2", "out-raw/0/3"));
  EXPECT_THAT(Letters(), ElementsAre());
}

TEST_F(AwaitedSchemas, WhatCannotBeReadIsADeadLetterThatSaysWhy) {
  Put(kRawZero, 7);
  Put(kRawZero, 8, "bad");
  Put(kRawZero, 8, "[1");
  Put(kRawZero, 8, R"({"n":1})");
  world_.bus.AppendAt(kRawZero, {.topic = "raw", .key = "k", .value = "{}", .headers = {}});
  Start();
  schemas_.Refuse(7, "schema 7 of the registry http://r: there is none");
  schemas_.Know(8);
  EXPECT_TRUE(Answered({"out-raw/0/3"}));
  ASSERT_TRUE(Eventually([&] { return Letters().size() == 4; }));
  EXPECT_THAT(Letters(), ElementsAre(HasSubstr("schema 7 of the registry http://r: there is none"),
                                     HasSubstr("by schema 8: a bad value"), HasSubstr("JSON"),
                                     HasSubstr("leave `format` out")));
}

// Beyond what a text keeps within itself, where a view of what is gone already still reads right.
TEST_F(AwaitedSchemas, LongValuesAreReadToo) {
  schemas_.Know(8);
  Put(kRawZero, 8, R"({"text":")" + std::string(300, 'x') + R"("})");
  Start();
  EXPECT_TRUE(Answered({"out-raw/0/0"}));
  EXPECT_THAT(Letters(), ElementsAre());
}

// A rebalance while a partition waits: it goes on from its position, and nobody counts twice.
TEST_F(AwaitedSchemas, WaitAnewAfterAPartitionWasGivenBack) {
  Put(kRawZero, 7);
  Start();
  ASSERT_TRUE(Eventually([&] { return schemas_.Asked(7) == 1; }));
  world_.bus.Revoke();
  ASSERT_TRUE(world_.bus.Assign({kZero, kOne, kRawZero, kRawOne}));
  ASSERT_TRUE(Eventually([&] { return schemas_.Asked(7) == 2; }));
  schemas_.Know(7);
  EXPECT_TRUE(Answered({"out-raw/0/0"}));
  Put(kRawZero, 7);
  EXPECT_TRUE(Answered({"out-raw/0/0", "out-raw/0/1"}));
}

}  // namespace
}  // namespace tocsin::runtime
