// links: voice net schemas
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fakes/call_script.hpp"
#include "fakes/every_source.hpp"
#include "workers/voice/call/permission.hpp"

namespace tocsin::voice {
namespace {

using fakes::CallScript;
using std::chrono::seconds;
using testing::HasSubstr;
using Types = std::vector<std::string>;
using enum AnsweredBy;

std::string EvidenceOf(const CallScript& call, const std::string& key) {
  for (const auto& event : call.events) {
    if (event.type != type::kDecisionMade) continue;
    const auto data = EventData(event).value();
    const auto* found = FindPath(data, {"evidence", key});
    if (found == nullptr) return "absent";
    return found->is_string() ? std::string(found->get_string()) : json::serialize(*found);
  }
  return "no decision";
}

class ConversationTalk : public fakes::EverySource {};
INSTANTIATE_TEST_SUITE_P(On, ConversationTalk, fakes::kEverySource, fakes::NameOfSource);
class SupersededTalk : public fakes::EverySource {};
INSTANTIATE_TEST_SUITE_P(On, SupersededTalk, fakes::kEverySource, fakes::NameOfSource);

TEST_P(ConversationTalk, ApprovesBySpeechReadBackAndKey) {
  CallScript call;
  call.Live();
  EXPECT_THAT(call.Said(), HasSubstr("nginx has stopped on node pve1"));
  EXPECT_THAT(call.Said(), HasSubstr("To approve, press 1"));
  EXPECT_THAT(call.Said(), HasSubstr("To dismiss, press 2"));
  EXPECT_EQ(call.Said().find("snooze"), std::string::npos);

  call.Speak("What happened?");
  EXPECT_THAT(call.Said(), HasSubstr("Severity critical. Container nginx on node pve1."));
  call.Speak("Tell me more.");
  EXPECT_THAT(call.Said(), HasSubstr("Exit code 137"));
  call.Speak("Tell me more.");
  EXPECT_THAT(call.Said(), HasSubstr("That is all I know."));
  call.Speak("Approve.");
  EXPECT_THAT(call.Said(), HasSubstr("You said approve. Press 1 to confirm"));
  EXPECT_EQ(call.Count(type::kDecisionMade), 0);
  EXPECT_TRUE(call.at.question.Open());
  call.Press("1");

  EXPECT_TRUE(call.last.decided);
  EXPECT_THAT(call.Said(), HasSubstr("Approved."));
  EXPECT_FALSE(call.last.reply->ask);
  EXPECT_EQ(call.Count(type::kDecisionMade), 1);
  EXPECT_EQ(call.Data(type::kDecisionMade, "choice"), "approve");
  EXPECT_EQ(call.Data(type::kDecisionMade, "method"), "speech");
  EXPECT_EQ(call.Data(type::kDecisionMade, "final"), "true");
  EXPECT_EQ(call.Data(type::kDecisionMade, "by"), R"({"contact":"alice","phone":"+1*******543"})");
  EXPECT_EQ(EvidenceOf(call, "heard"), "Approve.");
  EXPECT_EQ(EvidenceOf(call, "confirmed_with"), "pressed 1");
  EXPECT_THAT(EvidenceOf(call, "confidence"), HasSubstr("9"));
  EXPECT_FALSE(EvidenceOf(call, "prompt").empty());
  EXPECT_EQ(call.at.call.status, "approved");
  EXPECT_EQ(call.at.question.status, Question::Status::kDecided);

  call.StatusCame(CallStatus::kCompleted, 3);
  EXPECT_EQ(call.Data(type::kCallEnded, "reason"), "decided");
  EXPECT_EQ(call.Types(), (Types{"call.initiated", "call.ringing", "call.answered", "decision.made",
                                 "call.ended"}));
}

TEST_P(ConversationTalk, StoresBothSidesAsHeard) {
  CallScript call;
  call.Live();
  call.Speak("uh what happened");
  call.Press("2");
  call.Speak("Yes.");

  std::vector<std::string> users;
  for (std::size_t i = 0; i < call.turns.size(); ++i) {
    EXPECT_EQ(call.turns[i].seq, static_cast<int>(i));
    EXPECT_EQ(call.turns[i].role, i % 2 == 0 ? "assistant" : "user");
    if (call.turns[i].role == "user") users.push_back(call.turns[i].text);
  }
  EXPECT_EQ(users, (std::vector<std::string>{"uh what happened", "pressed 2", "Yes."}));
  // What is being said is stored when it was heard.
  EXPECT_EQ(call.turns.back().text, "Yes.");
  call.StatusCame(CallStatus::kCompleted, 3);
  EXPECT_EQ(call.turns.back().text, "Dismissed. Thank you. Goodbye.");
}

TEST_P(ConversationTalk, DismissesByKeys) {
  CallScript call;
  call.Live().Press("2");
  EXPECT_THAT(call.Said(), HasSubstr("You chose dismiss. Press 1 to confirm"));
  call.Press("1");
  EXPECT_EQ(call.Data(type::kDecisionMade, "choice"), "dismiss");
  EXPECT_EQ(call.Data(type::kDecisionMade, "method"), "dtmf");
  EXPECT_EQ(EvidenceOf(call, "heard"), "pressed 2");
  EXPECT_EQ(EvidenceOf(call, "confidence"), "absent");
  EXPECT_EQ(call.at.call.status, "dismissed");
}

TEST_P(ConversationTalk, TheseNeverApprove) {
  for (const char* speech : {"do not approve", "I can't approve that", "improve", "a proof",
                             "press one or say approve", "approve dismiss"}) {
    CallScript call;
    call.Live().Speak(speech);
    EXPECT_EQ(call.at.call.talk.step, Step::kChoose) << speech;
    call.Press("1");  // a first answer now, to be confirmed: nothing was pending
    EXPECT_EQ(call.Count(type::kDecisionMade), 0) << speech;
  }
}

TEST_P(ConversationTalk, ARejectedReadBackDecidesNothing) {
  CallScript call;
  call.Live().Speak("approve");
  call.Speak("no");
  EXPECT_THAT(call.Said(), HasSubstr("nothing has been decided"));
  EXPECT_EQ(call.at.call.talk.step, Step::kChoose);
  call.Press("2");
  call.Press("1");
  EXPECT_EQ(call.Data(type::kDecisionMade, "choice"), "dismiss");
  EXPECT_EQ(call.Count(type::kDecisionMade), 1);
}

TEST_P(ConversationTalk, AnotherChoiceAtTheReadBackIsReadBackToo) {
  CallScript call;
  call.Live().Speak("approve");
  call.Speak("dismiss");
  EXPECT_THAT(call.Said(), HasSubstr("You said dismiss"));
  EXPECT_EQ(call.Count(type::kDecisionMade), 0);
  call.Speak("yes");
  EXPECT_EQ(call.Data(type::kDecisionMade, "choice"), "dismiss");
}

TEST_P(ConversationTalk, SayingItTwiceIsNoConfirmation) {
  CallScript call;
  call.Live().Speak("approve");
  call.Speak("approve");
  EXPECT_EQ(call.Count(type::kDecisionMade), 0);
  EXPECT_EQ(call.at.call.talk.step, Step::kConfirm);
}

TEST_P(ConversationTalk, AHangUpInBetweenDecidesNothing) {
  CallScript call;
  call.Live().Speak("approve");
  call.Turn("1", "", {}, CallStatus::kCompleted);
  EXPECT_EQ(call.Count(type::kDecisionMade), 0);
  call.StatusCame(CallStatus::kCompleted, 3);
  EXPECT_EQ(call.Count(type::kDecisionMade), 0);
  EXPECT_EQ(call.Data(type::kCallEnded, "reason"), "hung_up");
  EXPECT_EQ(call.at.call.status, "not_reached");
  EXPECT_TRUE(call.at.question.Open());
}

TEST(Conversation, NothingCountsWhileItRings) {
  CallScript call;
  call.Time();
  call.Placed();
  call.Answer(CallStatus::kRinging);
  EXPECT_THAT(call.Said(), HasSubstr("nginx"));
  EXPECT_EQ(call.Count(type::kCallAnswered), 0);
  EXPECT_TRUE(call.turns.empty());

  call.Turn("1", "", {}, CallStatus::kRinging);
  EXPECT_EQ(call.at.call.talk.step, Step::kChoose);
  EXPECT_EQ(call.Count(type::kCallAnswered), 0);
  call.StatusCame(CallStatus::kInProgress, 2);

  EXPECT_EQ(call.Count(type::kCallAnswered), 1);
  EXPECT_TRUE(call.turns.empty());
  call.StatusCame(CallStatus::kCompleted, 3);
  ASSERT_EQ(call.turns.size(), 1U);
  EXPECT_THAT(call.turns[0].text, HasSubstr("nginx"));
}

TEST_P(ConversationTalk, SilenceIsAskedAgainThenGoodbye) {
  CallScript call;
  call.Live().StaySilent();
  EXPECT_THAT(call.Said(), HasSubstr("I did not hear an answer. To approve"));
  call.StaySilent();
  call.Speak("what happened");
  call.StaySilent();
  call.StaySilent();
  EXPECT_TRUE(call.last.reply->ask);
  call.StaySilent();
  EXPECT_FALSE(call.last.reply->ask);
  call.StatusCame(CallStatus::kCompleted, 3);
  EXPECT_EQ(call.Data(type::kCallEnded, "reason"), "no_input");
  EXPECT_EQ(call.Count(type::kDecisionMade), 0);
}

TEST_P(ConversationTalk, NonsenseEndsAfterSomeTries) {
  CallScript call;
  call.Live();
  int tries = 0;
  while (call.last.reply->ask && tries < 100) {
    call.Speak("improve");
    ++tries;
  }
  EXPECT_EQ(tries, call.settings.max_misses);
  call.StatusCame(CallStatus::kCompleted, 3);
  EXPECT_EQ(call.Data(type::kCallEnded, "reason"), "not_understood");
}

TEST_P(ConversationTalk, IsBoundedInTurns) {
  CallScript call;
  call.Live();
  int turns = 0;
  while (call.last.reply->ask && turns < 1000) {
    call.Speak("repeat");
    ++turns;
  }
  EXPECT_EQ(turns, call.settings.max_turns);
}

TEST_P(ConversationTalk, LowConfidenceAsksAgain) {
  CallScript call;
  call.Live().Speak("approve", 0.3);
  EXPECT_THAT(call.Said(), HasSubstr("not sure"));
  EXPECT_EQ(call.at.call.talk.step, Step::kChoose);
  call.Speak("approve", 0.9);
  call.Speak("yes", 0.3);
  EXPECT_EQ(call.Count(type::kDecisionMade), 0);
  EXPECT_THAT(call.Said(), HasSubstr("You said approve"));
}

TEST_P(ConversationTalk, RepeatsAndHelps) {
  CallScript call;
  call.Live().Speak("repeat");
  EXPECT_THAT(call.Said(), HasSubstr("nginx has stopped"));
  call.Press("*");
  EXPECT_THAT(call.Said(), HasSubstr("nginx has stopped"));
  call.Speak("help");
  EXPECT_THAT(call.Said(), HasSubstr("tell me more"));
  call.Speak("approve");
  call.Speak("repeat");
  EXPECT_THAT(call.Said(), HasSubstr("You said approve"));
}

TEST_P(ConversationTalk, NamesWhatAnApprovalDoes) {
  CallScript call;
  call.at.call.context = ParseJson(R"({"title":"Container stopped","severity":"critical",
      "resource_type":"container","resource_name":"nginx","node_name":"pve1",
      "recommended_action":{"name":"restart_container","parameters":{},
        "resource":{"type":"container","id":"100","name":"nginx","node":"pve1"},
        "reason":"It ran out of memory."}})")
                             .value();
  call.Live();
  EXPECT_THAT(call.Said(), HasSubstr("Approve means: restart container nginx on pve1."));
  for (const char* asked : {"what will you do", "what is the action", "what do you recommend"}) {
    call.Speak(asked);
    EXPECT_THAT(call.Said(), HasSubstr("restart container nginx on pve1")) << asked;
    EXPECT_TRUE(call.last.reply->ask);
  }
  call.Speak("why");
  EXPECT_THAT(call.Said(), HasSubstr("ran out of memory"));
  call.Speak("approve");
  EXPECT_THAT(call.Said(), HasSubstr("You said approve: restart container nginx on pve1."));
  call.Speak("why");  // in any order, and the choice stays to be confirmed
  EXPECT_THAT(call.Said(), HasSubstr("ran out of memory"));
  EXPECT_THAT(call.Said(), HasSubstr("You said approve: restart container nginx on pve1."));
  call.Press("1");
  EXPECT_THAT(call.Said(), HasSubstr("Approved: restart container nginx on pve1."));
  EXPECT_THAT(EvidenceOf(call, "prompt"), HasSubstr("approve"));
}

TEST_P(ConversationTalk, WhoApprovesWhatIsNotPermittedHearsThatItIsHeld) {
  for (const bool permitted : {false, true}) {
    CallScript call;
    call.at.call.context = ParseJson(R"({"resource_type":"container","resource_name":"nginx",
        "node_name":"pve1","recommended_action":{"name":"restart_container"}})")
                               .value();
    MarkPermission({permitted ? "restart_container" : "notify"}, call.at.call.context.as_object());
    call.Live().Press("1");
    call.Press("1");
    EXPECT_THAT(call.Said(), HasSubstr(permitted ? "Approved: restart container nginx on pve1."
                                                 : "this is not permitted: restart container nginx "
                                                   "on pve1. It is held."));
  }
}

TEST_P(ConversationTalk, TellsWhatIsKnownBeforeItSaysThatThatIsAll) {
  // As a call by the API has it.
  CallScript call;
  call.at.call.context = ParseJson(R"({"severity":"critical","resource_type":"container",
      "resource_name":"nginx"})")
                             .value();
  call.Live().Speak("tell me more");
  EXPECT_THAT(call.Said(), HasSubstr("Severity critical. Container nginx."));
  call.Speak("tell me more");
  EXPECT_THAT(call.Said(), testing::StartsWith("That is all I know."));

  CallScript nothing;
  nothing.at.call.context = nullptr;
  nothing.Live().Speak("tell me more");
  EXPECT_THAT(nothing.Said(), testing::StartsWith("That is all I know."));
}

TEST_P(ConversationTalk, TheKeysOfEveryCallAreAnnouncedOnceAndInHelp) {
  CallScript call;
  call.Live();
  EXPECT_THAT(call.Said(), HasSubstr("press star"));
  EXPECT_THAT(call.Said(), HasSubstr("For details, press 0."));
  call.Press("0");
  EXPECT_THAT(call.Said(), HasSubstr("Severity critical"));
  EXPECT_THAT(call.Said(), testing::Not(HasSubstr("press star")));
  call.Press("*");
  EXPECT_THAT(call.Said(), HasSubstr("nginx has stopped"));
  call.Speak("help");
  EXPECT_THAT(call.Said(), HasSubstr("press star"));
}

TEST_P(ConversationTalk, ARepeatedTurnGetsTheStoredReply) {
  CallScript call;
  call.Live().Speak("approve");
  const std::string said = call.Said();
  auto hook = call.Hook(CallWebhook::Kind::kInput, CallStatus::kInProgress);
  hook.speech = "approve";
  hook.confidence = 0.9;

  call.Came(hook, 1);

  EXPECT_EQ(call.Said(), said);
  EXPECT_EQ(call.last.reply->ask->turn, 2);
  EXPECT_FALSE(call.last.call_changed);
  EXPECT_TRUE(call.last.events.empty());
  call.Press("1");
  ASSERT_EQ(call.Count(type::kDecisionMade), 1);
  auto confirm = call.Hook(CallWebhook::Kind::kInput, CallStatus::kInProgress);
  confirm.digits = "1";
  for (const int turn : {0, 1, 2, 3, 99}) {
    call.Came(confirm, turn);
    EXPECT_THAT(call.Said(), HasSubstr("Approved"));
  }
  EXPECT_EQ(call.Count(type::kDecisionMade), 1);
}

TEST_P(ConversationTalk, TheFallbackSaysAgainWhatWasAsked) {
  CallScript call;
  call.Live().Speak("approve");
  call.Answer();
  EXPECT_THAT(call.Said(), HasSubstr("You said approve"));
  EXPECT_EQ(call.last.reply->ask->turn, 2);
}

TEST_P(ConversationTalk, EscalateLeavesTheQuestionOpen) {
  CallScript call;
  call.Live().Speak("escalate");
  call.Speak("yes");
  EXPECT_EQ(call.Data(type::kDecisionMade, "choice"), "escalate");
  EXPECT_EQ(call.Data(type::kDecisionMade, "final"), "false");
  EXPECT_TRUE(call.at.question.Open());
  ASSERT_EQ(call.at.question.answers.size(), 1U);
  EXPECT_EQ(call.at.call.status, "escalate");
  call.StatusCame(CallStatus::kCompleted, 3);
  EXPECT_EQ(call.Data(type::kCallEnded, "reason"), "decided");
}

constexpr const char* kUnconfirmed =
    R"([{"id":"approve","digits":"1","phrases":["approve"],"confirm":"none"}])";

TEST_P(ConversationTalk, UnconfirmedSpeechDecidesOnlyForAHuman) {
  CallScript unsure(kUnconfirmed);
  unsure.Live().Speak("approve");
  EXPECT_EQ(unsure.Count(type::kDecisionMade), 0);
  EXPECT_THAT(unsure.Said(), HasSubstr("Press 1 to confirm"));

  CallScript unknown(kUnconfirmed);
  unknown.Live().Machine(kUnknown);
  unknown.Speak("approve");
  EXPECT_EQ(unknown.Count(type::kDecisionMade), 0);

  CallScript human(kUnconfirmed);
  human.Live().Machine(kHuman);
  human.Speak("approve");
  EXPECT_EQ(human.Count(type::kDecisionMade), 1);
  EXPECT_EQ(EvidenceOf(human, "confirmed_with"), "absent");

  CallScript talking(kUnconfirmed);
  talking.Live().Machine(kHuman);
  talking.Speak("somebody could approve that");
  EXPECT_EQ(talking.Count(type::kDecisionMade), 0);
  EXPECT_THAT(talking.Said(), HasSubstr("one clear answer"));

  CallScript key(kUnconfirmed);
  key.Live().Press("1");
  EXPECT_EQ(key.Count(type::kDecisionMade), 1);
}

TEST_P(ConversationTalk, AMachineNeverDecides) {
  for (const auto verdict : {kMachine, kFax}) {
    CallScript call;
    call.Live().Speak("approve");
    call.Machine(verdict);
    if (verdict == kMachine) call.Speak("yes");
    ASSERT_EQ(call.Commands<EndCall>(), verdict == kFax ? 1 : 0);
    call.Press("1");
    EXPECT_FALSE(call.last.reply->ask);
    EXPECT_EQ(call.Count(type::kDecisionMade), 0);
    // It cannot turn into a human afterwards.
    call.Machine(kHuman);
    call.Press("1");
    EXPECT_EQ(call.Count(type::kDecisionMade), 0);
    call.StatusCame(CallStatus::kCompleted, 3);
    EXPECT_EQ(call.Data(type::kCallEnded, "reason"), "voicemail");
    EXPECT_EQ(call.at.call.status, "not_reached");
  }
}

TEST_P(ConversationTalk, AVoicemailGreetingIsNoAnswer) {
  CallScript call;
  call.Live().Speak("you have reached bob, press one or say approve after the tone");
  EXPECT_FALSE(call.last.reply->ask);
  call.StatusCame(CallStatus::kCompleted, 3);
  EXPECT_EQ(call.Data(type::kCallEnded, "reason"), "voicemail");
}

TEST_P(ConversationTalk, ASlowMachineVerdictDoesNotUndoADecision) {
  CallScript call;
  call.Live().Press("1");
  call.Press("1");
  call.Machine(kMachine);
  call.StatusCame(CallStatus::kCompleted, 3);
  EXPECT_EQ(call.Data(type::kCallEnded, "reason"), "decided");
  EXPECT_EQ(call.at.call.status, "approved");
}

TEST_P(ConversationTalk, WithoutChoicesItOnlyTells) {
  CallScript call("[]");
  call.Live();
  EXPECT_FALSE(call.last.reply->ask);
  call.StatusCame(CallStatus::kCompleted, 3);
  EXPECT_EQ(call.Data(type::kCallEnded, "reason"), "completed");
}

/// Closes or decides the question behind the call's back, as another process would.
void Close(CallScript& call, const std::string& reason) {
  call.at.question = CloseQuestion(call.at.question, {}, reason, call.now).question;
}
void DecideElsewhere(CallScript& call) {
  call.at.question.status = Question::Status::kDecided;
  call.at.question.decision =
      Decision{.choice = "approve", .by = {.contact = "bob"}, .method = "dtmf"};
}

TEST_P(SupersededTalk, APlannedCallIsNotDialled) {
  CallScript call;
  DecideElsewhere(call);
  call.Time();
  EXPECT_EQ(call.Commands<Dial>(), 0);
  EXPECT_EQ(call.Data(type::kCallEnded, "reason"), "superseded");
  EXPECT_THAT(call.Data(type::kCallEnded, "decision"), HasSubstr("\"contact\":\"bob\""));
}

TEST_P(SupersededTalk, ARingingCallIsEnded) {
  CallScript call;
  call.Time();
  call.Placed();
  call.StatusCame(CallStatus::kRinging, 1);
  Close(call, "resolved");

  call.Time();

  EXPECT_EQ(call.Commands<EndCall>(), 1);
  call.StatusCame(CallStatus::kCanceled, 2);
  EXPECT_EQ(call.Data(type::kCallEnded, "reason"), "superseded");
}

TEST_P(SupersededTalk, AnUnansweredEndIsAskedForAgain) {
  CallScript call;
  call.Time();
  call.Placed();
  Close(call, "resolved");
  call.Time();
  call.NextTimer();
  EXPECT_EQ(call.Commands<EndCall>(), 2);
  EXPECT_EQ(call.Commands<ReadCall>(), 1);
}

TEST_P(SupersededTalk, ADialOnItsWayIsEndedAtItsFirstSign) {
  for (const bool by_webhook : {false, true}) {
    CallScript call;
    call.Time();
    Close(call, "resolved");
    call.Time();
    EXPECT_EQ(call.at.call.phase, Phase::kDialling);
    if (by_webhook) {
      call.Answer(CallStatus::kRinging);
      EXPECT_FALSE(call.last.reply->ask);
    } else {
      call.Placed();
    }
    EXPECT_EQ(call.Commands<EndCall>(), 1);
  }
}

TEST_P(SupersededTalk, ALivePersonIsTold) {
  CallScript call;
  call.Live();
  DecideElsewhere(call);
  call.Time();
  EXPECT_EQ(call.Commands<EndCall>(), 0);

  call.Speak("what happened");

  EXPECT_THAT(call.Said(), HasSubstr("already been handled by bob"));
  EXPECT_FALSE(call.last.reply->ask);
  EXPECT_EQ(call.Count(type::kDecisionSuperseded), 0);
  call.StatusCame(CallStatus::kCompleted, 3);
  EXPECT_EQ(call.Data(type::kCallEnded, "reason"), "superseded");
}

TEST_P(SupersededTalk, ALivePersonIsToldInTheMiddleOfASentence) {
  for (const bool alone : {false, true}) {
    CallScript call;
    call.Live();
    if (alone) {
      call.Feed(Cancelled{.reason = "cancelled"});
    } else {
      DecideElsewhere(call);
      call.Time();
    }
    EXPECT_EQ(call.Commands<MoveCall>(), 1);
    call.Time();
    call.Answer();
    EXPECT_THAT(call.Said(), HasSubstr(alone ? "closed in the meantime" : "handled by bob"));
    EXPECT_FALSE(call.last.reply->ask);
    EXPECT_EQ(call.Commands<MoveCall>(), 1);
    EXPECT_EQ(call.Commands<EndCall>(), 0);
    call.StatusCame(CallStatus::kCompleted, 3);
    EXPECT_EQ(call.Data(type::kCallEnded, "reason"), "superseded");
  }
}

TEST_P(SupersededTalk, OnePickingUpTooLateIsTold) {
  CallScript call;
  call.Time();
  call.Placed();
  Close(call, "resolved");
  call.Answer();
  EXPECT_THAT(call.Said(), HasSubstr("resolved in the meantime"));
}

TEST_P(SupersededTalk, ADecisionThatComesTooLateIsReported) {
  CallScript call;
  call.Live().Speak("approve");
  Close(call, "resolved");

  call.Press("1");

  EXPECT_EQ(call.Count(type::kDecisionMade), 0);
  EXPECT_EQ(call.Data(type::kDecisionSuperseded, "reason"), "resolved");
  EXPECT_EQ(call.Data(type::kDecisionSuperseded, "choice"), "approve");
  EXPECT_THAT(call.Said(), HasSubstr("resolved in the meantime"));
  EXPECT_FALSE(call.at.question.decision);
}

TEST_P(SupersededTalk, OneCallAloneCanBeCancelled) {
  CallScript call;
  call.Live();
  call.Feed(Cancelled{.reason = "cancelled"});
  call.Speak("approve");
  EXPECT_FALSE(call.last.reply->ask);
  EXPECT_TRUE(call.at.question.Open());

  CallScript planned;
  planned.facts.number_busy = true;
  planned.Time();
  planned.Feed(Cancelled{.reason = "cancelled"});
  EXPECT_EQ(planned.Data(type::kCallEnded, "reason"), "superseded");
}

TEST_P(SupersededTalk, TheDeciderIsNotCutOff) {
  CallScript call;
  call.Live().Press("1");
  call.Press("1");
  call.Time();
  EXPECT_EQ(call.Commands<EndCall>(), 0);
}

TEST(CloseQuestion, TellsOfADecisionThatCameBefore) {
  CallScript call;
  call.Live().Press("1");
  call.Press("1");

  const auto resolved = CloseQuestion(call.at.question, {call.at.call}, "resolved", call.now);
  const auto decided = CloseQuestion(call.at.question, {call.at.call}, "decided", call.now);

  EXPECT_FALSE(resolved.changed);
  EXPECT_EQ(resolved.question.status, Question::Status::kDecided);
  ASSERT_EQ(resolved.events.size(), 1U);
  EXPECT_EQ(resolved.events[0].type, type::kDecisionSuperseded);
  EXPECT_TRUE(decided.events.empty());
}

}  // namespace
}  // namespace tocsin::voice
