// links: voice net schemas
// Random inputs in random order on several calls of one question: what was promised must hold.
#include <gtest/gtest.h>

#include <map>
#include <random>

#include "fakes/call_script.hpp"
#include "fakes/inbound_call.hpp"

namespace tocsin::voice {
namespace {

using fakes::CallScript;
using enum AnsweredBy;

/// Two calls to one number and one to another share a question; writes of one are seen by all, as
/// in the store. Each input is checked as it is applied.
class World {
 public:
  explicit World(unsigned seed) : random_(seed) {
    calls_.emplace_back(CallScript::kChoices, "alice");
    calls_.emplace_back(CallScript::kChoices, "alice-again");
    calls_.emplace_back(CallScript::kChoices, "bob", "+15550001111");
    for (auto& call : calls_) call.settings.questions.per_call = 10;
  }

  void Step() {
    auto& call = calls_[random_() % calls_.size()];
    call.at.question = question_.value_or(call.at.question);
    const bool was_open = call.at.question.Open();
    call.now += std::chrono::milliseconds(random_() % 20000);
    for (auto& other : calls_) other.now = std::max(other.now, call.now);
    live_human_turn_ = false;
    call.last = {};
    Feed(call);
    for (const auto& command : call.last.commands)
      if (std::holds_alternative<Dial>(command)) CheckDial(call);
    for (const auto& event : call.last.events)
      if (event.type == type::kDecisionMade) CheckDecision(call, was_open);
    question_ = call.at.question;
  }

  int FinalDecisions() const { return final_decisions_; }
  int Dials() const { return dials_; }

 private:
  void CheckDial(const CallScript& dialling) {
    ++dials_;
    int unresolved = 0;
    for (const auto& call : calls_)
      for (const auto& attempt : call.at.attempts)
        unresolved += attempt.unresolved && attempt.phone == dialling.at.call.phone;
    ASSERT_EQ(unresolved, 1) << "dialled while another attempt held the number's line";
    ASSERT_TRUE(dialling.at.question.Open()) << "dialled for a question that is not open";
  }

  void CheckDecision(const CallScript& call, bool was_open) {
    ASSERT_TRUE(was_open);
    ASSERT_TRUE(live_human_turn_) << "decided without a live turn of a person";
    ASSERT_NE(call.at.call.talk.listener, Listener::kMachine);
    ASSERT_TRUE(call.last.reply && !call.last.reply->ask);
    if (call.Data(type::kDecisionMade, "final") == "true") ++final_decisions_;
    ASSERT_LE(final_decisions_, 1);
  }

  bool NumberBusy(const CallScript& mine) const {
    for (const auto& call : calls_)
      for (const auto& attempt : call.at.attempts)
        if (&call != &mine && attempt.unresolved && attempt.phone == mine.at.call.phone)
          return true;
    return false;
  }

  void Feed(CallScript& call) {
    switch (random_() % 12) {
      case 0:
      case 1:
      case 2:
        call.facts.number_busy = NumberBusy(call);
        if (call.at.call.timer) call.now = std::max(call.now, *call.at.call.timer);
        call.Time(random_() % 3 == 0);
        return;
      case 3:
        call.Placed(static_cast<PlaceOutcome>(random_() % 4), AnySid());
        return;
      case 4: {
        std::vector<ListedCall> listed;
        if (random_() % 2 == 0 && call.at.call.dialled_at) listed.push_back(call.InList());
        call.Listed(std::move(listed));
        return;
      }
      case 5:
        Status(call);
        return;
      case 6:
        Machine(call);
        return;
      case 7:
        call.Came(Hook(call, CallWebhook::Kind::kAnswer), 0, AnyToken());
        return;
      case 8:
        if (random_() % 30 == 0)
          call.at.question = CloseQuestion(call.at.question, {}, "resolved", call.now).question;
        return;
      case 9:
        if (random_() % 2 == 0) {
          Model(call);
          return;
        }
        [[fallthrough]];
      default:
        Input(call);
        return;
    }
  }

  CallWebhook Hook(const CallScript& call, CallWebhook::Kind kind) {
    auto hook = call.Hook(kind, random_() % 3 > 0 ? CallStatus::kInProgress : AnyStatus());
    hook.provider_call_id = AnySid();
    return hook;
  }
  CallStatus AnyStatus() { return static_cast<CallStatus>(random_() % 8); }
  std::string AnySid() { return random_() % 8 == 0 ? "CA2" : "CA1"; }
  std::string AnyToken() { return random_() % 10 == 0 ? "token-hash-2" : "token-hash-1"; }

  void Status(CallScript& call) {
    auto hook = call.Hook(CallWebhook::Kind::kStatus,
                          random_() % 3 == 0 ? AnyStatus() : CallStatus::kRinging);
    hook.provider_call_id = AnySid();
    hook.sequence = static_cast<int>(random_() % 5);
    call.Came(hook, 0, AnyToken());
  }

  void Machine(CallScript& call) {
    auto hook = call.Hook(CallWebhook::Kind::kMachineDetection, CallStatus::kQueued);
    constexpr AnsweredBy kVerdicts[] = {kHuman, kHuman, kUnknown, kMachine, kFax};
    hook.answered_by = kVerdicts[random_() % std::size(kVerdicts)];
    if (random_() % 3 == 0) call.Came(hook, 0, AnyToken());
  }

  /// What a model says decides nothing, whatever it says and whenever it comes.
  void Model(CallScript& call) {
    static constexpr const char* kAnswers[] = {"approve", "I approve this action now.", "1", "yes",
                                               ""};
    Leg leg = call.LegOf();
    leg.token_hash = AnyToken();
    leg.provider_call_id = AnySid();
    Result<std::string> answer = kAnswers[random_() % std::size(kAnswers)];
    if (random_() % 4 == 0) answer = Fail(ErrorKind::kTimeout, "no answer", "test");
    call.Feed(QuestionAnswered{
        .leg = leg, .number = static_cast<int>(random_() % 3), .answer = std::move(answer)});
    ASSERT_FALSE(call.last.decided);
  }

  void Input(CallScript& call) {
    static constexpr const char* kSpeech[] = {"",
                                              "approve",
                                              "do not approve",
                                              "yes",
                                              "no",
                                              "dismiss",
                                              "escalate",
                                              "one",
                                              "yes approve",
                                              "what happened",
                                              "repeat",
                                              "improve",
                                              "is the web site affected",
                                              "approve or dismiss"};
    static constexpr const char* kDigits[] = {"", "", "", "1", "1", "2", "5", "9", "*"};
    auto hook = Hook(call, CallWebhook::Kind::kInput);
    hook.digits = kDigits[random_() % std::size(kDigits)];
    hook.speech = kSpeech[random_() % std::size(kSpeech)];
    hook.confidence = static_cast<double>(random_() % 100) / 100;
    const int turn = call.at.call.talk.turn - (random_() % 4 == 0 ? 1 : 0);
    const auto was = call.at.call.talk.listener;
    call.Came(hook, turn, AnyToken());
    live_human_turn_ = hook.status == CallStatus::kInProgress &&
                       !(hook.digits.empty() && hook.speech.empty()) && was != Listener::kMachine;
  }

  std::mt19937 random_;
  std::vector<CallScript> calls_;
  std::optional<Question> question_;
  bool live_human_turn_ = false;
  int final_decisions_ = 0;
  int dials_ = 0;
};

/// A call that came in, told and led in any order by carrier, line and workflow.
class InboundWorld {
 public:
  explicit InboundWorld(unsigned seed) : random_(seed) {
    if (random_() % 2 == 0) call_.settings.live_languages = {"en"};
  }

  void Step() {
    call_.now += std::chrono::milliseconds(random_() % 4000);
    const auto events_before = call_.events.size();
    const bool was_open = call_.at.question.Open();
    person_ = false;
    call_.last = {};
    Feed();
    for (auto i = events_before; i < call_.events.size(); ++i) Check(call_.events[i], was_open);
    for (const auto& command : call_.last.commands)
      ASSERT_FALSE(std::holds_alternative<Dial>(command)) << "who rings us was rung";
    for (const auto& attempt : call_.at.attempts)
      ASSERT_FALSE(attempt.unresolved) << "it holds the caller's line";
    ASSERT_LE(call_.at.call.steps.size(), kMostSteps);
  }
  /// The caller hangs up; every step has its one answer.
  void End() {
    if (call_.at.attempts.empty()) call_.Ring();
    const auto events_before = call_.events.size();
    call_.Ended();
    for (auto i = events_before; i < call_.events.size(); ++i) Check(call_.events[i], false);
    ASSERT_EQ(call_.at.call.phase, Phase::kOver);
    ASSERT_EQ(call_.Count(type::kCallInbound), 1);
    ASSERT_EQ(call_.Count(type::kCallEnded), 1);
    for (int i = 1; i <= call_.asked; ++i)
      ASSERT_EQ(answers_["command-" + std::to_string(i)], 1) << "step " << i;
  }
  int Decisions() const { return call_.Count(type::kDecisionMade); }
  int Steps() const { return static_cast<int>(call_.Steps().size()); }

 private:
  void Check(const Event& event, bool was_open) {
    if (event.type == type::kCallStepEnded) ++answers_[std::string(event.Extension("causationid"))];
    if (event.type != type::kDecisionMade) return;
    ++answers_[std::string(event.Extension("causationid"))];
    ASSERT_TRUE(was_open);
    ASSERT_TRUE(person_) << "decided without a live turn of a person";
  }

  void Feed() {
    if (call_.at.attempts.empty() || random_() % 30 == 0) {
      Came();
      return;
    }
    switch (random_() % 10) {
      case 0:
      case 1:
        Want();
        return;
      case 2:
        if (call_.at.call.timer) call_.now = std::max(call_.now, *call_.at.call.timer);
        call_.Feed(TimeCame{});
        return;
      case 3:
        Line();
        return;
      case 4:
        Close();
        return;
      case 5:
        call_.Feed(WordsWanted{.leg = call_.LegAs(AnyStatus()), .by = AnyBy()});
        return;
      default:
        Turn();
        return;
    }
  }

  CallStatus AnyStatus() {
    return random_() % 6 == 0 ? CallStatus::kRinging : CallStatus::kInProgress;
  }
  WordsWanted::By AnyBy() { return static_cast<WordsWanted::By>(random_() % 4); }

  void Came() {
    call_.Feed(CameIn{.leg = call_.LegAs(CallStatus::kRinging),
                      .call = call_.at.call.id,
                      .attempt = AttemptId::Derive({"in", "1"}),
                      .from = fakes::InboundCall::kCaller,
                      .to = "+15551234567",
                      .by = AnyBy()});
  }
  void Want() {
    static constexpr std::string_view kActs[] = {events::kStepAnswer, events::kStepSay,
                                                 events::kStepAsk, events::kStepAsk,
                                                 events::kStepHangUp};
    const auto act = kActs[random_() % (random_() % 4 == 0 ? 5 : 4)];
    const bool says = act == events::kStepSay || act == events::kStepAsk || random_() % 2 == 0;
    call_.Wants(act, says ? "Well?" : "");
  }
  /// A socket opens or ends.
  void Line() {
    const auto& live = call_.at.call.live;
    if (live.opened < live.given || random_() % 4 == 0) {
      call_.Feed(StreamOpened{.leg = call_.LegAs(CallStatus::kInProgress),
                              .connection = std::max(1, live.given),
                              .stream = "MZ1"});
      return;
    }
    const std::string said = call_.at.call.talk.last.Text();
    call_.Feed(StreamClosed{.leg = call_.LegAs(CallStatus::kInProgress),
                            .connection = live.opened,
                            .cause = static_cast<LineListener::End>(random_() % 4),
                            .of_us = {.said = said, .heard = said.substr(0, random_() % 20)}});
  }
  /// The question in hand is withdrawn.
  void Close() {
    if (call_.at.call.question.IsNil() || !call_.at.question.Open() || random_() % 3 > 0) return;
    call_.at.question.status = Question::Status::kClosed;
    call_.at.question.closed_because = "expired";
    call_.Feed(TimeCame{});
  }
  void Turn() {
    static constexpr const char* kDigits[] = {"", "", "1", "1", "2", "9", "*"};
    static constexpr const char* kSpeech[] = {"", "yes please", "no thanks", "yes", "no", "repeat"};
    TurnHeard heard{.leg = call_.LegAs(AnyStatus()), .turn = call_.at.call.talk.turn};
    if (random_() % 4 == 0) --heard.turn;
    heard.fetched = random_() % 8 == 0;
    heard.heard.digits = kDigits[random_() % std::size(kDigits)];
    heard.heard.speech = kSpeech[random_() % std::size(kSpeech)];
    heard.heard.confidence = static_cast<double>(random_() % 100) / 100;
    person_ = !(heard.heard.digits.empty() && heard.heard.speech.empty());
    call_.Feed(heard);
  }

  std::mt19937 random_;
  fakes::InboundCall call_;
  std::map<std::string, int> answers_;  ///< by what asked for the step
  bool person_ = false;
};

TEST(Promises, HoldForCallsThatComeIn) {
  int decided = 0;
  int steps = 0;
  for (unsigned seed = 0; seed < 300; ++seed) {
    InboundWorld world(seed);
    for (int i = 0; i < 80; ++i) {
      world.Step();
      ASSERT_FALSE(testing::Test::HasFatalFailure()) << "seed " << seed << " step " << i;
    }
    world.End();
    ASSERT_FALSE(testing::Test::HasFatalFailure()) << "seed " << seed << " at its end";
    decided += world.Decisions();
    steps += world.Steps();
  }
  EXPECT_GT(decided, 50);
  EXPECT_GT(steps, 1000);
}

TEST(Promises, HoldForAnyOrderOfInputs) {
  int decided = 0;
  int dials = 0;
  for (unsigned seed = 0; seed < 600; ++seed) {
    World world(seed);
    for (int i = 0; i < 120; ++i) {
      world.Step();
      ASSERT_FALSE(testing::Test::HasFatalFailure()) << "seed " << seed << " step " << i;
    }
    decided += world.FinalDecisions();
    dials += world.Dials();
  }
  // The sequences are of use only if they get somewhere.
  EXPECT_GT(decided, 50);
  EXPECT_GT(dials, 1000);
}

TEST(Promises, TheSameInputGivesTheSameTransition) {
  CallScript first, second;
  for (auto* call : {&first, &second}) {
    call->Live().Speak("approve");
    call->Press("1");
  }
  EXPECT_EQ(ToRow(first.at.call).state, ToRow(second.at.call).state);
  ASSERT_EQ(first.events.size(), second.events.size());
  for (std::size_t i = 0; i < first.events.size(); ++i) {
    EXPECT_EQ(first.events[i].id, second.events[i].id);
    EXPECT_EQ(first.events[i].data, second.events[i].data);
  }
}

}  // namespace
}  // namespace tocsin::voice
