// links: schemas
#include "schemas/payload.hpp"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace tocsin {
namespace {

TEST(Payload, IsReadAtTheFirstQuestionAndSharedByCopies) {
  const auto before = Payload::Readings();
  const Payload data(R"({"n":1})");
  const Payload copy = data;
  EXPECT_EQ(Payload::Readings(), before);
  EXPECT_EQ(copy.Json()->at("n"), 1);
  EXPECT_EQ(&copy.Json(), &data.Json());
  EXPECT_EQ(Payload::Readings(), before + 1);
  EXPECT_EQ(data.Text(), R"({"n":1})");
}

TEST(Payload, OfAValueIsWrittenAndNeverRead) {
  const auto before = Payload::Readings();
  const auto data = Payload::Of(json::object{{"n", LargeInteger("18446744073709551616")}});
  EXPECT_EQ(data.Text(), R"({"n":18446744073709551616})");
  EXPECT_EQ(data, Payload(R"({"n":18446744073709551616})"));
  EXPECT_TRUE(data.Json());
  EXPECT_EQ(Payload::Readings(), before);
}

TEST(Payload, OfNothingIsNullAndOfNoJsonIsText) {
  EXPECT_TRUE(Payload().Empty());
  EXPECT_TRUE(Payload().Json()->is_null());
  EXPECT_TRUE(Payload().String()->is_null());
  EXPECT_TRUE(Payload("").Empty());
  EXPECT_FALSE(Payload::Of(nullptr).Empty());
  EXPECT_FALSE(Payload("{").Json());
  EXPECT_EQ(Payload("\xff").String().value(), json::value("\xEF\xBF\xBD"));
}

TEST(Payload, IsReadOnceByManyThreads) {
  const Payload data(R"({"n":1})");
  std::vector<const json::value*> seen(8);
  std::vector<std::thread> threads;
  for (auto& place : seen) threads.emplace_back([&place, data] { place = &data.Json().value(); });
  for (auto& thread : threads) thread.join();
  for (const auto* place : seen) EXPECT_EQ(place, seen.front());
}

}  // namespace
}  // namespace tocsin
