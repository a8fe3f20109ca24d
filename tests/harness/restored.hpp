#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <cstdio>
#include <cstdlib>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <thread>

#include "tests/harness/dialling.hpp"
#include "tests/harness/phone_site.hpp"
#include "tests/harness/phone_story.hpp"
#include "tests/harness/receiver.hpp"

namespace tocsin::harness {

// Alerts by what was known of them when the copy was made.
inline constexpr int kBefore = 3;  // closed
inline constexpr int kAcross = 3;  // it rang; answered after that
inline constexpr int kSince = 5;   // raised and closed after that
inline constexpr int kOpen = 3;    // raised after that, nobody has answered yet
inline constexpr int kAcrossFirst = kBefore, kSinceFirst = kAcrossFirst + kAcross,
                     kOpenFirst = kSinceFirst + kSince, kAll = kOpenFirst + kOpen;

inline std::string RestoredPeople(bool all_answer) {
  std::string people;
  for (int i = 0; i < kAll; ++i) {
    const bool across = i >= kAcrossFirst && i < kSinceFirst;
    if (i < kOpenFirst || all_answer)
      people += ApprovingPerson(PersonNumber(i), across && !all_answer ? "60s" : "1s");
  }
  return people;
}

/// The database is put back from a copy while the bus went on; here a copy by pg_dump.
class Restored : public testing::Test {
 protected:
  void SetUp() override {
    if (KafkaAddress().empty() || DatabaseAddress().empty())
      GTEST_SKIP() << "needs Kafka and PostgreSQL";
    if (harness::Run({.command = {"sh", "-c", "command -v pg_dump && command -v pg_restore"}})
            .exit != 0)
      GTEST_SKIP() << "needs pg_dump";
    MakeSite(DatabaseAddress());
  }

  void MakeSite(const std::string& database) {
    site_ = std::make_unique<PhoneSite>(
        "restore",
        PhoneSiteOptions{.people = RestoredPeople(false),
                         .workflow = kApprovalWorkflow,
                         .database = database,
                         .settings = "bridge: {deliveries: [{name: desk, url: '" + receiver_.Url() +
                                     "', secret: a-secret-of-the-desk}]}\n"});
    copy_ = (site_->At().Folder() / "copy").string();
  }

  void Until(int count, const char* what, const std::function<int()>& seen) {
    for (int tries = 0; tries < 1200 && seen() < count; ++tries)
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    EXPECT_GE(seen(), count) << what;
  }
  int Closed() const {
    return std::atoi(
        site_->At().Query("select count(*) from run_done where name = 'approval'").c_str());
  }
  int Placed(int i) const { return static_cast<int>(site_->Calls(PersonNumber(i)).size()); }

  void Shell(const std::string& command) const {
    const auto done = harness::Run({.command = {"sh", "-c", command}});
    EXPECT_EQ(done.exit, 0) << command << '\n' << done.errors;
  }
  void Stop(Process& worker) {
    worker.Signal(SIGTERM);
    EXPECT_EQ(worker.Wait(std::chrono::seconds(60)), 0) << worker.Errors();
    log_ += worker.Errors();
  }

  virtual void Copy() {
    Shell("pg_dump --format=custom --schema='" + site_->At().Schema() + "' --file='" + copy_ +
          "' '" + site_->At().Database() + "'");
  }
  virtual void PutBack() {
    site_->At().Query("drop schema \"" + site_->At().Schema() + "\" cascade");
    Shell("pg_restore --no-owner --exit-on-error --dbname='" + site_->At().Database() + "' '" +
          copy_ + "'");
  }

  /// Until the database is lost: all that happened is on the bus, and the copy knows a part of it.
  void LiveAndLose() {
    auto worker = site_->Start();
    ASSERT_NE(worker, nullptr);
    PublishApprovals(site_->At(), 0, kBefore);
    Until(kBefore, "closed before the copy", [&] { return Closed(); });
    PublishApprovals(site_->At(), kAcrossFirst, kAcross);
    for (int i = kAcrossFirst; i < kSinceFirst; ++i)
      Until(1, "rings as the copy is made", [&] { return Placed(i); });
    Copy();
    PublishApprovals(site_->At(), kSinceFirst, kSince);
    Until(kOpenFirst, "closed after the copy", [&] { return Closed(); });
    Until(kOpenFirst, "delivered", [&] { return static_cast<int>(Deliveries().size()); });
    PublishApprovals(site_->At(), kOpenFirst, kOpen);
    for (int i = kOpenFirst; i < kAll; ++i)
      Until(1, "rings as the database is lost", [&] { return Placed(i); });
    Stop(*worker);
    PutBack();
    for (int i = 0; i < kAll; ++i) rings_before_[i] = Placed(i);
    site_->Script(RestoredPeople(true));
  }

  /// webhook-id to how often it came.
  std::map<std::string, int> Deliveries() const {
    std::map<std::string, int> counts;
    for (const auto& request : receiver_.Received())
      for (const auto& [name, value] : request.headers)
        if (name == "webhook-id") ++counts[value];
    return counts;
  }
  /// People among `first` ... who were rung again since the copy was put back.
  int RungAgain(int first, int count) const {
    int again = 0;
    for (int i = first; i < first + count; ++i) again += Placed(i) > rings_before_.at(i) ? 1 : 0;
    return again;
  }
  /// Consumers of the topic see an action again under its id, never another one.
  void ExpectOneActionEach() const {
    const auto asked =
        ReadTopic(site_->At(), "actions", "tocsin.action.requested", kAll, std::chrono::seconds(5));
    EXPECT_EQ(asked.size(), static_cast<std::size_t>(kAll));
    for (const auto& [alert, records] : asked) {
      std::set<std::string> ids;
      for (const auto& record : records)
        ids.insert(std::string(StringAt(ParseJson(record.value)->as_object(), "action_id")));
      EXPECT_EQ(ids.size(), 1U) << alert;
    }
  }
  std::string Again(int first, int count) const { return std::to_string(RungAgain(first, count)); }

  /// After the copy was put back: the command, a worker, and all comes to its end.
  void ExpectWhatIsSettledToStay();

  Receiver receiver_;
  std::unique_ptr<PhoneSite> site_;
  std::string copy_, log_;
  std::map<int, int> rings_before_;
};

inline void Restored::ExpectWhatIsSettledToStay() {
  const auto settled = site_->At().Tocsin({"migrate", "--restored"});
  EXPECT_EQ(settled.exit, 0) << settled.errors;
  EXPECT_THAT(settled.output, testing::HasSubstr("5 alerts were raised and closed since the copy"));
  for (int i = kOpenFirst; i < kAll; ++i)
    EXPECT_THAT(settled.output, testing::HasSubstr("handled anew, people may be rung: alert " +
                                                   site_->At().Prefix() + "-" + std::to_string(i)));
  // Said twice it finds the same, and loses nothing.
  EXPECT_EQ(site_->At()
                .Tocsin({"migrate", "--restored"})
                .output.substr(settled.output.find("handled anew")),
            settled.output.substr(settled.output.find("handled anew")));
  auto worker = site_->Start();
  ASSERT_NE(worker, nullptr);

  const auto report = JudgeApprovals(*site_, 0, kAll, std::chrono::seconds(90));
  EXPECT_EQ(report.missing, 0);
  ExpectOneActionEach();
  EXPECT_EQ(RungAgain(0, kBefore), 0);
  EXPECT_EQ(RungAgain(kAcrossFirst, kAcross), 0);
  EXPECT_EQ(RungAgain(kSinceFirst, kSince), 0);
  Until(kAll, "delivered", [&] { return static_cast<int>(Deliveries().size()); });
  const auto deliveries = Deliveries();
  EXPECT_EQ(deliveries.size(), static_cast<std::size_t>(kAll)) << "an action came under two ids";
  int repeated = 0;
  for (const auto& [id, times] : deliveries) repeated += times - 1;
  EXPECT_LE(repeated, kAcross) << "only of alerts that were open as the copy was made";
  const auto closed =
      ReadTopic(site_->At(), "alerts", "tocsin.alert.closed", kAll, std::chrono::seconds(5));
  for (int i = kSinceFirst; i < kOpenFirst; ++i)
    EXPECT_EQ(closed.at(site_->At().Prefix() + "-" + std::to_string(i)).size(), 1U);
  std::printf("with --restored: rung again: %s across, %s since, %s open; webhooks repeated: %d\n",
              Again(kAcrossFirst, kAcross).c_str(), Again(kSinceFirst, kSince).c_str(),
              Again(kOpenFirst, kOpen).c_str(), repeated);
  if (HasFailure())
    std::printf("%s%s%s%s\n", settled.output.c_str(), report.details.c_str(), log_.c_str(),
                worker->Errors().c_str());
}

}  // namespace tocsin::harness
