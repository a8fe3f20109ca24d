// links: speech net harness schemas
// What holds of every recogniser at a service, whatever it speaks: against the fake of each.
#include <gmock/gmock.h>

#include <future>

#include "adapters/net/http_client.hpp"
#include "adapters/net/loops.hpp"
#include "adapters/net/websocket_client.hpp"
#include "adapters/speech/deepgram_flux.hpp"
#include "adapters/speech/deepgram_listen.hpp"
#include "adapters/speech/http_transcription.hpp"
#include "adapters/speech/realtime_transcription.hpp"
#include "adapters/speech/vosk_server.hpp"
#include "fakes/fake_program.hpp"
#include "fakes/stream_probe.hpp"

namespace tocsin {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

constexpr std::string_view kKey = "a-key-that-nobody-may-see";

struct EarsWorld {
  std::string url;
  WebSocketClient& sockets;
  HttpClient& client;
  Loop& loop;
};
struct EarsKind {
  std::string name;
  std::string program;
  bool streams = true;  ///< it hears while somebody speaks
  bool priced = true;
  std::unique_ptr<SpeechToText> (*make)(const EarsWorld&);
};
void PrintTo(const EarsKind& kind, std::ostream* out) { *out << kind.name; }

const EarsKind kNova{
    .name = "Nova", .program = "deepgram_server.py", .make = [](const EarsWorld& world) {
      return speech::MakeDeepgramListen({.api_url = world.url,
                                         .api_key = Secret(std::string(kKey)),
                                         .model = "nova-3",
                                         .second_price = 0.5},
                                        world.sockets, world.loop);
    }};

const EarsKind kFlux{
    .name = "Flux", .program = "deepgram_server.py", .make = [](const EarsWorld& world) {
      return speech::MakeDeepgramFlux({.api_url = world.url,
                                       .api_key = Secret(std::string(kKey)),
                                       .model = "flux-general-en",
                                       .second_price = 0.5},
                                      world.sockets, world.loop);
    }};
std::unique_ptr<SpeechToText> Transcriber(const EarsWorld& world, bool segments) {
  return speech::MakeHttpTranscription({.name = "openai a-model",
                                        .api_url = world.url,
                                        .api_key = Secret(std::string(kKey)),
                                        .model = "a-model",
                                        .setting = "speech.openai",
                                        .segments = segments,
                                        .second_price = 0.5,
                                        .timeout = 1s},
                                       world.client);
}
const EarsKind kOpenAi{.name = "OpenAi",
                       .program = "transcription_server.py",
                       .streams = false,
                       .make = [](const EarsWorld& world) { return Transcriber(world, false); }};
const EarsKind kRealtime{.name = "Realtime",
                         .program = "realtime_transcription_server.py",
                         .make = [](const EarsWorld& world) {
                           return speech::MakeRealtimeTranscription(
                               {.name = "openai a-model",
                                .api_url = world.url,
                                .api_key = Secret(std::string(kKey)),
                                .model = "a-model",
                                .setting = "speech.openai",
                                .second_price = 0.5},
                               world.sockets, world.loop);
                         }};
const EarsKind kWhisper{.name = "Whisper",
                        .program = "transcription_server.py",
                        .streams = false,
                        .make = [](const EarsWorld& world) { return Transcriber(world, true); }};
const EarsKind kVosk{.name = "Vosk",
                     .program = "vosk_server.py",
                     .priced = false,
                     .make = [](const EarsWorld& world) {
                       return speech::MakeVosk({.url = "ws" + world.url.substr(4)}, world.sockets,
                                               world.loop);
                     }};

class EarsTest : public testing::TestWithParam<EarsKind> {
 protected:
  static fakes::FakeProgram& Service() {
    static std::map<std::string, fakes::FakeProgram> services;
    return services.try_emplace(GetParam().program, GetParam().program).first->second;
  }
  void SetUp() override {
    ASSERT_NE(Service().Url(), "");
    ears_ = GetParam().make({Service().Url(), *sockets_, *client_, *loop_});
  }
  void TearDown() override {
    ears_ = nullptr;
    loop_->Stop(0ms);
  }
  fakes::StreamProbe Listen(const json::array& script) {
    Service().Script(script);
    return fakes::StreamProbe(*ears_, *loop_);
  }
  Result<RecognizedSpeech> Recognize(const json::array& script) {
    Service().Script(script);
    std::promise<Result<RecognizedSpeech>> heard;
    const auto job = ears_->Recognize({.sound = Sound(kLineRate, 4'000)},
                                      [&](auto result) { heard.set_value(std::move(result)); });
    return heard.get_future().get();
  }
  Error FaultOf(const json::array& script) {
    auto probe = Listen(script);
    const auto end = probe.Sentence();
    EXPECT_FALSE(end);
    Error error = end ? Error{} : end.error();
    EXPECT_THAT(error.message, HasSubstr(ears_->Name())) << "says who";
    EXPECT_THAT(error.message, testing::Not(HasSubstr(std::string(kKey))));
    return error;
  }

  std::unique_ptr<Loop> loop_ = MakeLoop("ears");
  std::unique_ptr<WebSocketClient> sockets_ = MakeWebSocketClient();
  std::unique_ptr<HttpClient> client_ = MakeHttpClient();
  std::unique_ptr<SpeechToText> ears_;
};

TEST_P(EarsTest, GivesTheTextOfASentenceWithHowSureItIs) {
  auto probe = Listen({{{"text", "approve it"}, {"confidence", 0.9}}});
  const auto end = probe.Sentence();
  ASSERT_TRUE(end) << end.error().message;
  EXPECT_EQ(end->speech.text, "approve it");
  EXPECT_FALSE(end->speech.doubtful);
  if (end->speech.confidence) EXPECT_NEAR(*end->speech.confidence, 0.9, 1e-6);
  EXPECT_EQ(ears_->Trust(), SpeechTrust::kText);
}

TEST_P(EarsTest, TellsWhatASentenceCosts) {
  auto probe = Listen({{{"text", "approve it"}}});
  for (int i = 0; i < 2; ++i) {
    const auto end = probe.Sentence(1'000ms);
    ASSERT_TRUE(end) << end.error().message;
    EXPECT_EQ(end->speech.cost, GetParam().priced ? std::optional(0.5) : std::nullopt);
  }
}

TEST_P(EarsTest, HearsOneSentenceAfterTheOther) {
  auto probe = Listen({{{"text", "one"}}, {{"text", "two and more"}}, {{"text", "three"}}});
  for (const auto* text : {"one", "two and more", "three"}) {
    const auto end = probe.Sentence();
    ASSERT_TRUE(end) << end.error().message;
    EXPECT_EQ(end->speech.text, text);
  }
}

TEST_P(EarsTest, SilenceIsNoText) {
  auto probe = Listen({{{"text", ""}}});
  const auto end = probe.Sentence();
  ASSERT_TRUE(end) << end.error().message;
  EXPECT_EQ(end->speech.text, "");
  EXPECT_FALSE(end->speech.doubtful);
}

TEST_P(EarsTest, WhatIsAbandonedIsNotPartOfWhatFollows) {
  auto probe = Listen({{{"text", "do not"}}, {{"text", "approve"}}});
  probe.Begin();
  probe.Say(700ms);
  // Each sentence may have a socket of its own: the first one's is open.
  for (int i = 0; GetParam().streams && Service().Seen().empty() && i < 1'000; ++i) continue;
  probe.Abandon();
  if (!GetParam().streams) Service().Script({{{"text", "approve"}}});
  const auto end = probe.Sentence();
  ASSERT_TRUE(end) << end.error().message;
  EXPECT_EQ(end->speech.text, "approve");
}

TEST_P(EarsTest, HearsAWholeSentenceWithoutALine) {
  const auto heard = Recognize({{{"text", "dismiss it"}}});
  ASSERT_TRUE(heard) << heard.error().message;
  EXPECT_EQ(heard->text, "dismiss it");
}

TEST_P(EarsTest, ADroppedSentenceSaysNothing) {
  Service().Script({{{"text", "late"}, {"delay", 0.3}}});
  std::atomic<int> told = 0;
  auto job = ears_->Recognize({.sound = Sound(kLineRate, 4'000)}, [&](const auto&) { ++told; });
  job = nullptr;
  ASSERT_TRUE(Recognize({{{"text", "next"}}}));
  EXPECT_EQ(told, 0);
}

TEST_P(EarsTest, SaysWhatARefusalMeans) {
  for (const int status : {401, 403}) {
    const auto error = FaultOf({{{"status", status}}});
    EXPECT_EQ(error.kind, ErrorKind::kRejected);
    EXPECT_THAT(error.message, HasSubstr(std::to_string(status)));
  }
  for (const int status : {429, 500, 503}) {
    const auto error = FaultOf({{{"status", status}}});
    EXPECT_EQ(error.kind, ErrorKind::kTransient) << status;
    EXPECT_THAT(error.message, HasSubstr(std::to_string(status)));
  }
}

TEST_P(EarsTest, AStallAndAnAnswerThatIsTooLateAreTold) {
  EXPECT_EQ(FaultOf({{{"text", "approve"}, {"stall", true}}}).kind, ErrorKind::kTimeout);
  EXPECT_EQ(FaultOf({{{"text", "approve"}, {"delay", 4}}}).kind, ErrorKind::kTimeout);
}

TEST_P(EarsTest, ACutOrNonsenseIsToldAndTheNextSentenceIsHeard) {
  for (const auto& trouble : {json::object{{"cut", true}}, json::object{{"raw", "<html>"}},
                              json::object{{"raw", "[1"}}, json::object{{"raw", "7"}}}) {
    auto first = trouble;
    first["text"] = "approve";
    auto probe = Listen({first, {{"text", "again"}}});
    const auto failed = probe.Sentence();
    ASSERT_FALSE(failed) << JsonText(trouble);
    const auto next = probe.Sentence();
    ASSERT_TRUE(next) << JsonText(trouble) << next.error().message;
    EXPECT_EQ(next->speech.text, "again");
  }
}

TEST_P(EarsTest, NobodyThereIsTold) {
  ears_ = GetParam().make({"http://127.0.0.1:1", *sockets_, *client_, *loop_});
  fakes::StreamProbe probe(*ears_, *loop_);
  const auto end = probe.Sentence();
  ASSERT_FALSE(end);
  EXPECT_EQ(end.error().kind, ErrorKind::kTransient);
}

INSTANTIATE_TEST_SUITE_P(Services, EarsTest,
                         testing::Values(kNova, kFlux, kOpenAi, kRealtime, kWhisper, kVosk),
                         [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace tocsin
