#include <atomic>
#include <map>
#include <thread>

#include "harness.hpp"

namespace tocsin {
namespace {

using Kind = CommitOutcome::Kind;

struct Talk {
  QuestionRow question = NewQuestion("q");
  CallRow call = NewCall("c", question.id);
  AttemptRow attempt = NewAttempt("a", call.id);
};

Batch Everything(const Talk& talk) {
  Batch batch = VoiceBatch();
  batch.voice.questions = {talk.question};
  batch.voice.calls = {talk.call};
  batch.voice.attempts = {talk.attempt};
  batch.voice.turns = {{talk.call.id, 1, "assistant", "nginx has stopped", At(2)}};
  batch.timers = {{"call", talk.call.id, 2, At(30)}};
  return batch;
}

TEST_P(StoreContract, LoadsAConversationByAnyOfItsIds) {
  Talk talk;
  talk.attempt.provider_call_id = "CA2";
  talk.call.provider_call_id = "CA1";
  Commit(Everything(talk));

  for (const VoiceQuery& query :
       {VoiceQuery{.token_hashes = {talk.attempt.token_hash}}, VoiceQuery{.calls = {talk.call.id}},
        VoiceQuery{.questions = {talk.question.id}}, VoiceQuery{.provider_call_ids = {"CA1"}},
        VoiceQuery{.provider_call_ids = {"CA2"}}}) {
    const auto found = session_->LoadConversation(query);
    ASSERT_TRUE(found) << found.error().message;
    ASSERT_EQ(found->calls.size(), 1);
    ASSERT_EQ(found->questions.size(), 1);
    ASSERT_EQ(found->attempts.size(), 1);
    EXPECT_EQ(found->calls[0].revision, 1);
    EXPECT_EQ(found->calls[0].phone, "+15559876543");
    EXPECT_EQ(found->calls[0].state, talk.call.state);
    EXPECT_EQ(found->calls[0].context, talk.call.context);
    EXPECT_EQ(found->calls[0].created_at, At(0));
    EXPECT_EQ(found->questions[0].state, talk.question.state);
    EXPECT_EQ(found->questions[0].run, talk.question.run);
    EXPECT_EQ(found->questions[0].revision, 1);
    EXPECT_EQ(found->attempts[0].from, "+15550001111");
    EXPECT_TRUE(found->attempts[0].unresolved);
    EXPECT_EQ(found->attempts[0].planned_at, At(0));
  }
  const auto nobody =
      session_->LoadConversation({.token_hashes = {""}, .provider_call_ids = {"", "CA9"}});
  EXPECT_TRUE(nobody->calls.empty());
  EXPECT_TRUE(nobody->questions.empty());
}

TEST_P(StoreContract, FindsTheQuestionsThatAreOpenTheOldestFirst) {
  Batch batch = VoiceBatch();
  const auto add = [&](const char* name, const char* status, int at, CallDirection direction) {
    auto question = NewQuestion(name);
    question.status = status;
    auto call = NewCall(std::string("call-") + name, question.id);
    call.created_at = At(at);
    call.direction = direction;
    batch.voice.questions.push_back(question);
    batch.voice.calls.push_back(call);
    return question.id;
  };
  const auto second = add("second", "open", 5, CallDirection::kOutbound);
  const auto first = add("first", "open", 2, CallDirection::kOutbound);
  add("decided", "decided", 1, CallDirection::kOutbound);
  add("asked-inside", "open", 1, CallDirection::kInbound);
  const auto third = add("third", "open", 9, CallDirection::kOutbound);
  Commit(batch);

  const auto asked = [&](int most) {
    std::vector<QuestionId> questions;
    const auto found = session_->LoadConversation({.open_questions = most});
    EXPECT_TRUE(found) << found.error().message;
    for (const auto& call : found->calls) questions.push_back(call.question);
    EXPECT_EQ(found->questions.size(), questions.size());
    return questions;
  };
  EXPECT_EQ(asked(0), std::vector<QuestionId>{});
  EXPECT_EQ(asked(2), (std::vector{first, second}));
  EXPECT_EQ(asked(10), (std::vector{first, second, third}));
}

TEST_P(StoreContract, TellsWhatWasTextedToANumber) {
  Batch batch = VoiceBatch();
  std::vector<QuestionId> newest;
  const auto text = [&](int i, const std::string& phone, const std::string& kind) {
    const auto name = phone + kind + std::to_string(i);
    batch.voice.questions.push_back(NewQuestion(name));
    auto call = NewCall(name, batch.voice.questions.back().id);
    call.phone = phone;
    call.kind = kind;
    call.created_at = At(i);
    batch.voice.calls.push_back(call);
    return call.question;
  };
  for (int i = 0; i < kMostTexted + 5; ++i)
    if (const auto id = text(i, "+15550000001", std::string(kTextKind)); i >= 5)
      newest.push_back(id);
  const auto other = text(1, "+15550000002", std::string(kTextKind));
  text(2, "+15550000003", "ask");
  // With it come the calls that ask the same.
  auto rung = NewCall("rung", newest.back());
  rung.phone = "+15550000009";
  rung.created_at = At(kMostTexted + 9);
  batch.voice.calls.push_back(rung);
  Commit(batch);

  const auto texted = [&](std::vector<std::string> phones) {
    const auto found = session_->LoadConversation({.texted = std::move(phones)});
    EXPECT_TRUE(found) << found.error().message;
    std::vector<QuestionId> questions;
    for (const auto& call : found->calls) questions.push_back(call.question);
    return questions;
  };
  EXPECT_EQ(texted({}), std::vector<QuestionId>{});
  EXPECT_EQ(texted({"+15550000003"}), std::vector<QuestionId>{});
  EXPECT_EQ(texted({"+15550000002", "+15550000009"}), std::vector{other});
  auto expected = newest;
  expected.push_back(newest.back());
  EXPECT_EQ(texted({"+15550000001"}), expected);
}

/// What a commit stores together is read together. Who saw the bound attempt beside the call of
/// before would take an answered phone for one that nobody dialled.
TEST_P(StoreContract, AConversationIsReadAsOneCommitLeftIt) {
  constexpr int kTalks = 200;
  std::vector<Talk> talks;
  VoiceQuery all;
  Batch dialled = VoiceBatch();
  for (int i = 0; i < kTalks; ++i) {
    Talk talk{.question = NewQuestion(std::to_string(i)), .call = {}, .attempt = {}};
    talk.call = NewCall(std::to_string(i), talk.question.id);
    talk.attempt = NewAttempt(std::to_string(i), talk.call.id);
    talk.call.phone = talk.attempt.phone = "+15550" + std::to_string(100'000 + i);
    dialled.voice.questions.push_back(talk.question);
    dialled.voice.calls.push_back(talk.call);
    dialled.voice.attempts.push_back(talk.attempt);
    all.token_hashes.push_back(talk.attempt.token_hash);
    talks.push_back(std::move(talk));
  }
  Commit(dialled);
  const auto other = NewSession();
  std::atomic<bool> done = false;
  std::jthread binding([&] {
    for (Talk& talk : talks) {
      Batch bound = VoiceBatch();
      talk.question.revision = talk.call.revision = 1;
      talk.call.provider_call_id = talk.attempt.provider_call_id = "CA" + talk.call.id.ToString();
      bound.voice.questions = {talk.question};
      bound.voice.calls = {talk.call};
      bound.voice.attempts = {talk.attempt};
      if (!other->Commit(bound)) break;
    }
    done = true;
  });
  int torn = 0, bound = 0;
  for (bool last = false; !last;) {
    last = done;
    const auto found = session_->LoadConversation(all);
    ASSERT_TRUE(found) << found.error().message;
    ASSERT_EQ(found->calls.size(), kTalks);
    std::map<QuestionId, int> asked;
    std::map<CallId, std::string> attempted;
    for (const auto& question : found->questions) asked[question.id] = question.revision;
    for (const auto& attempt : found->attempts) attempted[attempt.call] = attempt.provider_call_id;
    bound = 0;
    for (const auto& call : found->calls) {
      if (asked[call.question] != call.revision || attempted[call.id] != call.provider_call_id)
        ++torn;
      if (call.revision == 2) ++bound;
    }
  }
  EXPECT_EQ(torn, 0);
  EXPECT_EQ(bound, kTalks);
}

TEST_P(StoreContract, RevisionsOfQuestionsAndCallsAreLocks) {
  Talk talk;
  Commit(Everything(talk));
  Batch next = VoiceBatch();
  talk.question.revision = talk.call.revision = 1;
  talk.question.status = "decided";
  talk.call.status = "approved";
  talk.call.created_at = At(999);
  next.voice.questions = {talk.question};
  next.voice.calls = {talk.call};
  next.timers = {{"call", talk.call.id, 2, std::nullopt}};
  Commit(next);
  const auto found = session_->LoadConversation({.calls = {talk.call.id}});
  EXPECT_EQ(found->questions[0].status, "decided");
  EXPECT_EQ(found->questions[0].revision, 2);
  EXPECT_EQ(found->calls[0].revision, 2);
  EXPECT_EQ(found->calls[0].created_at, At(0));
  EXPECT_TRUE(session_->LoadTimers("voice", {"call"}, {2}, At(100), 10)->empty());

  next.runs = {NewRun("a")};
  next.voice.questions.push_back(NewQuestion("new"));
  const CommitOutcome outcome = Commit(next, Kind::kConflict);
  EXPECT_EQ(outcome.stale_questions, std::vector{talk.question.id});
  EXPECT_EQ(outcome.stale_calls, std::vector{talk.call.id});
  EXPECT_FALSE(Load(RunNamed("a")));
  EXPECT_TRUE(
      session_->LoadConversation({.questions = {NewQuestion("new").id}})->questions.empty());
}

TEST_P(StoreContract, ConflictsOfRunsAndCallsAreReportedTogether) {
  Talk talk;
  Commit(Everything(talk));
  Batch next = VoiceBatch();
  next.voice.calls = {talk.call};  // new again
  next.runs = {NextOf({.id = RunNamed("gone"), .revision = 1})};

  const CommitOutcome outcome = Commit(next, Kind::kConflict);

  EXPECT_EQ(outcome.stale, std::vector{RunNamed("gone")});
  EXPECT_EQ(outcome.stale_calls, std::vector{talk.call.id});
}

TEST_P(StoreContract, ACallMayBeNoQuestionsAndOfNobodyKnown) {
  CallRow call = NewCall("in", {});
  call.contact = "";
  call.direction = CallDirection::kInbound;
  call.kind = "menu";
  Batch batch = VoiceBatch();
  batch.voice.calls = {call};
  batch.voice.attempts = {NewAttempt("in", call.id)};
  Commit(batch);
  batch.voice.attempts.clear();
  batch.voice.calls[0].revision = 1;
  batch.voice.calls[0].status = "in_progress";
  Commit(batch);

  const auto found =
      session_->LoadConversation({.token_hashes = {NewAttempt("in", call.id).token_hash}});

  ASSERT_EQ(found->calls.size(), 1);
  EXPECT_TRUE(found->questions.empty());
  const CallRow& stored = found->calls[0];
  EXPECT_TRUE(stored.question.IsNil());
  EXPECT_EQ(stored.contact, "");
  EXPECT_EQ(stored.direction, CallDirection::kInbound);
  EXPECT_EQ(stored.kind, "menu");
  EXPECT_EQ(stored.status, "in_progress");
  EXPECT_EQ(stored.revision, 2);
  EXPECT_EQ(Directory()->GetConversation(call.id)->status, "in_progress");
}

TEST_P(StoreContract, ATimerBelongsToTheCall) {
  Talk talk;
  Commit(Everything(talk));
  const auto timers = session_->LoadTimers("voice", {"call"}, {2}, At(31), 10);
  ASSERT_EQ(timers->size(), 1);
  EXPECT_EQ(timers->front().owner, talk.call.id);
  EXPECT_EQ(timers->front().due_at, At(30));
}

TEST_P(StoreContract, ALineHasOneUnresolvedAttempt) {
  Talk talk;
  Commit(Everything(talk));
  Batch second = VoiceBatch();
  const CallRow other = NewCall("other", talk.question.id);
  second.voice.calls = {other};
  second.voice.attempts = {NewAttempt("b", other.id)};

  EXPECT_EQ(Commit(second, Kind::kConflict).stale_calls, std::vector{other.id});
  EXPECT_TRUE(session_->LoadConversation({.calls = {other.id}})->calls.empty());
  // Whoever dials, and from which number.
  second.voice.attempts[0].account = "AC2";
  second.voice.attempts[0].from = "+15550002222";
  EXPECT_EQ(Commit(second, Kind::kConflict).stale_calls, std::vector{other.id});
  // Another number has a line of its own.
  second.voice.attempts[0].phone = "+4930123456";
  Commit(second);
  Batch resolve = VoiceBatch();
  resolve.voice.attempts = {NewAttempt("c", talk.call.id), talk.attempt};
  resolve.voice.attempts[1].unresolved = false;  // makes room in the same batch
  Commit(resolve);
  EXPECT_EQ(session_->LoadConversation({.calls = {talk.call.id}})->attempts.size(), 2);

  resolve.voice.attempts = {talk.attempt};  // what has ended does not hold the line again
  Commit(resolve);
  const auto conversation = session_->LoadConversation({.calls = {talk.call.id}});
  for (const auto& attempt : conversation->attempts)
    EXPECT_EQ(attempt.unresolved, attempt.id != talk.attempt.id);
}

TEST_P(StoreContract, TellsWhoHasTheLineAndWhoWaitsForIt) {
  Talk talk;
  talk.call.status = "in_progress";
  Batch batch = Everything(talk);
  std::vector<CallId> waiting;
  for (int i = 3; i > 0; --i) {
    CallRow call = NewCall("w" + std::to_string(i), talk.question.id);
    call.status = "dialling";
    call.created_at = At(i);
    batch.voice.calls.push_back(call);
    batch.timers.push_back(
        {"call", call.id, 2, At(i == 2 ? 10 : 40)});  // the second is not looked after
    if (i != 2) waiting.insert(waiting.begin(), call.id);
  }
  Commit(batch);

  const auto lines = session_
                         ->CountAttempts({talk.call.phone, "+4930123456"},
                                         {.all = At(0), .lately = At(0), .looked_after = At(30)})
                         .value()
                         .lines;

  ASSERT_TRUE(lines.contains(talk.call.phone));
  EXPECT_FALSE(lines.contains("+4930123456"));
  const auto& line = lines.at(talk.call.phone);
  EXPECT_EQ(line.holder, talk.call.id);
  EXPECT_EQ(line.waiting, waiting);
  EXPECT_EQ(line.Before(talk.call.id), 0U);
  EXPECT_EQ(line.Before(waiting[0]), 1U);
  EXPECT_EQ(line.Before(waiting[1]), 2U);
}

TEST_P(StoreContract, CountsCallsThatAreUnderWay) {
  Talk talk;  // dialled: its attempt is not resolved
  talk.call.status = "dialling";
  Batch batch = Everything(talk);
  const auto add = [&](const std::string& name, CallDirection direction, const std::string& status,
                       bool looked_after = true) {
    CallRow call = NewCall(name, talk.question.id);
    call.direction = direction;
    call.status = status;
    batch.voice.calls.push_back(call);
    if (looked_after) batch.timers.push_back({"call", call.id, 2, At(30)});
  };
  add("waits for its turn", CallDirection::kOutbound, "dialling");
  add("rings us", CallDirection::kInbound, "ringing");
  add("talks", CallDirection::kInbound, "in_progress");
  add("hung up", CallDirection::kInbound, "completed");
  add("forgotten", CallDirection::kInbound, "in_progress", false);
  Commit(batch);
  EXPECT_EQ(session_->CountLiveCalls().value(), 3);

  Batch over = VoiceBatch();
  talk.attempt.unresolved = false;
  over.voice.attempts = {talk.attempt};
  Commit(over);
  EXPECT_EQ(session_->CountLiveCalls().value(), 2);
}

TEST_P(StoreContract, ALineOfACallThatNobodyLooksAfterIsFree) {
  Talk talk;
  Commit(Everything(talk));  // looked after until At(30)
  const CallRow other = NewCall("other", talk.question.id);
  Batch later = VoiceBatch();
  later.voice.calls = {other};
  later.voice.attempts = {NewAttempt("b", other.id)};
  later.voice.attempts[0].planned_at = At(30) + std::chrono::minutes(29);
  Commit(later, Kind::kConflict);

  later.voice.attempts[0].planned_at = At(30) + std::chrono::minutes(31);
  Commit(later);

  EXPECT_FALSE(session_->LoadConversation({.calls = {talk.call.id}})->attempts[0].unresolved);
}

TEST_P(StoreContract, AnAttemptIsBoundToOneLeg) {
  Talk talk;
  Commit(Everything(talk));
  Batch bind = VoiceBatch();
  bind.voice.attempts = {talk.attempt};
  bind.voice.attempts[0].provider_call_id = "CA1";
  bind.voice.attempts[0].unresolved = false;
  Commit(bind);
  Commit(bind);  // the same id again is no conflict
  bind.voice.attempts[0].provider_call_id = "";
  Commit(bind);
  EXPECT_EQ(session_->LoadConversation({.calls = {talk.call.id}})->attempts[0].provider_call_id,
            "CA1");

  bind.voice.attempts[0].provider_call_id = "CA2";
  EXPECT_EQ(Commit(bind, Kind::kConflict).stale_calls, std::vector{talk.call.id});

  const CallRow other = NewCall("other", talk.question.id);
  Batch steal = VoiceBatch();
  steal.voice.attempts = {NewAttempt("b", other.id)};
  steal.voice.attempts[0].provider_call_id = "CA1";
  EXPECT_EQ(Commit(steal, Kind::kConflict).stale_calls, std::vector{other.id});
  steal.voice.attempts[0].account = "AC2";
  Commit(steal);
  steal.voice.attempts = {NewAttempt("b2", other.id)};
  steal.voice.attempts[0].token_hash = talk.attempt.token_hash;
  EXPECT_EQ(Commit(steal, Kind::kConflict).stale_calls, std::vector{other.id});
}

TEST_P(StoreContract, ARepeatedTurnIsANoOp) {
  Talk talk;
  Commit(Everything(talk));
  Batch again = VoiceBatch();
  again.voice.turns = {{talk.call.id, 1, "user", "something else", At(9)},
                       {talk.call.id, 2, "user", NastyText(), At(3)}};
  Commit(again);

  const auto turns = session_->LoadTurns(talk.call.id);
  ASSERT_EQ(turns->size(), 2);
  EXPECT_EQ((*turns)[0].text, "nginx has stopped");
  EXPECT_EQ((*turns)[0].at, At(2));
  EXPECT_EQ((*turns)[1].text, NastyText());
  EXPECT_EQ((*turns)[1].role, "user");
}

TEST_P(StoreContract, CountsAttempts) {
  Batch batch = VoiceBatch();
  const CallRow call = NewCall("c", {});
  for (int i = 0; i < 5; ++i) {
    AttemptRow attempt = NewAttempt(std::to_string(i), call.id);
    attempt.unresolved = false;
    attempt.planned_at = At(i * 10);
    if (i == 4) attempt.phone = "+4930123456";
    batch.voice.attempts.push_back(attempt);
  }
  Commit(batch);

  const auto tally = session_
                         ->CountAttempts({"+15559876543", "+4930123456", "+15550001111"},
                                         {.all = At(10), .lately = At(20), .looked_after = At(0)})
                         .value();
  EXPECT_EQ(tally.Of("+15559876543").to_phone, 3);
  EXPECT_EQ(tally.Of("+15559876543").to_phone_lately, 2);
  EXPECT_EQ(tally.Of("+4930123456").to_phone, 1);
  EXPECT_EQ(tally.Of("+4930123456").to_phone_lately, 1);
  EXPECT_EQ(tally.Of("+15550001111").to_phone, 0);
  EXPECT_EQ(tally.total, 4);

  const auto newest =
      session_
          ->CountAttempts({"+15559876543"},
                          {.all = At(10), .lately = At(20), .looked_after = At(0), .total = At(30)})
          .value();
  EXPECT_EQ(newest.Of("+15559876543").to_phone, 3);
  EXPECT_EQ(newest.total, 2);
}

TEST_P(StoreContract, CallsThatCameInAreNoDials) {
  Batch batch = VoiceBatch();
  for (int i = 0; i < 5; ++i) {
    CallRow call = NewCall(std::to_string(i), {});
    call.direction = i % 2 == 0 ? CallDirection::kInbound : CallDirection::kOutbound;
    call.created_at = At(i * 10);
    AttemptRow attempt = NewAttempt(std::to_string(i), call.id);
    attempt.unresolved = false;
    attempt.planned_at = call.created_at;
    batch.voice.calls.push_back(call);
    batch.voice.attempts.push_back(attempt);
  }
  Commit(batch);
  const auto total = [this](int since) {
    const auto at = At(since);
    return session_->CountAttempts({}, {.all = at, .lately = at, .looked_after = at})->total;
  };

  EXPECT_EQ(total(0), 2);
  EXPECT_EQ(total(20), 1);
  EXPECT_EQ(total(40), 0);
}

TEST_P(StoreContract, CountsCallersOfCallsThatCameIn) {
  Batch batch = VoiceBatch();
  const auto nasty = "caller" + NastyText();
  for (int i = 0; i < 6; ++i) {
    CallRow call = NewCall("in" + std::to_string(i), {});
    call.direction = i == 5 ? CallDirection::kOutbound : CallDirection::kInbound;
    AttemptRow attempt = NewAttempt(std::to_string(i), call.id);
    attempt.unresolved = false;
    attempt.from = i == 3 ? nasty : "+15559876543";
    attempt.planned_at = At(i * 10);
    batch.voice.calls.push_back(call);
    batch.voice.attempts.push_back(attempt);
  }
  Commit(batch);

  const auto counts =
      session_->CountCallers({"+15559876543", nasty, "+15550001111"}, At(10)).value();

  EXPECT_EQ(counts.at("+15559876543"), 3);
  EXPECT_EQ(counts.at(nasty), 1);
  EXPECT_FALSE(counts.contains("+15550001111"));
}

TEST_P(StoreContract, KeepsAnyBytesOfVoiceRows) {
  const std::string nasty = NastyText();
  Talk talk;
  talk.question.alert_id = talk.question.status = talk.question.state = nasty;
  CallRow& call = talk.call;
  call.alert_id = call.contact = call.phone = call.provider = call.provider_call_id = nasty;
  call.status = call.context = call.state = nasty;
  AttemptRow& attempt = talk.attempt;
  attempt.token_hash = attempt.account = attempt.from = attempt.phone = attempt.provider_call_id =
      nasty;
  Commit(Everything(talk));

  const auto found = session_->LoadConversation({.token_hashes = {nasty}});
  ASSERT_EQ(found->calls.size(), 1);
  EXPECT_EQ(found->calls[0].context, nasty);
  EXPECT_EQ(found->calls[0].provider_call_id, nasty);
  EXPECT_EQ(found->questions[0].state, nasty);
  EXPECT_EQ(found->attempts[0].account, nasty);
  const auto page = Directory()->ListConversations({.alert_id = nasty});
  ASSERT_TRUE(page) << page.error().message;
  EXPECT_EQ(page->items.at(0).context, nasty);
  if (postgres_) {
    EXPECT_EQ(RunSql(*postgres_, "select count(*) from (select * from voice_conversations) v"),
              "1");
    EXPECT_NE(RunSql(*postgres_, "select context::text from voice_conversations"), "");
  }
}

}  // namespace
}  // namespace tocsin
