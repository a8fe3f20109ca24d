// links: harness schemas net
// Calls on live sound, from outside: the program, the simulator's socket, real voices and ears.
#include <csignal>
#include <cstdlib>
#include <filesystem>

#include "fakes/fake_program.hpp"
#include "scenario/alert_calls/walk.hpp"

namespace tocsin::harness {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;

std::string ModelsFolder() {
  if (const char* set = std::getenv("TOCSIN_MODELS")) return set;
  return (fs::path(TOCSIN_SOURCE_DIR) / ".local" / "models").string();
}

bool Installed(const std::string& program) { return fs::exists("/usr/bin/" + program); }

class LiveCallWalk : public Walk {
 protected:
  void SetUp() override {
    Walk::SetUp();
    if (IsSkipped()) return;
    if (!fs::is_directory(ModelsFolder())) GTEST_SKIP() << "needs the models: tools/models";
    if (!Installed("espeak-ng") && !Installed("festival"))
      GTEST_SKIP() << "needs a voice: apt-get install festival festvox-us-slt-hts";
  }

  /// A worker that hears and speaks by itself; the person answers so.
  static WalkOptions Live(const std::string& behaviour, const std::string& faults = "{}") {
    return {
        .people = "{'" + std::string(kLastResort) + "': [" + behaviour + "]}\nfaults: " + faults,
        .settings = "speech: {stt: moonshine, models: '" + ModelsFolder() + "'}\n"};
  }
  /// The decision of the alert, once there is one.
  static Sighting DecisionOf(WalkSite& site, const std::string& alert) {
    const auto made = site.Bus().WaitFor("decisions", alert, "tocsin.decision.made", 1);
    return made.empty() ? Sighting{} : made.front();
  }
  static std::string Metrics(WalkSite& site) { return site.Send("GET", "/metrics").body; }
};

TEST_F(LiveCallWalk, SaysItKeysItAndItIsStored) {
  WalkSite site(Live(
      R"({answer_after: 1s, turns: [{say: Hello, over: true}, {hear: '.', say: Approve it, over: true},
          {hear: '.', press: '1'}, {hear: '.', press: '1'}]})"));
  ASSERT_TRUE(site.Start());
  EXPECT_THAT(site.Send("GET", "/ready").body, HasSubstr("moonshine"));
  ASSERT_EQ(site.Initiate("live1", kLastResort).status, 202);

  const auto decision = DecisionOf(site, "live1");
  EXPECT_EQ(decision.At("choice"), "approve") << site.Story("live1", kLastResort);
  // A key that comes before the words are recognised is the choice; either way a key confirms.
  EXPECT_EQ(decision.At("evidence.confirmed_with"), "pressed 1");

  const auto calls = site.WaitForCalls(kLastResort, 1);
  ASSERT_EQ(calls.size(), 1U);
  const auto turns = site.Bus().Seen("calls", "live1");
  bool interrupted = false;
  for (const auto& event : turns)
    interrupted |= event.type == "tocsin.call.turn" && !event.At("unheard").empty();
  EXPECT_TRUE(interrupted) << "the person spoke over the greeting\n"
                           << site.Story("live1", kLastResort);
  EXPECT_THAT(Metrics(site), HasSubstr("tocsin_voice_live_lines_ended_total{how=\"spoken\"} 1"));
}

TEST_F(LiveCallWalk, ASocketThatIsCutComesBackByTheRedirect) {
  WalkSite site(
      Live(R"({answer_after: 1s, turns: [{say: Hello, over: true}, {hear: 'press', press: '2'},
               {hear: 'press', press: '1'}]})",
           "{socket_cut: 1}"));
  ASSERT_TRUE(site.Start());
  ASSERT_EQ(site.Initiate("live2", kLastResort).status, 202);
  EXPECT_EQ(DecisionOf(site, "live2").At("choice"), "dismiss") << site.Story("live2", kLastResort);
  site.WaitForCalls(kLastResort, 1);
  EXPECT_THAT(Metrics(site), HasSubstr("tocsin_voice_live_lines_ended_total{how=\"lost\"} 1"));
}

TEST_F(LiveCallWalk, AnUnsignedSocketIsRefusedAndTheCallGoesOn) {
  WalkSite site(
      Live(R"({answer_after: 1s, turns: [{say: Hello, over: true}, {hear: 'press', press: '2'},
               {hear: 'press', press: '1'}]})",
           "{unsigned_socket: 1}"));
  ASSERT_TRUE(site.Start());
  ASSERT_EQ(site.Initiate("live3", kLastResort).status, 202);
  EXPECT_EQ(DecisionOf(site, "live3").At("choice"), "dismiss") << site.Story("live3", kLastResort);
  EXPECT_THAT(Metrics(site), HasSubstr("tocsin_voice_sockets_refused_total{carrier=\"twilio\""));
}

/// The simulator's own ears understand what comes from the service, and what comes when it breaks
/// in the middle of the call.
TEST_F(LiveCallWalk, AServiceSpeaksAndAnotherVoiceGoesOnWhenItFails) {
  fakes::FakeProgram service("voice_server.py");
  ASSERT_NE(service.Url(), "");
  const json::object speaks{{"speak", true}};
  // Up to "To approve, press 1"; then each sentence is refused, and what follows is not asked.
  service.Script(json::array{speaks, speaks, speaks, speaks, speaks, {{"status", 503}}});
  auto options = Live(R"({answer_after: 1s, turns: [{hear: 'press', press: '2'},
                                                    {hear: 'press', press: '1'}]})");
  options.settings =
      "speech: {stt: moonshine, models: '" + ModelsFolder() +
      "', tts: [deepgram, festival, espeak], deepgram: {api_key: planted-key, api_url: '" +
      service.Url() + "', speak: {model: asteria}}}\n";
  WalkSite site(std::move(options));
  ASSERT_TRUE(site.Start());
  const auto ready = site.Send("GET", "/ready").body;
  EXPECT_THAT(ready, HasSubstr("Deepgram aura-2-asteria-en"));
  EXPECT_THAT(ready, Not(HasSubstr("planted")));
  ASSERT_EQ(site.Initiate("spoken", kLastResort).status, 202);
  EXPECT_EQ(DecisionOf(site, "spoken").At("choice"), "dismiss")
      << site.Story("spoken", kLastResort);

  const auto asked = service.Seen();
  ASSERT_GT(asked.size(), 5U) << "it was asked, and refused";
  EXPECT_EQ(asked[0].at_pointer("/query/model"), "aura-2-asteria-en");
  EXPECT_EQ(asked[0].at("key"), "planted-key");
  site.WaitForCalls(kLastResort, 1);
  const auto metrics = Metrics(site);
  EXPECT_THAT(metrics, HasSubstr("tocsin_provider_characters_total{provider=\"deepgram\"}"));
  EXPECT_THAT(metrics, HasSubstr("tocsin_voice_live_lines_ended_total{how=\"spoken\"} 1"));

  // Whoever still holds a sentence of an order does not outlive what it stands on.
  EXPECT_EQ(
      site.Send("POST", "/api/tts/synthesize", site.Key(), R"({"text":"Good night."})").status,
      200);
  site.Worker().Signal(SIGTERM);
  EXPECT_EQ(site.Worker().Wait(std::chrono::seconds(60)), 0);
}

/// The same, with ears at a service.
class DeepgramCallWalk : public LiveCallWalk {
 protected:
  WalkOptions Heard(const std::string& behaviour, const json::array& script) {
    service_.Script(script);
    auto options = Live(behaviour);
    options.settings = "speech: {stt: [deepgram, moonshine], models: '" + ModelsFolder() +
                       "', deepgram: {api_key: k1, api_url: '" + service_.Url() +
                       "', listen: {model: nova-3}}}\n";
    return options;
  }
  fakes::FakeProgram service_{"deepgram_server.py"};
};

TEST_F(DeepgramCallWalk, HearsWithAServiceWhichTheEvidenceNames) {
  WalkSite site(Heard(
      "{answer_after: 1s, turns: [{say: Approve it, over: true}, {hear: '.', say: I confirm}, "
      "{hear: '.', say: I confirm}]}",
      {{{"text", "Approve it."}}, {{"text", "I confirm."}}}));
  ASSERT_TRUE(site.Start());
  EXPECT_THAT(site.Send("GET", "/ready").body, HasSubstr("hears with deepgram nova-3"));
  ASSERT_EQ(site.Initiate("live4", kLastResort).status, 202);
  const auto decision = DecisionOf(site, "live4");
  EXPECT_EQ(decision.At("choice"), "approve") << JsonText(service_.Seen());
  EXPECT_EQ(decision.At("evidence.engine"), "deepgram nova-3");
  EXPECT_EQ(decision.At("evidence.trust"), "text");
  site.WaitForCalls(kLastResort, 1);
  const auto seen = service_.Seen();
  ASSERT_FALSE(seen.empty());
  EXPECT_EQ(seen[0].at("authorization"), "Token k1");
}

}  // namespace
}  // namespace tocsin::harness
