// A number is erased from all that is over, and named where something goes on.
#include <gmock/gmock.h>

#include <map>

#include "harness.hpp"
#include "tests/fakes/table_grep.hpp"

namespace tocsin {
namespace {

using testing::IsEmpty;
using testing::Pair;
using testing::UnorderedElementsAre;

constexpr const char* kErased = "+15559876543";
constexpr const char* kMask = "+1*******543";
constexpr const char* kOther = "+4930123456";

class EraseContract : public MigratedPostgres {
 protected:
  void Commit(const Batch& batch) {
    const auto done = session_->Commit(batch);
    ASSERT_TRUE(done) << done.error().message;
    ASSERT_EQ(done->kind, CommitOutcome::Kind::kCommitted);
  }
  void PutTalk(const std::string& name, const std::string& phone, bool over) {
    Batch batch = VoiceBatch();
    auto question = NewQuestion(name);
    question.state = R"({"by":")" + phone + R"("})" + NastyText();
    auto call = NewCall(name, question.id);
    call.phone = phone;
    call.contact = "alice";
    call.context = R"({"reporter":")" + phone + R"("})";
    call.state = R"({"url":"https://v/?n=%2B)" + phone.substr(1) + R"("})" + NastyText();
    auto attempt = NewAttempt(name, call.id);
    attempt.phone = phone;
    attempt.unresolved = !over;
    batch.voice.questions = {question};
    batch.voice.calls = {call};
    batch.voice.attempts = {attempt};
    batch.voice.turns = {{call.id, 1, "user", "my number is " + phone, At(2)}};
    Commit(batch);
  }
  /// Where a number stands in the schema: "call.state", ...
  std::string PlacesOf(const std::string& phone) {
    return Sql("select tocsin_test_places('" + phone + "')");
  }
  void MakeGrep() { Sql(fakes::kTableGrep); }
};

TEST_F(EraseContract, WhatIsOverHoldsTheNumberNoMore) {
  MakeGrep();
  PutTalk("mine", kErased, true);
  PutTalk("other", kOther, true);
  Batch batch = WorkflowBatch();
  RunWrite run = NewRun("ended");
  run.status = RunStatus::kCompleted;
  run.output = R"({"called":"+15559876543"})";
  run.subject = std::string("about ") + kErased;
  run.history = R"([{"what":"called +15559876543"}])";
  batch.runs = {run};
  Commit(batch);
  Sql("insert into alerts (alert_id, title) values ('a1', 'caller +15559876543 waits')");
  Sql("update alerts set closed_at = now()");
  ASSERT_NE(PlacesOf(kErased), "");

  const auto done = store_->Erase(kErased);

  ASSERT_TRUE(done) << done.error().message;
  EXPECT_THAT(done->in_use, IsEmpty());
  EXPECT_THAT(done->erased,
              UnorderedElementsAre(Pair("turns", 1), Pair("questions", 1), Pair("attempts", 1),
                                   Pair("calls", 1), Pair("ended runs", 1), Pair("history", 1),
                                   Pair("alerts", 1)));
  EXPECT_EQ(PlacesOf(kErased), "");
  EXPECT_EQ(Sql("select count(*) from call where phone = '" + std::string(kMask) +
                "' and contact is null and status = 'dialling'"),
            "1")
      << "what came of it stays";
  EXPECT_EQ(Sql("select convert_from(output, 'UTF8') from run_done"),
            R"({"called":"+1*******543"})");
  EXPECT_NE(PlacesOf(kOther), "") << "others are left alone";
  EXPECT_EQ(Sql("select count(*) from turn"), "1");

  const auto again = store_->Erase(kErased);
  ASSERT_TRUE(again);
  EXPECT_THAT(again->erased, IsEmpty());
}

TEST_F(EraseContract, WhatGoesOnIsNamedAndLeftWhole) {
  MakeGrep();
  PutTalk("live", kErased, false);
  Batch batch = WorkflowBatch();
  RunWrite run = NewRun("live");
  run.state = "rings +15559876543";
  batch.runs = {run};
  Commit(batch);
  Sql("insert into contacts (name, phone) values ('Alice', '+15559876543')");
  const auto before = PlacesOf(kErased);

  const auto done = store_->Erase(kErased);

  ASSERT_TRUE(done) << done.error().message;
  EXPECT_THAT(done->in_use,
              UnorderedElementsAre(Pair("calls in progress", 1), Pair("runs in progress", 1),
                                   Pair("rows of the table contacts", 1)));
  EXPECT_EQ(Sql("select count(*) from turn"), "1");
  EXPECT_EQ(Sql("select phone from call"), kErased);
  EXPECT_NE(before.find("run.state"), std::string::npos);
  EXPECT_NE(PlacesOf(kErased).find("run.state"), std::string::npos);
}

TEST_F(EraseContract, OfActionsThoseThatHaveEnded) {
  MakeGrep();
  for (const std::string name : {"open", "done"})
    Sql("insert into action (id, partition, state, about, result) values ('" + name + "', 0, '" +
        (name == "open" ? name : "completed") +
        "', convert_to('{\"parameters\":{\"from\":\"+15559876543\"},\"u\":\"?n=%2B15559876543\"}', "
        "'UTF8'), " +
        (name == "open" ? "null" : "convert_to('{\"told\":\"+15559876543\"}', 'UTF8')") + ")");
  Sql("insert into action (id, partition, state, about) values ('other', 0, 'failed', "
      "convert_to('{\"to\":\"+4930123456\"}', 'UTF8'))");
  ASSERT_EQ(PlacesOf(kErased), "action.about action.result ");

  const auto done = store_->Erase(kErased);

  ASSERT_TRUE(done) << done.error().message;
  EXPECT_THAT(done->erased, UnorderedElementsAre(Pair("actions", 1)));
  EXPECT_THAT(done->in_use, UnorderedElementsAre(Pair("open actions", 1)));
  EXPECT_EQ(PlacesOf(kErased), "action.about ") << "the open one";
  EXPECT_EQ(
      Sql("select convert_from(about, 'UTF8') || convert_from(result, 'UTF8') from action "
          "where id = 'done'"),
      R"({"parameters":{"from":"+1*******543"},"u":"?n=%2B1*******543"}{"told":"+1*******543"})");
  EXPECT_EQ(PlacesOf(kOther), "action.about ");

  Sql("update action set state = 'failed' where id = 'open'");
  const auto later = store_->Erase(kErased);
  ASSERT_TRUE(later);
  EXPECT_THAT(later->in_use, IsEmpty());
  EXPECT_EQ(PlacesOf(kErased), "");
}

TEST_F(EraseContract, InEveryColumnOfAnAlert) {
  MakeGrep();
  const std::string columns =
      "alert_id, alert_type, resource_type, resource_id, resource_name, node_name, title, "
      "description, fingerprint";
  Sql("insert into alerts (" + columns +
      ", severity) select '+15559876543', '+15559876543', "
      "'+15559876543', '+15559876543', '+15559876543', '+15559876543', '+15559876543', "
      "'+15559876543', '+15559876543', 'high'");
  const auto open = store_->Erase(kErased);
  ASSERT_TRUE(open) << open.error().message;
  EXPECT_THAT(open->in_use, UnorderedElementsAre(Pair("open alerts", 1)));

  Sql("update alerts set closed_at = now()");
  ASSERT_TRUE(store_->Erase(kErased));

  EXPECT_EQ(PlacesOf(kErased), "");
}

TEST_F(EraseContract, WhoRangUsIsErasedToo) {
  MakeGrep();
  Batch batch = VoiceBatch();
  auto call = NewCall("in", {});
  call.direction = CallDirection::kInbound;
  call.phone = kErased;
  auto attempt = NewAttempt("in", call.id);
  attempt.from = kErased;
  attempt.phone = kOther;
  attempt.unresolved = false;
  batch.voice.calls = {call};
  batch.voice.attempts = {attempt};
  Commit(batch);

  ASSERT_TRUE(store_->Erase(kErased));

  EXPECT_EQ(PlacesOf(kErased), "");
  EXPECT_EQ(Sql("select from_number || ' ' || phone from attempt"),
            std::string(kMask) + ' ' + kOther);
}

TEST_F(EraseContract, OfTheEmbeddedBusOnlyWhatAllHaveRead) {
  Sql("insert into bus_group (name, topic, partition, next) values ('g', 'tocsin.calls', 0, 1)");
  Sql("insert into bus_record (topic, partition, seq, at, value, headers) select 'tocsin.calls', "
      "0, n, now(), convert_to('{\"phone\":\"+15559876543\"}', 'UTF8'), '' from "
      "generate_series(0, 1) n");

  const auto done = store_->Erase(kErased);

  ASSERT_TRUE(done) << done.error().message;
  EXPECT_THAT(done->erased, UnorderedElementsAre(Pair("records of the embedded bus", 1)));
  EXPECT_THAT(done->in_use,
              UnorderedElementsAre(Pair("records of the embedded bus that are not read yet", 1)));
  EXPECT_EQ(Sql("select convert_from(value, 'UTF8') from bus_record where seq = 0"),
            R"({"phone":"+1*******543"})");
}

}  // namespace
}  // namespace tocsin
