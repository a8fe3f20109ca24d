// `tocsin runs`, `tail` and `evidence`, beside a worker that handles alerts.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "exit_codes.hpp"
#include "schemas/json.hpp"
#include "schemas/utf8.hpp"
#include "tests/harness/alert_flow.hpp"
#include "tests/harness/kafka_client.hpp"
#include "tests/harness/site.hpp"

namespace tocsin {
namespace {

using testing::HasSubstr;
using testing::Not;

/// One worker and three notified alerts for all tests, which only look.
class FindOut : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    if (harness::KafkaAddress().empty() || harness::DatabaseAddress().empty()) return;
    site_ = new harness::Site("find_out");
    site_->Write("workflows/notify.yaml", harness::kNotifyWorkflow);
    worker_ = site_->Start().release();
    if (worker_ == nullptr) return;
    harness::PublishAlerts(*site_, 1, 3);
    harness::ReadTopic(*site_, "actions", "tocsin.action.requested", 3, std::chrono::seconds(120));
  }
  static void TearDownTestSuite() {
    delete worker_;
    delete site_;
  }
  void SetUp() override {
    if (site_ == nullptr) GTEST_SKIP() << "no Kafka or no database";
    ASSERT_NE(worker_, nullptr);
  }

  static std::string Alert() { return site_->Prefix() + "-2"; }
  static json::array Runs(std::vector<std::string> more) {
    std::vector<std::string> words = {"runs", "list", "--format", "json"};
    words.insert(words.end(), more.begin(), more.end());
    const auto finished = site_->Tocsin(words);
    EXPECT_EQ(finished.exit, kDone) << finished.errors;
    const auto rows = ParseJson(finished.output);
    return rows && rows->is_array() ? rows->get_array() : json::array();
  }

  static harness::Site* site_;
  static harness::Process* worker_;
};

harness::Site* FindOut::site_ = nullptr;
harness::Process* FindOut::worker_ = nullptr;

TEST_F(FindOut, RunsAreListedAndShown) {
  EXPECT_EQ(Runs({}).size(), 3U);
  EXPECT_EQ(Runs({"--status", "faulted"}).size(), 0U);
  const auto about = Runs({"--subject", Alert()});
  ASSERT_EQ(about.size(), 1U);
  const auto& run = about[0].as_object();
  EXPECT_EQ(StringAt(run, "status"), "completed");
  const std::string id(StringAt(run, "id"));

  const auto shown = site_->Tocsin({"runs", "show", id});
  EXPECT_EQ(shown.exit, kDone) << shown.errors;
  EXPECT_THAT(shown.output, HasSubstr("subject  " + Alert()));
  EXPECT_THAT(shown.output, HasSubstr("ended: completed"));

  EXPECT_EQ(site_->Tocsin({"runs", "show", Alert()}).exit, kUsage);
  EXPECT_EQ(site_->Tocsin({"runs", "show", "00000000-0000-0000-0000-000000000001"}).exit, kFailed);
  EXPECT_EQ(site_->Tocsin({"runs", "list", "--since", "soon"}).exit, kUsage);
}

TEST_F(FindOut, ATopicIsPrintedFromItsBeginningToItsEnd) {
  const auto text = site_->Tocsin({"tail", "alerts", "--from-beginning", "--until-end"});
  EXPECT_EQ(text.exit, kDone) << text.errors;
  EXPECT_THAT(text.output, HasSubstr("tocsin.alert.raised  " + Alert()));
  const auto one = site_->Tocsin({"tail", "alerts", "--from-beginning", "--until-end", "--key",
                                  Alert(), "--type", "tocsin.alert.raised", "--format", "json"});
  EXPECT_EQ(one.exit, kDone) << one.errors;
  const auto record = ParseJson(one.output);
  ASSERT_TRUE(record) << one.output;
  EXPECT_EQ(StringAt(record->as_object(), "key"), Alert());
  EXPECT_THAT(one.output, Not(HasSubstr(site_->Prefix() + "-1")));
  const auto none = site_->Tocsin({"tail", "no.such.topic", "--until-end"});
  EXPECT_EQ(none.exit, kFailed);
  EXPECT_THAT(none.errors, HasSubstr("no.such.topic"));
}

TEST_F(FindOut, WhatSomebodySentMovesNoCursor) {
  harness::KafkaClient producer(harness::KafkaClient::Kind::kProducer, site_->Kafka());
  producer.Produce({.topic = site_->Prefix() + ".lifecycle",
                    .key = "odd\x1b[2J\xff",
                    .value = "\x1b]0;mine\x07\xfe" + std::string(383, 'x') + "+15559876543",
                    .headers = {{"h\xff", "\xff"}}});
  producer.Flush();
  const auto tail = [](const char* format) {
    return site_->Tocsin(
        {"tail", "lifecycle", "--from-beginning", "--until-end", "--format", format});
  };
  const auto text = tail("text");
  EXPECT_EQ(text.exit, kDone) << text.errors;
  EXPECT_THAT(text.output, HasSubstr("odd\\x1b[2J\xEF\xBF\xBD"));
  EXPECT_THAT(text.output, HasSubstr("x+1***..."));
  EXPECT_THAT(text.output, Not(HasSubstr("\x1b")));
  const auto rows = tail("json");
  EXPECT_EQ(rows.exit, kDone) << rows.errors;
  EXPECT_TRUE(IsUtf8(rows.output));
  EXPECT_THAT(rows.output, HasSubstr("]0;mine"));
}

TEST_F(FindOut, EvidenceIsExportedSignedAndAChangedByteIsFound) {
  const auto key = site_->Tocsin({"evidence", "key"});
  ASSERT_EQ(key.exit, kDone) << key.errors;
  const std::string public_key = key.output.substr(0, key.output.find('\n'));
  auto exported = site_->Tocsin({"evidence", "export", Alert()});
  ASSERT_EQ(exported.exit, kDone) << exported.errors;
  site_->Write("evidence.jsonl", exported.output);
  const auto good = site_->Tocsin({"evidence", "verify", "evidence.jsonl", "--key", public_key});
  EXPECT_EQ(good.exit, kDone) << good.errors;
  EXPECT_THAT(good.output, HasSubstr(Alert()));

  const auto at = exported.output.find("completed");
  ASSERT_NE(at, std::string::npos) << exported.output;
  exported.output[at] = 'C';
  site_->Write("evidence.jsonl", exported.output);
  const auto bad = site_->Tocsin({"evidence", "verify", "evidence.jsonl", "--key", public_key});
  EXPECT_EQ(bad.exit, kFailed);
  EXPECT_THAT(bad.errors, HasSubstr("changed"));
  EXPECT_EQ(site_->Tocsin({"evidence", "show", "nobody"}).exit, kFailed);
}

}  // namespace
}  // namespace tocsin
