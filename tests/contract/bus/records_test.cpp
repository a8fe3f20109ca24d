// What goes in comes out: keys, values, headers, order, partitions, shards, tails.
#include "contract.hpp"
#include "schemas/ids.hpp"

namespace tocsin::test {
namespace {

std::string KeyOfSeventeen(int i) { return "key-" + std::to_string(i % 17); }

std::vector<Record> ReadAll(Bus& bus, const std::string& topic, int partitions) {
  std::vector<Record> all;
  for (int partition = 0; partition < partitions; ++partition) {
    auto records = bus.ReadTail({topic, partition}, 0, 100'000, Duration(15'000));
    if (!records) {
      ADD_FAILURE() << records.error().message;
      continue;
    }
    std::move(records->begin(), records->end(), std::back_inserter(all));
  }
  return all;
}

}  // namespace

TEST_P(BusContract, KeepsKeyValueAndHeadersAsTheyAre) {
  const auto bus = host_->Open();
  const auto topic = MakeTopic(*bus, 2);
  std::string binary;
  for (int i = 0; i < 256; ++i) binary.push_back(static_cast<char>(i));
  const Headers headers = {{"ce_id", "1"}, {"empty", ""}, {"twice", "a"}, {"twice", binary}};
  const auto before = std::chrono::system_clock::now();

  ProduceAll(
      *bus,
      {{topic, binary, binary, headers}, {topic, "k", std::nullopt, {}}, {topic, "", "", {}}});
  ProduceAll(*bus, {{topic, std::nullopt, "no key", {}}});

  const auto records = ReadAll(*bus, topic, 2);
  ASSERT_EQ(records.size(), 4u);
  const auto with = [&](const std::optional<std::string>& key) {
    return *std::find_if(records.begin(), records.end(),
                         [&](const Record& record) { return record.key == key; });
  };
  EXPECT_EQ(with(binary).value, binary);
  EXPECT_EQ(with(binary).headers, headers);
  EXPECT_EQ(with("k").value, std::nullopt);
  EXPECT_EQ(with("").value, "");
  EXPECT_EQ(with(std::nullopt).value, "no key");
  EXPECT_TRUE(with(std::nullopt).headers.empty());
  EXPECT_LT(std::chrono::abs(with("k").timestamp - before), std::chrono::seconds(60));
}

TEST_P(BusContract, KnowsHowManyPartitionsATopicHas) {
  const auto bus = host_->Open();
  const auto topic = MakeTopic(*bus, 3);
  EXPECT_EQ(bus->PartitionsOf(topic, Duration(60'000)), 3);
  if (GetParam().name == "mock") return;  // it makes every topic that it is asked for
  const auto none = bus->PartitionsOf(topic + "-none", Duration(60'000));
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().kind, ErrorKind::kNotFound);
}

TEST_P(BusContract, PartitionsByMurmur2AndKeepsTheOrderPerPartition) {
  const auto bus = host_->Open();
  const auto topic = MakeTopic(*bus, 6);

  const auto places = ProduceAll(*bus, Numbered(topic, 0, 600, KeyOfSeventeen));

  std::map<int, std::int64_t> next;
  for (int i = 0; i < 600; ++i) {
    const auto& [at, offset] = places[static_cast<std::size_t>(i)];
    EXPECT_EQ(at.topic, topic);
    ASSERT_EQ(at.partition, PartitionOf(KeyOfSeventeen(i), 6)) << KeyOfSeventeen(i);
    ASSERT_EQ(offset, next[at.partition]++) << "record " << i;
  }
  std::map<int, int> last;
  for (const auto& record : ReadAll(*bus, topic, 6)) {
    const int number = std::stoi(*record.value);
    EXPECT_EQ(record.key, KeyOfSeventeen(number));
    const auto [seen, first] = last.try_emplace(record.at.partition, number);
    if (!first) EXPECT_LT(std::exchange(seen->second, number), number);
  }
}

TEST_P(BusContract, GivesEachShardItsPartitionsOfAllTopics) {
  const auto bus = host_->Open();
  const auto first = MakeTopic(*bus, 6);
  const auto second = MakeTopic(*bus, 6);
  Ledger ledger;
  Member member(*bus, ledger, {UniqueName("g"), "i", {first, second}, 3});

  ProduceAll(*bus, Numbered(first, 0, 300, KeyOfSeventeen));
  ProduceAll(*bus, Numbered(second, 0, 300, KeyOfSeventeen));

  ASSERT_TRUE(Eventually([&] { return ledger.Size() == 600; })) << ledger.Size();
  EXPECT_EQ(member.Owned().size(), 12u);
  EXPECT_EQ(member.Strays(), 0);
  EXPECT_EQ(ledger.Repeats() + ledger.Gaps(), 0);
}

TEST_P(BusContract, DrainsNoMoreThanTheLimitAndLosesNoWakeUp) {
  const auto bus = host_->Open();
  const auto topic = MakeTopic(*bus, 1);
  ProduceAll(*bus, Numbered(topic, 0, 1000, KeyOfSeventeen));
  Ledger ledger;

  Member member(*bus, ledger,
                {.group = UniqueName("g"), .instance = "i", .topics = {topic}, .limit = 7});

  EXPECT_TRUE(Eventually([&] { return ledger.Size() == 1000; })) << ledger.Size();
}

TEST_P(BusContract, CarriesFiftyThousandRecords) {
  const auto bus = host_->Open();
  const auto topic = MakeTopic(*bus, 12);
  Ledger ledger;
  Member member(*bus, ledger, {UniqueName("g"), "i", {topic}, 2, 2000});

  auto records = Numbered(topic, 0, 50'000, [](int i) { return "key-" + std::to_string(i); });
  for (auto& record : records) bus->GetProducer().Produce(std::move(record), nullptr);

  EXPECT_TRUE(bus->GetProducer().Flush(Duration(300'000)));
  EXPECT_EQ(bus->GetProducer().InFlight(), 0u);
  ASSERT_TRUE(Eventually([&] { return ledger.Size() == 50'000; }, Duration(60'000)))
      << ledger.Size();
  EXPECT_EQ(ledger.Repeats() + ledger.Gaps(), 0);
}

TEST_P(BusContract, MakesMissingTopicsAndTellsTheCountOfThoseThatExist) {
  const auto bus = host_->Open();
  const auto topic = host_->NewTopic(5);

  const auto made = bus->EnsureTopics({{topic, 5}}, Duration(15'000));
  const auto again = bus->EnsureTopics({{topic, 9}}, Duration(15'000));

  ASSERT_TRUE(made && again);
  EXPECT_EQ(made->at(0).partitions, 5);
  EXPECT_EQ(again->at(0).name, topic);
  EXPECT_EQ(again->at(0).partitions, 5);
}

TEST_P(BusContract, HasOneIdForOneLog) {
  std::string first;
  {
    const auto bus = host_->Open();
    const auto id = bus->Id(Duration(10'000));
    ASSERT_TRUE(id) << id.error().message;
    first = *id;
  }
  const auto bus = host_->Open();

  EXPECT_FALSE(first.empty());
  EXPECT_EQ(bus->Id(Duration(10'000)), first);
}

TEST_P(BusContract, ReadsTheTailFromAnOffset) {
  const auto bus = host_->Open();
  const auto topic = MakeTopic(*bus, 2);
  ProduceAll(*bus, Numbered(topic, 0, 40, [](int) { return "k"; }));
  const TopicPartition partition{topic, PartitionOf("k", 2)};
  const TopicPartition other{topic, 1 - partition.partition};

  EXPECT_EQ(EndOf(*bus, partition), 40);
  EXPECT_EQ(EndOf(*bus, other), 0);
  const auto tail = bus->ReadTail(partition, 33, 1000, Duration(10'000));
  const auto some = bus->ReadTail(partition, 10, 5, Duration(10'000));
  const auto none = bus->ReadTail(partition, 40, 1000, Duration(10'000));
  const auto empty = bus->ReadTail(other, 0, 1000, Duration(10'000));
  const auto all = bus->ReadTail(partition, PartitionOwner::kBeginning, 1000, Duration(10'000));

  ASSERT_TRUE(tail && some && none && empty && all);
  ASSERT_EQ(tail->size(), 7u);
  EXPECT_EQ(tail->front().offset, 33);
  EXPECT_EQ(tail->back().value, "39");
  ASSERT_EQ(some->size(), 5u);
  EXPECT_EQ(some->front().value, "10");
  EXPECT_TRUE(none->empty());
  EXPECT_TRUE(empty->empty());
  EXPECT_EQ(all->size(), 40u);
}

}  // namespace tocsin::test
