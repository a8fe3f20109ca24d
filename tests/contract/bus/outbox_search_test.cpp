// links: runtime
#include "workers/runtime/outbox_search.hpp"

#include "contract.hpp"
#include "schemas/ids.hpp"
#include "workers/runtime/output_ends.hpp"

namespace tocsin::test {
namespace {

OutgoingRecord WithId(const std::string& topic, const std::string& id) {
  return {topic, "k", "{}", {{"ce_id", id}}};
}

TEST_P(BusContract, TellsTheEndsOfManyPartitionsAtOnce) {
  const auto bus = host_->Open();
  const auto topic = MakeTopic(*bus, 3);
  const auto other = MakeTopic(*bus, 2);
  const int filled = PartitionOf("k", 3);
  ProduceAll(*bus, Numbered(topic, 0, 7, [](int) { return "k"; }));

  std::vector<TopicPartition> places;
  std::vector<std::int64_t> expected;
  for (int i = 0; i < 3; ++i) {
    places.push_back({topic, i});
    expected.push_back(i == filled ? 7 : 0);
  }
  places.push_back({other, 1});
  expected.push_back(0);

  const auto ends = bus->EndOffsets(places, Duration(10'000));
  ASSERT_TRUE(ends) << ends.error().message;
  EXPECT_EQ(*ends, expected);
}

// A row was committed, one of its records written, and the process died; then others wrote a lot.
TEST_P(BusContract, FindsWhatWasSentBehindMuchForeignTraffic) {
  const auto bus = host_->Open();
  const auto topic = MakeTopic(*bus, 2);
  ProduceAll(*bus, Numbered(topic, 0, 100, [](int) { return "k"; }));
  runtime::OutputEnds known(*bus, 2);
  Batch batch;
  batch.outbox.push_back({0, {WithId(topic, "sent"), WithId(topic, "lost")}});
  known.Prepare(batch);
  const TopicPartition place{topic, PartitionOf("k", 2)};
  ASSERT_EQ(batch.outbox[0].ends, (PartitionOffsets{{place, 100}}));
  ProduceAll(*bus, {WithId(topic, "sent")});
  ProduceAll(*bus, Numbered(topic, 0, 12'000, [](int) { return "k"; }));

  std::vector<StoredOutbox> rows = {{1, 0, batch.outbox[0].records, batch.outbox[0].ends}};
  const auto searched = runtime::DropPublished(*bus, 2, rows);

  ASSERT_TRUE(searched) << searched.error().message;
  ASSERT_EQ(rows[0].records.size(), 1u);
  EXPECT_EQ(rows[0].records[0].headers[0].second, "lost");
}

TEST_P(BusContract, LooksForRowsWithoutEndsAmongTheNewestRecords) {
  const auto bus = host_->Open();
  const auto topic = MakeTopic(*bus, 2);
  ProduceAll(*bus, {WithId(topic, "sent")});

  std::vector<StoredOutbox> rows = {{1, 0, {WithId(topic, "sent")}, {}}};
  ASSERT_TRUE(runtime::DropPublished(*bus, 2, rows));
  EXPECT_TRUE(rows[0].records.empty());
}

// Two dead letters of one event, for two reasons, are two records.
TEST_P(BusContract, TellsDeadLettersApartByTheirReasons) {
  const auto bus = host_->Open();
  const auto topic = MakeTopic(*bus, 2);
  const auto letter = [&](const std::string& why) {
    auto record = WithId(topic, "e");
    record.headers.emplace_back("dlq_error", why);
    return record;
  };
  ProduceAll(*bus, {letter("first")});

  std::vector<StoredOutbox> rows = {{1, 0, {letter("first"), letter("second")}, {}}};
  ASSERT_TRUE(runtime::DropPublished(*bus, 2, rows));
  ASSERT_EQ(rows[0].records.size(), 1u);
  EXPECT_EQ(rows[0].records[0].headers[1].second, "second");
}

}  // namespace
}  // namespace tocsin::test
