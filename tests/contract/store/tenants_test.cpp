// Two tenants that choose the same ids and keys do not see each other, on both stores.
#include <gtest/gtest.h>

#include <algorithm>

#include "harness.hpp"

namespace tocsin {
namespace {

constexpr const char* kAcme = "acme";

class Tenants : public StoreContract {
 protected:
  /// A run of acme's that is in all like that of the default tenant, but for its id, which is
  /// derived from the tenant.
  static RunWrite OfAcme(std::string_view name) {
    RunWrite run = NewRun(name);
    run.id = RunNamed(std::string("acme ") + std::string(name));
    run.tenant = kAcme;
    return run;
  }
  std::vector<MailMatch> CommitMail(std::string tenant) {
    Batch batch = WorkflowBatch();
    batch.mail = {MailOf("mail of " + tenant)};
    batch.mail[0].tenant = std::move(tenant);
    return Commit(batch).matches;
  }
};
INSTANTIATE_TEST_SUITE_P(Stores, Tenants, testing::Values("memory", "postgres"),
                         [](const auto& test) { return test.param; });

TEST_P(Tenants, TheSameKeyIsOfTwoRuns) {
  Batch batch = WorkflowBatch();
  batch.runs = {NewRun("a"), OfAcme("a")};
  Commit(batch);

  Batch again = WorkflowBatch();
  again.runs = {OfAcme("a")};
  again.runs[0].id = RunNamed("a later one");
  const auto refused = Commit(again, CommitOutcome::Kind::kConflict);
  ASSERT_EQ(refused.taken.size(), 1U);
  EXPECT_EQ(refused.taken[0].second, OfAcme("a").id) << "the key's run of the same tenant";

  // Its end frees the key of its tenant alone.
  Batch end = WorkflowBatch();
  end.runs = {NextOf(*Load(OfAcme("a").id))};
  end.runs[0].tenant = kAcme;
  end.runs[0].status = RunStatus::kCompleted;
  Commit(end);
  Commit(again);
  Batch other = WorkflowBatch();
  other.runs = {NewRun("a")};
  other.runs[0].id = RunNamed("another of the default tenant");
  EXPECT_EQ(Commit(other, CommitOutcome::Kind::kConflict).taken.size(), 1U);
}

TEST_P(Tenants, MailFindsTheWaitsOfItsTenant) {
  Batch batch = WorkflowBatch();
  batch.runs = {NewRun("a"), OfAcme("a")};
  for (RunWrite& run : batch.runs) run.waits_added = {WaitFor("w")};
  Commit(batch);

  const auto acmes = CommitMail(kAcme);
  ASSERT_EQ(acmes.size(), 1U);
  EXPECT_EQ(acmes[0].run, OfAcme("a").id);
  const auto ours = CommitMail("default");
  ASSERT_EQ(ours.size(), 1U);
  EXPECT_EQ(ours[0].run, RunNamed("a"));
  EXPECT_TRUE(CommitMail("third").empty());

  // A process that takes over finds the same.
  auto left = TakeOverOf("workflow", {3}).matches;
  ASSERT_EQ(left.size(), 2U);
  for (const MailMatch& match : left)
    EXPECT_EQ(match.event, match.run == RunNamed("a") ? "mail of default" : "mail of acme");

  Batch take = WorkflowBatch();
  take.runs = {NextOf(*Load(OfAcme("a").id))};
  take.runs[0].tenant = kAcme;
  take.runs[0].waits_removed = {WaitFor("w").id};
  take.mail_taken = {acmes[0].mail};
  Commit(take);
  left = TakeOverOf("workflow", {3}).matches;
  ASSERT_EQ(left.size(), 1U) << "the other tenant's is still for its run";
  EXPECT_EQ(left[0].run, RunNamed("a"));
}

TEST_P(Tenants, AKeyHasOne) {
  const auto directory = Directory();
  ASSERT_TRUE(directory->CreateKey({.name = "n8n", .hash = Sha256Hex("k1")}));
  ASSERT_TRUE(directory->CreateKey({.name = "desk", .hash = Sha256Hex("k2"), .tenant = kAcme}));
  EXPECT_EQ(directory->UseKey(Sha256Hex("k1")).value()->tenant, kDefaultTenant);
  EXPECT_EQ(directory->UseKey(Sha256Hex("k2")).value()->tenant, kAcme);
  const auto keys = directory->ListKeys();
  ASSERT_TRUE(keys);
  EXPECT_EQ(std::ranges::count(*keys, kAcme, &StoreDirectory::ApiKey::tenant), 1);
}

TEST_P(Tenants, RunsAndConversationsAreListedForOne) {
  Batch batch = WorkflowBatch();
  batch.runs = {NewRun("a"), OfAcme("a"), NewRun("b"), OfAcme("b")};
  for (RunWrite& run : batch.runs) {
    run.subject = "alert-1";
    run.history = R"([{"what":"started"}])";
  }
  batch.runs[2].status = batch.runs[3].status = RunStatus::kCompleted;
  Commit(batch);
  Batch calls = VoiceBatch();
  const auto ours = NewQuestion("ours");
  auto theirs = NewQuestion("theirs");
  theirs.tenant = kAcme;
  theirs.run = OfAcme("a").id;
  calls.voice.questions = {ours, theirs};
  calls.voice.calls = {NewCall("ours", ours.id), NewCall("theirs", theirs.id)};
  calls.voice.calls[1].tenant = kAcme;
  calls.voice.turns = {{calls.voice.calls[1].id, 0, "user", "approve", At(1)}};
  Commit(calls);

  const auto directory = Directory();
  const auto runs = directory->ListRuns({.tenant = kAcme});
  ASSERT_TRUE(runs) << runs.error().message;
  EXPECT_EQ(runs->size(), 2U);
  for (const auto& run : *runs) EXPECT_EQ(run.tenant, kAcme) << run.key;
  EXPECT_EQ(directory->ListRuns({.tenant = "default"})->size(), 2U);
  EXPECT_EQ(directory->ListRuns({})->size(), 4U) << "the operator's: of all";
  EXPECT_TRUE(directory->ListRuns({.id = RunNamed("a"), .tenant = kAcme})->empty());

  const auto page = directory->ListConversations({.tenant = kAcme});
  ASSERT_TRUE(page) << page.error().message;
  ASSERT_EQ(page->items.size(), 1U);
  EXPECT_EQ(page->items[0].call, calls.voice.calls[1].id);
  EXPECT_EQ(directory->ListConversations({.alert_id = "alert-1", .tenant = "third"})->items.size(),
            0U);
  EXPECT_EQ(directory->ListConversations({})->items.size(), 2U);
  EXPECT_TRUE(directory->GetConversation(calls.voice.calls[1].id, kAcme));
  EXPECT_EQ(directory->GetConversation(calls.voice.calls[1].id, "default").error().kind,
            ErrorKind::kNotFound);
  EXPECT_TRUE(directory->GetConversation(calls.voice.calls[1].id));

  const auto told = directory->Explain("alert-1", kAcme);
  ASSERT_TRUE(told) << told.error().message;
  EXPECT_FALSE(told->empty());
  for (const auto& [at, line] : *told) {
    EXPECT_EQ(line.find(RunNamed("a").ToString()), std::string::npos) << line;
    EXPECT_EQ(line.find(calls.voice.calls[0].id.ToString()), std::string::npos) << line;
  }
  EXPECT_GT(directory->Explain("alert-1")->size(), told->size());
}

TEST_P(Tenants, OpenQuestionsAreThoseOfOne) {
  Batch batch = VoiceBatch();
  for (const std::string name : {"q1", "q2", "q3"}) {
    auto question = NewQuestion(name);
    auto call = NewCall(name, question.id);
    if (name != "q3") question.tenant = call.tenant = kAcme;
    call.created_at = At(name == "q3" ? 9 : 0);
    batch.voice.questions.push_back(question);
    batch.voice.calls.push_back(call);
  }
  Commit(batch);
  const auto open = [&](std::vector<std::string> tenants, int most) {
    const auto found =
        session_->LoadConversation({.open_questions = most, .tenants = std::move(tenants)});
    EXPECT_TRUE(found) << found.error().message;
    return found ? found->questions : std::vector<QuestionRow>();
  };
  EXPECT_EQ(open({kAcme}, 5).size(), 2U);
  EXPECT_EQ(open({kAcme}, 1).size(), 1U);
  ASSERT_EQ(open({"default"}, 1).size(), 1U) << "older ones of another tenant are not in the way";
  EXPECT_EQ(open({"default"}, 1)[0].id, NewQuestion("q3").id);
  EXPECT_EQ(open({"default", kAcme}, 1).size(), 2U);
  EXPECT_TRUE(open({kAcme}, 0).empty());
}

TEST_P(Tenants, HaveABudgetEach) {
  const auto held = [](const std::string& name, std::int64_t micros, std::string tenant) {
    Batch batch = VoiceBatch();
    batch.voice.spend = {{.attempt = AttemptId::Derive({"spend", name}),
                          .call = CallId::Derive({"spend", name}),
                          .phone = "+15559876543",
                          .at = At(0),
                          .micros = micros,
                          .budget = {.since = At(-10), .all = 100, .to_phone = 60},
                          .tenant = std::move(tenant)}};
    return batch;
  };
  Commit(held("a", 60, "default"));
  Commit(held("b", 60, kAcme));
  Commit(held("c", 1, kAcme), CommitOutcome::Kind::kConflict);
  const auto tally = session_->CountAttempts(
      {"+15559876543"}, {.all = At(0), .lately = At(0), .looked_after = At(0), .money = At(-10)});
  ASSERT_TRUE(tally) << tally.error().message;
  EXPECT_EQ(tally->SpentOn("+15559876543", kAcme).to_phone, 60);
  EXPECT_EQ(tally->SpentOn("+15559876543", kAcme).all, 60);
  EXPECT_EQ(tally->SpentOn("+15559876543", "default").all, 60);
  EXPECT_EQ(tally->SpentOn("+15559876543", "third").all, 0);
}

/// Rows say whose they are, parts of a run and of a call too.
TEST_F(MigratedPostgres, RowsOfATenantSaySo) {
  Batch batch = WorkflowBatch();
  batch.runs = {NewRun("a"), NewRun("b"), NewRun("c")};
  batch.runs[0].tenant = batch.runs[1].tenant = kAcme;
  batch.runs[0].waits_added = {WaitFor("w")};
  batch.runs[0].history = batch.runs[2].history = "[]";
  batch.runs[1].status = RunStatus::kCompleted;
  batch.mail = {MailOf("m", "\"of nobody\"")};
  batch.mail[0].tenant = kAcme;
  batch.timers = {{std::string(kRunTimer), RunNamed("a"), 3, At(9)}};
  batch.effects_added = {{EffectId::Derive({"e"}), 3, RunNamed("a"), "http", 1, At(9), "{}"}};
  ASSERT_TRUE(session_->Commit(batch));
  Batch calls = VoiceBatch();
  calls.voice.questions = {NewQuestion("q")};
  calls.voice.questions[0].tenant = kAcme;
  calls.voice.calls = {NewCall("c", calls.voice.questions[0].id)};
  calls.voice.calls[0].tenant = kAcme;
  calls.voice.attempts = {NewAttempt("t", calls.voice.calls[0].id)};
  calls.voice.turns = {{calls.voice.calls[0].id, 0, "user", "approve", At(1)}};
  ASSERT_TRUE(session_->Commit(calls));
  Batch action{.role = "bridge", .bus_id = "bus-1"};
  action.actions_opened = {{"tenant:acme:act-1", 3, "{}"}};
  action.actions_opened[0].tenant = kAcme;
  ASSERT_TRUE(session_->Commit(action));

  for (const char* table : {"run", "run_done", "wait", "history", "mailbox", "timer", "effect",
                            "question", "call", "attempt", "turn", "action"})
    EXPECT_EQ(Sql(std::string("select count(*) from ") + table + " where tenant = 'acme'"), "1")
        << table;
  EXPECT_EQ(Sql("select count(*) from run where tenant = 'default'"), "1");
  EXPECT_EQ(Sql("select count(*) from history where tenant = 'default'"), "1");
}

}  // namespace
}  // namespace tocsin
