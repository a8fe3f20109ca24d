// The table `alerts` as people with psql meet it.
#include <unistd.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "adapters/store/connection.hpp"
#include "harness.hpp"

namespace tocsin {
namespace {

class AlertsSql : public MigratedPostgres {
 protected:
  /// Whether the database refuses it, with its SQLSTATE.
  std::string Refusal(const std::string& sql, const std::string& role = "none") {
    return Sql(
        "set role " + role + "; do $$ begin execute $q$" + sql +
        "$q$; raise exception 'accepted' using errcode = 'TC999'; exception when others then "
        "create temp table if not exists refused (state text); delete from refused; insert "
        "into refused values (sqlstate); end $$; select state from pg_temp.refused");
  }
  void Commit(AlertTableWrites writes) {
    Batch batch{.role = "bridge", .bus_id = "bus-1"};
    batch.alerts = std::move(writes);
    const auto outcome = session_->Commit(batch);
    ASSERT_TRUE(outcome) << outcome.error().message;
    ASSERT_EQ(outcome->kind, CommitOutcome::Kind::kCommitted);
  }
};

TEST_F(AlertsSql, TheInsertOfTheSource) {
  Sql("INSERT INTO alerts (alert_type, severity, resource_type, resource_id, resource_name, "
      "node_name, title, description, status, created_at) VALUES "
      "('container_stopped','critical','container','100','nginx','pve1','Container Stopped',"
      "'Container nginx on pve1 has stopped unexpectedly','active',NOW())");
  const auto rows = session_->LoadAlerts({1});
  ASSERT_TRUE(rows && rows->size() == 1);
  EXPECT_EQ(rows->front().columns.size(), 10U);
  EXPECT_EQ(rows->front().columns[3], (std::pair<std::string, std::string>("resource_id", "100")));
}

TEST_F(AlertsSql, EverythingMayBeMissingOrOdd) {
  Sql("insert into alerts default values");
  Sql("insert into alerts (title, status, created_at, resource_id) values (null, null, 'infinity', "
      "100)");
  Sql("insert into alerts (title, created_at) values ('t', '4713-01-01 BC'), ('u', null)");
  const auto rows = session_->LoadAlerts({1, 2, 3, 4});
  ASSERT_TRUE(rows) << rows.error().message;
  ASSERT_EQ(rows->size(), 4U);
  EXPECT_EQ(rows->at(1).columns,
            (std::vector<std::pair<std::string, std::string>>{{"resource_id", "100"}}));
}

TEST_F(AlertsSql, WhatIsOursIsSetByNobodyElse) {
  Sql("insert into alerts (alert_id, title, raised_at, resolved_at, closed_at) values ('', 't', "
      "now(), now(), now())");
  EXPECT_EQ(Sql("select alert_id || pending || (closed_at is null) from alerts"), "sql-1truetrue");
  EXPECT_EQ(Refusal("insert into alerts (id, title) values (7, 't')"), "428C9");
  EXPECT_EQ(Refusal("insert into alerts (alert_id) values (repeat('x', 3000))"), "23514");
  EXPECT_EQ(Refusal("insert into alerts (alert_id) values (E'two\\nlines')"), "23514");
  EXPECT_EQ(Sql("select count(*) from alerts"), "1");
}

TEST_F(AlertsSql, NobodyWaitsForWhoHoldsARow) {
  Sql("insert into alerts (alert_id, title) values ('a1', 't'), ('a2', 't'), ('a3', 't')");
  Commit({.taken = {{1, true, false}, {3, true, false}}});
  {
    pqxx::connection person(options_->url);
    pqxx::work open(person);
    open.exec("set search_path to " + options_->schema);
    open.exec("update alerts set description = 'I was here' where id < 3");

    Batch taking{.role = "bridge", .bus_id = "bus-1"};
    taking.alerts.taken = {{2, true, false}};
    EXPECT_EQ(session_->Commit(taking)->stale_alerts, std::vector<std::int64_t>{2});
    Commit({.statuses = {{"a1", "ringing", false}, {"a3", "ringing", false}}});
    Commit({.statuses = {{"a1", "approved", true}}});
    EXPECT_EQ(Sql("select string_agg(status, ',' order by id) from alerts"),
              "active,active,ringing");
    ASSERT_TRUE(session_->PendingAlerts(0, 10));
    EXPECT_EQ(Sql("select count(*) from alert_status_left"), "2");
    open.commit();
  }
  ASSERT_TRUE(session_->PendingAlerts(0, 10));
  EXPECT_EQ(
      Sql("select string_agg(status || (closed_at is not null), ',' order by id) from alerts"),
      "approvedtrue,activefalse,ringingfalse");
  EXPECT_EQ(Sql("select description from alerts where id = 1"), "I was here");
  EXPECT_EQ(Sql("select count(*) from alert_status_left"), "0");
}

TEST_F(AlertsSql, WhatIsRolledBackWasNever) {
  {
    pqxx::connection person(options_->url);
    pqxx::work open(person);
    open.exec("set search_path to " + options_->schema);
    open.exec("insert into alerts (title) values ('t')");
    EXPECT_TRUE(session_->PendingAlerts(0, 10)->empty());
  }
  EXPECT_TRUE(session_->PendingAlerts(0, 10)->empty());
}

// The GRANT lines of docs/guides/send-alerts-by-sql.md.
TEST_F(AlertsSql, AMonitorsRoleMayInsertAndNothingElse) {
  if (Sql("select rolcreaterole or rolsuper from pg_roles where rolname = current_user") != "t")
    GTEST_SKIP() << "the tests' user may not create roles";
  const std::string role = options_->schema + "_monitor_" + std::to_string(getpid());
  const std::string schema = options_->schema;
  Sql("create role " + role + "; grant usage on schema " + schema + " to " + role +
      "; grant insert on alerts to " + role + "; grant " + role + " to current_user");

  Sql("set role " + role + "; insert into alerts (title, severity) values ('t', 'critical')");
  EXPECT_EQ(Sql("select alert_id from alerts"), "sql-1");
  for (const char* denied :
       {"select * from alerts", "update alerts set status = 'resolved'", "delete from alerts",
        "truncate alerts", "select * from contacts", "insert into contacts (name) values ('x')",
        "select * from call", "select * from api_key", "select value from installation_secret"})
    EXPECT_EQ(Refusal(denied, role), "42501") << denied;

  Sql("grant select (id, alert_id, status), update (status) on alerts to " + role);
  EXPECT_EQ(
      Sql("set role " + role + "; insert into alerts (title) values ('u') returning alert_id"),
      "sql-2");
  Sql("set role " + role + "; update alerts set status = 'resolved' where alert_id = 'sql-1'");
  EXPECT_EQ(Sql("select status from alerts where id = 1"), "resolved");
  EXPECT_EQ(Refusal("update alerts set raised_at = now()", role), "42501");
  Sql("drop owned by " + role + "; drop role " + role);
}

// As a restart of the database is, seen from here.
TEST_F(AlertsSql, TheWatchComesBackAfterItsConnectionWasLost) {
  std::mutex mutex;
  std::condition_variable told;
  int alerts = 0;
  const auto watch = store_->Watch(std::chrono::hours(1), [&](OpenTable table) {
    const std::lock_guard lock(mutex);
    alerts += table == OpenTable::kAlerts ? 1 : 0;
    told.notify_all();
  });
  const auto wait_for = [&](int count) {
    std::unique_lock lock(mutex);
    return told.wait_for(lock, std::chrono::seconds(30), [&] { return alerts >= count; });
  };
  ASSERT_TRUE(wait_for(1)) << "at the beginning";
  ASSERT_EQ(Sql("select count(pg_terminate_backend(pid)) from pg_stat_activity where "
                "datname = current_database() and application_name = 'tocsin watch'"),
            "1");
  ASSERT_TRUE(wait_for(2)) << "it listens again";
  Sql("insert into alerts (title) values ('t')");
  EXPECT_TRUE(wait_for(3));
}

TEST_F(AlertsSql, TheWatchHearsOfOutboxRowsThatNobodyPublishes) {
  std::mutex mutex;
  std::condition_variable told;
  int alerts = 0, outbox = 0;
  const auto watch = store_->Watch(std::chrono::hours(1), [&](OpenTable table) {
    const std::lock_guard lock(mutex);
    alerts += table == OpenTable::kAlerts ? 1 : 0;
    outbox += table == OpenTable::kOutbox ? 1 : 0;
    told.notify_all();
  });
  std::unique_lock lock(mutex);
  ASSERT_TRUE(told.wait_for(lock, std::chrono::seconds(30), [&] { return alerts > 0; }));
  EXPECT_EQ(outbox, 0);
  lock.unlock();
  session_->TellOfOutbox();
  lock.lock();
  EXPECT_TRUE(told.wait_for(lock, std::chrono::seconds(30), [&] { return outbox == 1; }));
}

TEST_F(AlertsSql, TheWatchSweepsAlsoWhileItIsToldOfMoreAndMore) {
  std::atomic<int> contacts = 0;
  const auto watch = store_->Watch(std::chrono::milliseconds(100), [&](OpenTable table) {
    contacts += table == OpenTable::kContacts ? 1 : 0;
  });
  // A notification every 20 ms, so that it is never idle for as long as a sweep takes.
  for (int i = 0; i < 3'000 && contacts < 4; ++i) {
    Sql("insert into alerts (title) values ('t')");
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  EXPECT_GE(contacts, 4);
}

TEST_F(AlertsSql, ClosedRowsGoByTheirTime) {
  Sql("insert into alerts (alert_id, title) values ('old', 't'), ('young', 't'), ('open', 't')");
  Commit({.taken = {{1, true, false}, {2, true, false}, {3, true, false}}});
  Commit({.statuses = {{"old", "approved", true}, {"young", "dismissed", true}}});
  Sql("update alerts set closed_at = now() - interval '2 hours' where alert_id = 'old'");
  Sql("update alerts set raised_at = now() - interval '2 hours' where alert_id = 'open'");

  const auto done = store_->Forget(std::chrono::minutes(1));

  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(done->alerts, 1);
  EXPECT_EQ(Sql("select string_agg(alert_id, ',' order by id) from alerts"), "young,open");
}

}  // namespace
}  // namespace tocsin
