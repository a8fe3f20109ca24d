// The producer in trouble: records that are too large, a log that is away.
#include <atomic>
#include <mutex>
#include <thread>

#include "contract.hpp"
#include "schemas/ids.hpp"

namespace tocsin::test {

TEST_P(BusContract, RefusesARecordThatIsTooLargeAndWritesTheOthers) {
  std::atomic<int> refused{0};
  std::atomic<int> written{0};
  std::mutex mutex;
  Error error;
  const auto bus = host_->Open();
  const auto topic = MakeTopic(*bus, 1);

  for (int i = 0; i < 21; ++i) {
    const std::string value = i == 10 ? std::string(3'000'000, 'x') : std::to_string(i);
    bus->GetProducer().Produce({topic, "k", value, {}}, [&](auto outcome) {
      ++(outcome ? written : refused);
      const std::lock_guard lock(mutex);
      if (!outcome) error = outcome.error();
    });
  }

  ASSERT_TRUE(bus->GetProducer().Flush(Duration(300'000)));
  EXPECT_EQ(written, 20);
  EXPECT_EQ(refused, 1);
  EXPECT_EQ(error.kind, ErrorKind::kInvalid) << error.message;
  EXPECT_NE(error.message.find(topic), std::string::npos) << error.message;
  EXPECT_EQ(EndOf(*bus, {topic, 0}), 20);
}

TEST_P(BusContract, WritesTheFirstRecordsOfNewTopics) {
  const auto bus = host_->Open();
  for (int round = 0; round < 20; ++round) {
    const auto topic = MakeTopic(*bus, 2);

    ProduceAll(*bus, Numbered(topic, 0, 10, [](int i) { return std::to_string(i); }));

    const auto first = EndOf(*bus, {topic, 0});
    const auto second = EndOf(*bus, {topic, 1});
    ASSERT_EQ(first + second, 10) << "acknowledged records are not there, round " << round;
  }
}

TEST_P(BusContract, KeepsTheOrderWhenTheLogWasAway) {
  if (!host_->CanInterrupt()) GTEST_SKIP() << "this log cannot be taken away by a test";
  std::atomic<int> written{0};
  const auto bus = host_->Open();
  const auto topic = MakeTopic(*bus, 1);
  Ledger ledger;
  Member member(*bus, ledger, {UniqueName("g"), "i", {topic}});
  const auto produce = [&](int from, int to) {
    for (auto& record : Numbered(topic, from, to, OneKey))
      bus->GetProducer().Produce(std::move(record),
                                 [&](auto outcome) { written += outcome ? 1 : 0; });
  };
  produce(0, 500);

  host_->Interrupt([&] {
    produce(500, 1000);
    Eventually([&] { return !bus->Health(); }, Duration(4000));
    produce(1000, 1500);
  });

  EXPECT_TRUE(bus->GetProducer().Flush(Duration(300'000)));
  EXPECT_EQ(written, 1500);
  EXPECT_TRUE(Eventually([&] { return bus->Health().has_value(); }));
  ASSERT_TRUE(Eventually([&] { return ledger.Size() >= 1500; }, Duration(30'000))) << ledger.Size();
  EXPECT_EQ(ledger.Gaps(), 0);
  int last = -1;
  for (const auto& record : ledger.Records()) {
    const int number = std::stoi(*record.value);
    ASSERT_LE(number, last + 1) << "a later record came first";
    last = std::max(last, number);
  }
  EXPECT_EQ(last, 1499);
}

TEST_P(BusContract, SaysThatItIsFullByBytesToo) {
  if (!host_->CanInterrupt()) GTEST_SKIP() << "this log cannot be taken away by a test";
  std::atomic<int> refused{0};  // told until the bus is gone
  const auto bus = host_->Open();
  const auto topic = MakeTopic(*bus, 1);
  ProduceAll(*bus, Numbered(topic, 0, 1, OneKey));
  host_->Interrupt([&] {
    const std::string large(990'000, 'x');
    for (std::size_t sent = 0; sent <= kMostUnacknowledgedBytes; sent += large.size()) {
      EXPECT_FALSE(bus->GetProducer().Full());
      bus->GetProducer().Produce({topic, "k", large, {}},
                                 [&](auto outcome) { refused += outcome ? 0 : 1; });
    }
    EXPECT_TRUE(bus->GetProducer().Full());
  });
  EXPECT_TRUE(bus->GetProducer().Flush(Duration(300'000)));
  EXPECT_FALSE(bus->GetProducer().Full());
  EXPECT_EQ(refused, 0);
}

TEST_P(BusContract, GivesUnwrittenRecordsBackWhenItCloses) {
  if (!host_->CanInterrupt()) GTEST_SKIP() << "this log cannot be taken away by a test";
  std::atomic<int> answered{0};
  auto bus = host_->Open();
  const auto topic = MakeTopic(*bus, 1);

  host_->Interrupt([&] {
    for (auto& record : Numbered(topic, 0, 100, OneKey))
      bus->GetProducer().Produce(std::move(record), [&](auto) { ++answered; });
    bus.reset();
  });

  EXPECT_EQ(answered, 100);
}

}  // namespace tocsin::test
