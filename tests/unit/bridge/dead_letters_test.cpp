#include "workers/bridge/dead_letters.hpp"

#include <gtest/gtest.h>

#include "adapters/http.hpp"
#include "fakes/fake_directory.hpp"
#include "schemas/json.hpp"
#include "schemas/utf8.hpp"

namespace tocsin::bridge {
namespace {

/// A dead-letter topic of two partitions in memory.
class LetterLog final : public LogReader {
 public:
  Result<std::vector<Record>> ReadTail(const TopicPartition& at, std::int64_t offset,
                                       std::size_t limit, Duration) override {
    std::vector<Record> out;
    for (const Record& record : records)
      if (record.at == at && record.offset >= offset && out.size() < limit) out.push_back(record);
    return out;
  }
  void Put(int partition, std::int64_t offset, std::string reason, std::string minute,
           Headers more = {}) {
    Record record;
    record.at = {.topic = "t.dlq", .partition = partition};
    record.offset = offset;
    record.key = "alert-" + std::to_string(offset);
    record.value = R"({"phone":"+15559876543"})";
    record.headers = {{"ce_id", "e" + std::to_string(offset)},
                      {"ce_type", "tocsin.action.requested"},
                      {"dlq_reason", std::move(reason)},
                      {"dlq_error", "no answer of +15559876543"},
                      {"dlq_topic", "t.actions"},
                      {"dlq_partition", "4"},
                      {"dlq_offset", "99"},
                      {"dlq_time", "2026-03-07T01:" + minute + ":00Z"},
                      {"dlq_role", "bridge"}};
    for (auto& header : more) record.headers.push_back(std::move(header));
    records.push_back(std::move(record));
  }
  std::vector<Record> records;
};

class ListedCommits final : public Committer {
 public:
  Result<CommitOutcome> Commit(const Batch& batch) override {
    batches.push_back(batch);
    return CommitOutcome{};
  }
  std::vector<Batch> batches;
};

class DeadLettersTest : public testing::Test {
 protected:
  std::vector<std::string> Ids(const LetterFilter& filter) {
    std::vector<std::string> ids;
    const auto found = letters_.List(filter);
    for (const auto& letter : *found) ids.push_back(letter.Id());
    return ids;
  }
  LetterLog log_;
  fakes::FakeDirectory directory_;
  ListedCommits commits_;
  DeadLetters letters_{log_, directory_, {"t.dlq", 2, "log-1"}};
};

using Texts = std::vector<std::string>;

TEST_F(DeadLettersTest, ListsTheNewestOldestFirst) {
  log_.Put(0, 7, "delivery_failed", "10");
  log_.Put(1, 3, "undecodable", "05");
  log_.Put(1, 4, "delivery_failed", "20");
  EXPECT_EQ(Ids({}), (Texts{"1:3", "0:7", "1:4"}));
  EXPECT_EQ(Ids({.limit = 2}), (Texts{"0:7", "1:4"}));
  EXPECT_EQ(Ids({.reason = "delivery_failed", .limit = 1}), (Texts{"1:4"}));
  EXPECT_EQ(Ids({.topic = "t.alerts"}), Texts{});
  EXPECT_EQ(Ids({.since = ParseTime("2026-03-07T01:10:00Z").value()}), (Texts{"0:7", "1:4"}));
}

TEST_F(DeadLettersTest, FindsOneByItsPlace) {
  log_.Put(1, 3, "undecodable", "05");
  EXPECT_EQ(letters_.Get("1:3")->reason, "undecodable");
  for (const char* gone : {"1:4", "0:3", "2:3", "-1:3"})
    EXPECT_EQ(letters_.Get(gone).error().kind, ErrorKind::kNotFound) << gone;
  for (const char* wrong : {"", "3", "1:", "1:x", "a:3", "1:-3"})
    EXPECT_EQ(letters_.Get(wrong).error().kind, ErrorKind::kInvalid) << wrong;
}

TEST_F(DeadLettersTest, AReplayKeepsTheIdAndSaysOfWhatItIsOne) {
  log_.Put(1, 3, "delivery_failed", "05", {{"dlq_delivery", "n8n"}});
  const auto letter = *letters_.Get("1:3");
  ASSERT_TRUE(letters_.Replay(letter, {*ReplayOf(letter)}, commits_));

  ASSERT_EQ(commits_.batches.size(), 1U);
  EXPECT_EQ(commits_.batches[0].role, "bridge");
  ASSERT_EQ(commits_.batches[0].outbox.size(), 1U);
  EXPECT_EQ(commits_.batches[0].outbox[0].partition, 4);
  const OutgoingRecord& record = commits_.batches[0].outbox[0].records.at(0);
  EXPECT_EQ(record.topic, "t.actions");
  EXPECT_EQ(record.key, "alert-3");
  EXPECT_EQ(record.headers, (Headers{{"ce_id", "e3"},
                                     {"ce_type", "tocsin.action.requested"},
                                     {"dlq_replay", "1:3#1"},
                                     {"dlq_role", "bridge"},
                                     {"dlq_delivery", "n8n"}}));
  const auto again = *letters_.Get("1:3");
  EXPECT_EQ(again.replays, 1);
  EXPECT_TRUE(again.replayed_at);
  EXPECT_EQ(HeaderValue(ReplayOf(again)->headers, "dlq_replay"), "1:3#2");
}

TEST_F(DeadLettersTest, WhatIsNotWholeIsNotReplayed) {
  log_.Put(0, 1, "delivery_failed", "05", {{"dlq_value_bytes", "2000000"}});
  log_.Put(0, 2, "refused_by_bus", "06");
  for (const char* id : {"0:1", "0:2"})
    EXPECT_EQ(ReplayOf(*letters_.Get(id)).error().kind, ErrorKind::kInvalid);
  EXPECT_TRUE(commits_.batches.empty());
}

TEST_F(DeadLettersTest, ShowsNoWholePhoneNumber) {
  log_.Put(0, 1, "delivery_failed", "05");
  const auto text = JsonText(ToJson(*letters_.Get("0:1"), true));
  EXPECT_EQ(text.find("+15559876543"), std::string::npos);
  EXPECT_NE(text.find("+1*******543"), std::string::npos);
}

TEST_F(DeadLettersTest, ShowsUtf8WhateverWasSent) {
  log_.Put(0, 1, "no\xffreason", "05");
  const auto text = JsonText(ToJson(*letters_.Get("0:1"), true));
  EXPECT_TRUE(IsUtf8(text)) << text;
  EXPECT_NE(text.find("no\xEF\xBF\xBDreason"), std::string::npos);
}

}  // namespace
}  // namespace tocsin::bridge
