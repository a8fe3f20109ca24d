// links: speech net harness schemas
// What only Flux, pages for transcriptions and Vosk have; ears_test.cpp has what holds of all.
#include <gmock/gmock.h>

#include <future>

#include "adapters/net/http_client.hpp"
#include "adapters/net/loops.hpp"
#include "adapters/net/websocket_client.hpp"
#include "adapters/speech/deepgram_flux.hpp"
#include "adapters/speech/http_transcription.hpp"
#include "adapters/speech/vosk_server.hpp"
#include "fakes/fake_program.hpp"
#include "fakes/stream_probe.hpp"

namespace tocsin {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using Kind = SpeechEvent::Kind;

class FluxTest : public testing::Test {
 protected:
  static fakes::FakeProgram& Service() {
    static fakes::FakeProgram service("deepgram_server.py");
    return service;
  }
  fakes::StreamProbe Listen(const json::array& script, const std::string& model = "flux-general-en",
                            ListenTo what = {}) {
    Service().Script(script);
    ears_ = speech::MakeDeepgramFlux({.api_url = Service().Url(),
                                      .api_key = Secret("k1"),
                                      .model = model,
                                      .eager_end_of_turn = 0.4},
                                     *sockets_, *loop_);
    return fakes::StreamProbe(*ears_, *loop_, std::move(what));
  }
  std::unique_ptr<Loop> loop_ = MakeLoop("ears");
  std::unique_ptr<WebSocketClient> sockets_ = MakeWebSocketClient();
  std::unique_ptr<SpeechToText> ears_;
};

TEST_F(FluxTest, TellsEagerEndsResumptionsAndItsEnd) {
  auto probe = Listen({{{"text", "what is this about"}, {"after", 0.8}, {"resumes", true}}});
  probe.Begin();
  probe.Say(1'200ms);
  const auto ended = probe.WaitFor(Kind::kEndOfTurn);
  ASSERT_TRUE(ended) << ended.error().message;
  EXPECT_EQ(ended->speech.text, "what is this about");
  EXPECT_EQ(probe.Count(Kind::kStarted), 1U);
  EXPECT_EQ(probe.Count(Kind::kEagerEnd), 2U);
  EXPECT_EQ(probe.Count(Kind::kResumed), 1U);
  probe.Finish();
  const auto end = probe.WaitForEnd();
  ASSERT_TRUE(end) << end.error().message;
  EXPECT_EQ(end->speech.text, "what is this about") << "our end finds no turn to end";
}

TEST_F(FluxTest, OurEndEndsItsTurn) {
  {
    auto probe = Listen({{{"text", "approve it"}}});
    ASSERT_TRUE(probe.Sentence(1'000ms));
  }
  const auto seen = Service().Seen();
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_EQ(seen[0].at("path"), "/v2/listen");
  EXPECT_EQ(seen[0].at("query").at("eager_eot_threshold"), "0.4");
  EXPECT_FALSE(seen[0].at("query").as_object().contains("language_hint"));
  EXPECT_EQ(seen[0].at("messages").as_array().at(0), "ForceEndTurn");
}

TEST_F(FluxTest, AModelOfSeveralLanguagesIsGivenTheCallsAsAHint) {
  {
    auto probe = Listen({{{"text", "aprobar"}}}, "flux-general-multi", {.language = "es-ES"});
    ASSERT_TRUE(probe.Sentence(1'000ms));
  }
  EXPECT_EQ(Service().Seen().at(0).at("query").at("language_hint"), "es");
  EXPECT_TRUE(ears_->Speaks("hi-IN"));
  const auto english = Listen({{{"text", ""}}});
  EXPECT_FALSE(ears_->Speaks("es-ES"));
}

class TranscriptionTest : public testing::Test {
 protected:
  static fakes::FakeProgram& Service() {
    static fakes::FakeProgram service("transcription_server.py");
    return service;
  }
  Result<RecognizedSpeech> Hear(const json::value& answer, bool segments = false,
                                bool detect = false) {
    Service().Script(json::array{answer});
    const auto ears = speech::MakeHttpTranscription({.name = "openai m",
                                                     .api_url = Service().Url(),
                                                     .api_key = Secret("k1"),
                                                     .model = "m",
                                                     .setting = "speech.openai",
                                                     .segments = segments,
                                                     .detect_language = detect},
                                                    *client_);
    std::promise<Result<RecognizedSpeech>> heard;
    const auto job =
        ears->Recognize({.sound = Sound(kLineRate, 4'000), .language = "de-DE", .phrases = {"ja"}},
                        [&](auto result) { heard.set_value(std::move(result)); });
    return heard.get_future().get();
  }
  std::unique_ptr<HttpClient> client_ = MakeHttpClient();
};

TEST_F(TranscriptionTest, SendsAFormWithTheSentenceAndNothingThatIsHopedFor) {
  ASSERT_TRUE(Hear({{"text", "ja"}}));
  const auto seen = Service().Seen();
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_EQ(seen[0].at("path"), "/v1/audio/transcriptions");
  EXPECT_EQ(seen[0].at("authorization"), "Bearer k1");
  EXPECT_EQ(seen[0].at("file"),
            (json::value{{"name", "sentence.wav"}, {"rate", kLineRate}, {"samples", kLineRate}}));
  EXPECT_EQ(seen[0].at("fields"), (json::value{{"model", "m"},
                                               {"language", "de"},
                                               {"response_format", "json"},
                                               {"include[]", "logprobs"}}));
}

TEST_F(TranscriptionTest, ASentenceWithAnUnsureWordIsDoubtfulAndPunctuationIsNoWord) {
  const auto sure = Hear({{"text", "ja"}, {"confidence", 0.8}});
  ASSERT_TRUE(sure);
  EXPECT_NEAR(*sure->confidence, 0.8, 1e-6);
  EXPECT_FALSE(sure->doubtful);
  const auto unsure = Hear({{"text", "ja"}, {"confidence", 0.2}});
  ASSERT_TRUE(unsure);
  EXPECT_TRUE(unsure->doubtful);
  EXPECT_TRUE(Hear({{"text", "ja"}, {"confidence", 0.2}}, true)->doubtful);
}

TEST_F(TranscriptionTest, TellsTheLanguageThatWasSpokenWhereItIsAskedForNone) {
  const auto told = [this](const json::value& answer, bool segments) {
    const auto heard = Hear(answer, segments, true);
    return heard ? heard->language : heard.error().message;
  };
  EXPECT_EQ(told({{"text", "bonjour"}, {"language", "french"}}, true), "") << "none of ours";
  EXPECT_EQ(told({{"text", "hola"}, {"language", "Spanish"}}, true), "es") << "whisper's form";
  EXPECT_EQ(told({{"text", "namaste"}, {"language", "hi"}}, true), "hi") << "other servers'";
  EXPECT_EQ(told({{"text", "ja"}, {"languages", {"de", "en"}}}, false), "de") << "gpt-transcribe's";
  EXPECT_EQ(told({{"text", "ja"}, {"languages", json::array{}}}, false), "") << "it cannot tell";
  EXPECT_FALSE(Service().Seen().back().at("fields").as_object().contains("language"));
  EXPECT_EQ(Hear({{"text", "ja"}, {"language", "german"}}, true)->language, "")
      << "it was told, and only says it back";
}

TEST_F(TranscriptionTest, WhatWhisperWritesForSilenceIsNothing) {
  const auto heard = Hear({{"text", "Thank you."}, {"no_speech", 0.9}}, true);
  ASSERT_TRUE(heard);
  EXPECT_EQ(heard->text, "");
}

TEST_F(TranscriptionTest, ARefusalNamesItsSettingAndNotTheKey) {
  const auto heard = Hear({{"status", 401}});
  ASSERT_FALSE(heard);
  EXPECT_THAT(heard.error().message, HasSubstr("speech.openai"));
  EXPECT_FALSE(Hear({{"raw", "{}"}}));
  EXPECT_FALSE(Hear({{"raw", R"({"text":7})"}}));
}

class VoskTest : public testing::Test {
 protected:
  static fakes::FakeProgram& Service() {
    static fakes::FakeProgram service("vosk_server.py");
    return service;
  }
  std::unique_ptr<Loop> loop_ = MakeLoop("ears");
  std::unique_ptr<WebSocketClient> sockets_ = MakeWebSocketClient();
  std::unique_ptr<SpeechToText> ears_ =
      speech::MakeVosk({.url = "ws" + Service().Url().substr(4)}, *sockets_, *loop_);
};

TEST_F(VoskTest, JoinsTheResultsOfASentenceAndSaysItsRate) {
  Service().Script({{{"text", "please|approve it"}, {"after", 0.6}}});
  {
    fakes::StreamProbe probe(*ears_, *loop_);
    const auto end = probe.Sentence(1'000ms);
    ASSERT_TRUE(end) << end.error().message;
    EXPECT_EQ(end->speech.text, "please approve it");
    EXPECT_GT(probe.Count(Kind::kPartial), 0U);
  }
  const auto seen = Service().Seen();
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_EQ(seen[0].at("config").at("sample_rate"), kLineRate);
  EXPECT_FALSE(seen[0].at("config").as_object().contains("phrase_list"));
  EXPECT_EQ(seen[0].at("samples"), 8'000);
  EXPECT_EQ(seen[0].at("end"), true);
}

}  // namespace
}  // namespace tocsin
