// What only the log in PostgreSQL has: one process, its own retention, records older than its
// memory.
#include <gtest/gtest.h>

#include <atomic>
#include <optional>
#include <thread>

#include "contract.hpp"
#include "embedded_host.hpp"

namespace tocsin::test {
namespace {

class EmbeddedBusTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string missing;
    const auto url = TestDatabase(missing);
    if (!url) GTEST_SKIP() << missing;
    schema_.emplace(*url);
  }
  std::unique_ptr<EmbeddedBus> Open(const EmbeddedOptions& options) {
    auto bus = MakeEmbeddedBus(options);
    if (bus) return std::move(*bus);
    ADD_FAILURE() << bus.error().message;
    return nullptr;
  }
  std::unique_ptr<EmbeddedBus> Open() { return Open(schema_->Options()); }
  static std::string MakeTopic(Bus& bus, int partitions = 1) {
    const auto topic = UniqueName("t");
    EXPECT_TRUE(bus.EnsureTopics({{topic, partitions}}, Duration(5000)));
    return topic;
  }

  std::optional<LogSchema> schema_;
};

TEST_F(EmbeddedBusTest, RefusesASecondProcessUntilTheFirstHasEnded) {
  auto first = Open();

  const auto second = MakeEmbeddedBus(schema_->Options());
  first.reset();
  const auto third = MakeEmbeddedBus(schema_->Options());

  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, ErrorKind::kConflict);
  EXPECT_NE(second.error().message.find("another tocsin process"), std::string::npos)
      << second.error().message;
  EXPECT_TRUE(third);
}

TEST_F(EmbeddedBusTest, NamesMissingTablesAndAnAbsentDatabase) {
  auto no_tables = schema_->Options();
  no_tables.schema = "no_such_schema";
  auto no_database = schema_->Options();
  no_database.database_url = "postgresql://tocsin:secret@127.0.0.1:1/tocsin";

  const auto without_tables = MakeEmbeddedBus(no_tables);
  const auto without_database = MakeEmbeddedBus(no_database);

  ASSERT_FALSE(without_tables);
  EXPECT_EQ(without_tables.error().kind, ErrorKind::kInvalid);
  EXPECT_NE(without_tables.error().message.find("tocsin migrate"), std::string::npos)
      << without_tables.error().message;
  ASSERT_FALSE(without_database);
  EXPECT_EQ(without_database.error().kind, ErrorKind::kTransient);
  EXPECT_EQ(without_database.error().message.find("secret"), std::string::npos)
      << without_database.error().message;
}

TEST_F(EmbeddedBusTest, RefusesASecondMemberOfAGroup) {
  const auto bus = Open();
  const auto topic = MakeTopic(*bus);
  Ledger ledger;
  Member member(*bus, ledger, {"g", "a", {topic}});

  const auto second = bus->Subscribe({"g", "b", {topic}, 1}, member);
  member.Stop();
  const auto third = bus->Subscribe({"g", "b", {topic}, 1}, member);

  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, ErrorKind::kConflict);
  EXPECT_TRUE(third);
}

TEST_F(EmbeddedBusTest, RefusesRecordsForTopicsThatDoNotExist) {
  std::optional<Error> error;  // told until the bus is gone
  const auto bus = Open();

  bus->GetProducer().Produce({"nobody-made-it", "k", "v", {}},
                             [&](auto outcome) { error = outcome.error(); });

  ASSERT_TRUE(bus->GetProducer().Flush(Duration(300'000)));
  ASSERT_TRUE(error);
  EXPECT_EQ(error->kind, ErrorKind::kNotFound);
}

TEST_F(EmbeddedBusTest, WritesEachRecordOnceWhileItsConnectionIsCut) {
  std::atomic<int> written{0};
  const auto bus = Open();
  const auto topic = MakeTopic(*bus, 3);
  std::atomic<bool> cutting{true};
  std::thread cutter([&] {
    while (cutting) {
      schema_->EndWriter();
      Eventually([] { return false; }, Duration(15));
    }
  });

  constexpr int kRecords = 20'000;
  for (auto& record : Numbered(topic, 0, kRecords, [](int i) { return std::to_string(i % 50); })) {
    bus->GetProducer().Produce(std::move(record),
                               [&](auto outcome) { written += outcome ? 1 : 0; });
    Eventually([&] { return bus->GetProducer().InFlight() < 300; });
  }
  EXPECT_TRUE(bus->GetProducer().Flush(Duration(300'000)));
  cutting = false;
  cutter.join();

  EXPECT_EQ(written, kRecords);
  EXPECT_EQ(schema_->Execute("select count(distinct value) from bus_record"),
            std::to_string(kRecords));
  EXPECT_EQ(schema_->Execute("select count(*) from bus_record"), std::to_string(kRecords));
  EXPECT_EQ(schema_->Execute("select sum(next) from bus_partition"), std::to_string(kRecords));
  EXPECT_EQ(
      schema_->Execute(
          "select count(*) from bus_partition p where next <> (select count(*) from bus_record r "
          "where r.topic = p.topic and r.partition = p.partition)"),
      "0");
}

TEST_F(EmbeddedBusTest, ReadsWhatIsOlderThanItsMemory) {
  const auto bus = Open();
  const auto topic = MakeTopic(*bus, 2);
  const std::string big(2000, 'x');
  std::vector<OutgoingRecord> records;
  for (int i = 0; i < 4000; ++i)
    records.push_back({topic, std::to_string(i % 9), std::to_string(i) + big, {}});
  ProduceAll(*bus, std::move(records));
  Ledger ledger;

  Member member(*bus, ledger, {"g", "i", {topic}, 2});
  ASSERT_TRUE(Eventually([&] { return ledger.Size() > 1000; }));
  ProduceAll(*bus, Numbered(topic, 0, 500, [](int i) { return std::to_string(i % 9); }));

  ASSERT_TRUE(Eventually([&] { return ledger.Size() == 4500; })) << ledger.Size();
  EXPECT_EQ(ledger.Repeats() + ledger.Gaps(), 0);
}

TEST_F(EmbeddedBusTest, TrimsWhatIsOldAndPassedByAllGroups) {
  auto options = schema_->Options();
  options.retention = Duration(0);
  options.trim_every = Duration(30);
  auto bus = Open(options);
  const auto topic = MakeTopic(*bus);
  Ledger ledger;
  Member reader(*bus, ledger, {"reader", "i", {topic}});
  Member sleeper(*bus, ledger, {"sleeper", "i", {topic}});
  ASSERT_TRUE(
      Eventually([&] { return schema_->Execute("select count(*) from bus_group") == "2"; }));
  ProduceAll(*bus, Numbered(topic, 0, 100, OneKey));

  reader.Get().ReportProgress({{{topic, 0}, 100}});
  sleeper.Get().ReportProgress({{{topic, 0}, 40}});

  ASSERT_TRUE(
      Eventually([&] { return schema_->Execute("select min(seq) from bus_record") == "40"; }));
  EXPECT_EQ(schema_->Execute("select low from bus_partition"), "40");
  sleeper.Get().ReportProgress({{{topic, 0}, 100}});
  ASSERT_TRUE(
      Eventually([&] { return schema_->Execute("select count(*) from bus_record") == "0"; }));
  reader.Stop();
  sleeper.Stop();
  bus.reset();
  bus = Open(options);
  EXPECT_EQ(EndOf(*bus, {topic, 0}), 100) << "offsets start anew";
  EXPECT_EQ(ProduceAll(*bus, Numbered(topic, 0, 1, OneKey)).at(0).second, 100);
}

// A look takes all away that is old, or a busy log grows for ever.
TEST_F(EmbeddedBusTest, TrimsMoreThanOneStatementTakes) {
  auto options = schema_->Options();
  options.retention = Duration(0);
  options.trim_every = Duration(5'000);
  const auto bus = Open(options);
  const auto topic = MakeTopic(*bus);
  ProduceAll(*bus, Numbered(topic, 0, 12'000, OneKey));

  ASSERT_TRUE(
      Eventually([&] { return schema_->Execute("select count(*) from bus_record") != "12000"; }));
  EXPECT_TRUE(Eventually([&] { return schema_->Execute("select count(*) from bus_record") == "0"; },
                         Duration(4'000)))
      << "the next look comes after five seconds";
}

TEST_F(EmbeddedBusTest, TellsItsMembersWhenAnotherProcessWrites) {
  std::optional<Error> error;  // told until the bus is gone
  const auto bus = Open();
  const auto topic = MakeTopic(*bus);
  Ledger ledger;
  Member member(*bus, ledger, {"g", "i", {topic}});
  schema_->Execute("insert into bus_record (topic, partition, seq, at, headers) values ('" + topic +
                   "', 0, 0, now(), '')");

  bus->GetProducer().Produce({topic, "k", "v", {}}, [&](auto outcome) { error = outcome.error(); });

  ASSERT_TRUE(bus->GetProducer().Flush(Duration(300'000)));
  ASSERT_TRUE(error);
  EXPECT_EQ(error->kind, ErrorKind::kConflict);
  EXPECT_TRUE(Eventually([&] { return member.Fatal().size() == 1; }));
  EXPECT_FALSE(bus->Health());
}

}  // namespace
}  // namespace tocsin::test
