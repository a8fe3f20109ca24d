// links: net
#include "adapters/loop.hpp"

#include <gtest/gtest.h>

#include <future>
#include <numeric>
#include <thread>

#include "adapters/net/loops.hpp"

namespace tocsin {
namespace {

/// Runs `task` on the loop and waits for it.
void RunOn(Loop& loop, LoopTask task) {
  std::promise<void> ran;
  ASSERT_TRUE(loop.Post([&] {
    task();
    ran.set_value();
  }));
  ran.get_future().wait();
}

TEST(LoopTest, RunsWhatIsPostedInOrderOnOneThread) {
  const auto loop = MakeLoop("test");
  std::vector<int> ran;
  std::set<std::thread::id> threads;
  for (int i = 0; i < 1000; ++i) {
    loop->Post([&, i] {
      ran.push_back(i);
      threads.insert(std::this_thread::get_id());
    });
  }
  RunOn(*loop, [&] { EXPECT_TRUE(loop->Here()); });

  std::vector<int> expected(1000);
  std::iota(expected.begin(), expected.end(), 0);
  EXPECT_EQ(ran, expected);
  EXPECT_EQ(threads.size(), 1U);
  EXPECT_FALSE(loop->Here());
}

TEST(LoopTest, TakesTasksThatCannotBeCopied) {
  const auto loop = MakeLoop("test");
  auto owned = std::make_unique<int>(7);
  std::promise<int> got;
  loop->Post([&got, owned = std::move(owned)] { got.set_value(*owned); });

  EXPECT_EQ(got.get_future().get(), 7);
}

TEST(LoopTest, TimersRunInTheOrderOfTheirTimes) {
  const auto loop = MakeLoop("test");
  std::vector<std::unique_ptr<LoopTimer>> timers;
  std::string order;
  std::promise<void> over;
  RunOn(*loop, [&] {
    const auto now = loop->Now();
    for (int i = 0; i < 4; ++i) timers.push_back(loop->MakeTimer());
    timers[0]->Arm(now + std::chrono::milliseconds(20), [&] { order += 'b'; });
    timers[1]->Arm(now + std::chrono::milliseconds(10), [&] { order += 'a'; });
    timers[2]->Arm(now + std::chrono::milliseconds(30), [&] {
      order += 'c';
      over.set_value();
    });
    timers[3]->Arm(now + std::chrono::milliseconds(5), [&] { order += 'x'; });
    timers[3]->Cancel();
  });
  over.get_future().wait();
  RunOn(*loop, [&] { timers.clear(); });

  EXPECT_EQ(order, "abc");
}

TEST(LoopTest, ATimerThatIsDueDoesNotRunOnceItIsCancelledOrArmedAnewOrGone) {
  const auto loop = MakeLoop("test");
  std::string ran;
  std::promise<void> again;
  auto first = std::unique_ptr<LoopTimer>();
  RunOn(*loop, [&] {
    first = loop->MakeTimer();
    auto second = loop->MakeTimer();
    auto third = loop->MakeTimer();
    const auto now = loop->Now();
    first->Arm(now, [&] { ran += '1'; });
    second->Arm(now, [&] { ran += '2'; });
    third->Arm(now, [&] { ran += '3'; });
    std::this_thread::sleep_for(std::chrono::milliseconds(5));  // all are due now
    first->Arm(loop->Now(), [&] {
      ran += 'n';
      again.set_value();
    });
    second->Cancel();
  });
  again.get_future().wait();
  RunOn(*loop, [&] { first.reset(); });

  EXPECT_EQ(ran, "n");
}

TEST(LoopTest, AfterItsStopNothingRunsAndTimersAreHarmless) {
  const auto loop = MakeLoop("test");
  std::unique_ptr<LoopTimer> timer;
  bool ran = false;
  RunOn(*loop, [&] {
    timer = loop->MakeTimer();
    timer->Arm(loop->Now() + std::chrono::hours(1), [&] { ran = true; });
  });

  EXPECT_EQ(loop->Stop(std::chrono::hours(1)), 0U) << "a timer holds up no stop";

  EXPECT_FALSE(loop->Post([&] { ran = true; }));
  timer.reset();
  EXPECT_FALSE(ran);
}

/// Who owns a timer may be held by the timer's task alone.
TEST(LoopTest, AStopDropsATimerThatOnlyItsOwnTaskHolds) {
  struct Owner {
    std::unique_ptr<LoopTimer> timer;
  };
  const auto loop = MakeLoop("test");
  std::weak_ptr<Owner> watched;
  std::promise<void> armed;
  loop->Post([&] {
    auto owner = std::make_shared<Owner>();
    watched = owner;
    owner->timer = loop->MakeTimer();
    owner->timer->Arm(loop->Now() + std::chrono::hours(1), [owner] {});
    armed.set_value();
  });
  armed.get_future().wait();
  EXPECT_FALSE(watched.expired());

  loop->Stop(std::chrono::milliseconds(0));

  EXPECT_TRUE(watched.expired());
}

}  // namespace
}  // namespace tocsin
