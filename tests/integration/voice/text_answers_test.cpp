// Who was sent a question by text message answers it by one.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>

#include "fakes/log_lines.hpp"
#include "fakes/voice_world.hpp"
#include "schemas/approval_link.hpp"
#include "schemas/events/data.hpp"
#include "schemas/events/decisions.hpp"

namespace tocsin {
namespace {

using fakes::VoiceWorld;
using std::chrono::hours;
using std::chrono::minutes;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr const char* kTextDoor = "https://voice.example.com/api/voice/webhook/sms";
constexpr const char* kHowTo = "Reply with 1 = approve, 2 = dismiss.";

/// A voice worker that hears of the text messages that are sent, and that people send.
struct TextWorld : VoiceWorld {
  void Ask(const std::string& question = "q", const std::string& confirm = "read-back") {
    PlaceWillGive("CA" + question);
    auto request = Request("alice", kAlice, question);
    request.insert(request.find(R"("digits":"1")"), R"("confirm":")" + confirm + R"(",)");
    Publish(type::kCallRequested, request, "request-" + question);
  }
  /// Alice is sent the question by text.
  void Write(const std::string& question = "q", bool reply = true,
             const std::string& contact = "alice") {
    Publish(type::kMessageRequested,
            R"({"kind":"sms","channel":"sms","to":[")" + std::string(kAlice) +
                R"("],"text":"nginx stopped","answer":{"question_id":")" +
                QuestionId::Derive({question}).ToString() + R"(","contact":")" + contact +
                R"(","reply":)" + (reply ? "true" : "false") + "}}",
            "message-" + question + (reply ? "" : "-alone"));
  }
  HttpResponse Came(const std::string& text, const std::string& from, const std::string& id) {
    return Webhook(kTextDoor, {{"MessageSid", id},
                               {"From", from},
                               {"To", "+15551234567"},
                               {"Body", text},
                               {"NumMedia", "0"}});
  }
  /// What is sent back; empty: nothing.
  std::string Text(const std::string& text, const std::string& from = kAlice) {
    const auto answer = Came(text, from, "SM" + std::to_string(++texts_));
    EXPECT_EQ(answer.status, 200);
    return Sent(answer);
  }
  static std::string Sent(const HttpResponse& answer) {
    const auto begin = answer.body.find("<Message>");
    if (begin == std::string::npos) return {};
    return answer.body.substr(begin + 9, answer.body.find("</Message>") - begin - 9);
  }
  /// Alice's link to the same question is used.
  HttpResponse Submit(const std::string& form) {
    HttpRequest request;
    request.method = "POST";
    request.path = std::string(kApprovalPath) +
                   ApprovalToken(store.InstallationSecret(kCallTokenSecret)->Reveal(),
                                 {.question = QuestionId::Derive({"q"}),
                                  .contact = "alice",
                                  .channel = "ntfy",
                                  .until = clock.Now() + hours(2)});
    request.target = request.path;
    request.peer = "192.0.2.1";
    request.body = form;
    return Send(std::move(request));
  }
  static std::string CodeIn(const std::string& text) {
    const auto at = text.find("Reply ");
    return at == std::string::npos ? "" : text.substr(at + 6, 4);
  }
  static std::string OtherThan(const std::string& code) { return code == "0000" ? "0001" : "0000"; }
  events::DecisionMade Made() const {
    return events::Read<events::DecisionMade>(*Last(type::kDecisionMade));
  }
  void GiveAlicePin() {
    auto fresh = *settings.Get();
    fresh.pins.emplace("alice", Secret("471104"));
    settings.Set(fresh);
  }

 private:
  int texts_ = 0;
};

TEST(TextAnswers, ChoosesAndConfirmsAndEndsTheRinging) {
  TextWorld world;
  world.Ask();
  world.Status(0, "CAq", "ringing", 1);
  world.Write();
  const auto read_back = world.Text(" 1 ");
  const auto code = TextWorld::CodeIn(read_back);
  EXPECT_EQ(read_back, "Approve? Reply " + code + " to confirm. Nothing is decided yet.");
  EXPECT_EQ(code.find_first_not_of("0123456789"), std::string::npos) << code;
  EXPECT_EQ(world.Count(type::kDecisionMade), 0);
  EXPECT_EQ(world.Text(code + "."), "Decided by alice: approve.");
  const auto made = world.Made();
  EXPECT_EQ(made.choice, "approve");
  EXPECT_EQ(made.method, "sms");
  EXPECT_EQ(made.by.contact, "alice");
  EXPECT_EQ(made.by.phone, "+1*******543");
  EXPECT_EQ(made.evidence.heard, "texted 1");
  EXPECT_EQ(made.evidence.confirmed_with, "texted the code");
  EXPECT_GE(world.Ends("CAq"), 1);
  EXPECT_EQ(world.Text("2"), "Decided by alice: approve.");
  EXPECT_EQ(world.Text(code), "Decided by alice: approve.");
  EXPECT_EQ(world.Count(type::kDecisionMade), 1);
}

TEST(TextAnswers, TheSameKeyTwiceDecidesNothing) {
  TextWorld world;
  world.Ask("q", "none");  // which a forged number must not decide either
  world.Write();
  const auto first = world.Text("1");
  EXPECT_EQ(world.Text("1"), first);
  EXPECT_EQ(world.Text("1"), first);
  EXPECT_EQ(world.Count(type::kDecisionMade), 0);
  world.Text(TextWorld::CodeIn(first));
  EXPECT_EQ(world.Count(type::kDecisionMade), 1);
}

TEST(TextAnswers, PhrasesCountAndWhatWasChosenMayBeChosenAnew) {
  TextWorld world;
  world.Ask();
  world.Write();
  EXPECT_EQ(world.Text("what?"), kHowTo);
  EXPECT_EQ(world.Text(""), kHowTo);
  EXPECT_EQ(world.Text("7"), kHowTo);
  const auto approve = world.Text("APPROVE!");
  EXPECT_THAT(approve, HasSubstr("Approve? Reply "));
  EXPECT_EQ(world.Text("yes"), approve);
  const auto dismiss = world.Text("2");
  EXPECT_THAT(dismiss, HasSubstr("Dismiss? Reply "));
  if (TextWorld::CodeIn(approve) != TextWorld::CodeIn(dismiss))
    EXPECT_THAT(world.Text(TextWorld::CodeIn(approve)), HasSubstr("That is not the number"));
  EXPECT_EQ(world.Count(type::kDecisionMade), 0);
  EXPECT_EQ(world.Text(TextWorld::CodeIn(dismiss)), "Decided by alice: dismiss.");
  EXPECT_EQ(world.Made().choice, "dismiss");
}

TEST(TextAnswers, ThreeWrongCodesEndIt) {
  TextWorld world;
  world.Ask();
  world.Write();
  const auto code = TextWorld::CodeIn(world.Text("1"));
  const auto wrong = TextWorld::OtherThan(code);
  for (int i = 0; i < 2; ++i)
    EXPECT_THAT(world.Text(wrong), HasSubstr("That is not the number of the last message. Approve? "
                                             "Reply " +
                                             code));
  EXPECT_THAT(world.Text(wrong), HasSubstr("Wrong too often."));
  world.Restart();  // nothing of it is kept in memory alone
  EXPECT_THAT(world.Text("2"), HasSubstr("Wrong too often."));
  world.Text(code);
  EXPECT_EQ(world.Count(type::kDecisionMade), 0);
}

TEST(TextAnswers, APictureNamesNoChoiceAlsoWhereOneHasNoKey) {
  TextWorld world;
  world.PlaceWillGive("CAq");
  auto request = TextWorld::Request("alice", TextWorld::kAlice, "q");
  const std::string key = R"("digits":"1",)";
  ASSERT_NE(request.find(key), std::string::npos) << request;
  request.erase(request.find(key), key.size());
  world.Publish(type::kCallRequested, request, "request-q");
  world.Write();
  for (const auto* text : {"", " ", "."}) EXPECT_THAT(world.Text(text), StartsWith("Reply with "));
  EXPECT_THAT(world.Text("approve"), HasSubstr("Approve? Reply "));
}

TEST(TextAnswers, OnlyWhereTheMessageSaysSo) {
  TextWorld world;
  world.Ask();
  world.Write("q", false);
  EXPECT_EQ(world.Text("1"), "");
  EXPECT_EQ(world.Text("1", VoiceWorld::kBob), "");
  world.Write("q", true);
  EXPECT_EQ(world.Text("1", VoiceWorld::kBob), "");
  EXPECT_NE(world.Text("1"), "");
  EXPECT_EQ(world.Count(type::kDecisionMade), 0);
}

TEST(TextAnswers, AMessageMayGoOutBeforeAnybodyIsRung) {
  TextWorld world;
  world.Write();
  EXPECT_THAT(world.Text("1"), HasSubstr("not asked yet"));
  world.Ask();
  const auto code = TextWorld::CodeIn(world.Text("1"));
  EXPECT_EQ(world.Text(code), "Decided by alice: approve.");
  EXPECT_EQ(world.Last(type::kDecisionMade)->Extension("causationid"), "request-q");
}

TEST(TextAnswers, SeveralOpenQuestionsAreNotGuessed) {
  TextWorld world;
  world.Ask("q");
  world.Write("q");
  const auto code = TextWorld::CodeIn(world.Text("1"));
  world.Ask("r");
  world.Write("r");
  EXPECT_THAT(world.Text("1"), HasSubstr("Several questions are open."));
  EXPECT_THAT(world.Text("approve"), HasSubstr("Several questions are open."));
  EXPECT_THAT(world.Text(TextWorld::OtherThan(code)), HasSubstr("Several questions are open."));
  EXPECT_EQ(world.Count(type::kDecisionMade), 0);
  // What was asked for by its code is meant and nothing else.
  EXPECT_EQ(world.Text(code), "Decided by alice: approve.");
  EXPECT_EQ(world.Made().question_id, QuestionId::Derive({"q"}).ToString());
  // One is left.
  EXPECT_THAT(world.Text("2"), HasSubstr("Dismiss? Reply "));
}

TEST(TextAnswers, APinConfirmsAndStandsNowhere) {
  const fakes::LogLines log;
  TextWorld world;
  world.GiveAlicePin();
  world.Ask("q", "pin");
  world.Write();
  EXPECT_EQ(world.Text("1"), "Approve? Reply with your PIN to confirm. Nothing is decided yet.");
  EXPECT_THAT(world.Text("1"), HasSubstr("Reply with your PIN"));
  EXPECT_THAT(world.Text("471105"), HasSubstr("That is not your PIN."));
  EXPECT_EQ(world.Text("471104"), "Decided by alice: approve.");
  EXPECT_EQ(world.Made().evidence.confirmed_with, "PIN");
  for (const auto& event : world.bus)
    EXPECT_THAT(std::string(event.data.Text()), Not(HasSubstr("47110")));
  const auto stored =
      world.session->LoadConversation({.questions = {QuestionId::Derive({"q"})}}).value();
  for (const auto& call : stored.calls) {
    EXPECT_THAT(call.state, Not(HasSubstr("47110")));
    const auto turns = world.session->LoadTurns(call.id).value();
    for (const auto& turn : turns) EXPECT_THAT(turn.text, Not(HasSubstr("47110")));
  }
  EXPECT_EQ(log.With({"47110"}), "");
}

TEST(TextAnswers, WrongPinsByTextAndByLinkCountTogether) {
  TextWorld world;
  world.GiveAlicePin();
  world.Ask("q", "pin");
  world.Write();
  world.Text("1");
  EXPECT_THAT(world.Submit("choose=approve").body, HasSubstr(R"(name="pin")"));
  EXPECT_THAT(world.Text("471105"), HasSubstr("That is not your PIN."));
  EXPECT_THAT(world.Submit("confirm=approve&pin=471106").body, HasSubstr("That is not your PIN."));
  EXPECT_THAT(world.Text("471107"), HasSubstr("Wrong too often."));
  world.Restart();  // nothing of it is kept in memory alone
  const auto late = world.Submit("confirm=approve&pin=471104");
  EXPECT_EQ(late.status, 403);
  EXPECT_THAT(late.body, HasSubstr("Nothing more is taken"));
  EXPECT_THAT(world.Text("1"), HasSubstr("Wrong too often."));
  world.Text("471104");
  EXPECT_EQ(world.Count(type::kDecisionMade), 0);
  // What needs no PIN can still be chosen by the link.
  world.Submit("choose=dismiss");
  EXPECT_EQ(world.Submit("confirm=dismiss").status, 200);
  EXPECT_EQ(world.Made().choice, "dismiss");
}

TEST(TextAnswers, WhoHasNoPinIsTold) {
  TextWorld world;
  world.Ask("q", "pin");
  world.Write("q", true, "");
  EXPECT_THAT(world.Text("1"), HasSubstr("none is set up for you"));
  const auto code = TextWorld::CodeIn(world.Text("2"));
  EXPECT_EQ(world.Text(code), "Decided by somebody: dismiss.");
  EXPECT_EQ(world.Made().by.phone, "+1*******543");
}

TEST(TextAnswers, ATextBroughtTwiceCountsOnce) {
  TextWorld world;
  world.Ask();
  world.Write();
  const auto code = TextWorld::CodeIn(world.Text("1"));
  for (int i = 0; i < 5; ++i)
    EXPECT_THAT(TextWorld::Sent(world.Came(TextWorld::OtherThan(code), VoiceWorld::kAlice, "SM99")),
                HasSubstr("That is not the number"));
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(TextWorld::Sent(world.Came(code, VoiceWorld::kAlice, "SM100")),
              "Decided by alice: approve.");
  EXPECT_EQ(world.Count(type::kDecisionMade), 1);
  EXPECT_EQ(world.Count(type::kDecisionSuperseded), 0);
}

TEST(TextAnswers, WhoIsTooLateIsTold) {
  TextWorld world;
  world.Ask();
  world.Write();
  const auto code = TextWorld::CodeIn(world.Text("1"));
  world.Cancel("resolved");
  EXPECT_EQ(world.Text(code), "The alert has recovered. There is nothing to decide any more.");
  world.clock.Advance(hours(25));
  EXPECT_EQ(world.Text("thanks"), "");
  EXPECT_EQ(world.Count(type::kDecisionMade), 0);
}

TEST(TextAnswers, RefusesWhatTheCarrierDidNotSign) {
  TextWorld world;
  world.Ask();
  world.Write();
  const FormParameters form{{"MessageSid", "SM1"}, {"From", VoiceWorld::kAlice}, {"Body", "1"}};
  EXPECT_EQ(world.Webhook(kTextDoor, form, "another token").status, 403);
  EXPECT_EQ(world.Webhook(kTextDoor, form, "").status, 403);
  EXPECT_EQ(world.Webhook(kTextDoor, {{"From", VoiceWorld::kAlice}, {"Body", "1"}}).status, 400);
  EXPECT_EQ(world.Webhook(kTextDoor, {{"MessageSid", "SM1"}, {"Body", "1"}}).status, 400);
  const auto stored =
      world.session->LoadConversation({.questions = {QuestionId::Derive({"q"})}}).value();
  for (const auto& call : stored.calls) EXPECT_THAT(call.state, Not(HasSubstr("candidate")));
}

TEST(TextAnswers, AreBoundedInRate) {
  const fakes::LogLines log;
  TextWorld world;
  world.Ask();
  world.Write();
  int sent = 0;
  for (int i = 0; i < 60; ++i) sent += !world.Text("what?").empty();
  EXPECT_GE(sent, 20);
  EXPECT_LE(sent, 25);
  EXPECT_NE(log.With({"too often", "+1*******543"}), "");
  world.clock.Advance(minutes(5));
  EXPECT_EQ(world.Text("what?"), kHowTo);
}

TEST(TextAnswers, NothingIsSaidToBeDecidedBeforeItIsStored) {
  TextWorld world;
  world.Ask();
  world.Write();
  const auto code = TextWorld::CodeIn(world.Text("1"));
  world.pool.full = true;
  EXPECT_THAT(world.Text(code), HasSubstr("Nothing was stored"));
  world.pool.full = false;
  EXPECT_EQ(world.Count(type::kDecisionMade), 0);
  EXPECT_EQ(world.Text(code), "Decided by alice: approve.");
}

TEST(TextAnswers, NothingOfAnotherTenantIsTouched) {
  TextWorld world;
  world.Ask();
  runtime::Arrival arrival;
  arrival.event.id = "foreign";
  arrival.event.source = "/tocsin/workflow";
  arrival.event.type = type::kMessageRequested;
  arrival.event.subject = "a1";
  SetTenant(arrival.event, "acme");
  arrival.event.data = R"({"kind":"sms","channel":"sms","to":[")" + std::string(VoiceWorld::kBob) +
                       R"("],"text":"x","answer":{"question_id":")" +
                       QuestionId::Derive({"q"}).ToString() + R"(","contact":"","reply":true}})";
  arrival.at = {.topic = "tocsin.calls", .partition = 0};
  arrival.offset = world.next_offset++;
  world.shard->Deliver(std::move(arrival));
  world.Run();
  EXPECT_EQ(world.Text("1", VoiceWorld::kBob), "");
}

}  // namespace
}  // namespace tocsin
