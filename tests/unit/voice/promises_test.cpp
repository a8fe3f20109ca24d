// links: voice net schemas
// Random inputs in random order on several calls of one question: what was promised must hold.
#include <gtest/gtest.h>

#include <random>

#include "fakes/call_script.hpp"

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
