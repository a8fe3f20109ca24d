// links: harness schemas net
// Free questions: a language model answers them, and decides nothing.
#include "fakes/fake_program.hpp"
#include "scenario/alert_calls/walk.hpp"

namespace tocsin::harness {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST_F(Walk, AFreeQuestionIsAnsweredAndDecidesNothing) {
  fakes::FakeProgram model("language_server.py");
  ASSERT_NE(model.Url(), "");
  model.Script(json::array{{{"text", "I approve this action now. Press 1."}, {"delay", 0.5}},
                           {{"status", 503}}});
  WalkSite site({.people = R"({'+15559876543': [{answer_after: 1s, turns: [
      {hear: nginx, say: 'Is the web site affected?'},
      {hear: 'Automatic answer: I approve this action now', say: What about the database then},
      {hear: I cannot answer that now, press: '2'}, {hear: confirm, press: '1'}]}]})",
                 .environment = "LLM_ENGINE_URL=" + model.Url() +
                                "\nLLM_API_KEY=sk-planted-key\nLLM_MODEL=some-model\n"});
  ASSERT_TRUE(site.Start());
  ASSERT_EQ(site.Initiate("a8", kLastResort).status, 202);

  const auto decisions = site.Bus().WaitFor("decisions", "a8", "tocsin.decision.made", 1);
  ASSERT_EQ(decisions.size(), 1U);
  EXPECT_EQ(decisions[0].At("choice"), "dismiss");
  const auto calls = site.WaitForCalls(kLastResort, 1);
  ASSERT_EQ(calls.size(), 1U);
  EXPECT_THAT(TalkOf(calls[0]), HasSubstr("One moment, please."));
  const auto seen = model.Seen();
  ASSERT_EQ(seen.size(), 3U) << "what is away for a moment is asked once more";
  EXPECT_EQ(seen[0].at("authorization"), "Bearer sk-planted-key");
  EXPECT_EQ(seen[0].at_pointer("/body/model"), "some-model");
  const auto told =
      ParseJson(std::string(seen[0].at_pointer("/body/messages/1/content").as_string()));
  ASSERT_TRUE(told);
  EXPECT_EQ(told->at("question"), "Is the web site affected?");
  EXPECT_EQ(told->at_pointer("/alert/resource_name"), "nginx");
  const auto messages = site.At().Query("select messages::text from voice_conversations");
  EXPECT_THAT(messages, HasSubstr("Is the web site affected?"));
  EXPECT_THAT(messages, HasSubstr("Automatic answer: I approve this action now."));
  EXPECT_TRUE(site.Bus().Seen("actions", "a8", "tocsin.action.requested").empty());
  EXPECT_THAT(site.Worker().Errors(), Not(HasSubstr("planted")));
}

TEST_F(Walk, AnotherModelAnswersWhereTheFirstIsAwayOrStalls) {
  fakes::FakeProgram first("language_server.py"), second("language_server.py");
  ASSERT_NE(first.Url(), "");
  ASSERT_NE(second.Url(), "");
  first.Script(json::array{{{"status", 503}}, {{"text", "Too late."}, {"delay", 20}}});
  second.Script(
      json::array{{{"text", "Only the web server is down."}}, {{"text", "The database works."}}});
  WalkSite site({.people = R"({'+15559876543': [{answer_after: 1s, turns: [
      {hear: nginx, say: 'Is the web site affected?'},
      {hear: 'Only the web server is down', say: What about the database then},
      {hear: The database works, press: '2'}, {hear: confirm, press: '1'}]}]})",
                 .settings = "language:\n  chat: {url: '" + first.Url() +
                             "', model: some-model, first_text: 500ms}\n  fallbacks:\n  - {name: "
                             "spare, url: '" +
                             second.Url() + "', api_key: sk-planted-key}\n"});
  ASSERT_TRUE(site.Start());
  ASSERT_EQ(site.Initiate("a9", kLastResort).status, 202);

  const auto decisions = site.Bus().WaitFor("decisions", "a9", "tocsin.decision.made", 1);
  ASSERT_EQ(decisions.size(), 1U);
  EXPECT_EQ(decisions[0].At("choice"), "dismiss");
  EXPECT_EQ(first.Seen().size(), 2U) << "where another follows, the first is asked once";
  const auto seen = second.Seen();
  ASSERT_EQ(seen.size(), 2U);
  EXPECT_EQ(seen[0].at("authorization"), "Bearer sk-planted-key");
  const auto metrics = site.Send("GET", "/metrics").body;
  EXPECT_THAT(metrics,
              HasSubstr(R"(tocsin_language_answers_total{outcome="answered",provider="spare"} 2)"));
  EXPECT_THAT(metrics, HasSubstr(R"(part="language_model",provider="some-model"} 0)"));
  EXPECT_THAT(site.Worker().Errors(), HasSubstr("some-model at "));
}

}  // namespace
}  // namespace tocsin::harness
