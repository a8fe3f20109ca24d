// links: speech net harness schemas
// What only OpenAI's Realtime API has; ears_test.cpp has what holds of all.
#include <gmock/gmock.h>

#include "adapters/net/loops.hpp"
#include "adapters/net/websocket_client.hpp"
#include "adapters/speech/ears.hpp"
#include "adapters/speech/realtime_transcription.hpp"
#include "fakes/fake_program.hpp"
#include "fakes/python_program.hpp"
#include "fakes/stream_probe.hpp"

namespace tocsin {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using Kind = SpeechEvent::Kind;

class RealtimeTranscriptionTest : public testing::Test {
 protected:
  static fakes::FakeProgram& Service() {
    static fakes::FakeProgram service("realtime_transcription_server.py");
    return service;
  }
  void SetUp() override { ASSERT_NE(Service().Url(), ""); }
  fakes::StreamProbe Listen(const json::array& script, ListenTo what = {},
                            const std::string& model = "gpt-4o-mini-transcribe",
                            bool detect = false) {
    Service().Script(script);
    auto made = speech::MakeEarsAtService("openai",
                                          {.openai = {.name = "openai " + model,
                                                      .api_url = Service().Url(),
                                                      .api_key = Secret("k1"),
                                                      .model = model,
                                                      .setting = "speech.openai",
                                                      .detect_language = detect,
                                                      .second_price = 1},
                                           .openai_realtime = !speech::OnlyRealtime(model)},
                                          {.sockets = sockets_.get(), .loop = loop_.get()});
    EXPECT_TRUE(made);
    ears_ = *std::move(made);
    return fakes::StreamProbe(*ears_, *loop_, std::move(what));
  }
  json::object Session() {
    const auto seen = Service().Seen();
    EXPECT_EQ(seen.size(), 1U);
    return seen.empty() ? json::object{} : seen[0].as_object();
  }

  std::unique_ptr<Loop> loop_ = MakeLoop("ears");
  std::unique_ptr<WebSocketClient> sockets_ = MakeWebSocketClient();
  std::unique_ptr<SpeechToText> ears_;
};

TEST_F(RealtimeTranscriptionTest, AsksForMuLawWithoutTurnDetectionAndKeepsOneSession) {
  {
    auto probe = Listen({{{"text", "genehmigen"}}}, {.language = "de-DE"});
    ASSERT_TRUE(probe.Sentence(1'000ms));
    ASSERT_TRUE(probe.Sentence(1'000ms));
  }
  const auto seen = Session();
  EXPECT_EQ(seen.at("path"), "/v1/realtime");
  EXPECT_EQ(seen.at("query"), (json::value{{"intent", "transcription"}}));
  EXPECT_EQ(seen.at("authorization"), "Bearer k1");
  EXPECT_TRUE(seen.at("beta").is_null()) << "its beta is switched off";
  EXPECT_EQ(seen.at("samples"), 16'000) << "a byte a sample";
  EXPECT_EQ(seen.at("session"),
            *ParseJson(R"({"type":"transcription","audio":{"input":{"format":{"type":"audio/pcmu"},
              "transcription":{"model":"gpt-4o-mini-transcribe","language":"de"},
              "turn_detection":null}},"include":["item.input_audio_transcription.logprobs"]})"));
}

TEST_F(RealtimeTranscriptionTest, AModelThatTellsTheLanguageIsGivenAllOfThem) {
  {
    auto probe = Listen({{{"text", "hola"}, {"languages", {"es"}}}, {{"text", "hm"}}}, {},
                        "gpt-transcribe", true);
    const auto first = probe.Sentence();
    ASSERT_TRUE(first) << first.error().message;
    EXPECT_EQ(first->speech.language, "es");
    const auto next = probe.Sentence();
    ASSERT_TRUE(next);
    EXPECT_EQ(next->speech.language, "") << "nothing of the sentence before";
  }
  EXPECT_EQ(Session().at("session").at("audio").at("input").at("transcription"),
            (json::value{{"model", "gpt-transcribe"}, {"languages", {"en", "de", "es", "hi"}}}));
}

TEST_F(RealtimeTranscriptionTest, WordsComeWhileTheyAreSaidAndWhisperTellsNoConfidence) {
  auto probe =
      Listen({{{"text", "please approve it"}, {"streams", true}}}, {}, "gpt-realtime-whisper");
  const auto end = probe.Sentence();
  ASSERT_TRUE(end) << end.error().message;
  EXPECT_EQ(end->speech.text, "please approve it");
  EXPECT_FALSE(end->speech.confidence.has_value());
  EXPECT_FALSE(end->speech.doubtful);
  std::vector<std::string> partial;
  for (const auto& event : probe.Events())
    if (event && event->kind == Kind::kPartial) partial.push_back(event->speech.text);
  EXPECT_THAT(partial, testing::ElementsAre("please", "please approve", "please approve it"));
  EXPECT_FALSE(Session().at("session").as_object().contains("include"));
}

TEST_F(RealtimeTranscriptionTest, ASentenceWithAnUnsureWordIsDoubtfulAndPunctuationIsNoWord) {
  auto probe = Listen({{{"text", "approve"}, {"confidence", 0.3}}, {{"text", "approve."}}});
  const auto unsure = probe.Sentence();
  ASSERT_TRUE(unsure) << unsure.error().message;
  EXPECT_NEAR(unsure->speech.confidence.value_or(0), 0.3, 1e-6);
  EXPECT_TRUE(unsure->speech.doubtful);
  const auto sure = probe.Sentence();
  ASSERT_TRUE(sure) << sure.error().message;
  EXPECT_FALSE(sure->speech.doubtful);
}

TEST_F(RealtimeTranscriptionTest, WhatIsLateOfASentenceBeforeIsNotPartOfTheNext) {
  auto probe = Listen({{{"text", "do not"}, {"delay", 0.4}, {"streams", true}},
                       {{"text", "never mind"}, {"streams", true}},
                       {{"text", "approve it"}, {"streams", true}}});
  probe.Begin();
  probe.Say(700ms);
  probe.Finish();
  probe.Begin();  // nobody waits for the first one's text, and the second one is given up
  probe.Say(700ms);
  probe.Abandon();
  const std::size_t before = probe.Events().size();
  probe.Begin();
  probe.Say(700ms);
  probe.Finish();
  const auto end = probe.WaitForEnd(before);
  ASSERT_TRUE(end) << end.error().message;
  EXPECT_EQ(end->speech.text, "approve it");
  EXPECT_NEAR(end->speech.cost.value_or(0), 2.1, 1e-9) << "with what nobody waited for";
  const auto events = probe.Events();
  for (std::size_t i = before; i < events.size(); ++i) {
    ASSERT_TRUE(events[i]);
    EXPECT_THAT(events[i]->speech.text, testing::StartsWith("approve"));
  }
}

TEST_F(RealtimeTranscriptionTest, TooShortForTheServiceIsSilence) {
  auto probe = Listen({{{"text", "approve"}}});
  const auto nothing = probe.Sentence(40ms);
  ASSERT_TRUE(nothing) << nothing.error().message;
  EXPECT_EQ(nothing->speech.text, "");
  const auto next = probe.Sentence();
  ASSERT_TRUE(next) << next.error().message;
  EXPECT_EQ(next->speech.text, "approve");
}

TEST_F(RealtimeTranscriptionTest, FailuresAreToldByCause) {
  const auto fault = [&](json::object one) {
    one["text"] = "approve";
    auto probe = Listen({std::move(one)});
    const auto end = probe.Sentence();
    EXPECT_FALSE(end);
    return end ? Error{} : end.error();
  };
  EXPECT_THAT(fault({{"fail", "no capacity"}}).message, HasSubstr("fake: no capacity"));
  EXPECT_EQ(fault({{"error", "k1 is wrong"}, {"code", "invalid_api_key"}}).kind,
            ErrorKind::kRejected);
  EXPECT_THAT(fault({{"error", "k1 is wrong"}, {"code", "invalid_api_key"}}).message,
              testing::Not(HasSubstr("k1")));
  EXPECT_EQ(fault({{"error", "pay"}, {"code", "insufficient_quota"}}).kind, ErrorKind::kRejected);
  EXPECT_THAT(fault({{"error", "boom"}}).message, HasSubstr("server_error: boom"));
  EXPECT_THAT(fault({{"close", {1011, "keepalive"}}}).message, HasSubstr("1011 keepalive"));
}

TEST_F(RealtimeTranscriptionTest, TheVendorsOwnClientKnowsEveryMessageOfOurFakeAndAsksAsWeDo) {
  if (!fakes::PythonHas("vendors")) GTEST_SKIP() << "the package vendors cannot be had";
  Service().Script({{{"text", "please approve it"}}});
  EXPECT_EQ(fakes::SaidByPython(
                "vendors", "tests/contract/speech/openai_realtime_client.py " + Service().Url()),
            "ConversationItemAdded ConversationItemDone "
            "ConversationItemInputAudioTranscriptionCompletedEvent "
            "ConversationItemInputAudioTranscriptionDeltaEvent InputAudioBufferClearedEvent "
            "InputAudioBufferCommittedEvent RealtimeErrorEvent SessionCreatedEvent "
            "SessionUpdatedEvent\n");
  const auto theirs = Session();
  {
    auto probe = Listen({{{"text", "approve it"}}});
    ASSERT_TRUE(probe.Sentence(1'000ms));
  }
  const auto ours = Session();
  for (const auto* part : {"path", "query", "beta", "session"})
    EXPECT_EQ(ours.at(part), theirs.at(part)) << part;
}

}  // namespace
}  // namespace tocsin
