// Where reading starts and goes on: positions, seeks, lost positions, members that come and
// go.
#include <mutex>
#include <set>
#include <thread>

#include "contract.hpp"
#include "schemas/ids.hpp"

namespace tocsin::test {
namespace {

std::string Key(int i) { return "key-" + std::to_string(i); }

}  // namespace

TEST_P(BusContract, GoesOnAtThePositionsAfterARestart) {
  Ledger ledger;
  const auto group = UniqueName("g");
  std::string topic;
  {
    const auto bus = host_->Open();
    topic = MakeTopic(*bus, 4);
    ProduceAll(*bus, Numbered(topic, 0, 200, Key));
    Member member(*bus, ledger, {group, "i", {topic}, 2});
    ASSERT_TRUE(Eventually([&] { return ledger.Size() == 200; })) << ledger.Size();
  }
  const auto bus = host_->Open();
  ProduceAll(*bus, Numbered(topic, 200, 300, Key));

  Member member(*bus, ledger, {group, "i", {topic}, 2});

  ASSERT_TRUE(Eventually([&] { return ledger.Size() == 300; })) << ledger.Size();
  EXPECT_EQ(ledger.Repeats() + ledger.Gaps(), 0);
}

TEST_P(BusContract, AsksAgainForPositionsWhileTheStoreIsAway) {
  const auto bus = host_->Open();
  const auto topic = MakeTopic(*bus, 1);
  ProduceAll(*bus, Numbered(topic, 0, 3, OneKey));
  Ledger ledger;

  Member member(
      *bus, ledger,
      {.group = UniqueName("g"), .instance = "i", .topics = {topic}, .failing_assignments = 2});

  EXPECT_TRUE(Eventually([&] { return ledger.Size() == 3; }));
  EXPECT_EQ(member.Assignments(), 1);
  EXPECT_TRUE(member.Fatal().empty());
}

TEST_P(BusContract, SeeksBackAndForthWithoutRecordsOfTheOldPosition) {
  const auto bus = host_->Open();
  const auto topic = MakeTopic(*bus, 2);
  const TopicPartition partition{topic, PartitionOf("k", 2)};
  ProduceAll(*bus, Numbered(topic, 0, 500, OneKey));
  Ledger ledger;
  Member member(*bus, ledger,
                {.group = UniqueName("g"), .instance = "i", .topics = {topic}, .limit = 50});
  ASSERT_TRUE(Eventually([&] { return ledger.Size() == 500; })) << ledger.Size();

  member.BetweenBatches([&] {
    ledger.Set(partition, 100);
    member.Get().Seek(partition, 100);
  });
  ASSERT_TRUE(Eventually([&] { return ledger.Size() == 900; })) << ledger.Size();
  member.BetweenBatches([&] {
    ledger.Set(partition, 490);
    member.Get().Seek(partition, 20);
    member.Get().Seek(partition, 490);
  });
  ASSERT_TRUE(Eventually([&] { return ledger.Size() == 910; })) << ledger.Size();
  member.Get().Seek({topic + "-other", 0}, 5);
  ProduceAll(*bus, Numbered(topic, 500, 510, OneKey));

  ASSERT_TRUE(Eventually([&] { return ledger.Size() == 920; })) << ledger.Size();
  EXPECT_EQ(ledger.Repeats() + ledger.Gaps(), 0);
  const auto records = ledger.Records();
  EXPECT_EQ(records[500].offset, 100);
  EXPECT_EQ(records[900].offset, 490);
}

TEST_P(BusContract, GoesOnAtTheStartOfTheLogWhenThePositionIsLost) {
  std::string topic;
  {
    const auto bus = host_->Open();
    topic = MakeTopic(*bus, 1);
    ProduceAll(*bus, Numbered(topic, 0, 5, OneKey));
  }
  const TopicPartition partition{topic, 0};
  const std::int64_t low = host_->Trim(topic);
  const auto bus = host_->Open();
  const auto end = EndOf(*bus, partition);
  Ledger ledger;
  ledger.Set(partition, 1);

  Member member(*bus, ledger, {UniqueName("g"), "i", {topic}});

  ASSERT_TRUE(Eventually([&] { return ledger.Next(partition) == end; })) << ledger.Next(partition);
  ASSERT_EQ(member.Lost().size(), 1u);
  EXPECT_EQ(member.Lost()[0].partition, partition);
  EXPECT_EQ(member.Lost()[0].position, 1);
  EXPECT_EQ(member.Lost()[0].reachable, low);
  EXPECT_EQ(ledger.Records().front().offset, low);
  EXPECT_EQ(ledger.Repeats() + ledger.Gaps(), 0);
}

TEST_P(BusContract, ReportsAPositionBeyondTheEndAndReadsOnOnlyAfterASeek) {
  const auto bus = host_->Open();
  const auto topic = MakeTopic(*bus, 2);
  const TopicPartition partition{topic, PartitionOf("k", 2)};
  const TopicPartition other{topic, 1 - partition.partition};
  ProduceAll(*bus, Numbered(topic, 0, 5, OneKey));
  Ledger ledger;
  ledger.Set(partition, 1000);

  Member member(*bus, ledger, {UniqueName("g"), "i", {topic}});

  ASSERT_TRUE(Eventually([&] { return member.Lost().size() == 1; }));
  EXPECT_EQ(member.Lost()[0].partition, partition);
  EXPECT_EQ(member.Lost()[0].position, 1000);
  EXPECT_EQ(member.Lost()[0].reachable, 5);
  EXPECT_EQ(ledger.Size(), 0u);
  ledger.Set(partition, 2);
  member.Get().Seek(partition, 2);
  ASSERT_TRUE(Eventually([&] { return ledger.Size() == 3; })) << ledger.Size();
  std::string key;
  for (int i = 0; key.empty(); ++i)
    if (PartitionOf(Key(i), 2) == other.partition) key = Key(i);
  ProduceAll(*bus, {{topic, key, "x", {}}});
  EXPECT_TRUE(Eventually([&] { return ledger.Size() == 4; })) << "the other partition stopped";
}

TEST_P(BusContract, ClosesWhileTheLogIsAway) {
  if (!host_->CanInterrupt()) GTEST_SKIP() << "this log cannot be taken away by a test";
  const auto bus = host_->Open();
  const auto topic = MakeTopic(*bus, 2);
  const TopicPartition partition{topic, PartitionOf("k", 2)};
  Ledger ledger;
  Member member(*bus, ledger, {UniqueName("g"), "i", {topic}});
  ProduceAll(*bus, Numbered(topic, 0, 10, OneKey));
  ASSERT_TRUE(Eventually([&] { return ledger.Size() == 10; }));

  host_->Interrupt([&] {
    bus->GetProducer().Produce({topic, "k", "unwritten", {}}, nullptr);
    EXPECT_TRUE(Eventually([&] { return !bus->Health(); }));
    member.Get().ReportProgress({{partition, 10}});
    member.Stop();  // or it waits for ever for the record that cannot be written
  });

  EXPECT_TRUE(member.Owned().empty()) << "nothing was revoked";
}

TEST_P(BusContract, HandsPositionsOverWhenMembersComeAndGo) {
  if (!host_->Shared()) GTEST_SKIP() << "one process at a time uses this log";
  const auto first_bus = host_->Open();
  const auto second_bus = host_->Open();
  const auto topic = MakeTopic(*first_bus, 6);
  const auto group = UniqueName("g");
  Ledger ledger;
  std::atomic<bool> producing{true};
  std::atomic<int> produced{0};
  std::thread producer([&] {
    while (producing) {
      ProduceAll(*first_bus, Numbered(topic, produced, produced + 20, Key));
      produced += 20;
    }
  });

  Member first(*first_bus, ledger, {group, "", {topic}, 2});
  EXPECT_TRUE(Eventually([&] { return first.Owned().size() == 6; }));
  {
    Member second(*second_bus, ledger, {group, "", {topic}, 2});
    EXPECT_TRUE(Eventually([&] { return first.Owned().size() == 3 && second.Owned().size() == 3; },
                           Duration(30'000)));
    const auto then = ledger.Size();
    EXPECT_TRUE(Eventually([&] { return ledger.Size() > then + 100; }));
  }
  EXPECT_TRUE(Eventually([&] { return first.Owned().size() == 6; }, Duration(30'000)));
  producing = false;
  producer.join();

  ASSERT_TRUE(Eventually([&] { return ledger.Size() == static_cast<std::size_t>(produced); },
                         Duration(30'000)))
      << ledger.Size() << " of " << produced;
  EXPECT_EQ(ledger.Gaps(), 0);
  EXPECT_EQ(ledger.Repeats(), 0);
}

TEST_P(BusContract, GivesAStaticMemberItsPartitionsBackAtOnce) {
  if (!host_->KnowsInstances()) GTEST_SKIP() << "this log does not know instance ids";
  const auto bus = host_->Open();
  const auto topic = MakeTopic(*bus, 3);
  const auto group = UniqueName("g");
  Ledger ledger;
  {
    Member member(*bus, ledger, {group, "instance", {topic}});
    ASSERT_TRUE(Eventually([&] { return member.Owned().size() == 3; }));
  }

  Member again(*bus, ledger, {group, "instance", {topic}});

  EXPECT_TRUE(Eventually([&] { return again.Owned().size() == 3; }, Duration(4000)))
      << "waited for the session";
}

TEST_P(BusContract, EndsTheFirstOfTwoWithTheSameInstanceId) {
  if (!host_->KnowsInstances()) GTEST_SKIP() << "this log does not know instance ids";
  const auto first_bus = host_->Open();
  const auto second_bus = host_->Open();
  const auto topic = MakeTopic(*first_bus, 2);
  const auto group = UniqueName("g");
  Ledger ledger;
  Member first(*first_bus, ledger, {group, "same", {topic}});
  ASSERT_TRUE(Eventually([&] { return first.Owned().size() == 2; }));

  Member second(*second_bus, ledger, {group, "same", {topic}});

  ASSERT_TRUE(Eventually([&] { return second.Owned().size() == 2; }));
  ASSERT_TRUE(Eventually([&] { return first.Fatal().size() == 1; }));
  EXPECT_EQ(first.Fatal()[0].kind, ErrorKind::kConflict);
  EXPECT_NE(first.Fatal()[0].message.find("another process"), std::string::npos)
      << first.Fatal()[0].message;
  EXPECT_TRUE(second.Fatal().empty());
}

// A group gives a static member that is back soon what it had before.
TEST_P(BusContract, ReadsExactlyWhatItSubscribesToAfterAQuickRestart) {
  const auto bus = host_->Open();
  const auto kept = MakeTopic(*bus, 2), removed = MakeTopic(*bus, 2), added = MakeTopic(*bus, 2);
  const auto group = UniqueName("g");
  for (const auto& topic : {kept, removed, added}) ProduceAll(*bus, Numbered(topic, 0, 10, Key));
  Ledger ledger;
  const auto topics_of = [](Member& member) {
    std::map<std::string, int> topics;
    for (const auto& at : member.Owned()) ++topics[at.topic];
    return topics;
  };
  using Topics = std::map<std::string, int>;
  {
    Member member(*bus, ledger, {group, "i", {kept, removed}});
    ASSERT_TRUE(Eventually([&] { return ledger.Size() == 20; })) << ledger.Size();
  }
  Member member(*bus, ledger, {group, "i", {kept, added}});
  ASSERT_TRUE(Eventually([&] { return !member.Owned().empty(); }));
  EXPECT_EQ(topics_of(member), (Topics{{kept, 2}, {added, 2}})) << "the first assignment";
  EXPECT_TRUE(Eventually([&] { return ledger.Size() == 30; })) << ledger.Size();
  EXPECT_EQ(member.Assignments(), 1);
  EXPECT_EQ(ledger.Gaps() + ledger.Repeats(), 0);
}

TEST_P(BusContract, ReadsAPartitionThatWasAddedWhileItRan) {
  if (!host_->KnowsInstances()) GTEST_SKIP() << "this log cannot grow";
  const auto bus = host_->Open();
  const auto topic = MakeTopic(*bus, 2);
  Ledger ledger;
  const auto group = UniqueName("g");
  {
    Member member(*bus, ledger, {group, "i", {topic}});
    ASSERT_TRUE(Eventually([&] { return member.Owned().size() == 2; }));
    const auto grown = bus->EnsureTopics({{topic, 3, true}}, Duration(15'000));
    ASSERT_TRUE(grown) << grown.error().message;
    EXPECT_EQ(grown->front().partitions, 3);
    EXPECT_TRUE(Eventually([&] { return member.Owned().size() == 3; }, Duration(40'000)));
  }
  ASSERT_TRUE(bus->EnsureTopics({{topic, 4, true}}, Duration(15'000)));
  Member member(*bus, ledger, {group, "i", {topic}});
  ASSERT_TRUE(Eventually([&] { return !member.Owned().empty(); }));
  EXPECT_EQ(member.Owned().size(), 4U) << "those added between two starts too";
}

// With all that lies in it, and without a gap in what was read before.
TEST_P(BusContract, ReadsATopicThatComesLaterIfItIsWanted) {
  const auto bus = host_->Open();
  const auto named = MakeTopic(*bus, 2);
  const auto there = MakeTopic(*bus, 1);
  std::mutex mutex;
  std::set<std::string> wanted = {there};
  Ledger ledger;
  const auto group = UniqueName("g");
  const auto also = [&](const std::string& topic) {
    const std::lock_guard lock(mutex);
    return wanted.contains(topic);
  };
  {
    Member member(*bus, ledger, {.group = group, .instance = "i", .topics = {named}, .also = also});
    ASSERT_TRUE(Eventually([&] { return member.Owned().size() == 3; }));
    EXPECT_EQ(member.Assignments(), 1) << "what is there is read from the start on";
    ProduceAll(*bus, Numbered(named, 0, 50, Key));
    const auto other = host_->NewTopic(1), later = host_->NewTopic(3);
    {
      const std::lock_guard lock(mutex);
      wanted.insert(later);
    }
    ASSERT_TRUE(bus->EnsureTopics({{other, 1}, {later, 3}}, Duration(15'000)));
    ProduceAll(*bus, Numbered(later, 0, 30, Key));
    EXPECT_TRUE(Eventually([&] { return member.Owned().size() == 6; }));
    ProduceAll(*bus, Numbered(named, 50, 100, Key));
    ProduceAll(*bus, Numbered(later, 30, 60, Key));
    EXPECT_TRUE(Eventually([&] { return ledger.Size() == 160; })) << ledger.Size();
    EXPECT_TRUE(member.Fatal().empty());
  }
  Member member(*bus, ledger, {.group = group, .instance = "i", .topics = {named}, .also = also});
  ASSERT_TRUE(Eventually([&] { return !member.Owned().empty(); }));
  EXPECT_EQ(member.Owned().size(), 6U);
  EXPECT_EQ(member.Assignments(), 1);
  EXPECT_EQ(ledger.Gaps() + ledger.Repeats(), 0);
}

TEST_P(BusContract, JoinsAgainWhenItWasFencedOnce) {
  if (!host_->KnowsInstances()) GTEST_SKIP() << "this log does not know instance ids";
  const auto bus = host_->Open();
  const auto topic = MakeTopic(*bus, 2);
  const auto group = UniqueName("g");
  ProduceAll(*bus, Numbered(topic, 0, 50, Key));
  Ledger ledger;
  Member member(*bus, ledger, {group, "same", {topic}});
  ASSERT_TRUE(Eventually([&] { return ledger.Size() == 50; }));

  host_->FenceOnce(group, "same", {topic, 2}, [&] {
    EXPECT_TRUE(Eventually([&] { return member.Owned().empty(); })) << "was not fenced";
    EXPECT_TRUE(Eventually([&] { return member.Owned().size() == 2; })) << "did not join again";
    ProduceAll(*bus, Numbered(topic, 50, 100, Key));
    EXPECT_TRUE(Eventually([&] { return ledger.Size() == 100; })) << ledger.Size();
  });

  EXPECT_TRUE(member.Fatal().empty());
  EXPECT_EQ(ledger.Gaps() + ledger.Repeats(), 0);
}

}  // namespace tocsin::test
