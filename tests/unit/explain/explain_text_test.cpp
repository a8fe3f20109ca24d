// links: explain schemas
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "workers/explain/explain_text.hpp"

namespace tocsin::compose {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string Told(std::initializer_list<const char*> entries) {
  std::vector<std::pair<TimePoint, json::value>> list;
  TimePoint at = TimePoint(std::chrono::seconds(1'700'000'000));
  for (const char* entry : entries) {
    list.emplace_back(at, json::parse(entry));
    at += std::chrono::milliseconds(1);
  }
  return ExplainText(list);
}

TEST(ExplainText, SaysWhoWhatAndWhyOneLineAnEntry) {
  const auto text = Told(
      {R"({"kind":"run","run":"r1","workflow":"ops/alert-router","event":"started"})",
       R"({"kind":"call","call":"c1","contact":"ann","event":"requested"})",
       R"({"kind":"call","call":"c1","contact":"ann","event":"dialled","attempt":1})",
       R"({"kind":"turn","call":"c1","role":"user","text":"do not approve"})",
       R"({"kind":"call","call":"c1","event":"turn","understood":"negated"})",
       R"({"kind":"call","call":"c1","event":"ended","reason":"hung_up","duration_seconds":30})"});
  EXPECT_EQ(
      text,
      "2023-11-14T22:13:20.000Z  ops/alert-router  started, run r1\n"
      "2023-11-14T22:13:20.001Z  call 1 to ann     asked for\n"
      "2023-11-14T22:13:20.002Z  call 1 to ann     dialled, attempt 1\n"
      "2023-11-14T22:13:20.003Z  call 1 to ann     the person: \"do not approve\"\n"
      "2023-11-14T22:13:20.004Z  call 1 to ann     understood as a refusal; nothing is decided\n"
      "2023-11-14T22:13:20.005Z  call 1 to ann     ended after 30 s: the person hung up "
      "without a decision (hung_up)\n");
}

TEST(ExplainText, NumbersCallsAndNamesTheDecision) {
  const auto text = Told(
      {R"({"kind":"call","call":"c1","contact":"","event":"requested"})",
       R"({"kind":"call","call":"c2","contact":"bob","event":"requested"})",
       R"({"kind":"question","status":"decided","decision":{"choice":"approve","method":"speech",
           "by":{"contact":"bob","phone":"+1*******543"},
           "evidence":{"heard":"go ahead","confirmed_with":"pressed 1"}}})"});
  EXPECT_THAT(text, HasSubstr("  call 1         asked for\n"));
  EXPECT_THAT(text, HasSubstr("  call 2 to bob  asked for\n"));
  EXPECT_THAT(text, HasSubstr("question       decided: approve by bob +1*******543 (speech): heard "
                              "\"go ahead\", confirmed with \"pressed 1\"\n"));
}

TEST(ExplainText, LeavesOutStepsThatOnlyHoldOthers) {
  const auto step = [](const char* task, const char* what) {
    return R"({"kind":"history","run":"r","entry":{"task":")" + std::string(task) +
           R"(","what":")" + what + R"(","title":"nobody was reached","detail":"busy"}})";
  };
  const std::string inner = step("/do/0/guarded/try/5/phone/do/1/ask", "faulted");
  const std::string outer = step("/do/0/guarded/try/5/phone", "completed");
  const std::string leaf = step("/do/1/close", "completed");
  const auto text = Told({inner.c_str(), outer.c_str(), leaf.c_str()});
  EXPECT_THAT(text, HasSubstr("workflow  phone/ask: failed: nobody was reached (busy)\n"));
  EXPECT_THAT(text, HasSubstr("workflow  close: done\n"));
  EXPECT_THAT(text, Not(HasSubstr("guarded/phone")));
}

TEST(ExplainText, NamesAStepThatIsAFunctionOfTheWorkflow) {
  const auto text = Told(
      {R"({"kind":"history","run":"r","entry":{"task":"/use/functions/recovered","what":"waiting"}})"});
  EXPECT_THAT(text, HasSubstr("workflow  recovered: waits\n"));
}

TEST(ExplainText, SaysWhichRunIsAPartOfWhich) {
  const auto text = Told(
      {R"({"kind":"run","run":"r1","workflow":"ops/alert-router","event":"started"})",
       R"({"kind":"history","run":"r1","entry":{"what":"runs","task":"/do/0/guarded/try/5/phone",
           "run":"r2","workflow":"oncall/page","version":"1.0.0"}})",
       R"({"kind":"run","run":"r2","workflow":"oncall/page","event":"started"})",
       R"({"kind":"history","run":"r2","entry":{"what":"part-of","task":"/","run":"r1",
           "workflow":"ops/alert-router"}})"});
  EXPECT_THAT(text, HasSubstr("ops/alert-router  guarded/phone: runs oncall/page (run r2)\n"));
  EXPECT_THAT(text, HasSubstr("oncall/page       is a part of ops/alert-router (run r1)\n"));
}

TEST(ExplainText, TellsOneMomentInTheOrderOfTalk) {
  const TimePoint at = TimePoint(std::chrono::seconds(1'700'000'000));
  std::vector<std::pair<TimePoint, json::value>> entries;
  for (const char* entry : {R"({"kind":"turn","call":"c1","role":"assistant","text":"Approved."})",
                            R"({"kind":"call","call":"c1","event":"turn","understood":"confirm"})",
                            R"({"kind":"turn","call":"c1","role":"user","text":"pressed 1"})"})
    entries.emplace_back(at, json::parse(entry));
  const auto text = ExplainText(entries);
  const auto person = text.find("the person: \"pressed 1\""), meant = text.find("understood as"),
             said = text.find("tocsin says: \"Approved.\"");
  EXPECT_LT(person, meant) << text;
  EXPECT_LT(meant, said) << text;
  EXPECT_NE(said, std::string::npos) << text;
}

TEST(ExplainText, SaysWhyNobodyWasCalledAndHowItEnded) {
  const auto text = Told(
      {R"({"kind":"history","run":"r","entry":{"what":"emitted","type":"tocsin.action.requested",
           "action":"notify","action_id":"act-1","reason":"business hours"}})",
       R"({"kind":"history","run":"r","entry":{"what":"emitted","type":"tocsin.alert.closed",
           "alert_id":"a1","outcome":"notified","reason":"business hours"}})",
       R"({"kind":"history","run":"r","entry":{"what":"emitted","type":"tocsin.alert.closed",
           "outcome":"approved","choice":"approve","method":"dtmf","contact":"ann"}})"});
  EXPECT_THAT(text, HasSubstr("asked for the action notify: business hours (act-1)\n"));
  EXPECT_THAT(text, HasSubstr("closed the alert: notified, nobody was called: business hours\n"));
  EXPECT_THAT(text, HasSubstr("closed the alert: approved (approve by ann, dtmf)\n"));
}

TEST(ExplainText, TellsDeliveries) {
  const auto text = Told(
      {R"({"kind":"history","run":"r","entry":{"what":"not_delivered","delivery":"n8n","id":"act-1",
           "type":"tocsin.action.requested","attempt":1,"why":"status 503","again_in":"2s"}})",
       R"({"kind":"history","run":"r","entry":{"what":"delivered","delivery":"n8n","id":"act-1",
           "type":"tocsin.action.requested","attempt":2,"why":"status 200"}})",
       R"({"kind":"history","run":"r","entry":{"what":"given_up","delivery":"log","id":"act-1",
           "type":"tocsin.action.requested","attempt":8,"why":"status 410"}})"});
  EXPECT_THAT(text, HasSubstr("delivery n8n  tocsin.action.requested act-1: attempt 1 failed: "
                              "status 503; again in 2s\n"));
  EXPECT_THAT(text, HasSubstr("delivery n8n  tocsin.action.requested act-1 delivered, attempt 2 "
                              "(status 200)\n"));
  EXPECT_THAT(text, HasSubstr("delivery log  tocsin.action.requested act-1 given up after attempt "
                              "8: status 410; it is on the dead-letter topic\n"));
}

TEST(ExplainText, TellsWhatWasWrittenAndWhatTheModelWasAsked) {
  const auto text =
      Told({R"({"kind":"call","call":"c1","event":"written","method":"sms","choice":"approve"})",
            R"({"kind":"call","call":"c1","event":"wrong_pin"})",
            R"({"kind":"call","call":"c1","event":"confirmed","method":"link","choice":"approve"})",
            R"({"kind":"call","call":"c1","event":"turn","understood":"free_question"})",
            R"({"kind":"call","call":"c1","event":"question"})",
            R"({"kind":"call","call":"c1","event":"no_answer"})",
            R"({"kind":"call","call":"c1","event":"first_sound","waited_ms":420})"});
  EXPECT_THAT(text, HasSubstr("chosen by text message: approve\n"));
  EXPECT_THAT(text, HasSubstr("a wrong code or PIN in writing; nothing is decided\n"));
  EXPECT_THAT(text, HasSubstr("confirmed by link: approve\n"));
  EXPECT_THAT(text, HasSubstr("understood as a question for the language model\n"));
  EXPECT_THAT(text, HasSubstr("the language model is asked\n"));
  EXPECT_THAT(text, HasSubstr("the language model gives no answer\n"));
  EXPECT_THAT(text, HasSubstr("the answer began 420 ms after the person had ended\n"));
}

TEST(ExplainText, SaysHowAQuestionEnded) {
  const std::pair<const char*, const char*> cases[] = {
      {R"({"kind":"question","status":"unanswered","closed_because":"unanswered"})",
       "question  unanswered: nobody decided\n"},
      {R"({"kind":"question","status":"expired","closed_because":"expired"})",
       "question  expired: nobody decided in time\n"},
      {R"({"kind":"question","status":"closed","closed_because":"resolved"})",
       "question  closed: resolved\n"},
      {R"({"kind":"question","status":"open"})", "question  open: nobody has decided yet\n"}};
  for (const auto& [entry, said] : cases) EXPECT_THAT(Told({entry}), HasSubstr(said));
}

TEST(ExplainText, KeepsWordsItDoesNotKnow) {
  const auto text = Told({R"({"kind":"call","call":"c1","event":"failed","reason":"new_reason",
                              "detail":"so it was"})",
                          R"({"kind":"other","x":1})", R"("no object")"});
  EXPECT_THAT(text, HasSubstr("failed: new_reason (so it was)\n"));
  EXPECT_THAT(text, HasSubstr("other  {\"kind\":\"other\",\"x\":1}\n"));
}

}  // namespace
}  // namespace tocsin::compose
