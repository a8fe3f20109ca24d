// links: speech net harness schemas
// One suite for every voice that speaks over a socket, each at a service that is a program of its
// own and refuses what the vendor refuses.
#include <gmock/gmock.h>

#include <future>
#include <optional>

#include "adapters/net/loops.hpp"
#include "adapters/net/websocket_client.hpp"
#include "adapters/speech/deepgram_flux_speak.hpp"
#include "adapters/speech/elevenlabs_socket.hpp"
#include "fakes/fake_metrics.hpp"
#include "fakes/fake_program.hpp"
#include "fakes/python_program.hpp"
#include "fakes/spoken.hpp"
#include "harness/eventually.hpp"

namespace tocsin {
namespace {

using fakes::Spoken;
using fakes::SpokenBy;
using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kHiddenKey = "planted-key";

struct SocketEngine {
  std::string name, provider, engine;
  bool keeps = true;  ///< its socket, for the next sentence
  std::function<std::unique_ptr<TextToSpeech>(const std::string& url, Duration timeout,
                                              WebSocketClient& client, Loop& loop,
                                              Metrics& metrics)>
      make;
};
void PrintTo(const SocketEngine& engine, std::ostream* out) { *out << engine.name; }

speech::ElevenLabsOptions Eleven(const std::string& url, Duration timeout, std::string model) {
  return {.api_key = Secret(kHiddenKey),
          .api_url = url,
          .model = std::move(model),
          .voice = "JBFqnCBsd6RMkjVDRZzb",
          .voices = {{"de", "GermanVoice1"}},
          .stability = 0.5,
          .characters_price = 2,
          .timeout = timeout};
}

std::vector<SocketEngine> SocketEngines() {
  return {
      {.name = "Flux",
       .provider = "deepgram",
       .engine = "Deepgram",
       .make =
           [](const std::string& url, Duration timeout, auto& client, auto& loop, auto& metrics) {
             return *speech::MakeDeepgramFluxSpeak({.api_key = Secret(kHiddenKey),
                                                    .api_url = url,
                                                    .model = "flux-alexis-en",
                                                    .models = {{"de", "flux-anna-de"}},
                                                    .characters_price = 2,
                                                    .timeout = timeout},
                                                   client, loop, metrics);
           }},
      {.name = "Contexts",
       .provider = "elevenlabs",
       .engine = "ElevenLabs",
       .make =
           [](const std::string& url, Duration timeout, auto& client, auto& loop, auto& metrics) {
             return speech::MakeElevenLabsSocket(Eleven(url, timeout, "eleven_flash_v2_5"), client,
                                                 loop, metrics);
           }},
      {.name = "Dialogue",
       .provider = "elevenlabs",
       .engine = "ElevenLabs",
       .keeps = false,
       .make =
           [](const std::string& url, Duration timeout, auto& client, auto& loop, auto& metrics) {
             return speech::MakeElevenLabsSocket(Eleven(url, timeout, "eleven_v4"), client, loop,
                                                 metrics);
           }},
  };
}

class SocketVoices : public testing::TestWithParam<SocketEngine> {
 protected:
  static constexpr Duration kLong = 20s;
  static fakes::FakeProgram& Service() {
    static fakes::FakeProgram service("speaking_server.py");
    return service;
  }
  void SetUp() override {
    ASSERT_NE(Service().Url(), "");
    voice_ = Voice();
  }
  void TearDown() override {
    voice_ = nullptr;
    loop_->Stop(0ms);
  }
  std::unique_ptr<TextToSpeech> Voice(Duration timeout = kLong, std::string url = Service().Url()) {
    return GetParam().make(url, timeout, *client_, *loop_, metrics_);
  }
  Spoken Speak(const json::array& sentences, const std::string& text = "Container stopped") {
    Service().Script(sentences);
    return SpokenBy(*voice_, {.text = text});
  }
  ErrorKind FaultOf(const json::object& one) {
    const auto spoken = Speak({one});
    EXPECT_FALSE(spoken.end) << JsonText(one);
    fault_ = spoken.end ? "" : spoken.end.error().message;
    EXPECT_THAT(fault_, HasSubstr("speaking with " + GetParam().engine + ": "));
    EXPECT_THAT(fault_, Not(HasSubstr("planted")));
    return spoken.end ? ErrorKind::kInternal : spoken.end.error().kind;
  }

  fakes::FakeMetrics metrics_;
  std::unique_ptr<Loop> loop_ = MakeLoop("voices");
  std::unique_ptr<WebSocketClient> client_ = MakeWebSocketClient();
  std::unique_ptr<TextToSpeech> voice_;
  std::string fault_;
};

INSTANTIATE_TEST_SUITE_P(Every, SocketVoices, testing::ValuesIn(SocketEngines()),
                         [](const auto& made) { return made.param.name; });

TEST_P(SocketVoices, GivesTheSoundAsItComesAndTellsItsCost) {
  const auto spoken = Speak({json::object{}});
  ASSERT_TRUE(spoken.end) << spoken.end.error().message;
  EXPECT_NEAR(spoken.Seconds(), 17 * 0.05, 0.02);
  EXPECT_GT(spoken.pieces, 1U);
  EXPECT_DOUBLE_EQ(spoken.cost, 17 * 2.0 / 1'000);
  const std::string label = "{provider=" + GetParam().provider + "}";
  EXPECT_EQ(metrics_.Value("tocsin_provider_characters_total" + label), 17);
  EXPECT_EQ(metrics_.Value("tocsin_speech_first_sound_seconds" + label), 1);
}

TEST_P(SocketVoices, AsksAsTheVendorExpects) {
  ASSERT_TRUE(Speak({json::object{}}, "It's \"down\".").end);
  const auto seen = Service().Seen();
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_EQ(seen[0].at("texts"), (json::array{"It's \"down\"."}));
  const std::string key = GetParam().name == "Flux" ? "Token planted-key" : "planted-key";
  EXPECT_EQ(seen[0].at("key"), key.c_str());
  if (GetParam().name == "Flux") {
    EXPECT_EQ(seen[0].at("query").at("model"), "flux-alexis-en");
  } else {
    EXPECT_EQ(seen[0].at("settings"), (json::value{{"stability", 0.5}}));
  }
}

TEST_P(SocketVoices, KeepsItsSocketForTheNextSentence) {
  Service().Script({json::object{}});
  for (int i = 0; i < 3; ++i) {
    const auto spoken = SpokenBy(*voice_, {.text = "Sentence " + std::to_string(i)});
    ASSERT_TRUE(spoken.end) << spoken.end.error().message;
  }
  EXPECT_EQ(Service().Seen().size(), GetParam().keeps ? 1U : 3U);
}

TEST_P(SocketVoices, ASocketThatWasClosedMeanwhileIsOpenedAgain) {
  Service().Script(json::array{{{"drop", true}}, json::object{}});
  for (int i = 0; i < 2; ++i) {
    const auto spoken = SpokenBy(*voice_, {.text = "Sentence " + std::to_string(i)});
    ASSERT_TRUE(spoken.end) << spoken.end.error().message;
    EXPECT_NEAR(spoken.Seconds(), 0.5, 0.02);
  }
  EXPECT_EQ(Service().Seen().size(), 2U);
}

TEST_P(SocketVoices, TwoSentencesAtATimeHaveASocketEach) {
  Service().Script(json::array{{{"pause", 0.02}, {"seconds", 0.5}}});
  std::promise<Status> ends[2];
  std::size_t samples[2] = {};
  std::vector<std::unique_ptr<SpeechJob>> jobs;
  for (int i = 0; i < 2; ++i)
    jobs.push_back(voice_->Synthesize(
        {.text = "Sentence"},
        {.piece = [&, i](const Sound& piece) { samples[i] += piece.size(); },
         .end = [&, i](Status status) { ends[i].set_value(std::move(status)); }}));
  for (int i = 0; i < 2; ++i) {
    EXPECT_TRUE(ends[i].get_future().get());
    EXPECT_NEAR(static_cast<double>(samples[i]), 4'000, 160);
  }
  EXPECT_EQ(Service().Seen().size(), 2U);
}

TEST_P(SocketVoices, WhatIsGivenUpSaysNothingAndIsNotPartOfTheNext) {
  Service().Script(json::array{{{"pause", 0.02}, {"seconds", 20}}, {{"seconds", 0.5}}});
  std::promise<void> began;
  std::atomic<int> pieces = 0;
  std::atomic<bool> told = false;
  auto job = voice_->Synthesize({.text = "Long"}, {.piece =
                                                       [&](const Sound&) {
                                                         if (pieces++ == 0) began.set_value();
                                                       },
                                                   .end = [&](const Status&) { told = true; }});
  began.get_future().get();
  job = nullptr;
  const auto next = SpokenBy(*voice_, {.text = "Next"});
  ASSERT_TRUE(next.end) << next.end.error().message;
  EXPECT_NEAR(next.Seconds(), 0.5, 0.02);
  EXPECT_FALSE(told);
  if (GetParam().name == "Flux")
    EXPECT_EQ(Service().Seen().at(0).at("stopped"), 1) << "it is interrupted";
  if (GetParam().name == "Dialogue") EXPECT_EQ(Service().Seen().size(), 2U);
}

TEST_P(SocketVoices, TellsRefusalsByKind) {
  for (const int status : {401, 403}) {
    EXPECT_EQ(FaultOf({{"status", status}}), ErrorKind::kRejected);
    EXPECT_THAT(fault_, HasSubstr("speech." + GetParam().provider));
  }
  for (const int status : {400, 404}) EXPECT_EQ(FaultOf({{"status", status}}), ErrorKind::kInvalid);
  for (const int status : {429, 500, 503})
    EXPECT_EQ(FaultOf({{"status", status}}), ErrorKind::kTransient);
}

TEST_P(SocketVoices, TellsWhatTheServiceSays) {
  EXPECT_EQ(FaultOf({{"error", "no capacity"}}), ErrorKind::kTransient);
  EXPECT_THAT(fault_, HasSubstr("no capacity"));
  const bool flux = GetParam().name == "Flux";
  EXPECT_EQ(FaultOf({{"error", "no"}, {"code", flux ? "DATA-0002" : "quota_exceeded"}}),
            flux ? ErrorKind::kInvalid : ErrorKind::kRejected);
}

TEST_P(SocketVoices, ACutStallNonsenseOrNothingIsAFault) {
  EXPECT_EQ(FaultOf({{"cut", 1'600}}), ErrorKind::kTransient);
  EXPECT_EQ(FaultOf({{"close", {1011, "went away"}}}), ErrorKind::kTransient);
  EXPECT_THAT(fault_, HasSubstr("1011 went away"));
  EXPECT_EQ(FaultOf({{"raw", "<html>"}}), ErrorKind::kInvalid);
  EXPECT_EQ(FaultOf({{"raw", "[1]"}}), ErrorKind::kInvalid);
  EXPECT_EQ(FaultOf({{"empty", true}}), ErrorKind::kInvalid);
  voice_ = Voice(150ms);
  EXPECT_EQ(FaultOf({{"stall", 1'600}}), ErrorKind::kTimeout);
  EXPECT_EQ(FaultOf({{"delay", 3}}), ErrorKind::kTimeout);
  EXPECT_TRUE(Speak({json::object{}}).end) << "and the next sentence is spoken";
}

TEST_P(SocketVoices, SaysWhoIsNotThere) {
  voice_ = Voice(kLong, "http://127.0.0.1:1");
  EXPECT_EQ(FaultOf(json::object{}), ErrorKind::kTransient);
}

TEST_P(SocketVoices, ALongTextIsSpokenInParts) {
  std::string text;
  for (int i = 0; i < 150; ++i) text += "Container number five has stopped. ";
  const auto spoken = Speak({{{"seconds", 0.2}}}, text);
  ASSERT_TRUE(spoken.end) << spoken.end.error().message;
  EXPECT_GT(spoken.Seconds(), 0.39);
  std::size_t texts = 0;
  for (const auto& socket : Service().Seen()) texts += socket.at("texts").as_array().size();
  EXPECT_NEAR(spoken.Seconds(), 0.2 * static_cast<double>(texts), 0.05);
}

TEST_P(SocketVoices, EachLanguageHasItsVoice) {
  Service().Script({json::object{}});
  ASSERT_TRUE(SpokenBy(*voice_, {.text = "Hallo", .language = "de-DE"}).end);
  const auto seen = Service().Seen();
  ASSERT_EQ(seen.size(), 1U);
  if (GetParam().name == "Flux") EXPECT_EQ(seen[0].at("query").at("model"), "flux-anna-de");
  if (GetParam().name == "Contexts") {
    EXPECT_EQ(seen[0].at("path"), "/v1/text-to-speech/GermanVoice1/multi-stream-input");
    EXPECT_EQ(seen[0].at("query").at("language_code"), "de");
  }
}

TEST_P(SocketVoices, TextIsDataAndNothingIsNotSpoken) {
  ASSERT_TRUE(Speak({json::object{}}, "[laughs] {\"word\": 1} <break/>ok").end);
  const std::string text(Service().Seen().at(0).at("texts").at(0).as_string());
  for (const char c : std::string("[]{}<>\\")) EXPECT_EQ(text.find(c), std::string::npos);
  Service().Script({json::object{}});
  EXPECT_TRUE(SpokenBy(*voice_, {.text = "..."}).end);
  EXPECT_TRUE(Service().Seen().empty());
}

TEST(DeepgramFluxSpeak, RefusesAVoiceOfAnotherKind) {
  const auto loop = MakeLoop("voices");
  const auto client = MakeWebSocketClient();
  fakes::FakeMetrics metrics;
  const auto made = speech::MakeDeepgramFluxSpeak(
      {.api_key = Secret("k"), .model = "flux-alexis-en", .models = {{"es", "aura-2-celeste-es"}}},
      *client, *loop, metrics);
  ASSERT_FALSE(made);
  EXPECT_THAT(made.error().message, HasSubstr("aura-2-celeste-es"));
}

/// The vendors' own clients parse every message of our fake.
TEST(SpeakingClients, KnowEveryMessageOfOurFake) {
  if (!fakes::PythonHas("vendors")) GTEST_SKIP() << "the package vendors cannot be had";
  fakes::FakeProgram service("speaking_server.py");
  service.Script(json::array{json::object{}, {{"pause", 0.1}}});  // the second is cut off
  EXPECT_EQ(
      fakes::SaidByPython("vendors", "tests/contract/speech/speaking_clients.py " + service.Url()),
      "SpeakV2Connected SpeakV2Flushed SpeakV2SessionMetadata SpeakV2SpeechInterrupted "
      "SpeakV2SpeechMetadata SpeakV2SpeechStarted SpeakV2Warning bytes\n"
      "AudioOutputMulti FinalOutputMulti\n"
      "TextToDialogueWebsocketAudioChunk TextToDialogueWebsocketFinal "
      "TextToDialogueWebsocketFinalAudioForTurn\n");
}

}  // namespace
}  // namespace tocsin
