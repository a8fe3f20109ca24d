// What was asked and said goes by its time, and nothing that lives still.
#include "harness.hpp"

namespace tocsin {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;

class ForgetConversations : public MigratedPostgres {
 protected:
  std::string Count(const std::string& table) { return Sql("select count(*) from " + table); }

  struct Talk {
    QuestionRow question;
    CallRow call;
    AttemptRow attempt;
  };
  /// A decided question with a call that is over.
  static Talk Ended(const std::string& name) {
    Talk talk{.question = NewQuestion(name), .call = {}, .attempt = {}};
    talk.question.status = "decided";
    talk.call = NewCall(name, talk.question.id);
    talk.call.status = "approved";
    talk.attempt = NewAttempt(name, talk.call.id);
    talk.attempt.unresolved = false;
    return talk;
  }
  void Put(const Talk& talk, std::optional<TimePoint> timer = {}) {
    Batch batch = VoiceBatch();
    batch.voice.questions = {talk.question};
    batch.voice.calls = {talk.call};
    batch.voice.attempts = {talk.attempt};
    batch.voice.turns = {{talk.call.id, 1, "assistant", "nginx has stopped", At(2)},
                         {talk.call.id, 2, "user", "approve", At(3)}};
    if (timer) batch.timers = {{"call", talk.call.id, 2, timer}};
    const auto session = store_->OpenSession();
    const auto done = (*session)->Commit(batch);
    ASSERT_TRUE(done) << done.error().message;
  }
  /// As if everything were that much older.
  void Age(const std::string& interval) {
    Sql("update question set updated_at = updated_at - interval '" + interval + "'");
    Sql("update call set updated_at = now() - interval '" + interval + "'");
    Sql("update attempt set planned_at = now() - interval '" + interval + "'");
  }
  Forgotten Forget(Duration keep) {
    const auto done = store_->Forget(keep);
    EXPECT_TRUE(done) << done.error().message;
    return done.value_or(Forgotten{});
  }
};

TEST_F(ForgetConversations, RemovesAllOfThemAndSaysHowMany) {
  Put(Ended("a"));
  Put(Ended("b"));
  Age("2 hours");
  Put(Ended("young"));
  Sql("update call set updated_at = now() where contact = 'alice' and id = '" +
      Ended("young").call.id.ToString() + "'");

  const Forgotten done = Forget(minutes(1));

  EXPECT_EQ(done.questions, 2);
  EXPECT_EQ(done.calls, 2);
  EXPECT_EQ(done.attempts, 2);
  EXPECT_EQ(done.turns, 4);
  EXPECT_FALSE(done.more);
  EXPECT_EQ(Count("question"), "1");
  EXPECT_EQ(Count("call"), "1");
  EXPECT_EQ(Count("attempt"), "1");
  EXPECT_EQ(Count("turn"), "2");
  EXPECT_EQ(Forget(minutes(1)).questions, 0);
}

TEST_F(ForgetConversations, RemovesCallsOfNoQuestion) {
  const auto put = [&](const std::string& name, bool unresolved) {
    Batch batch = VoiceBatch();
    batch.voice.calls = {NewCall(name, {})};
    batch.voice.attempts = {NewAttempt(name, batch.voice.calls[0].id)};
    batch.voice.attempts[0].phone = "+1555000" + std::to_string(1000 + name.size());
    batch.voice.attempts[0].unresolved = unresolved;
    batch.voice.turns = {{batch.voice.calls[0].id, 1, "assistant", "hello", At(2)}};
    ASSERT_TRUE((*store_->OpenSession())->Commit(batch));
  };
  put("over", false);
  put("under way", true);
  Age("2 hours");

  const Forgotten done = Forget(minutes(1));

  EXPECT_EQ(done.calls, 1);
  EXPECT_EQ(done.attempts, 1);
  EXPECT_EQ(done.turns, 1);
  EXPECT_EQ(Count("call"), "1");
}

TEST_F(ForgetConversations, KeepsWhatLives) {
  Talk open = Ended("open");
  open.question.status = "open";
  open.question.run = RunId();
  Talk unresolved = Ended("unresolved");
  unresolved.attempt.unresolved = true;
  Put(open);
  Put(Ended("timer"), At(99));
  Put(unresolved);
  Talk asked = Ended("asked");
  asked.question.run = RunNamed("live");
  Batch run = WorkflowBatch();
  run.runs = {NewRun("live")};
  ASSERT_TRUE((*store_->OpenSession())->Commit(run));
  asked.attempt.phone = "+15550002222";
  Put(asked);
  Age("20 hours");

  EXPECT_EQ(Forget(minutes(1)).questions, 0);
  EXPECT_EQ(Count("question"), "4");
  EXPECT_EQ(Count("turn"), "8");

  Sql("delete from run");
  EXPECT_EQ(Forget(minutes(1)).questions, 1);
}

TEST_F(ForgetConversations, AForgottenDialStillCountsForTheHour) {
  Put(Ended("a"));
  Age("10 minutes");
  EXPECT_EQ(Forget(minutes(5)).attempts, 1);
  EXPECT_EQ(Sql("select count(*) from forgotten_dial where phone_hash like '%5559876543%'"), "0");

  const auto now = std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
  const auto session = store_->OpenSession();
  const auto counted = (*session)->CountAttempts(
      {"+15559876543", "+15550009999"},
      {.all = now - hours(1), .lately = now - minutes(5), .looked_after = now});
  ASSERT_TRUE(counted) << counted.error().message;
  EXPECT_EQ(counted->Of("+15559876543").to_phone, 1);
  EXPECT_EQ(counted->Of("+15559876543").to_phone_lately, 0);
  EXPECT_EQ(counted->Of("+15550009999").to_phone, 0);
  EXPECT_EQ(counted->total, 1);

  Sql("update forgotten_dial set planned_at = now() - interval '61 minutes'");
  Forget(minutes(5));
  EXPECT_EQ(Count("forgotten_dial"), "0");
}

TEST_F(ForgetConversations, WalksInBatchesPastWhatMustStay) {
  Sql("insert into question (id, partition, run, revision, alert_id, status, state, updated_at)"
      " select gen_random_uuid(), 1, '" +
      RunNamed("live").ToString() +
      "', 1, 'a', 'decided', '', now() - interval '9 days' from generate_series(1, 1200)");
  Sql("insert into question (id, partition, run, revision, alert_id, status, state, updated_at)"
      " select gen_random_uuid(), 1, gen_random_uuid(), 1, 'a', 'closed', '', now() - interval '8 "
      "days' from generate_series(1, 1300)");
  Batch run = WorkflowBatch();
  run.runs = {NewRun("live")};
  ASSERT_TRUE((*store_->OpenSession())->Commit(run));

  EXPECT_EQ(Forget(days(7)).questions, 1300);
  EXPECT_EQ(Count("question"), "1200");
}

TEST_F(ForgetConversations, EndsQuestionsThatNobodyCanAnswer) {
  Talk left = Ended("left");
  left.question.status = "open";
  Put(left);
  Talk rings = Ended("rings");
  rings.question.status = "open";
  Put(rings, At(99));
  Age("25 hours");

  EXPECT_EQ(Forget(days(30)).questions_ended, 1);
  EXPECT_EQ(Sql("select status || revision from question where id = '" +
                left.question.id.ToString() + "'"),
            "unanswered2");
  EXPECT_EQ(Sql("select count(*) from question where status = 'open'"), "1");
  EXPECT_EQ(Forget(days(30)).questions_ended, 0);
}

TEST_F(ForgetConversations, OldQuestionsAreEndedByTheMigration) {
  Talk left = Ended("left");
  left.question.status = "open";
  Put(left);
  Age("2 hours");
  Sql("delete from migration where name = '0010_unanswered_questions.sql'");

  ASSERT_TRUE(store_->Migrate());

  EXPECT_EQ(Sql("select status from question"), "unanswered");
}

TEST_F(ForgetConversations, LessThanADayReachesEndedRunsAndTheirHistory) {
  Sql("insert into run_done (id, partition, definition, revision, status, started_at, ended_at, "
      "space, name, key, subject, output) select gen_random_uuid(), 1, 1, 1, 6, now(), now() - "
      "interval '1 minute' * n, 'ops', 'router', 'k', 's', '' from generate_series(1, 10) n");
  Sql("insert into history (run, revision, at, entries) select '" + RunNamed("live").ToString() +
      "', n, now() - interval '1 hour', '' from generate_series(1, 3) n");
  Sql("insert into history (run, revision, at, entries) select gen_random_uuid(), n, now() - "
      "interval '1 hour', '' from generate_series(1, 3) n");
  Batch run = WorkflowBatch();
  run.runs = {NewRun("live")};
  ASSERT_TRUE((*store_->OpenSession())->Commit(run));

  EXPECT_EQ(Forget(minutes(5) + std::chrono::seconds(30)).runs, 5 + 3);

  EXPECT_EQ(Count("run_done"), "5");
  EXPECT_EQ(Count("history"), "3") << "of the run that lives";
  EXPECT_EQ(Forget(days(1)).runs, 0);
}

}  // namespace
}  // namespace tocsin
