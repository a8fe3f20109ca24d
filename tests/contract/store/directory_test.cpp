#include "harness.hpp"
#include "schemas/json.hpp"

namespace tocsin {
namespace {

bool Opens(StoreDirectory& directory, std::string_view key) {
  const auto found = directory.UseKey(Sha256Hex(key));
  return found && *found && (*found)->ValidAt((*found)->created);
}

TEST_P(StoreContract, KeysAreCreatedListedAndRevoked) {
  const auto directory = Directory();
  ASSERT_TRUE(directory->CreateKey({.name = "ci", .hash = Sha256Hex("k1")}));
  EXPECT_EQ(directory->CreateKey({.name = "ci", .hash = Sha256Hex("k2")}).error().kind,
            ErrorKind::kConflict);
  ASSERT_TRUE(directory->CreateKey({.name = "ops", .hash = Sha256Hex("k3")}));
  EXPECT_TRUE(Opens(*directory, "k1"));
  EXPECT_EQ(directory->UseKey(Sha256Hex("k2")).value(), std::nullopt);

  ASSERT_TRUE(directory->RevokeKey("ci"));

  EXPECT_FALSE(Opens(*directory, "k1"));
  EXPECT_EQ(directory->RevokeKey("nobody").error().kind, ErrorKind::kNotFound);
  const auto keys = directory->ListKeys();
  ASSERT_EQ(keys->size(), 2);
  EXPECT_EQ((*keys)[0].name, "ci");
  EXPECT_TRUE((*keys)[0].revoked);
  EXPECT_FALSE((*keys)[1].revoked);
  EXPECT_GT((*keys)[1].created, At(0) - std::chrono::years(5));
}

TEST_P(StoreContract, KeysHaveScopesAndAnEnd) {
  const auto directory = Directory();
  const AccessScopes scopes = {AccessScope::kEventsWrite, AccessScope::kRead};
  const auto far = At(0) + std::chrono::years(50);
  ASSERT_TRUE(directory->CreateKey({.name = "all" + NastyText(), .hash = Sha256Hex("k1")}));
  ASSERT_TRUE(directory->CreateKey(
      {.name = "some", .hash = Sha256Hex("k2"), .scopes = scopes, .expires = far}));

  const auto all = directory->UseKey(Sha256Hex("k1")).value();
  const auto some = directory->UseKey(Sha256Hex("k2")).value();

  ASSERT_TRUE(all && some);
  EXPECT_EQ(all->name, "all" + NastyText());
  EXPECT_EQ(all->scopes, AccessScopes{AccessScope::kAdmin});
  EXPECT_EQ(all->expires, std::nullopt);
  EXPECT_EQ(some->scopes, scopes);
  EXPECT_EQ(some->expires, far);
  EXPECT_TRUE(some->ValidAt(far - Duration(1)));
  EXPECT_FALSE(some->ValidAt(far));
}

TEST_P(StoreContract, TheUseOfAValidKeyIsNoted) {
  const auto directory = Directory();
  ASSERT_TRUE(directory->CreateKey({.name = "good", .hash = Sha256Hex("k1")}));
  ASSERT_TRUE(directory->CreateKey({.name = "gone", .hash = Sha256Hex("k2")}));
  ASSERT_TRUE(directory->CreateKey({.name = "old",
                                    .hash = Sha256Hex("k3"),
                                    .expires = TimePoint(std::chrono::hours(24 * 365))}));
  ASSERT_TRUE(directory->RevokeKey("gone"));
  const auto unused = directory->ListKeys().value();
  for (const auto& key : unused) EXPECT_FALSE(key.last_used) << key.name;

  for (const char* key : {"k1", "k2", "k3"}) ASSERT_TRUE(directory->UseKey(Sha256Hex(key)).value());

  auto keys = directory->ListKeys().value();
  ASSERT_EQ(keys.size(), 3);
  ASSERT_TRUE(keys[0].last_used);
  EXPECT_GE(*keys[0].last_used, keys[0].created);
  EXPECT_FALSE(keys[1].last_used);
  EXPECT_FALSE(keys[2].last_used);
  const auto first = keys[0].last_used;
  ASSERT_TRUE(directory->UseKey(Sha256Hex("k1")).value());
  EXPECT_EQ(directory->ListKeys().value()[0].last_used, first) << "once a minute is enough";
}

TEST_P(StoreContract, ConversationsArePagedRecentFirst) {
  Batch batch = VoiceBatch();
  for (int i = 0; i < 7; ++i) {
    CallRow call = NewCall(std::to_string(i), NewQuestion("q").id);
    call.created_at = At(i / 2);  // some at the same instant
    call.alert_id = i == 3 ? "alert-3" : "alert-1";
    call.provider_call_id = "CA" + std::to_string(i);
    batch.voice.calls.push_back(call);
    batch.voice.turns.push_back({call.id, 2, "user", "approve", At(9)});
    batch.voice.turns.push_back({call.id, 1, "assistant", "hello", At(8)});
  }
  Commit(batch);
  const auto directory = Directory();

  std::vector<CallId> seen;
  TimePoint last = At(1000);
  StoreDirectory::ConversationFilter filter{.limit = 3};
  for (int page_number = 0; page_number < 3; ++page_number) {
    const auto page = directory->ListConversations(filter);
    ASSERT_TRUE(page) << page.error().message;
    for (const auto& item : page->items) {
      EXPECT_LE(item.created, last);
      last = item.created;
      seen.push_back(item.call);
      ASSERT_EQ(item.messages.size(), 2);
      EXPECT_EQ(item.messages[0].text, "hello");
    }
    EXPECT_EQ(page->next_cursor.empty(), page_number == 2);
    filter.cursor = page->next_cursor;
  }
  EXPECT_EQ(seen.size(), 7);
  std::sort(seen.begin(), seen.end());
  EXPECT_EQ(std::unique(seen.begin(), seen.end()), seen.end());

  EXPECT_EQ(directory->ListConversations({.alert_id = "alert-3"})->items.size(), 1);
  EXPECT_EQ(directory->ListConversations({.limit = 0})->items.size(), 1);
  EXPECT_EQ(directory->ListConversations({.cursor = "12"}).error().kind, ErrorKind::kInvalid);
  EXPECT_EQ(directory->ListConversations({.cursor = "99999999999999999.x"}).error().kind,
            ErrorKind::kInvalid);
  const auto one = directory->GetConversation(batch.voice.calls[4].id);
  ASSERT_TRUE(one);
  EXPECT_EQ(one->call_sid, "CA4");
  EXPECT_EQ(one->phone, "+15559876543");
  EXPECT_EQ(one->messages.size(), 2);
  EXPECT_EQ(directory->GetConversation(CallId()).error().kind, ErrorKind::kNotFound);
}

TEST_P(StoreContract, RemembersTheFirstAnswer) {
  const auto directory = Directory();
  const std::string key = NastyText() + RandomToken(20'000);
  EXPECT_EQ(directory->Remember(key, {"h1", "answer" + NastyText()}).value(), std::nullopt);

  const auto known = directory->Remember(key, {"h2", "another"}).value();

  ASSERT_TRUE(known);
  EXPECT_EQ(known->body_hash, "h1");
  EXPECT_EQ(known->response, "answer" + NastyText());
  EXPECT_EQ(directory->Remember("other", {"h2", ""}).value(), std::nullopt);
}

TEST_P(StoreContract, RemembersWhichDeadLettersWereReplayed) {
  const auto directory = Directory();
  EXPECT_TRUE(directory->LetterReplays("bus-1", "t.dlq")->empty());
  ASSERT_TRUE(directory->NoteLetterReplay("bus-1", {"t.dlq", 3}, 5'000'000'000));
  ASSERT_TRUE(directory->NoteLetterReplay("bus-1", {"t.dlq", 3}, 5'000'000'000));
  ASSERT_TRUE(directory->NoteLetterReplay("bus-1", {"t.dlq", 0}, 1));
  ASSERT_TRUE(directory->NoteLetterReplay("bus-2", {"t.dlq", 7}, 1));
  ASSERT_TRUE(directory->NoteLetterReplay("bus-1", {"other", 7}, 1));

  const auto replays = directory->LetterReplays("bus-1", "t.dlq").value();
  ASSERT_EQ(replays.size(), 2U);
  EXPECT_EQ(replays[0].partition, 0);
  EXPECT_EQ(replays[1].offset, 5'000'000'000);
  EXPECT_EQ(replays[1].times, 2);
  EXPECT_GT(replays[1].last, TimePoint());
}

TEST_P(StoreContract, ExplainsAnAlertOldestFirst) {
  Batch batch = WorkflowBatch();
  batch.runs = {NewRun("asking"), NewRun("done"), NewRun("stranger")};
  batch.runs[0].subject = batch.runs[1].subject = "alert-1";
  batch.runs[0].history = R"([{"task":"ring"},{"task":"wait"}])";
  batch.runs[1].status = RunStatus::kCompleted;
  batch.runs[1].output = R"({"ok":true})";
  const QuestionRow question = NewQuestion("q");
  const CallRow call = NewCall("c", question.id);
  batch.voice.questions = {question};
  batch.voice.calls = {call};
  batch.voice.attempts = {NewAttempt("a", call.id)};
  batch.voice.turns = {{call.id, 1, "user", "approve", At(5)}};
  Commit(batch);
  const auto directory = Directory();

  const auto lines = directory->Explain("alert-1");

  ASSERT_TRUE(lines) << lines.error().message;
  std::map<std::string, int> kinds;
  TimePoint last = TimePoint();
  for (const auto& [at, what] : *lines) {
    EXPECT_GE(at, last);
    last = at;
    const auto parsed = ParseJson(what);
    ASSERT_TRUE(parsed) << what;
    ++kinds[std::string(StringAt(parsed->get_object(), "kind"))];
    EXPECT_EQ(what.find("15559876543"), std::string::npos);
    EXPECT_EQ(what.find(RunNamed("stranger").ToString()), std::string::npos);
  }
  EXPECT_EQ(
      kinds,
      (std::map<std::string, int>{
          {"run", 3}, {"history", 2}, {"question", 1}, {"call", 2}, {"attempt", 1}, {"turn", 1}}));
  EXPECT_EQ(directory->Explain(call.id.ToString())->size(), 4);
  EXPECT_EQ(directory->Explain(RunNamed("stranger").ToString())->size(), 1);
  EXPECT_TRUE(directory->Explain("nothing")->empty());
  EXPECT_TRUE(directory->Explain("")->empty());
}

TEST_P(StoreContract, ListsRunsTheNewestFirst) {
  const auto definition = Session().PutDefinition(
      {.space = "ops", .name = "router", .version = "1.2.3", .hash = "h", .yaml = "y"});
  ASSERT_TRUE(definition);
  Batch batch = WorkflowBatch();
  batch.runs = {NewRun("waits"), NewRun("done"), NewRun("failed"), NewRun("of another")};
  for (std::size_t i = 0; i < batch.runs.size(); ++i) {
    batch.runs[i].started_at = At(static_cast<std::int64_t>(i));
    batch.runs[i].definition = *definition;
    batch.runs[i].subject = "alert-" + std::to_string(i) + NastyText();
  }
  batch.runs[0].status = RunStatus::kWaiting;
  batch.runs[1].status = RunStatus::kCompleted;
  batch.runs[1].output = R"({"ok":true})";
  batch.runs[2].status = RunStatus::kFaulted;
  batch.runs[2].output = R"({"title":"Broken"})";
  batch.runs[3].space = "hotel";
  batch.runs[3].name = "desk";
  Commit(batch);
  const auto directory = Directory();
  const auto names = [&](const StoreDirectory::RunFilter& filter) {
    std::vector<std::string> found;
    const auto runs = directory->ListRuns(filter);
    EXPECT_TRUE(runs) << runs.error().message;
    for (const auto& run : *runs) found.push_back(run.key);
    return found;
  };
  using Names = std::vector<std::string>;

  EXPECT_EQ(names({}), (Names{"of another", "failed", "done", "waits"}));
  EXPECT_EQ(names({.limit = 2}), (Names{"of another", "failed"}));
  EXPECT_EQ(names({.workflow = "ops/router"}), (Names{"failed", "done", "waits"}));
  EXPECT_EQ(names({.workflow = "desk"}), (Names{"of another"}));
  EXPECT_EQ(names({.status = RunStatus::kFaulted}), (Names{"failed"}));
  EXPECT_EQ(names({.status = RunStatus::kWaiting}), (Names{"waits"}));
  EXPECT_EQ(names({.subject = "alert-1" + NastyText()}), (Names{"done"}));
  EXPECT_EQ(names({.id = RunNamed("waits")}), (Names{"waits"}));
  EXPECT_EQ(names({.id = RunNamed("nobody")}), Names());
  // What is live is there however long ago it began; what is over, if it ended since.
  EXPECT_EQ(names({.workflow = "router", .since = At(0) + std::chrono::years(90)}), Names{"waits"});

  const auto done = directory->ListRuns({.id = RunNamed("done")})->at(0);
  EXPECT_EQ(done.space, "ops");
  EXPECT_EQ(done.name, "router");
  EXPECT_EQ(done.version, "1.2.3");
  EXPECT_EQ(done.status, RunStatus::kCompleted);
  EXPECT_EQ(done.subject, "alert-1" + NastyText());
  EXPECT_EQ(done.started, At(1));
  EXPECT_TRUE(done.ended);
  EXPECT_EQ(done.output, R"({"ok":true})");
  EXPECT_FALSE(directory->ListRuns({.id = RunNamed("waits")})->at(0).ended);
}

TEST_P(StoreContract, ExplainsWhatIsNoJson) {
  Batch batch = WorkflowBatch();
  batch.runs = {NewRun("a"), NewRun("b")};
  batch.runs[0].history = NastyText();
  batch.runs[0].subject = batch.runs[1].subject = NastyText();
  batch.runs[1].status = RunStatus::kFaulted;
  batch.runs[1].output = NastyText();
  Commit(batch);
  const auto lines = Directory()->Explain(NastyText());
  ASSERT_TRUE(lines) << lines.error().message;
  EXPECT_GE(lines->size(), 3);
  for (const auto& [at, what] : *lines) EXPECT_TRUE(ParseJson(what)) << what;
}

TEST_P(StoreContract, AnswersAPing) { EXPECT_TRUE(Directory()->Ping()); }

TEST_P(StoreContract, MigratesOnceAndVerifies) {
  EXPECT_TRUE(TheStore().Verify());
  const auto again = TheStore().Migrate();
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_TRUE(again->applied.empty());
  EXPECT_FALSE(again->present.empty());
}

TEST_P(StoreContract, KeepsTheSecretsOfTheInstallation) {
  const auto secret = TheStore().InstallationSecret(kCallTokenSecret);
  ASSERT_TRUE(secret) << secret.error().message;
  EXPECT_GE(secret->Reveal().size(), 40U);
  ASSERT_TRUE(TheStore().Migrate());
  EXPECT_EQ(TheStore().InstallationSecret(kCallTokenSecret).value(), *secret);
  const auto unknown = TheStore().InstallationSecret("unknown");
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().kind, ErrorKind::kInvalid);
}

}  // namespace
}  // namespace tocsin
