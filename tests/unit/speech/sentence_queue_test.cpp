// links: speech
#include "adapters/speech/sentence_queue.hpp"

#include <gtest/gtest.h>

#include <future>
#include <mutex>
#include <vector>

namespace tocsin::speech {
namespace {

/// Keeps the queue's thread busy until it is let go.
class BusyThread {
 public:
  explicit BusyThread(SentenceQueue& queue) {
    job_ = queue.Push([this](const std::atomic<bool>&) {
      begun_.set_value();
      go_.get_future().wait();
    });
    begun_.get_future().wait();
  }
  void Release() { go_.set_value(); }

 private:
  std::promise<void> begun_, go_;
  std::unique_ptr<SpeechJob> job_;
};

TEST(SentenceQueue, TheOldestIsFirst) {
  SentenceQueue queue(1, 8);
  BusyThread busy(queue);
  std::vector<int> order;
  std::promise<void> last;
  std::vector<std::unique_ptr<SpeechJob>> jobs;
  for (int at = 0; at < 4; ++at)
    jobs.push_back(queue.Push([&order, &last, at](const std::atomic<bool>&) {
      order.push_back(at);
      if (at == 3) last.set_value();
    }));
  busy.Release();
  last.get_future().wait();
  EXPECT_EQ(order, (std::vector<int>{0, 1, 2, 3}));
}

TEST(SentenceQueue, NoMoreWaitThanAllowed) {
  SentenceQueue queue(1, 2);
  BusyThread busy(queue);
  const auto nothing = [](const std::atomic<bool>&) {};
  auto first = queue.Push(nothing), second = queue.Push(nothing);
  ASSERT_NE(first, nullptr);
  ASSERT_NE(second, nullptr);
  EXPECT_EQ(queue.Push(nothing), nullptr);
  first.reset();  // taken back: its place is free
  EXPECT_NE(queue.Push(nothing), nullptr);
  busy.Release();
}

TEST(SentenceQueue, WhatIsTakenBackDoesNotBegin) {
  SentenceQueue queue(1, 8);
  BusyThread busy(queue);
  bool ran = false;
  queue.Push([&ran](const std::atomic<bool>&) { ran = true; }).reset();
  std::promise<void> after;
  const auto job = queue.Push([&after](const std::atomic<bool>&) { after.set_value(); });
  busy.Release();
  after.get_future().wait();
  EXPECT_FALSE(ran);
}

TEST(SentenceQueue, WhatRunsIsToldThatNobodyWaits) {
  SentenceQueue queue(1, 8);
  std::promise<void> begun, told;
  auto job = queue.Push([&](const std::atomic<bool>& stop) {
    begun.set_value();
    while (!stop) std::this_thread::yield();
    told.set_value();
  });
  begun.get_future().wait();
  job.reset();
  told.get_future().wait();
}

TEST(SentenceQueue, ItsEndDropsWhatWaitsAndStopsWhatRuns) {
  bool ran = false;
  std::vector<std::unique_ptr<SpeechJob>> jobs;
  {
    SentenceQueue queue(1, 8);
    std::promise<void> begun;
    jobs.push_back(queue.Push([&](const std::atomic<bool>& stop) {
      begun.set_value();
      while (!stop) std::this_thread::yield();
    }));
    begun.get_future().wait();
    jobs.push_back(queue.Push([&ran](const std::atomic<bool>&) { ran = true; }));
  }
  EXPECT_FALSE(ran);
}

}  // namespace
}  // namespace tocsin::speech
