// links: speech net harness schemas
// One suite for every voice that comes over HTTP, each at a service that is a program of its own
// and refuses what the vendor refuses.
#include <gmock/gmock.h>

#include <cmath>
#include <future>
#include <map>
#include <mutex>
#include <optional>

#include "adapters/speech/azure_speech.hpp"
#include "adapters/speech/deepgram_speak.hpp"
#include "adapters/speech/elevenlabs.hpp"
#include "adapters/speech/openai_speech.hpp"
#include "adapters/speech/pronounced_voice.hpp"
#include "fakes/fake_metrics.hpp"
#include "fakes/fake_program.hpp"
#include "fakes/spoken.hpp"
#include "harness/eventually.hpp"
#include "schemas/lexicon.hpp"

namespace tocsin {
namespace {

using fakes::Spoken;
using fakes::SpokenBy;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kPlantedKey = "planted-key";

struct Engine {
  std::string provider, name;
  std::function<std::unique_ptr<TextToSpeech>(const std::string& url, Duration timeout,
                                              HttpStreamClient& client, Metrics& metrics)>
      make;
};
void PrintTo(const Engine& engine, std::ostream* out) { *out << engine.provider; }

std::vector<Engine> Engines() {
  return {
      {"deepgram", "Deepgram",
       [](const std::string& url, Duration timeout, auto& client, auto& metrics) {
         return *speech::MakeDeepgramSpeak({.api_key = Secret(kPlantedKey),
                                            .api_url = url,
                                            .model = "thalia",
                                            .models = {{"de", "aura-2-viktoria-de"}},
                                            .characters_price = 2,
                                            .timeout = timeout},
                                           client, metrics);
       }},
      {"elevenlabs", "ElevenLabs",
       [](const std::string& url, Duration timeout, auto& client, auto& metrics) {
         return speech::MakeElevenLabs({.api_key = Secret(kPlantedKey),
                                        .api_url = url,
                                        .model = "eleven_flash_v2_5",
                                        .voice = "JBFqnCBsd6RMkjVDRZzb",
                                        .voices = {{"de", "GermanVoice1"}},
                                        .speed = 1.1,
                                        .characters_price = 2,
                                        .timeout = timeout},
                                       client, metrics);
       }},
      {"azure", "Azure",
       [](const std::string& url, Duration timeout, auto& client, auto& metrics) {
         return speech::MakeAzureSpeech(
             {.api_key = Secret(kPlantedKey),
              .api_url = url,
              .voice = "en-US-AvaNeural",
              .voices = {{"hi", "hi-IN-MadhurNeural"}, {"de", "de-DE-KatjaNeural"}},
              .characters_price = 2,
              .timeout = timeout},
             client, metrics);
       }},
      {"openai", "OpenAI",
       [](const std::string& url, Duration timeout, auto& client, auto& metrics) {
         return speech::MakeOpenAiSpeech({.api_key = Secret(kPlantedKey),
                                          .api_url = url,
                                          .model = "gpt-4o-mini-tts",
                                          .voice = "alloy",
                                          .voices = {{"de", "onyx"}},
                                          .instructions = "Speak calmly.",
                                          .characters_price = 2,
                                          .timeout = timeout},
                                         client, metrics);
       }},
  };
}

class StreamedVoices : public testing::TestWithParam<Engine> {
 protected:
  static constexpr Duration kLong = std::chrono::seconds(20);
  static constexpr Duration kShort = std::chrono::milliseconds(600);

  static fakes::FakeProgram& Service() {
    static fakes::FakeProgram service("voice_server.py");
    return service;
  }
  void SetUp() override { ASSERT_NE(Service().Url(), ""); }

  std::unique_ptr<TextToSpeech> Voice(Duration timeout = kLong, std::string url = Service().Url()) {
    return GetParam().make(url, timeout, *client_, metrics_);
  }
  Spoken Speak(const json::value& answer, const std::string& text = "Container stopped",
               Duration timeout = kLong) {
    Service().Script(json::array{answer});
    return SpokenBy(*Voice(timeout), {.text = text});
  }
  /// The kind of the fault, of which the text names the engine and hides the key.
  ErrorKind FaultOf(const json::value& answer, Duration timeout = kLong) {
    const auto spoken = Speak(answer, "Container stopped", timeout);
    EXPECT_FALSE(spoken.end);
    wait_ = spoken.wait;
    fault_ = spoken.end ? "" : spoken.end.error().message;
    EXPECT_THAT(fault_, HasSubstr("speaking with " + GetParam().name + ": "));
    EXPECT_THAT(fault_, Not(HasSubstr("planted")));
    return spoken.end ? ErrorKind::kInternal : spoken.end.error().kind;
  }
  json::array Seen() { return Service().Seen(); }
  double Counted(const std::string& name) {
    return metrics_.Value(name + "{provider=" + GetParam().provider + "}");
  }

  fakes::FakeMetrics metrics_;
  std::unique_ptr<HttpStreamClient> client_ = MakeHttpStreamClient();
  std::string fault_;
  Duration wait_{};
};

INSTANTIATE_TEST_SUITE_P(Every, StreamedVoices, testing::ValuesIn(Engines()),
                         [](const auto& made) { return made.param.provider; });

TEST_P(StreamedVoices, GivesTheSoundAtTheLinesRate) {
  const auto spoken = Speak(json::object{{"pause", 0.05}});
  ASSERT_TRUE(spoken.end) << spoken.end.error().message;
  EXPECT_NEAR(spoken.Seconds(), 17 * 0.05, 0.02);
  EXPECT_NEAR(spoken.Height(), 440, 20);
  EXPECT_GT(spoken.pieces, 1U) << "as it comes";
  EXPECT_EQ(Counted("tocsin_provider_characters_total"), 17);
  EXPECT_DOUBLE_EQ(spoken.cost, 17 * 2.0 / 1'000);
  EXPECT_EQ(Counted("tocsin_speech_first_sound_seconds"), 1);
}

TEST_P(StreamedVoices, SaysWordsOfALexiconInItsWayAndNeverInTwo) {
  const auto lexicon = std::make_shared<Pronunciations>();
  lexicon->Add("en", "nginx", {.say = "engine ex", .ipa = "ˈɛndʒɪn ˈɛks"});
  lexicon->Add("en", "Ceph", {.say = "sef", .ipa = ""});
  const auto voice = speech::MakePronouncedVoice(Voice(), lexicon);
  EXPECT_NE(voice->Variant(), Voice()->Variant()) << "sound of another lexicon is not played";
  Service().Script(json::array{json::object{}});
  const auto spoken = SpokenBy(*voice, {.text = "R&D: nginx and Ceph <x>"});
  ASSERT_TRUE(spoken.end) << spoken.end.error().message;
  const auto body = std::string(Seen().back().at("body").as_string());
  const std::map<std::string, std::string> said = {
      {"azure",
       R"(R&amp;D: <phoneme alphabet="ipa" ph="ˈɛndʒɪn ˈɛks">nginx</phoneme> and <sub alias="sef">Ceph</sub>)"},
      {"deepgram", R"(R&D: \\{\"word\": \"nginx\", \"pronounce\": \"ˈɛndʒɪn ˈɛks\"\\} and sef)"},
      {"elevenlabs", "R&D: engine ex and sef"},
      {"openai", "R&D: engine ex and sef"}};
  EXPECT_THAT(body, HasSubstr(said.at(GetParam().provider)));
  const bool named = body.find("nginx") != std::string::npos;
  EXPECT_NE(named, body.find("engine ex") != std::string::npos) << "one of the two";
}

TEST_P(StreamedVoices, IsTheSameSoundWhereverItIsCut) {
  const auto whole = Speak(json::object{{"seconds", 0.2}});
  const auto split = Speak(json::object{{"seconds", 0.2}, {"split", true}});
  const auto odd = Speak(json::object{{"seconds", 0.2}, {"piece", 37}});
  ASSERT_TRUE(split.end && odd.end);
  EXPECT_EQ(split.sound, whole.sound);
  EXPECT_EQ(odd.sound, whole.sound);
  EXPECT_LE(split.pieces, split.sound.size() / 160 + 1) << "no message for every sample";
}

TEST_P(StreamedVoices, TakesAWavFileForWhatItIs) {
  for (const int rate : {8'000, 24'000, 44'100}) {
    const auto spoken = Speak(json::object{
        {"wav", true}, {"rate", rate}, {"told", false}, {"seconds", 0.5}, {"piece", 5}});
    ASSERT_TRUE(spoken.end) << spoken.end.error().message;
    EXPECT_NEAR(spoken.Seconds(), 0.5, 0.01) << rate;
    EXPECT_NEAR(spoken.Height(), 440, 20) << rate;
  }
}

TEST_P(StreamedVoices, TakesAnotherRateWhereItIsTold) {
  const auto spoken = Speak(json::object{{"rate", 16'000}, {"seconds", 0.5}});
  ASSERT_TRUE(spoken.end) << spoken.end.error().message;
  EXPECT_NEAR(spoken.Seconds(), 0.5, 0.01);
  EXPECT_NEAR(spoken.Height(), 440, 20);
  EXPECT_EQ(FaultOf({{"rate", 3}}), ErrorKind::kInvalid);
  EXPECT_THAT(fault_, HasSubstr("rate"));
}

TEST_P(StreamedVoices, LeavesOutTheSilenceBeforeTheFirstSound) {
  const auto spoken = Speak(json::object{{"silence", 0.4}, {"seconds", 0.5}});
  ASSERT_TRUE(spoken.end);
  EXPECT_NEAR(spoken.Seconds(), 0.52, 0.02);
}

TEST_P(StreamedVoices, TellsRefusalsByKindWithEngineAndCause) {
  EXPECT_EQ(FaultOf({{"status", 401}, {"error", "no such key: planted-key"}}),
            ErrorKind::kRejected);
  EXPECT_THAT(fault_, HasSubstr("401"));
  EXPECT_THAT(fault_, HasSubstr("the key of speech." + GetParam().provider));
  EXPECT_EQ(FaultOf({{"status", 403}}), ErrorKind::kRejected);
  EXPECT_EQ(FaultOf({{"status", 404}}), ErrorKind::kNotFound);
  EXPECT_EQ(FaultOf({{"status", 400}, {"error", "no such voice"}}), ErrorKind::kInvalid);
  EXPECT_EQ(FaultOf({{"status", 429}}), ErrorKind::kTransient);
  EXPECT_THAT(fault_, HasSubstr("429"));
  EXPECT_EQ(wait_, Duration(0));
  EXPECT_EQ(FaultOf({{"status", 429}, {"retry_after", 3}}), ErrorKind::kTransient);
  EXPECT_THAT(fault_, HasSubstr("not before 3 s"));
  EXPECT_EQ(wait_, std::chrono::seconds(3));
  for (const int status : {500, 502, 503}) {
    EXPECT_EQ(FaultOf({{"status", status}}), ErrorKind::kTransient);
    EXPECT_THAT(fault_, HasSubstr(std::to_string(status)));
  }
  EXPECT_EQ(Counted("tocsin_provider_characters_total"), 0) << "nobody pays for a refusal";
}

TEST_P(StreamedVoices, SaysWhatIsNoSound) {
  EXPECT_EQ(FaultOf({{"raw", ""}}), ErrorKind::kInvalid);
  EXPECT_THAT(fault_, HasSubstr("the answer is empty"));
  EXPECT_EQ(FaultOf({{"silence", 1}, {"alone", true}}), ErrorKind::kInvalid);
  EXPECT_THAT(fault_, HasSubstr("silence"));
  EXPECT_EQ(FaultOf({{"raw", "{\"error\":1}"}, {"content_type", "application/json"}}),
            ErrorKind::kInvalid);
  EXPECT_THAT(fault_, HasSubstr("application/json"));
  EXPECT_EQ(FaultOf({{"raw", "<html>"}, {"content_type", "audio/basic"}}), ErrorKind::kInvalid);
  EXPECT_THAT(fault_, HasSubstr("HTML"));
  EXPECT_EQ(FaultOf({{"raw", "ID3 music"}, {"content_type", "audio/mpeg"}}), ErrorKind::kInvalid);
  EXPECT_THAT(fault_, HasSubstr("audio/mpeg"));
  EXPECT_EQ(FaultOf({{"raw", "OggS sound"}}), ErrorKind::kInvalid);
  EXPECT_EQ(FaultOf({{"raw", "RIFF"}}), ErrorKind::kInvalid) << "a head and nothing more";
}

TEST_P(StreamedVoices, WaitsForNobodyWhoIsTooSlow) {
  EXPECT_EQ(FaultOf({{"delay", 20}}, kShort), ErrorKind::kTimeout);
  EXPECT_EQ(FaultOf({{"wait", 20}}, kShort), ErrorKind::kTimeout);
  const auto stalled = Speak(json::object{{"stall", 1'600}, {"seconds", 5}}, "x", kShort);
  ASSERT_FALSE(stalled.end);
  EXPECT_EQ(stalled.end.error().kind, ErrorKind::kTimeout);
  EXPECT_FALSE(stalled.sound.empty()) << "what had come was given";
}

TEST_P(StreamedVoices, TakesNoHalfASentenceForAWholeOne) {
  const auto cut = Speak(json::object{{"cut", 4'000}, {"seconds", 5}});
  ASSERT_FALSE(cut.end);
  EXPECT_TRUE(Retryable(cut.end.error().kind)) << cut.end.error().message;
  EXPECT_FALSE(cut.sound.empty());
}

TEST_P(StreamedVoices, CutsOffWhatHasNoEnd) {
  const auto spoken = Speak(json::object{{"endless", true}, {"piece", 48'000}}, "Hello.");
  ASSERT_FALSE(spoken.end);
  EXPECT_EQ(spoken.end.error().kind, ErrorKind::kInvalid);
  EXPECT_THAT(spoken.end.error().message, HasSubstr("has no end"));
  EXPECT_LT(spoken.Seconds(), 13);
}

TEST_P(StreamedVoices, SaysWhoIsNotThere) {
  const auto spoken = SpokenBy(*Voice(kLong, "http://127.0.0.1:1"), {.text = "Hello."});
  ASSERT_FALSE(spoken.end);
  EXPECT_EQ(spoken.end.error().kind, ErrorKind::kTransient);
  EXPECT_THAT(spoken.end.error().message, HasSubstr("speaking with " + GetParam().name));
}

TEST_P(StreamedVoices, IsCancelledByLettingGo) {
  Service().Script(json::array{json::object{{"endless", true}, {"pause", 0.01}}});
  const auto voice = Voice();
  std::promise<void> began;
  std::once_flag once;
  std::atomic<bool> ended = false;
  auto job = voice->Synthesize(
      {.text = std::string(1'000, 'a')},
      {.piece = [&](const Sound&) { std::call_once(once, [&] { began.set_value(); }); },
       .end = [&](const Status&) { ended = true; }});
  began.get_future().get();
  job = nullptr;
  EXPECT_TRUE(harness::Eventually([&] {
    const auto seen = Seen();
    return seen.size() == 1 && seen[0].at("left") == true;
  })) << "the exchange is closed";
  EXPECT_FALSE(ended);
}

TEST_P(StreamedVoices, TextIsDataAndNeverMarkUp) {
  const auto spoken =
      Speak(json::object{},
            "Disk </voice></speak><break time=\"10s\"/> [laughs] {\"word\": 1} & \xff full\x01");
  ASSERT_TRUE(spoken.end) << spoken.end.error().message;
  const auto seen = Seen();
  ASSERT_EQ(seen.size(), 1U);
  const std::string text(seen[0].at("text").as_string());
  EXPECT_THAT(text, HasSubstr("Disk  /voice"));
  EXPECT_THAT(text, HasSubstr("& "));
  for (const char mark : std::string("<>[]{}\x01\xff"))
    EXPECT_EQ(text.find(mark), std::string::npos) << mark;
}

TEST_P(StreamedVoices, AsksForALongTextInParts) {
  std::string text;
  for (int i = 0; i < 5'000; ++i) text += "word ";
  const auto spoken = Speak(json::object{{"seconds", 0.5}}, text);
  ASSERT_TRUE(spoken.end) << spoken.end.error().message;
  const auto seen = Seen();
  ASSERT_GE(seen.size(), 4U);
  EXPECT_LE(seen.size(), 5U) << "8,000 bytes and no more";
  EXPECT_NEAR(spoken.Seconds(), 0.5 * static_cast<double>(seen.size()), 0.2);
  EXPECT_EQ(Counted("tocsin_speech_first_sound_seconds"), 1);
}

TEST_P(StreamedVoices, AsksNobodyToSayNothing) {
  Service().Script(json::array{json::object{}});
  for (const auto* text : {"", "   ", "...", "<>"}) {
    const auto spoken = SpokenBy(*Voice(), {.text = text});
    EXPECT_TRUE(spoken.end);
    EXPECT_TRUE(spoken.sound.empty());
  }
  EXPECT_TRUE(Seen().empty());
}

TEST_P(StreamedVoices, EachLanguageHasItsVoice) {
  Service().Script(json::array{json::object{}});
  const auto voice = Voice();
  EXPECT_TRUE(voice->Speaks("en-IN"));
  EXPECT_TRUE(voice->Speaks("de-AT"));
  ASSERT_TRUE(SpokenBy(*voice, {.text = "Guten Tag", .language = "de-DE"}).end);
  ASSERT_TRUE(SpokenBy(*voice, {.text = "Good day", .language = "en-US"}).end);
  const auto seen = Seen();
  ASSERT_EQ(seen.size(), 2U);
  const auto whole = [](const json::value& request) { return json::serialize(request); };
  EXPECT_THAT(whole(seen[0]),
              testing::AnyOf(HasSubstr("aura-2-viktoria-de"), HasSubstr("GermanVoice1"),
                             HasSubstr("de-DE-KatjaNeural"), HasSubstr("onyx")));
  EXPECT_THAT(whole(seen[1]),
              testing::AnyOf(HasSubstr("aura-2-thalia-en"), HasSubstr("JBFqnCBsd6RMkjVDRZzb"),
                             HasSubstr("en-US-AvaNeural"), HasSubstr("alloy")));
}

/// Each as its vendor wants it; the fake has refused what it does not know.
TEST_P(StreamedVoices, AsksAsTheVendorExpects) {
  ASSERT_TRUE(Speak(json::object{}, "It's \"down\".").end);
  const auto seen = Seen();
  ASSERT_EQ(seen.size(), 1U);
  const auto& request = seen[0];
  EXPECT_EQ(request.at("vendor").as_string(), GetParam().provider);
  EXPECT_EQ(request.at("key"), kPlantedKey);
  EXPECT_EQ(request.at("text"), "It's \"down\".");
  const std::string body(request.at("body").as_string());
  const auto& query = request.at("query").as_object();
  if (GetParam().provider == "deepgram") {
    EXPECT_EQ(query.at("model"), "aura-2-thalia-en");
    EXPECT_EQ(query.at("encoding"), "mulaw");
    EXPECT_EQ(query.at("sample_rate"), "8000");
    EXPECT_EQ(query.at("container"), "none");
  } else if (GetParam().provider == "elevenlabs") {
    EXPECT_EQ(request.at("path"), "/v1/text-to-speech/JBFqnCBsd6RMkjVDRZzb/stream");
    EXPECT_EQ(query.at("output_format"), "ulaw_8000");
    EXPECT_THAT(body, HasSubstr("\"model_id\":\"eleven_flash_v2_5\""));
    EXPECT_THAT(body, HasSubstr("\"language_code\":\"en\""));
    EXPECT_THAT(body, HasSubstr("\"voice_settings\":{\"speed\":1.1"));
  } else if (GetParam().provider == "azure") {
    EXPECT_EQ(request.at_pointer("/headers/x-microsoft-outputformat"), "raw-8khz-8bit-mono-mulaw");
    EXPECT_EQ(request.at_pointer("/headers/content-type"), "application/ssml+xml");
    EXPECT_THAT(body, HasSubstr("xml:lang=\"en-US\""));
    EXPECT_THAT(body, HasSubstr("<voice name=\"en-US-AvaNeural\">It&apos;s &quot;down&quot;."));
  } else {
    const auto asked = ParseJson(body);
    ASSERT_TRUE(asked);
    EXPECT_EQ(asked->at("model"), "gpt-4o-mini-tts");
    EXPECT_EQ(asked->at("voice"), "alloy");
    EXPECT_EQ(asked->at("response_format"), "pcm");
    EXPECT_EQ(asked->at("instructions"), "Speak calmly.");
  }
}

TEST(DeepgramSpeak, RefusesAVoiceThatThereIsNot) {
  const auto client = MakeHttpStreamClient();
  fakes::FakeMetrics metrics;
  const auto voice = speech::MakeDeepgramSpeak({.model = "aura-2-nobody-en"}, *client, metrics);
  ASSERT_FALSE(voice);
  EXPECT_EQ(voice.error().kind, ErrorKind::kInvalid);
  EXPECT_THAT(voice.error().message, HasSubstr("aura-2-thalia-en"));
}

/// Parts of one text know of each other, where the model takes that.
TEST(ElevenLabs, TellsWhatStandsBesideAPart) {
  fakes::FakeProgram service("voice_server.py");
  const auto client = MakeHttpStreamClient();
  fakes::FakeMetrics metrics;
  std::string text;
  for (int i = 0; i < 600; ++i) text += "word ";
  for (const auto* model : {"eleven_multilingual_v2", "eleven_v3"}) {
    service.Script(json::array{json::object{}});
    const auto voice = speech::MakeElevenLabs(
        {.api_key = Secret("k"), .api_url = service.Url(), .model = model, .voice = "abc"}, *client,
        metrics);
    std::promise<Status> end;
    const auto job = voice->Synthesize(
        {.text = text}, {.piece = [](const Sound&) {},
                         .end = [&](Status status) { end.set_value(std::move(status)); }});
    const auto ended = end.get_future().get();
    ASSERT_TRUE(ended) << ended.error().message;
    const auto seen = service.Seen();
    ASSERT_EQ(seen.size(), 2U);
    const bool told = std::string_view(seen[1].at("body").as_string()).find("previous_text") !=
                      std::string_view::npos;
    EXPECT_EQ(told, std::string_view(model) != "eleven_v3");
  }
}

}  // namespace
}  // namespace tocsin
