// links: harness schemas net
// A voice of our own: prompts as sounds that the carrier fetches, the carrier's voice where ours is
// slow.
#include "fakes/fake_program.hpp"
#include "scenario/alert_calls/walk.hpp"

namespace tocsin::harness {
namespace {

using testing::HasSubstr;
using testing::Not;

/// Path and query of the n-th sound that was played; empty: there is none.
std::string PlayedOn(const json::value& call, const std::string& base) {
  const auto talk = JsonText(call);
  const auto at = talk.find(base + "/api/voice/audio/");
  if (at == std::string::npos) return {};
  const auto begin = at + base.size();
  return talk.substr(begin, talk.find('"', begin) - begin);
}

TEST_F(Walk, PromptsAreSoundsOfOurOwnVoiceWhereItIsQuick) {
  fakes::FakeProgram sesame("sesame_server.py");
  ASSERT_NE(sesame.Url(), "");
  WalkSite site({.people = R"({'+15559876543': [
      {answer_after: 1s, turns: [{silent: 4s}, {press: '2'}, {silent: 4s}, {press: '1'}]},
      {answer_after: 1s, turns: [{hear: 'httpd', press: '2'}, {silent: 4s}, {press: '1'}]}]})",
                 .environment = "SESAME_TTS_URL=" + sesame.Url() + "\n"});
  ASSERT_TRUE(site.Start());
  ASSERT_EQ(site.Initiate("quick", kLastResort).status, 202);
  ASSERT_EQ(site.Bus().WaitFor("decisions", "quick", "tocsin.decision.made", 1).size(), 1U);
  const auto quick = site.WaitForCalls(kLastResort, 1);
  ASSERT_EQ(quick.size(), 1U);
  const auto path = PlayedOn(quick[0], site.WorkerUrl());
  ASSERT_NE(path, "") << JsonText(quick[0]);
  EXPECT_THAT(TalkOf(quick[0]), Not(HasSubstr("nginx"))) << "nothing was left to the carrier";
  const auto sound = site.Send("GET", path);
  EXPECT_EQ(sound.status, 200);
  EXPECT_TRUE(sound.body.starts_with("RIFF"));
  auto altered = path;
  altered[altered.size() - 3] = altered[altered.size() - 3] == 'A' ? 'B' : 'A';
  EXPECT_EQ(site.Send("GET", altered).status, 403);

  const auto spoken =
      site.Send("POST", "/api/tts/synthesize", site.Key(), R"({"text":"Container stopped"})");
  EXPECT_EQ(spoken.status, 200) << spoken.body;
  EXPECT_EQ(In(spoken.body, "voice"), "Sesame");

  // Slow, for texts that it has not made before.
  sesame.Script(json::array{{{"delay", 5}}});
  ASSERT_EQ(
      site.Send(
              "POST", "/api/voice/call/initiate",
              [&] {
                auto headers = site.Key();
                headers.emplace_back("Content-Type", "application/json");
                return headers;
              }(),
              R"({"phone_number":"+15559876543","alert_id":"slow","alert_summary":"httpd is down.",)"
              R"("alert_context":{"severity":"high"}})")
          .status,
      202);
  ASSERT_EQ(site.Bus().WaitFor("decisions", "slow", "tocsin.decision.made", 1).size(), 1U);
  const auto calls = site.WaitForCalls(kLastResort, 2);
  ASSERT_EQ(calls.size(), 2U);
  EXPECT_THAT(TalkOf(calls[1]), HasSubstr("httpd is down.")) << "the carrier's voice steps in";
  EXPECT_THAT(site.Worker().Errors(), HasSubstr("sentences of workflows are ready to be said"));
}

}  // namespace
}  // namespace tocsin::harness
