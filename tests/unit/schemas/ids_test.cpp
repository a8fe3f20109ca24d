// links: schemas
#include "schemas/ids.hpp"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

TEST(Uuid, DerivesTheSameFromTheSameParts) {
  EXPECT_EQ(Uuid::Derive({"a", "b"}), Uuid::Derive({"a", "b"}));
  EXPECT_NE(Uuid::Derive({"ab", "c"}), Uuid::Derive({"a", "bc"}));
}

TEST(Uuid, ReadsBackItsText) {
  const Uuid id = RandomUuid();
  EXPECT_EQ(Uuid::Parse(id.ToString()).value(), id);
  EXPECT_FALSE(Uuid::Parse("not-a-uuid"));
  EXPECT_FALSE(Uuid::Parse(id.ToString() + "0"));
}

// Vectors of Apache Kafka's own test of its murmur2 (clients UtilsTest.testMurmur2).
TEST(PartitionOf, AgreesWithJavaProducers) {
  EXPECT_EQ(PartitionOf("21", 1 << 30), (-973932308 & 0x7fffffff) % (1 << 30));
  EXPECT_EQ(PartitionOf("foobar", 1 << 30), (-790332482 & 0x7fffffff) % (1 << 30));
  EXPECT_EQ(PartitionOf("a-little-bit-long-string", 1 << 30),
            (-985981536 & 0x7fffffff) % (1 << 30));
  EXPECT_EQ(PartitionOf("abc", 1 << 30), (479470107 & 0x7fffffff) % (1 << 30));
}

}  // namespace
}  // namespace tocsin
