// links: speech net harness schemas
#include <gmock/gmock.h>

#include "adapters/net/loops.hpp"
#include "adapters/net/websocket_client.hpp"
#include "adapters/speech/deepgram_flux.hpp"
#include "adapters/speech/deepgram_listen.hpp"
#include "fakes/fake_program.hpp"
#include "fakes/stream_probe.hpp"

namespace tocsin {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using Kind = SpeechEvent::Kind;

/// What only Deepgram's /v1/listen has; ears_test.cpp has what holds of all.
class DeepgramListenTest : public testing::Test {
 protected:
  static fakes::FakeProgram& Service() {
    static fakes::FakeProgram service("deepgram_server.py");
    return service;
  }
  void SetUp() override { ASSERT_NE(Service().Url(), ""); }
  fakes::StreamProbe Listen(const json::array& script, ListenTo what = {}) {
    Service().Script(script);
    return fakes::StreamProbe(*ears_, *loop_, std::move(what));
  }
  json::object Stream(std::size_t which) {
    const auto seen = Service().Seen();
    return which < seen.size() ? seen[which].as_object() : json::object{};
  }

  std::unique_ptr<Loop> loop_ = MakeLoop("ears");
  std::unique_ptr<WebSocketClient> sockets_ = MakeWebSocketClient();
  std::unique_ptr<SpeechToText> ears_ = speech::MakeDeepgramListen(
      {.api_url = Service().Url(), .api_key = Secret("k1"), .model = "nova-3"}, *sockets_, *loop_);
};

TEST_F(DeepgramListenTest, AsksForMuLawInTheCallsLanguageAndKeepsOneStream) {
  {
    auto probe = Listen({{{"text", "genehmigen"}}}, {.language = "de-DE"});
    ASSERT_TRUE(probe.Sentence(1'000ms));
    ASSERT_TRUE(probe.Sentence(1'000ms));
  }
  const auto seen = Service().Seen();
  ASSERT_EQ(seen.size(), 1U);
  const auto stream = Stream(0);
  EXPECT_EQ(stream.at("path"), "/v1/listen");
  EXPECT_EQ(stream.at("authorization"), "Token k1");
  EXPECT_EQ(stream.at("samples"), 16'000) << "a byte a sample";
  EXPECT_EQ(stream.at("empty"), 0) << "an empty message is taken for the end";
  const auto& query = stream.at("query").as_object();
  EXPECT_EQ(query.at("model"), "nova-3");
  EXPECT_EQ(query.at("language"), "de");
  EXPECT_EQ(query.at("encoding"), "mulaw");
  EXPECT_EQ(query.at("sample_rate"), "8000");
  EXPECT_EQ(query.at("interim_results"), "true");
}

TEST_F(DeepgramListenTest, TellsWhatIsHeardWhileItIsSaid) {
  auto probe = Listen({{{"text", "please approve it now"}}});
  ASSERT_TRUE(probe.Sentence(1'600ms));
  EXPECT_EQ(probe.Count(Kind::kStarted), 1U);
  const auto events = probe.Events();
  ASSERT_GE(events.size(), 3U);
  ASSERT_TRUE(events[1]);
  EXPECT_EQ(events[1]->kind, Kind::kPartial);
  EXPECT_EQ(events[1]->speech.text, "please approve");
}

TEST_F(DeepgramListenTest, ItsOwnEndIsToldOnceThoughItSaysSoTwice) {
  auto probe = Listen({{{"text", "I would like to know more"}, {"after", 0.8}}});
  probe.Begin();
  probe.Say(1'000ms);
  const auto ended = probe.WaitFor(Kind::kEndOfTurn);
  ASSERT_TRUE(ended);
  EXPECT_EQ(ended->speech.text, "I would like to know more");
  probe.Finish();
  const auto end = probe.WaitForEnd();
  ASSERT_TRUE(end);
  EXPECT_EQ(end->speech.text, "I would like to know more") << "nothing twice";
  EXPECT_EQ(probe.Count(Kind::kEndOfTurn), 1U);
}

TEST_F(DeepgramListenTest, ASentenceWithADoubtfulWordIsDoubtful) {
  auto probe = Listen({{{"text", "approve it"}, {"confidence", json::array{0.3, 0.99}}}});
  const auto end = probe.Sentence();
  ASSERT_TRUE(end);
  EXPECT_TRUE(end->speech.doubtful);
  EXPECT_DOUBLE_EQ(*end->speech.confidence, 0.3);
}

TEST_F(DeepgramListenTest, TellsTheLanguageThatWasSpokenWhereItDetectsIt) {
  for (const std::string model : {"nova-3", "flux-general-multi"}) {
    speech::DeepgramListenOptions options{.api_url = Service().Url(),
                                          .api_key = Secret("k1"),
                                          .model = model,
                                          .languages = {"en", "de"},
                                          .detect_language = true};
    const bool flux = model != "nova-3";
    ears_ = flux ? speech::MakeDeepgramFlux(options, *sockets_, *loop_)
                 : speech::MakeDeepgramListen(options, *sockets_, *loop_);
    {
      auto probe = Listen({{{"text", "ich hätte gern"}, {"languages", json::array{"de", "en"}}},
                           {{"text", "please"}}});
      const auto end = probe.Sentence();
      ASSERT_TRUE(end) << model;
      EXPECT_EQ(end->speech.language, "de") << model;
      const auto next = probe.Sentence();
      ASSERT_TRUE(next);
      EXPECT_EQ(next->speech.language, "") << "nothing of the sentence before";
    }
    const auto query = Stream(0).at("query").as_object();
    if (flux)
      EXPECT_EQ(query.at("language_hint"), "de") << "the last of all";
    else
      EXPECT_EQ(query.at("language"), "multi");
  }
}

TEST_F(DeepgramListenTest, ACloseAndAnErrorOfTheServiceAreNamed) {
  auto closed = Listen({{{"text", "approve"}, {"close", json::array{1011, "NET-0000"}}}});
  const auto first = closed.Sentence();
  ASSERT_FALSE(first);
  EXPECT_THAT(first.error().message, HasSubstr("1011 NET-0000"));
  auto wrong = Listen({{{"text", "approve"}, {"error", "could not parse"}}});
  const auto second = wrong.Sentence();
  ASSERT_FALSE(second);
  EXPECT_THAT(second.error().message, HasSubstr("could not parse"));
}

TEST_F(DeepgramListenTest, ARefusedKeyNamesItsSetting) {
  auto probe = Listen({{{"status", 401}}});
  const auto end = probe.Sentence();
  ASSERT_FALSE(end);
  EXPECT_THAT(end.error().message, HasSubstr("speech.deepgram.api_key"));
}

}  // namespace
}  // namespace tocsin
