#include "adapters/telephony/twilio/relay.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "schemas/json.hpp"

namespace tocsin::twilio {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class Told final : public RelayListener {
 public:
  void OnStart(MediaStart start) override { started = std::move(start); }
  void OnPrompt(std::string_view text, bool last) override {
    Add(std::string(last ? "said " : "part ") + std::string(text));
  }
  void OnKey(char key) override { Add(std::string("key ") + key); }
  void OnInterrupted(std::string_view said, Duration played) override {
    Add("interrupted at " + std::string(said) + " after " + std::to_string(played.count()));
  }
  void OnSpeaking(bool begins) override { Add(begins ? "we speak" : "we are silent"); }
  void OnPerson(bool begins) override { Add(begins ? "they speak" : "they are silent"); }
  void OnPlayed(std::string_view text) override { Add("played " + std::string(text)); }
  void OnFault(std::string_view text) override { Add("fault " + std::string(text)); }
  void Add(std::string what) { all.push_back(std::move(what)); }

  std::optional<MediaStart> started;
  std::vector<std::string> all;
};

constexpr std::string_view kSetup =
    R"({"type":"setup","sessionId":"VX0","accountSid":"AC1","parentCallSid":"","callSid":"CA1",)"
    R"("from":"+15559876543","to":"+15551234567","forwardedFrom":null,"callType":"PSTN",)"
    R"("callerName":"","direction":"outbound-api","callStatus":"IN-PROGRESS",)"
    R"("customParameters":{"token":"secret","connection":"1"}})";

class RelayCodecTest : public testing::Test {
 protected:
  Status Read(std::string_view message) { return codec->Read(message, told); }
  std::unique_ptr<RelayCodec> codec = MakeRelayCodec({.transcription_provider = "Deepgram"});
  Told told;
};

TEST_F(RelayCodecTest, ReadsWhatTwilioSends) {
  ASSERT_TRUE(Read(kSetup));
  ASSERT_TRUE(told.started);
  EXPECT_EQ(told.started->stream_id, "VX0");
  EXPECT_EQ(told.started->provider_call_id, "CA1");
  EXPECT_EQ(told.started->from, "+15559876543");
  EXPECT_THAT(told.started->parameters,
              ElementsAre(testing::Pair("token", "secret"), testing::Pair("connection", "1")));
  for (
      const auto* message :
      {R"({"type":"prompt","voicePrompt":"Hi! \u00e4","lang":"en-US","last":true})",
       R"({"type":"prompt","voicePrompt":"Hi","lang":"en-US","last":false})",
       R"({"type":"prompt","voicePrompt":"No last"})", R"({"type":"dtmf","digit":"#"})",
       R"({"type":"interrupt","utteranceUntilInterrupt":"Life is","durationUntilInterruptMs":460})",
       R"({"type":"interrupt","utteranceUntilInterrupt":"Life","durationUntilInterruptMs":"70"})",
       R"({"type":"info","name":"agentSpeaking","value":"on","ts":1752091234567})",
       R"({"type":"info","name":"agentSpeaking","value":"off"})",
       R"({"type":"info","name":"clientSpeaking","value":true})",
       R"({"type":"info","name":"tokensPlayed","value":"Hi, this"})",
       R"({"type":"info","name":"roundTripDelayMs","value":120})", R"({"type":"tomorrow"})",
       R"({"type":"error","description":"Invalid message received: {}"})"})
    EXPECT_TRUE(Read(message)) << message;
  EXPECT_THAT(told.all,
              ElementsAre("said Hi! \u00e4", "part Hi", "said No last", "key #",
                          "interrupted at Life is after 460", "interrupted at Life after 70",
                          "we speak", "we are silent", "they speak", "played Hi, this",
                          "fault Invalid message received: {}"));
}

TEST_F(RelayCodecTest, TellsNothingOfWhatCannotBe) {
  for (const auto* message :
       {"", "{", "[]", "\x01\x02", R"({"voicePrompt":"x"})", R"({"type":7})", R"({"type":""})",
        R"({"type":"prompt","voicePrompt":"before the setup"})", R"({"type":"dtmf","digit":"1"})",
        R"({"type":"setup","sessionId":"VX0"})", R"({"type":"setup","callSid":"CA1"})",
        R"({"type":"setup","sessionId":"V X","callSid":"CA1"})"}) {
    const auto read = Read(message);
    ASSERT_FALSE(read) << message;
    EXPECT_EQ(read.error().kind, ErrorKind::kInvalid) << message;
  }
  EXPECT_FALSE(told.started);
  ASSERT_TRUE(Read(kSetup));
  for (const auto* message : {R"({"type":"prompt"})", R"({"type":"prompt","voicePrompt":7})",
                              R"({"type":"dtmf"})", R"({"type":"dtmf","digit":"12"})",
                              R"({"type":"dtmf","digit":"x"})", R"({"type":"dtmf","digit":1})"})
    EXPECT_FALSE(Read(message)) << message;
  EXPECT_FALSE(Read(kSetup)) << "a second one";
  EXPECT_THAT(told.all, IsEmpty());
}

TEST_F(RelayCodecTest, BoundsWhatIsTold) {
  ASSERT_TRUE(Read(kSetup));
  const std::string word = "\u00e4";
  std::string said;
  for (int i = 0; i < 3'000; ++i) said += word;
  ASSERT_TRUE(Read(json::serialize(json::object{{"type", "prompt"}, {"voicePrompt", said}})));
  EXPECT_EQ(told.all.back(), "said " + said.substr(0, 4'000)) << "between characters";
  ASSERT_TRUE(Read(
      R"({"type":"interrupt","utteranceUntilInterrupt":"x","durationUntilInterruptMs":-9e300})"));
  EXPECT_EQ(told.all.back(), "interrupted at x after 0");
  ASSERT_TRUE(Read(R"({"type":"interrupt","durationUntilInterruptMs":99999999999999})"));
  EXPECT_EQ(told.all.back(), "interrupted at  after 86400000");
  const auto& parameters = [&] {
    json::object many;
    for (int i = 0; i < 100; ++i) many["p" + std::to_string(i)] = "x";
    auto fresh = MakeRelayCodec({});
    EXPECT_TRUE(fresh->Read(json::serialize(json::object{{"type", "setup"},
                                                         {"sessionId", "VX1"},
                                                         {"callSid", "CA1"},
                                                         {"customParameters", std::move(many)}}),
                            told));
    return told.started->parameters;
  }();
  EXPECT_LE(parameters.size(), 16U);
}

TEST_F(RelayCodecTest, WritesWhatTwilioTakes) {
  const auto text =
      ParseJson(codec->TextMessage("Load < 5 <break time='9s'/>\n\xff", true, false)).value();
  EXPECT_EQ(text, (json::value{{"type", "text"},
                               {"token", "Load   5  break time='9s'/  "},
                               {"last", true},
                               {"interruptible", false},
                               {"preemptible", true}}));
  EXPECT_EQ(
      ParseJson(codec->LanguageMessage("de-DE")).value(),
      (json::value{
          {"type", "language"}, {"ttsLanguage", "de-DE"}, {"transcriptionLanguage", "de-DE"}}));
  EXPECT_EQ(ParseJson(codec->EndMessage()).value(), (json::value{{"type", "end"}}));
  EXPECT_EQ(codec->Ears(), "twilio conversationrelay (Deepgram)");
  EXPECT_EQ(MakeRelayCodec({})->Ears(), "twilio conversationrelay");
  const auto named = MakeRelayCodec(
      {.tts_provider = "Google", .transcription_provider = "Deepgram", .speech_model = "nova-3"});
  EXPECT_EQ(named->Ears(), "twilio conversationrelay (Deepgram nova-3)");
  EXPECT_EQ(named->Voice(), "twilio conversationrelay (Google)");
}

TEST(RelayInstructions, NameWhoSpeaksAndHears) {
  const RelayOptions options{.tts_provider = "Google",
                             .voice = "en-US-Journey-O",
                             .voices = {{"de-DE", "de-DE-\"x\""}},
                             .transcription_provider = "Deepgram",
                             .speech_model = "nova-3-general"};
  const auto english = RelayAttributes(options, "en-US");
  EXPECT_THAT(english,
              HasSubstr(R"( language="en-US" ttsProvider="Google" voice="en-US-Journey-O")"
                        R"( transcriptionProvider="Deepgram" speechModel="nova-3-general")"));
  EXPECT_THAT(english, HasSubstr(R"( dtmfDetection="true")"));
  EXPECT_THAT(RelayAttributes(options, "de-DE"), HasSubstr(R"(voice="de-DE-&quot;x&quot;")"));
  EXPECT_THAT(RelayLanguages(options), HasSubstr(R"(<Language code="de-DE" ttsProvider="Google")"));
  EXPECT_THAT(RelayAttributes({}, "en-US"), Not(HasSubstr("voice")));
  EXPECT_EQ(RelayLanguages({}), "");
}

}  // namespace
}  // namespace tocsin::twilio
