#include "tools/phone/live/ear.hpp"

#include <gtest/gtest.h>

#include <future>

namespace tocsin::phone {
namespace {

std::optional<std::string> Heard(Ear& ear) {
  auto promise = std::make_shared<std::promise<std::optional<std::string>>>();
  auto words = promise->get_future();
  ear.Listen(Samples(800, 100),
             [promise](std::optional<std::string> text) { promise->set_value(std::move(text)); });
  EXPECT_EQ(words.wait_for(std::chrono::seconds(60)), std::future_status::ready);
  return words.get();
}

TEST(Ear, AsksAProgramThatKeepsRunning) {
  Ear ear("n=0; while read -r file; do n=$((n + 1)); echo \"$n $(wc -c <\"$file\")\"; done");
  EXPECT_EQ(Heard(ear), "1 1644");
  EXPECT_EQ(Heard(ear), "2 1644");
}

TEST(Ear, StartsAProgramThatEndedAgain) {
  Ear ear("read -r file && echo once");
  EXPECT_EQ(Heard(ear), "once");
  EXPECT_EQ(Heard(ear), std::nullopt);
  EXPECT_EQ(Heard(ear), "once");
}

TEST(Ear, KnowsNothingWhereThereIsNoProgram) {
  Ear ear("exec /nowhere/at/all 2>/dev/null");
  EXPECT_EQ(Heard(ear), std::nullopt);
}

}  // namespace
}  // namespace tocsin::phone
