#include <set>
#include <thread>

#include "scenario/alert_calls/walk.hpp"
#include "tests/harness/alert_flow.hpp"

namespace tocsin::harness {
namespace {

constexpr const char* kSaysNo = "{turns: [{hear: nginx, press: '2'}, {hear: confirm, press: '1'}]}";
constexpr const char* kInsertOfSource =
    "INSERT INTO alerts (alert_type, severity, resource_type, resource_id, resource_name, "
    "node_name, title, description, status, created_at) VALUES "
    "('container_stopped','critical','container','100','nginx','pve1','Container Stopped',"
    "'Container nginx on pve1 has stopped unexpectedly','active',NOW())";

/// Waits for what a query answers.
bool Becomes(const Site& site, const std::string& sql, const std::string& wanted) {
  for (int i = 0; i < 600; ++i) {
    if (site.Query(sql) == wanted) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  ADD_FAILURE() << sql << " is " << site.Query(sql) << ", not " << wanted;
  return false;
}

TEST_F(Walk, AnAlertBySqlWithTheWorkerDeadAndAlive) {
  WalkSite site({.people = "{'+15559876543': [" + std::string(kSaysNo) + "]}"});
  EXPECT_EQ(site.At().Query(kInsertOfSource), "");
  ASSERT_TRUE(site.Start());

  auto closed = site.Bus().WaitFor("alerts", "sql-1", "tocsin.alert.closed", 1);
  ASSERT_EQ(closed.size(), 1U);
  EXPECT_EQ(closed[0].At("outcome"), "dismissed");
  const auto raised = site.Bus().Seen("alerts", "sql-1", "tocsin.alert.raised");
  ASSERT_EQ(raised.size(), 1U);
  for (const char* column :
       {"alert_type", "severity", "resource_type", "resource_id", "resource_name", "node_name",
        "title", "description", "status", "created_at"})
    EXPECT_NE(raised[0].At(column), "") << column;
  EXPECT_TRUE(Becomes(site.At(), "select status from alerts where id = 1", "dismissed"));

  EXPECT_EQ(site.At().Query(kInsertOfSource), "");
  EXPECT_EQ(site.Bus().WaitFor("alerts", "sql-2", "tocsin.alert.closed", 1).size(), 1U);
  EXPECT_TRUE(Becomes(site.At(), "select status from alerts where id = 2", "dismissed"));
  EXPECT_EQ(site.WaitForCalls(kLastResort, 2).size(), 2U);
  EXPECT_EQ(
      site.At().Query("select string_agg(alert_id || ' ' || status, ', ' order by created_at) "
                      "from voice_conversations"),
      "sql-1 dismissed, sql-2 dismissed");
}

TEST_F(Walk, AnAlertResolvedBySqlStopsRinging) {
  WalkSite site({.people = "{'+15559876543': [{no_answer: true}]}"});
  ASSERT_TRUE(site.Start());
  EXPECT_EQ(site.At().Query(kInsertOfSource), "");
  ASSERT_TRUE(Becomes(site.At(), "select status from alerts", "ringing"));

  EXPECT_EQ(site.At().Query("update alerts set status = 'resolved'"), "");

  const auto closed = site.Bus().WaitFor("alerts", "sql-1", "tocsin.alert.closed", 1);
  ASSERT_EQ(closed.size(), 1U);
  EXPECT_EQ(closed[0].At("outcome"), "resolved");
  const auto ended = site.Bus().WaitFor("calls", "sql-1", "tocsin.call.ended", 1);
  ASSERT_EQ(ended.size(), 1U);
  EXPECT_EQ(ended[0].At("reason"), "superseded");
  EXPECT_TRUE(
      Becomes(site.At(), "select status || (closed_at is not null) from alerts", "resolvedtrue"));
  EXPECT_EQ(site.Bus().Seen("alerts", "sql-1", "tocsin.alert.resolved").size(), 1U);
  EXPECT_EQ(site.WaitForCalls(kLastResort, 1).size(), 1U);
}

TEST_F(Walk, RowsWithTheFingerprintOfAnOpenAlertAreItsDuplicates) {
  // Nobody picks up, so that the first is open until the last has come.
  WalkSite site({.people = "{'+15559876543': [{no_answer: true}]}"});
  ASSERT_TRUE(site.Start());
  EXPECT_EQ(site.At().Query("insert into alerts (severity, title, fingerprint) select 'critical', "
                            "'nginx has stopped', 'pve1/100' from generate_series(1, 20)"),
            "");
  ASSERT_TRUE(Becomes(site.At(), "select count(*) from alerts where status = 'duplicate'", "19"));
  EXPECT_EQ(site.At().Query("update alerts set status = 'resolved' where status <> 'duplicate'"),
            "");
  ASSERT_TRUE(Becomes(site.At(),
                      "select string_agg(status, ',' order by status) from alerts where "
                      "closed_at is not null and status <> 'duplicate'",
                      "resolved"));
  EXPECT_EQ(site.WaitForCalls(kLastResort, 1).size(), 1U);
}

/// Waits until the worker's log has said it so often.
bool Says(WalkSite& site, const std::string& text, int times) {
  for (int i = 0; i < 600; ++i) {
    const auto log = site.Worker().Errors();
    int seen = 0;
    for (auto at = log.find(text); at != std::string::npos; at = log.find(text, at + 1)) ++seen;
    if (seen >= times) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  return false;
}

TEST_F(Walk, ContactsBySql) {
  WalkSite site({.people = "{'+15550000041': [" + std::string(kSaysNo) + "], '+15559876543': [" +
                           std::string(kSaysNo) + "]}"});
  ASSERT_TRUE(site.Start());
  EXPECT_EQ(site.At().Query("insert into contacts (id, phone, severities) values ('erin', "
                            "'+15550000041', '{critical}'), ('typo', '12', null)"),
            "");
  ASSERT_TRUE(Says(site, "the table contacts has changed", 1));
  EXPECT_THAT(site.Worker().Errors(),
              testing::HasSubstr("contact 'typo' of the table contacts is left out: its phone"));
  EXPECT_EQ(site.At().Query(kInsertOfSource), "");
  ASSERT_EQ(site.Bus().WaitFor("alerts", "sql-1", "tocsin.alert.closed", 1).size(), 1U);
  EXPECT_EQ(site.WaitForCalls("+15550000041", 1).size(), 1U);
  EXPECT_TRUE(site.Calls(kLastResort).empty());

  EXPECT_EQ(site.At().Query("update contacts set active = false"), "");
  ASSERT_TRUE(Says(site, "the table contacts has changed", 2));
  EXPECT_EQ(site.At().Query(kInsertOfSource), "");
  ASSERT_EQ(site.Bus().WaitFor("alerts", "sql-2", "tocsin.alert.closed", 1).size(), 1U);
  EXPECT_EQ(site.WaitForCalls(kLastResort, 1).size(), 1U);
}

// Two processes share the partitions; one is killed in the middle.
TEST_F(Walk, TenThousandRowsAtOnceEachOnce) {
  const Site site("sql");
  site.Write("workflows/notify.yaml", kNotifyWorkflow);
  auto first = site.Start({}, {"--data", "first"});
  auto second = site.Start({}, {"--data", "second"});
  ASSERT_TRUE(first && second);

  EXPECT_EQ(site.Query("insert into alerts (title, severity) select 'row ' || n, 'info' from "
                       "generate_series(1, 10000) n"),
            "");
  for (int i = 0;
       i < 6000 && site.Query("select count(*) > 1000 from alerts where not pending") != "t"; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  first->Signal(SIGKILL);

  const auto raised = ReadTopic(site, "alerts", "tocsin.alert.raised", 10'000,
                                std::chrono::seconds(90), std::chrono::seconds(2));
  EXPECT_EQ(raised.size(), 10'000U);
  std::size_t doubled = 0;
  for (const auto& [key, records] : raised) {
    std::set<std::string> ids;
    for (const auto& record : records) ids.insert(record.id);
    doubled += ids.size() > 1 ? 1 : 0;
  }
  EXPECT_EQ(doubled, 0U);
  EXPECT_EQ(site.Query("select count(*) from alerts where pending"), "0");
}

}  // namespace
}  // namespace tocsin::harness
