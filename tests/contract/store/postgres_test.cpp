#include <thread>

#include "harness.hpp"
#include "schemas/json.hpp"

namespace tocsin {
namespace {

class Postgres : public testing::Test {
 protected:
  void SetUp() override {
    if (!TestDatabaseUrl()) GTEST_SKIP() << "PostgreSQL is not installed";
    options_ = FreshSchema();
    store_ = MakePostgresStore(options_);
  }
  void Migrate() {
    const auto report = store_->Migrate();
    ASSERT_TRUE(report) << report.error().message;
  }
  std::string Sql(const std::string& sql) { return RunSql(options_, sql); }
  void TearDown() override {
    if (store_) Sql("drop schema if exists " + options_.schema + " cascade");
  }

  PostgresOptions options_;
  std::unique_ptr<Store> store_;
};

TEST_F(Postgres, MigratesAnEmptyDatabaseAndSetsItsSearchPath) {
  const auto before = store_->Verify();
  ASSERT_FALSE(before);
  EXPECT_EQ(before.error().kind, ErrorKind::kInvalid);
  EXPECT_NE(before.error().message.find("0001_tables.sql"), std::string::npos);
  EXPECT_EQ(Sql("select count(*) from pg_namespace where nspname = '" + options_.schema + "'"),
            "0");

  const auto report = store_->Migrate();

  ASSERT_TRUE(report) << report.error().message;
  EXPECT_TRUE(report->present.empty());
  EXPECT_GE(report->applied.size(), 6);
  EXPECT_TRUE(store_->Verify());
  EXPECT_EQ(Sql("select setconfig::text from pg_db_role_setting s join pg_database d on d.oid = "
                "s.setdatabase"
                " where d.datname = current_database() and s.setrole = 0"),
            "{synchronous_commit=off,\"search_path=" + options_.schema + ", public\"}");
  EXPECT_EQ(Sql("select string_agg(column_name, ',' order by ordinal_position) from "
                "information_schema.columns"
                " where table_schema = '" +
                options_.schema + "' and table_name = 'voice_conversations'"),
            "id,call_sid,alert_id,phone_number,status,context,messages,created_at,updated_at");
}

TEST_F(Postgres, EveryTableHasTenantAndFormat) {
  Migrate();
  EXPECT_EQ(Sql("select coalesce(string_agg(c.relname, ','), '') from pg_class c where "
                "c.relnamespace = '" +
                options_.schema +
                "'::regnamespace and c.relkind in ('r', 'p') and 2 <> (select count(*) from "
                "pg_attribute a"
                " where a.attrelid = c.oid and a.attname in ('tenant', 'format'))"),
            "");
}

TEST_F(Postgres, TwoMigrateAtOnce) {
  Result<MigrationReport> reports[2] = {MigrationReport(), MigrationReport()};
  std::thread other([&] { reports[1] = MakePostgresStore(options_)->Migrate(); });
  reports[0] = store_->Migrate();
  other.join();

  ASSERT_TRUE(reports[0]) << reports[0].error().message;
  ASSERT_TRUE(reports[1]) << reports[1].error().message;
  EXPECT_EQ(reports[0]->applied.empty(), !reports[1]->applied.empty());
  EXPECT_TRUE(store_->Verify());
}

TEST_F(Postgres, ALostSecretIsAnErrorUntilMigrateMakesANewOne) {
  Migrate();
  const auto first = store_->InstallationSecret(kCallTokenSecret);
  const auto other_process = MakePostgresStore(options_)->InstallationSecret(kCallTokenSecret);
  ASSERT_TRUE(first && other_process);
  EXPECT_EQ(*other_process, *first);
  Sql("delete from installation_secret");

  const auto lost = store_->InstallationSecret(kCallTokenSecret);
  ASSERT_FALSE(lost);
  EXPECT_EQ(lost.error().kind, ErrorKind::kInvalid);
  EXPECT_NE(lost.error().message.find("run `tocsin migrate`"), std::string::npos);
  EXPECT_EQ(Sql("select count(*) from installation_secret"), "0");

  Migrate();
  const auto second = store_->InstallationSecret(kCallTokenSecret);
  ASSERT_TRUE(second);
  EXPECT_NE(*second, *first);
}

TEST_F(Postgres, RefusesAChangedMigrationAndNamesAMissingOne) {
  Migrate();
  Sql("update migration set checksum = 'x' where name = '0002_voice.sql'");
  for (const ErrorKind kind : {store_->Migrate().error().kind, store_->Verify().error().kind}) {
    EXPECT_EQ(kind, ErrorKind::kInvalid);
  }
  EXPECT_NE(store_->Verify().error().message.find("0002_voice.sql has changed"), std::string::npos);
  Sql("delete from migration where name = '0002_voice.sql'");
  EXPECT_NE(store_->Verify().error().message.find("0002_voice.sql"), std::string::npos);
}

TEST_F(Postgres, AFailedMigrationLeavesNothingOfItsFile) {
  Migrate();
  Sql("delete from migration where name >= '0006'");
  const auto again = store_->Migrate();  // its functions exist already
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().kind, ErrorKind::kInternal);
  EXPECT_NE(again.error().message.find("0006_housekeeping.sql"), std::string::npos);
  EXPECT_EQ(Sql("select count(*) from migration where name >= '0006'"), "0");
}

TEST_F(Postgres, DoesNotNoticeThatAnIdleConnectionWasKilled) {
  Migrate();
  const auto session = store_->OpenSession();
  ASSERT_TRUE(session);
  Batch batch = WorkflowBatch();
  batch.runs = {NewRun("a")};
  ASSERT_TRUE((*session)->Commit(batch));
  // Waits at most 5 s for each to be gone.
  Sql("select count(pg_terminate_backend(pid, 5000)) from pg_stat_activity"
      " where datname = current_database() and pid <> pg_backend_pid()");

  batch.runs = {NewRun("b")};
  const auto committed = (*session)->Commit(batch);
  ASSERT_TRUE(committed) << committed.error().message;
  EXPECT_EQ(committed->kind, CommitOutcome::Kind::kCommitted);
  EXPECT_EQ((*session)->LoadRuns({RunNamed("a"), RunNamed("b")})->size(), 2);
}

TEST_F(Postgres, WaitsNoLongerThanTheStatementTimeout) {
  Migrate();
  PostgresOptions impatient = options_;
  impatient.statement_timeout = std::chrono::seconds(1);
  const auto hasty = MakePostgresStore(impatient)->OpenSession();
  ASSERT_TRUE(hasty);
  Batch batch = WorkflowBatch();
  batch.positions = {{{"alerts", 3}, PartitionOwner::kBeginning, 10}};
  ASSERT_TRUE((*hasty)->Commit(batch));
  std::thread holder([&] {
    Sql("begin; update position set next = next; select pg_sleep(4); "
        "rollback");
  });
  while (Sql("select count(*) from pg_locks l join pg_class c on c.oid = l.relation where "
             "c.relname = 'position'"
             " and l.mode = 'RowExclusiveLock'") == "0") {
    std::this_thread::yield();
  }

  batch.positions[0].from = 10;
  const auto outcome = (*hasty)->Commit(batch);
  holder.join();

  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().kind, ErrorKind::kTransient) << outcome.error().message;
  EXPECT_TRUE((*hasty)->Commit(batch));
}

// What the release before this one committed: without ends, through its own function.
TEST_F(Postgres, TakesOverWhatTheFormerReleaseCommits) {
  Migrate();
  Sql("insert into outbox (role, partition, records) values ('workflow', 3, '\\x0100000000')");
  const auto session = store_->OpenSession();
  const auto taken = (*session)->TakeOverPartitions("workflow", "bus", {3});

  ASSERT_TRUE(taken) << taken.error().message;
  ASSERT_EQ(taken->outbox.size(), 1);
  EXPECT_TRUE(taken->outbox[0].ends.empty());
  EXPECT_EQ(
      Sql("select count(*) from pg_proc where proname in ('commit_batch_v1', 'commit_batch_v2', "
          "'commit_voice_v1', 'clear_mail_v1') and pronamespace = current_schema()::regnamespace"),
      "4");
}

// It names no kind: its role says what a timer belongs to.
TEST_F(Postgres, KnowsTheTimersOfTheFormerRelease) {
  Migrate();
  Sql("insert into timer (role, owner, partition, due_at) select r, gen_random_uuid(), 3, now() "
      "from unnest(array['workflow', 'voice']) r");
  const auto session = store_->OpenSession();
  const std::vector<std::string> kinds = {"run", "call"};

  for (const auto& [role, kind] : {std::pair("workflow", "run"), std::pair("voice", "call")}) {
    const auto timers =
        (*session)->LoadTimers(role, kinds, {3}, *ParseTime("2100-01-01T00:00:00Z"), 10);
    ASSERT_TRUE(timers) << timers.error().message;
    ASSERT_EQ(timers->size(), 1);
    EXPECT_EQ(timers->front().kind, kind);
  }
}

// Both go on beside each other while an installation is brought up to date.
TEST_F(Postgres, TheFormerReleaseCommitsBesideThisOne) {
  Migrate();
  std::string arguments = "'workflow', 'bus', '{alerts}', '{3}', '{-1}', '{10}'";
  for (int i = 0; i < 73; ++i) arguments += ", '{}'";
  EXPECT_EQ(Sql("select count(*) from commit_batch_v2(" + arguments + ", null)"), "0");
  const auto session = store_->OpenSession();
  Batch batch = WorkflowBatch();
  batch.bus_id = "bus";
  batch.positions = {{{"alerts", 3}, 10, 20}};
  batch.runs = {NewRun("a")};

  const auto committed = (*session)->Commit(batch);

  ASSERT_TRUE(committed) << committed.error().message;
  EXPECT_EQ(committed->kind, CommitOutcome::Kind::kCommitted);
  EXPECT_EQ(Sql("select next from position"), "20");
}

// Commits wait behind whoever waits for a table's lock; a backup must neither stop a start nor the
// steps that follow.
TEST_F(Postgres, HousekeepingGoesOnWhereATableIsHeld) {
  Migrate();
  Sql("select add_day_v1('inbox', (now() at time zone 'utc')::date - 10)");
  Sql("insert into idempotency (id, body_hash, response, created_at)"
      " values (gen_random_uuid(), 'h', '', now() - interval '9 days')");
  std::thread backup(
      [&] { Sql("begin; lock table inbox in access share mode; select pg_sleep(4); rollback"); });
  while (Sql("select count(*) from pg_locks l join pg_class c on c.oid = l.relation where "
             "c.relname = 'inbox' and l.mode = 'AccessShareLock'") == "0") {
    std::this_thread::yield();
  }
  const auto done = store_->Housekeeping(std::chrono::days(7), std::chrono::days(30));
  backup.join();

  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().kind, ErrorKind::kTransient) << done.error().message;
  EXPECT_EQ(Sql("select count(*) from idempotency"), "0");
}

TEST_F(Postgres, AMigrationDoesNotWaitForAHeldTable) {
  Migrate();
  Sql("delete from migration where name = '0007_commit_batch_v2.sql'");
  Sql("alter table outbox drop column ends; drop function commit_held_effects_v1, commit_batch_v2, "
      "clear_mail_v2, clear_correlations_v1");
  std::thread backup(
      [&] { Sql("begin; lock table outbox in access share mode; select pg_sleep(7); rollback"); });
  while (Sql("select count(*) from pg_locks l join pg_class c on c.oid = l.relation where "
             "c.relname = 'outbox' and l.mode = 'AccessShareLock'") == "0") {
    std::this_thread::yield();
  }
  const auto held = store_->Migrate();
  backup.join();

  ASSERT_FALSE(held);
  EXPECT_EQ(held.error().kind, ErrorKind::kTransient) << held.error().message;
  EXPECT_EQ(store_->Migrate()->applied, std::vector<std::string>{"0007_commit_batch_v2.sql"});
}

TEST_F(Postgres, ClearsAllCorrelationsThatNothingNeeds) {
  Migrate();
  Sql("insert into correlation (id) select gen_random_uuid() from generate_series(1, 45000)");
  const auto session = store_->OpenSession();
  Batch batch = WorkflowBatch();
  batch.mail = {MailOf("kept")};
  ASSERT_TRUE((*session)->Commit(batch));

  ASSERT_TRUE(store_->Housekeeping(std::chrono::days(7), std::chrono::days(30)));

  EXPECT_EQ(Sql("select count(*) from correlation"), "1");
}

TEST_F(Postgres, AValueThatTheDatabaseRefusesIsInvalidAndNotShown) {
  Migrate();
  const auto session = store_->OpenSession();
  Batch batch = WorkflowBatch();
  batch.runs = {NewRun("a")};
  batch.runs[0].format = 54'321;  // a smallint in the table
  const auto refused = (*session)->Commit(batch);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::kInvalid) << refused.error().message;
  EXPECT_EQ(refused.error().message.find("54321"), std::string::npos);
  batch.runs[0].format = 1;
  EXPECT_TRUE((*session)->Commit(batch));
}

TEST_F(Postgres, ADatabaseBehindIsNeverTakenForABadValue) {
  const auto session = store_->OpenSession();
  if (!session) {
    EXPECT_EQ(session.error().kind, ErrorKind::kInternal) << session.error().message;
    EXPECT_NE(session.error().message.find("migrate"), std::string::npos);
    return;
  }
  Batch batch = WorkflowBatch();
  batch.runs = {NewRun("a")};
  const auto refused = (*session)->Commit(batch);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::kInternal) << refused.error().message;
}

TEST_F(Postgres, NamesAServerThatIsAwayWithoutThePassword) {
  const auto store = MakePostgresStore({.url = "postgresql://tocsin:s3cret%21@127.0.0.1:1/tocsin"});
  const auto session = store->OpenSession();
  ASSERT_FALSE(session);
  EXPECT_EQ(session.error().kind, ErrorKind::kTransient);
  EXPECT_NE(session.error().message.find("127.0.0.1"), std::string::npos)
      << session.error().message;
  EXPECT_EQ(session.error().message.find("s3cret"), std::string::npos);
  EXPECT_EQ(store->Describe(), "postgresql://tocsin:****@127.0.0.1:1/tocsin");
}

TEST_F(Postgres, CommitsOnBothSidesOfMidnightSeeEachOther) {
  Migrate();
  const std::string midnight = "date_trunc('day', now())";
  // The first commit's function and the second's, each with any: those of the release before too.
  const char* const functions[] = {"commit_inbox_v1(",
                                   "commit_inbox_v3(commit_begin_v1('voice'), "};
  for (const std::string first : functions)
    for (const std::string second : functions) {
      const std::string ids = "array['" + RandomUuid().ToString() + "']::uuid[]";
      Sql("select " + first + ids + ", " + midnight + " + interval '2 minutes')");
      // One that began before midnight and comes late; one of the same day, after those minutes;
      // one of the next day.
      for (const char* at :
           {" - interval '1 second'", " + interval '1 hour'", " + interval '25 hours'"})
        Sql("do $$ begin perform " + second + ids + ", " + midnight + at +
            "); raise exception 'not seen by " + std::string(second == functions[0] ? "v1" : "v3") +
            "'; exception when sqlstate 'TC003' or unique_violation then null; end $$");
    }
}

TEST_F(Postgres, AnIdOfTodayRefusesThePlainInsert) {
  Migrate();
  const std::string ids = "array['" + RandomUuid().ToString() + "']::uuid[]";
  const std::string commit = "commit_inbox_v3(commit_begin_v1('voice'), " + ids +
                             ", date_trunc('day', now()) + interval '1 hour')";
  Sql("select " + commit);
  Sql("do $$ begin perform " + commit +
      "; raise exception 'not seen'; exception when unique_violation then null; end $$");
}

TEST_F(Postgres, HousekeepingAddsDaysAndDropsOldOnes) {
  Migrate();
  Sql("select add_day_v1('inbox', (now() at time zone 'utc')::date - 10)");
  Sql("insert into inbox (id, day) values (gen_random_uuid(), (now() at time zone 'utc')::date - "
      "10),"
      " (gen_random_uuid(), (now() at time zone 'utc')::date - 11), (gen_random_uuid(), (now() at "
      "time zone 'utc')::date - 1)");
  Sql("insert into idempotency (id, body_hash, response, created_at)"
      " values (gen_random_uuid(), 'h', '', now() - interval '9 days')");
  const auto session = store_->OpenSession();
  Batch batch = WorkflowBatch();
  batch.mail = {MailOf("kept"), MailOf("expired")};
  batch.mail[1].expires = At(0);
  ASSERT_TRUE((*session)->Commit(batch));

  const auto done = store_->Housekeeping(std::chrono::days(7), std::chrono::days(30));

  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(Sql("select count(*) from inbox"), "1");
  EXPECT_EQ(Sql("select count(*) from mailbox"), "1");
  EXPECT_EQ(Sql("select count(*) from correlation"), "1");
  EXPECT_EQ(Sql("select count(*) from idempotency"), "0");
  const std::string tomorrow =
      Sql("select to_char((now() at time zone 'utc')::date + 1, 'YYYYMMDD')");
  for (const std::string table : {"inbox_", "history_", "run_done_"}) {
    EXPECT_EQ(Sql("select count(*) from pg_class where relnamespace = '" + options_.schema +
                  "'::regnamespace and relname = '" + table + tomorrow + "'"),
              "1");
  }
  EXPECT_TRUE(store_->Housekeeping(std::chrono::days(7), std::chrono::days(30)));
}

TEST_F(Postgres, BoundsMailOfASignature) {
  options_.mail_per_signature = 3;
  store_ = MakePostgresStore(options_);
  Migrate();
  const auto session = store_->OpenSession();
  Batch batch = WorkflowBatch();
  for (int i = 0; i < 10; ++i) batch.mail.push_back(MailOf(std::to_string(i), std::to_string(i)));
  ASSERT_TRUE((*session)->Commit(batch));

  ASSERT_TRUE(store_->Housekeeping(std::chrono::days(7), std::chrono::days(30)));

  EXPECT_EQ(Sql("select string_agg(value, ',' order by id) from mailbox"), "7,8,9");
}

/// Plans are made while the tables are empty, and stay.
TEST_F(Postgres, LooksUpTheTimersOfThoseWhoWaitForALineAndSearchesNone) {
  Migrate();
  auto session = store_->OpenSession().value();
  Batch batch = WorkflowBatch();
  batch.role = "voice";
  batch.voice.questions = {NewQuestion("q")};
  std::vector<std::string> phones;
  for (int i = 0; i < 300; ++i) {
    CallRow call = NewCall("c" + std::to_string(i), batch.voice.questions[0].id);
    call.status = "dialling";
    call.phone = phones.emplace_back("+4930" + std::to_string(100'000 + i));
    batch.timers.push_back({"call", call.id, 2, At(40)});
    batch.voice.calls.push_back(std::move(call));
  }
  ASSERT_TRUE(session->Commit(batch));
  const auto entries_read = [this](const std::string& index) {
    return std::stoll(
        Sql("select coalesce(idx_tup_read, 0) from pg_stat_user_indexes where "
            "schemaname = '" +
            options_.schema + "' and indexrelname = '" + index + "'"));
  };
  const auto tally =
      session->CountAttempts(phones, {.all = At(0), .lately = At(0), .looked_after = At(30)});
  session.reset();  // what a session counted is told at its end
  while (entries_read("call_dialling") == 0)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));

  ASSERT_TRUE(tally) << tally.error().message;
  EXPECT_EQ(tally->lines.size(), phones.size());
  EXPECT_EQ(entries_read("timer_due"), 0);
  EXPECT_LE(entries_read("call_dialling"), 2 * 300);
}

TEST_F(Postgres, ExplainsACallByItsLogAndAQuestionByItsDecision) {
  Migrate();
  Batch batch = WorkflowBatch();
  batch.role = "voice";
  QuestionRow question = NewQuestion("q");
  question.state = R"({"decision":{"choice":"approve"},"other":1})";
  CallRow call = NewCall("c", question.id);
  call.state = R"({"say":"x","log":[{"at":5000,"what":"ended","reason":"busy"},17]})";
  batch.voice.questions = {question};
  batch.voice.calls = {call};
  ASSERT_TRUE((*store_->OpenSession())->Commit(batch));

  const auto lines = (*store_->OpenDirectory())->Explain(call.id.ToString());
  const auto asked = (*store_->OpenDirectory())->Explain(question.id.ToString());

  ASSERT_TRUE(lines) << lines.error().message;
  ASSERT_EQ(lines->size(), 3);
  EXPECT_EQ(lines->front().first, TimePoint(std::chrono::seconds(5)));
  const auto logged = ParseJson(lines->front().second);
  EXPECT_EQ(StringAt(logged->get_object(), "event"), "ended");
  EXPECT_EQ(StringAt(logged->get_object(), "reason"), "busy");
  bool decided = false;
  for (const auto& [at, what] : *asked)
    decided |= what.find(R"("decision":{"choice":"approve"})") != std::string::npos;
  EXPECT_TRUE(decided);
}

TEST_F(Postgres, PlainNamesShowConversationsToPeople) {
  Migrate();
  const auto session = store_->OpenSession();
  Batch batch = VoiceBatch();
  const CallRow call = NewCall("c", NewQuestion("q").id);
  batch.voice.calls = {call};
  batch.voice.turns = {{call.id, 1, "assistant", "hello", At(8)}};
  ASSERT_TRUE((*session)->Commit(batch));

  EXPECT_EQ(Sql("select concat_ws(' ', coalesce(call_sid, '-'), alert_id, phone_number, status, "
                "context->>'title',"
                " messages->0->>'text') from voice_conversations"),
            "- alert-1 +15559876543 dialling nginx hello");
}

}  // namespace
}  // namespace tocsin
