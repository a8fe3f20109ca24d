// The table `alerts`, which monitors write: what is to be taken, and that it is taken once.
#include <condition_variable>
#include <future>
#include <mutex>

#include "adapters/store/memory/memory_store.hpp"
#include "harness.hpp"

namespace tocsin {
namespace {

using Columns = std::map<std::string, std::string, std::less<>>;

std::string Literal(const std::string& text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? "''" : std::string(1, c);
  return out + "'";
}

class AlertsTable : public StoreContract {
 protected:
  /// As a monitor's INSERT; gives the row's id.
  std::int64_t Insert(const Columns& columns, const std::string& alert_id = {}) {
    if (!postgres_) return static_cast<MemoryStore&>(TheStore()).InsertAlert(alert_id, columns);
    std::string names = "alert_id", values = alert_id.empty() ? "null" : Literal(alert_id);
    for (const auto& [name, value] : columns) {
      names += ", " + name;
      values += ", " + Literal(value);
    }
    return std::stoll(RunSql(
        *postgres_, "insert into alerts (" + names + ") values (" + values + ") returning id"));
  }
  void SetStatus(std::int64_t id, const std::string& status) {
    if (!postgres_) return static_cast<MemoryStore&>(TheStore()).SetAlertStatus(id, status);
    RunSql(*postgres_,
           "update alerts set status = " + Literal(status) + " where id = " + std::to_string(id));
  }
  std::string StatusOf(std::int64_t id) {
    if (!postgres_)
      return static_cast<MemoryStore&>(TheStore()).Tables().alerts.at(id).columns["status"];
    return RunSql(*postgres_, "select status from alerts where id = " + std::to_string(id));
  }
  std::vector<std::int64_t> Pending(std::int64_t after = 0, std::size_t limit = 100) {
    std::vector<std::int64_t> ids;
    const auto keys = session_->PendingAlerts(after, limit).value();
    for (const auto& key : keys) ids.push_back(key.id);
    return ids;
  }
  AlertTableRow Row(std::int64_t id) {
    const auto rows = session_->LoadAlerts({id});
    if (!rows || rows->size() != 1) {
      ADD_FAILURE() << "row " << id << " is not to be taken";
      return {};
    }
    return rows->front();
  }
  static Batch Bridge(AlertTableWrites writes) {
    Batch batch{.role = "bridge", .bus_id = "bus-1"};
    batch.alerts = std::move(writes);
    return batch;
  }
  using Ids = std::vector<std::int64_t>;
};
INSTANTIATE_TEST_SUITE_P(Stores, AlertsTable, testing::Values("memory", "postgres"),
                         [](const auto& test) { return test.param; });

TEST_P(AlertsTable, ARowIsGivenAsItWasWritten) {
  const Columns columns{{"severity", "critical"},
                        {"title", "O'Brien \"quoted\" \\ back {1,2} \xe2\x82\xac"},
                        {"created_at", "2026-03-07T01:10:00.000Z"},
                        {"status", "active"}};
  const auto id = Insert(columns);

  const AlertTableRow row = Row(id);

  EXPECT_EQ(row.alert_id, "sql-" + std::to_string(id));
  EXPECT_EQ(Columns(row.columns.begin(), row.columns.end()), columns);
  EXPECT_TRUE(row.raise);
  EXPECT_FALSE(row.resolve);
  EXPECT_TRUE(row.cut.empty());
  EXPECT_EQ(session_->PendingAlerts(0, 10)->front().alert_id, row.alert_id);
}

TEST_P(AlertsTable, TheSameAlertIdOfTwoTenantsIsTwoAlerts) {
  const auto ours = Insert({{"title", "t"}}, "a1");
  const auto theirs = Insert({{"title", "t"}}, "a1");
  if (postgres_)
    RunSql(*postgres_, "update alerts set tenant = 'acme' where id = " + std::to_string(theirs));
  else
    static_cast<MemoryStore&>(TheStore()).Tables().alerts.at(theirs).tenant = "acme";
  EXPECT_EQ(Row(ours).tenant, "default");
  EXPECT_EQ(Row(theirs).tenant, "acme");
  Commit(Bridge({.taken = {{ours, true, false}, {theirs, true, false}}}));

  Commit(Bridge({.statuses = {{"a1", "approved", true, "acme"}}}));
  EXPECT_EQ(StatusOf(theirs), "approved");
  EXPECT_NE(StatusOf(ours), "approved");
  Commit(Bridge(
      {.statuses = {{"a1", "ringing", false, "default"}, {"a1", "dismissed", true, "acme"}}}));
  EXPECT_EQ(StatusOf(ours), "ringing");
  EXPECT_EQ(StatusOf(theirs), "approved") << "it is closed";
}

TEST_P(AlertsTable, OfALongColumnTheBeginningIsGiven) {
  const auto id = Insert({{"title", std::string(kMostOfColumn, 't')},
                          {"description", std::string(1 << 20, 'd')},
                          {"node_name", std::string(kMostOfColumn + 1, 'n')}});
  const AlertTableRow row = Row(id);
  EXPECT_EQ(row.cut, (std::vector<std::string>{"node_name", "description"}));
  for (const auto& [name, value] : row.columns) {
    if (name == "description") EXPECT_EQ(value, std::string(kMostOfDescription, 'd'));
    if (name == "node_name") EXPECT_EQ(value, std::string(kMostOfColumn, 'n'));
  }
}

TEST_P(AlertsTable, PendingRowsComeInPiecesByTheirIds) {
  Ids ids;
  for (int i = 0; i < 5; ++i) ids.push_back(Insert({{"title", "t"}}));
  EXPECT_EQ(Pending(0, 2), (Ids{ids[0], ids[1]}));
  EXPECT_EQ(Pending(ids[1], 10), (Ids{ids[2], ids[3], ids[4]}));
  EXPECT_EQ(Pending(ids[4], 10), Ids{});
}

TEST_P(AlertsTable, ARowIsTakenOnce) {
  const auto first = Insert({{"title", "t"}});
  const auto second = Insert({{"title", "t"}});
  Batch batch = Bridge({.taken = {{first, true, false}}});
  batch.outbox = {{3, {{.topic = "tocsin.alerts", .key = "k", .value = "v", .headers = {}}}}};
  EXPECT_EQ(Commit(batch).outbox_ids.size(), 1U);
  EXPECT_EQ(Pending(), Ids{second});

  Batch again = Bridge({.taken = {{second, true, false}, {first, true, false}}});
  again.outbox = batch.outbox;
  const auto outcome = Commit(again, CommitOutcome::Kind::kConflict);
  EXPECT_EQ(outcome.stale_alerts, Ids{first});
  EXPECT_EQ(Pending(), Ids{second}) << "nothing of the batch is stored";
  EXPECT_EQ(TakeOverOf("bridge", {3}).outbox.size(), 1U);

  const auto gone =
      Commit(Bridge({.taken = {{second + 100, true, false}}}), CommitOutcome::Kind::kConflict);
  EXPECT_EQ(gone.stale_alerts, Ids{second + 100});
}

TEST_P(AlertsTable, TwoOwnersAtOnceTakeARowOnce) {
  const auto id = Insert({{"title", "t"}});
  const auto other = NewSession();
  const auto take = [&](StoreSession& session) {
    return session.Commit(Bridge({.taken = {{id, true, false}}}))->kind;
  };
  auto elsewhere = std::async(std::launch::async, [&] { return take(*other); });
  const auto here = take(*session_);
  const auto there = elsewhere.get();
  EXPECT_NE(here == CommitOutcome::Kind::kCommitted, there == CommitOutcome::Kind::kCommitted);
}

TEST_P(AlertsTable, AResolutionIsTakenOnceAndOurOwnIsNone) {
  const auto id = Insert({{"title", "t"}, {"status", "active"}}, "a1");
  Commit(Bridge({.taken = {{id, true, false}}}));
  EXPECT_EQ(Pending(), Ids{});
  SetStatus(id, " Resolved ");
  EXPECT_EQ(Pending(), Ids{id});
  EXPECT_FALSE(Row(id).raise);
  EXPECT_TRUE(Row(id).resolve);
  Commit(Bridge({.taken = {{id, false, true}}}));
  EXPECT_EQ(Pending(), Ids{});
  Commit(Bridge({.taken = {{id, false, true}}}), CommitOutcome::Kind::kConflict);

  const auto ours = Insert({{"title", "t"}}, "a2");
  Commit(Bridge({.taken = {{ours, true, false}}}));
  Commit(Bridge({.statuses = {{"a2", "resolved", true}}}));
  EXPECT_EQ(StatusOf(ours), "resolved");
  EXPECT_EQ(Pending(), Ids{}) << "others have published it";
}

TEST_P(AlertsTable, OverBeforeAnyoneSawIt) {
  const auto id = Insert({{"title", "t"}, {"status", "resolved"}}, "a1");
  EXPECT_TRUE(Row(id).raise);
  EXPECT_TRUE(Row(id).resolve);
  Commit(Bridge({.taken = {{id, true, true}}}));
  EXPECT_EQ(Pending(), Ids{});
  EXPECT_TRUE(session_->OpenAlerts({"a1"})->empty());
}

TEST_P(AlertsTable, TheStatusFollowsUntilTheRowIsClosed) {
  const auto id = Insert({{"title", "t"}, {"status", "active"}}, "a'1");
  const auto other = Insert({{"title", "t"}, {"status", "active"}}, "a2");
  Commit(Bridge({.statuses = {{"a'1", "ringing", false}}}));
  EXPECT_EQ(StatusOf(id), "active") << "it has not been raised: that was another alert";
  Commit(Bridge({.taken = {{id, true, false}, {other, true, false}}}));

  Commit(Bridge({.statuses = {{"a'1", "ringing", false}, {"nobody", "ringing", false}}}));
  EXPECT_EQ(StatusOf(id), "ringing");
  EXPECT_EQ(StatusOf(other), "active");
  EXPECT_EQ(session_->OpenAlerts({"a'1", "nobody"}).value(), std::vector<std::string>{"a'1"});
  Commit(Bridge({.statuses = {{"a'1", "approved", true}}}));
  EXPECT_EQ(StatusOf(id), "approved");
  EXPECT_TRUE(session_->OpenAlerts({"a'1"})->empty());

  Commit(Bridge({.statuses = {{"a'1", "ringing", false}}}));
  EXPECT_EQ(StatusOf(id), "approved");
  SetStatus(id, "resolved");
  EXPECT_EQ(Pending(), Ids{id}) << "that it is over is told all the same";
}

TEST_P(AlertsTable, AResolutionThatNobodyHasTakenIsNotOverwritten) {
  const auto id = Insert({{"title", "t"}, {"status", "active"}}, "a1");
  Commit(Bridge({.taken = {{id, true, false}}}));
  SetStatus(id, "resolved");
  Commit(Bridge({.statuses = {{"a1", "ringing", false}}}));
  EXPECT_EQ(StatusOf(id), "resolved");
  EXPECT_EQ(Pending(), Ids{id});
}

TEST_P(AlertsTable, ContactsAreGivenAsTheyWereWritten) {
  EXPECT_TRUE(session_->LoadContacts()->empty());
  const ContactTableRow erin{.id = "erin",
                             .name = "Erin O'Brien",
                             .phone = "+15559876543",
                             .language = "en-US",
                             .severities = {"critical", "a \"b\", {c}"},
                             .priority = 10,
                             .active = false,
                             .email = "erin@example.com",
                             .channels = {"ntfy:erin-phone", "sms"},
                             .calls_per_hour = 6};
  const ContactTableRow bare{.id = "zoe"};
  if (postgres_) {
    RunSql(*postgres_,
           "insert into contacts (id, name, phone, language, severities, priority, active, email, "
           "channels, calls_per_hour) values ('erin', 'Erin O''Brien', '+15559876543', 'en-US', "
           "array['critical', "
           "null, 'a \"b\", {c}'], 10, false, 'erin@example.com', array['ntfy:erin-phone', null, "
           "'sms'], 6)");
    RunSql(*postgres_, "insert into contacts (id) values ('zoe')");
  } else {
    static_cast<MemoryStore&>(TheStore()).PutContact(erin);
    static_cast<MemoryStore&>(TheStore()).PutContact(bare);
  }
  EXPECT_EQ(session_->LoadContacts().value(), (std::vector<ContactTableRow>{erin, bare}));
}

TEST_P(AlertsTable, TheWatchTellsOfRows) {
  std::mutex mutex;
  std::condition_variable told;
  int alerts = 0;
  const auto watch = TheStore().Watch(std::chrono::hours(1), [&](OpenTable table) {
    const std::lock_guard lock(mutex);
    alerts += table == OpenTable::kAlerts ? 1 : 0;
    told.notify_all();
  });
  const auto wait_beyond = [&](int former) {
    std::unique_lock lock(mutex);
    return told.wait_for(lock, std::chrono::seconds(30), [&] { return alerts > former; });
  };
  const auto so_far = [&] {
    const std::lock_guard lock(mutex);
    return alerts;
  };
  ASSERT_TRUE(wait_beyond(0)) << "at the beginning";
  const int before = so_far();
  const auto id = Insert({{"title", "t"}, {"status", "active"}}, "a1");
  EXPECT_TRUE(wait_beyond(before)) << "INSERT";

  const int raised = so_far();
  Commit(Bridge({.taken = {{id, true, false}}}));
  Commit(Bridge({.statuses = {{"a1", "ringing", false}}}));
  SetStatus(id, "resolved");
  EXPECT_TRUE(wait_beyond(raised)) << "UPDATE";
  EXPECT_EQ(so_far(), raised + 1) << "what a worker writes itself wakes nobody";
}

}  // namespace
}  // namespace tocsin
