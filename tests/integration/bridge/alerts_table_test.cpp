// links: bridge runtime store_memory net schemas
// The table `alerts` and the bridge's real role, on a bus and a store in memory.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <thread>

#include "fakes/fake_expression.hpp"
#include "fakes/fake_http_client.hpp"
#include "fakes/fake_metrics.hpp"
#include "fakes/log_bus.hpp"
#include "fakes/log_lines.hpp"
#include "fakes/scripted_store.hpp"
#include "workers/bridge/bridge_handler.hpp"
#include "workers/runtime/role.hpp"

namespace tocsin::bridge {
namespace {

constexpr int kPartitions = 4;
using Columns = std::map<std::string, std::string, std::less<>>;

bool Eventually(const std::function<bool()>& condition) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (!condition()) {
    if (std::chrono::steady_clock::now() >= deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return true;
}

class AlertsTableTest : public testing::Test {
 protected:
  void Start() {
    auto deliveries = Deliveries::Create({}, expressions_);
    ASSERT_TRUE(deliveries);
    runtime::RoleOptions options;
    options.role = "bridge";
    options.group = "test-bridge";
    options.topics = {"tocsin.actions", "tocsin.alerts", "tocsin.calls"};
    options.home = "tocsin.actions";
    options.bus_id = "log";
    options.shards = 2;
    options.partitions = kPartitions;
    options.sweep = std::chrono::milliseconds(50);
    role_ = std::make_unique<runtime::Role>(
        std::move(options), store_, bus_, expressions_, clock_, metrics_,
        [&, this](runtime::ShardServices& services) {
          auto handler = std::make_unique<BridgeHandler>(*deliveries, expressions_, client_,
                                                         services, kPartitions);
          handlers_.emplace_back(&services, handler.get());
          return handler;
        },
        [](const Error&) {});
    ASSERT_TRUE(role_->Start());
    std::vector<TopicPartition> all;
    for (const char* topic : {"tocsin.actions", "tocsin.alerts", "tocsin.calls"})
      for (int i = 0; i < kPartitions; ++i) all.push_back({topic, i});
    ASSERT_TRUE(bus_.Assign(all));
    watch_ = store_.Watch(std::chrono::hours(1), [this](OpenTable) { Look(); });
  }
  ~AlertsTableTest() override {
    watch_.reset();
    if (role_) role_->Stop(std::chrono::milliseconds(10));
  }
  void Look() {
    for (auto& [services, handler] : handlers_)
      services->Post([handler = handler] { handler->LookAtAlerts(); });
  }
  std::int64_t Insert(Columns columns, std::string alert_id = {}) {
    return store_.Memory().InsertAlert(std::move(alert_id), std::move(columns));
  }
  MemoryTables::Alert Row(std::int64_t id) {
    auto& tables = store_.Memory().Tables();
    const std::scoped_lock lock(tables.mutex);
    return tables.alerts.at(id);
  }
  std::string StatusOf(std::int64_t id) { return Row(id).columns["status"]; }
  std::size_t Pending() {
    auto& tables = store_.Memory().Tables();
    const std::scoped_lock lock(tables.mutex);
    return static_cast<std::size_t>(std::ranges::count_if(
        tables.alerts, [](const auto& entry) { return entry.second.Pending(); }));
  }
  static std::string Header(const Record& record, std::string_view wanted) {
    for (const auto& [name, value] : record.headers)
      if (name == wanted) return value;
    return {};
  }
  std::vector<Record> Seen(std::string_view type) const {
    auto records = bus_.All("tocsin.alerts");
    std::erase_if(records, [&](const Record& record) { return Header(record, "ce_type") != type; });
    return records;
  }
  void Say(std::string_view topic_type, const std::string& alert, json::object data) {
    Event event{.id = "e" + std::to_string(++events_),
                .source = "/test",
                .type = std::string(topic_type),
                .subject = alert,
                .time = ""};
    data["alert_id"] = alert;
    event.data = Payload::Of(std::move(data));
    bus_.Append(runtime::EventCodec::Encode(event, "tocsin"));
  }

  SystemClock clock_;
  fakes::FakeMetrics metrics_;
  fakes::FakeExpressions expressions_;
  fakes::FakeHttpClient client_;
  fakes::ScriptedStore store_;
  fakes::LogBus bus_{kPartitions};
  std::vector<std::pair<runtime::ShardServices*, BridgeHandler*>> handlers_;
  std::unique_ptr<runtime::Role> role_;
  std::unique_ptr<TableWatch> watch_;
  int events_ = 0;
};

TEST_F(AlertsTableTest, ARowIsAnAlertWithAllItsColumns) {
  Start();
  Insert({{"alert_type", "container_stopped"},
          {"severity", "Disaster"},
          {"resource_type", "container"},
          {"resource_id", "100"},
          {"resource_name", "nginx"},
          {"node_name", "pve1"},
          {"title", "Container \"Stopped\""},
          {"description", "It has stopped"},
          {"status", "active"},
          {"created_at", "2026-03-07T01:10:00.000Z"}});

  ASSERT_TRUE(Eventually([&] { return Seen("tocsin.alert.raised").size() == 1; }));
  const Record record = Seen("tocsin.alert.raised")[0];
  EXPECT_EQ(record.key, "sql-1");
  EXPECT_EQ(record.at.partition, PartitionOf("sql-1", kPartitions));
  EXPECT_EQ(Header(record, "ce_source"), "/tocsin/sql/alerts");
  EXPECT_TRUE(Header(record, "ce_id").starts_with("sql-1-"));
  EXPECT_EQ(ParseJson(*record.value).value(), ParseJson(R"({
      "alert_id": "sql-1", "alert_type": "container_stopped", "severity": "high",
      "severity_text": "Disaster", "resource_type": "container", "resource_id": "100",
      "resource_name": "nginx", "node_name": "pve1", "title": "Container \"Stopped\"",
      "description": "It has stopped", "status": "active",
      "created_at": "2026-03-07T01:10:00.000Z", "labels": {}, "context": {}})")
                                                  .value());
}

TEST_F(AlertsTableTest, ARowWithoutATitleIsNamedByWhatItHas) {
  Start();
  Insert({{"description", " \nDisk full\nmore"}, {"alert_type", "disk"}});
  Insert({{"title", "  "}, {"alert_type", "disk"}});
  Insert({});
  ASSERT_TRUE(Eventually([&] { return Seen("tocsin.alert.raised").size() == 3; }));
  std::map<std::string, std::string> titles;
  for (const auto& record : Seen("tocsin.alert.raised"))
    titles[*record.key] = StringAt(ParseJson(*record.value)->get_object(), "title");
  EXPECT_EQ(titles, (std::map<std::string, std::string>{
                        {"sql-1", "Disk full"}, {"sql-2", "disk"}, {"sql-3", "Alert sql-3"}}));
}

TEST_F(AlertsTableTest, WhatIsTooLongIsCutAndSaid) {
  const fakes::LogLines log;
  Start();
  Insert({{"title", "t"}, {"description", std::string(1 << 20, 'd')}});
  ASSERT_TRUE(Eventually([&] { return Seen("tocsin.alert.raised").size() == 1; }));
  const auto data = ParseJson(*Seen("tocsin.alert.raised")[0].value).value();
  EXPECT_EQ(StringAt(data.get_object(), "description").size(), kMostOfDescription);
  EXPECT_EQ(*FindPath(data, {"context", "cut"}), json::value(json::array{"description"}));
  EXPECT_NE(
      log.With({"warning alert sql-1 of the table alerts: the column description is too long"}),
      "");
}

TEST_F(AlertsTableTest, ManyRowsAtOnceEachOnce) {
  constexpr std::size_t kRows = 1'500;
  for (std::size_t i = 0; i < kRows; ++i) Insert({{"title", "t"}});
  Start();
  Look();
  ASSERT_TRUE(Eventually([&] { return Seen("tocsin.alert.raised").size() >= kRows; }));
  ASSERT_TRUE(Eventually([&] { return Pending() == 0; }));
  std::set<std::string> keys;
  for (const auto& record : Seen("tocsin.alert.raised")) keys.insert(*record.key);
  EXPECT_EQ(keys.size(), kRows);
  EXPECT_EQ(Seen("tocsin.alert.raised").size(), kRows);
}

TEST_F(AlertsTableTest, ARowThatAnotherOwnerHasTakenIsDropped) {
  store_.Script(
      [this](const Batch& batch, StoreSession& real) -> std::optional<Result<CommitOutcome>> {
        if (batch.alerts.taken.empty()) return std::nullopt;
        store_.Script({});
        Batch other{.role = "bridge", .bus_id = "log"};
        other.alerts.taken = {{1, true, false}};
        EXPECT_EQ(real.Commit(other)->kind, CommitOutcome::Kind::kCommitted);
        return std::nullopt;
      });
  Insert({{"title", "theirs"}}, "same");
  Insert({{"title", "ours"}}, "same");
  Start();
  ASSERT_TRUE(Eventually([&] { return Pending() == 0; }));
  ASSERT_TRUE(Eventually([&] { return !Seen("tocsin.alert.raised").empty(); }));
  ASSERT_EQ(Seen("tocsin.alert.raised").size(), 1U);
  EXPECT_NE(Seen("tocsin.alert.raised")[0].value->find("ours"), std::string::npos);
}

TEST_F(AlertsTableTest, ALostAnswerOfACommitPublishesOnce) {
  store_.Script(
      [this](const Batch& batch, StoreSession& real) -> std::optional<Result<CommitOutcome>> {
        if (batch.alerts.taken.empty()) return std::nullopt;
        store_.Script({});
        EXPECT_TRUE(real.Commit(batch));
        return Fail(ErrorKind::kTransient, "committing: the connection was lost", "store");
      });
  Insert({{"title", "t"}});
  Start();
  ASSERT_TRUE(Eventually([&] { return Seen("tocsin.alert.raised").size() == 1; }));
  Insert({{"title", "t"}}, "after");
  ASSERT_TRUE(Eventually([&] { return Seen("tocsin.alert.raised").size() == 2; }));
  EXPECT_EQ(Seen("tocsin.alert.raised")[1].key, "after");
}

TEST_F(AlertsTableTest, OneRowThatTheStoreRefusesKeepsNoOtherBack) {
  store_.Script([](const Batch& batch, StoreSession&) -> std::optional<Result<CommitOutcome>> {
    if (std::ranges::none_of(batch.alerts.taken, [](const auto& row) { return row.id == 2; }))
      return std::nullopt;
    return Fail(ErrorKind::kInvalid, "committing: the database refuses a value", "store");
  });
  for (int i = 0; i < 5; ++i) Insert({{"title", "t"}}, "same");
  Start();
  ASSERT_TRUE(Eventually([&] { return Pending() == 1; }));
  EXPECT_TRUE(Eventually([&] { return Seen("tocsin.alert.raised").size() == 4; }));
  EXPECT_TRUE(Row(2).Pending()) << "it stays, and is tried again";
  store_.Script({});
  Look();
  EXPECT_TRUE(Eventually([&] { return Seen("tocsin.alert.raised").size() == 5; }));
}

TEST_F(AlertsTableTest, TheStatusFollowsTheAlert) {
  Start();
  const auto id = Insert({{"title", "t"}, {"status", "active"}}, "a1");
  ASSERT_TRUE(Eventually([&] { return Row(id).raised.has_value(); }));
  Say("tocsin.call.ringing", "a1", {});
  ASSERT_TRUE(Eventually([&] { return StatusOf(id) == "ringing"; }));
  Say("tocsin.call.ended", "a1", {});
  Say("tocsin.alert.closed", "other", {{"outcome", "dismissed"}});
  Say("tocsin.alert.closed", "a1", {{"outcome", "approved"}});
  ASSERT_TRUE(Eventually([&] { return StatusOf(id) == "approved"; }));
  EXPECT_TRUE(Row(id).closed);
  EXPECT_TRUE(Seen("tocsin.alert.resolved").empty());
}

TEST_F(AlertsTableTest, AResolutionIsPublishedOnce) {
  Start();
  const auto id = Insert({{"title", "t"}, {"status", "active"}}, "a1");
  ASSERT_TRUE(Eventually([&] { return Row(id).raised.has_value(); }));
  store_.Memory().SetAlertStatus(id, "resolved");
  ASSERT_TRUE(Eventually([&] { return Seen("tocsin.alert.resolved").size() == 1; }));
  EXPECT_EQ(Seen("tocsin.alert.resolved")[0].key, "a1");
  Say("tocsin.alert.closed", "a1", {{"outcome", "resolved"}});
  ASSERT_TRUE(Eventually([&] { return Row(id).closed.has_value(); }));
  Look();
  Insert({{"title", "t"}}, "a2");
  ASSERT_TRUE(Eventually([&] { return Seen("tocsin.alert.raised").size() == 2; }));
  EXPECT_EQ(Seen("tocsin.alert.resolved").size(), 1U);
}

TEST_F(AlertsTableTest, WhatWasOverBeforeAnyoneSawItRingsNobody) {
  const auto id = Insert({{"title", "t"}, {"status", "resolved"}}, "a1");
  Start();
  ASSERT_TRUE(Eventually([&] { return Seen("tocsin.alert.resolved").size() == 1; }));
  EXPECT_TRUE(Seen("tocsin.alert.raised").empty());
  EXPECT_TRUE(Row(id).closed);
}

}  // namespace
}  // namespace tocsin::bridge
