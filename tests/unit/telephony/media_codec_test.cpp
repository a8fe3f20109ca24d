#include <gtest/gtest.h>

#include <cmath>
#include <optional>
#include <random>

#include "adapters/sound/g711.hpp"
#include "adapters/telephony/exotel/media.hpp"
#include "adapters/telephony/message_scanner.hpp"
#include "adapters/telephony/twilio/media.hpp"
#include "schemas/base64.hpp"
#include "schemas/json.hpp"

namespace tocsin {
namespace {

/// Keeps what a codec tells.
class Told final : public MediaListener {
 public:
  void OnStart(MediaStart told) override { start = std::move(told); }
  void OnSound(std::span<const std::int16_t> piece, Duration at) override {
    sound.insert(sound.end(), piece.begin(), piece.end());
    timestamp = at;
  }
  void OnKey(char key) override { keys += key; }
  void OnMark(std::string_view name) override { marks.append(name) += ' '; }
  void OnStop(std::string_view why) override { stop = std::string(why); }

  std::optional<MediaStart> start;
  std::vector<std::int16_t> sound;
  Duration timestamp{};
  std::string keys, marks;
  std::optional<std::string> stop;
};

constexpr std::string_view kTwilioStart =
    R"({"event":"start","sequenceNumber":"1","streamSid":"MZ1","start":{"streamSid":"MZ1",)"
    R"("accountSid":"AC1","callSid":"CA1","tracks":["inbound"],"customParameters":{"token":"t1"},)"
    R"("mediaFormat":{"encoding":"audio/x-mulaw","sampleRate":8000,"channels":1}}})";

std::string TwilioMedia(std::string_view bytes, std::string_view stream = "MZ1") {
  return R"({"event":"media","sequenceNumber":"2","media":{"track":"inbound","chunk":"1",)"
         R"("timestamp":"40","payload":")" +
         EncodeBase64(bytes) + R"("},"streamSid":")" + std::string(stream) + "\"}";
}

TEST(TwilioMedia, AStreamFromItsStartToItsStop) {
  const auto codec = twilio::MakeStreamsCodec();
  Told told;
  EXPECT_TRUE(codec->Read(R"({"event":"connected","protocol":"Call","version":"1.0.0"})", told));
  ASSERT_TRUE(codec->Read(kTwilioStart, told));
  ASSERT_TRUE(told.start);
  EXPECT_EQ(told.start->stream_id, "MZ1");
  EXPECT_EQ(told.start->provider_call_id, "CA1");
  EXPECT_EQ(told.start->account, "AC1");
  EXPECT_EQ(told.start->parameters,
            (std::vector<std::pair<std::string, std::string>>{{"token", "t1"}}));

  EXPECT_TRUE(codec->Read(TwilioMedia("\xFF\xCE\x4E"), told));
  EXPECT_EQ(told.sound, (std::vector<std::int16_t>{0, 988, -988}));
  EXPECT_EQ(told.timestamp, std::chrono::milliseconds(40));
  EXPECT_TRUE(codec->Read(
      R"({"event":"dtmf","streamSid":"MZ1","sequenceNumber":"5","dtmf":{"track":"inbound_track","digit":"#"}})",
      told));
  EXPECT_TRUE(codec->Read(R"({"event":"mark","streamSid":"MZ1","mark":{"name":"3.1"}})", told));
  EXPECT_TRUE(codec->Read(
      R"({"event":"stop","streamSid":"MZ1","stop":{"accountSid":"AC1","callSid":"CA1"}})", told));
  EXPECT_EQ(told.keys, "#");
  EXPECT_EQ(told.marks, "3.1 ");
  EXPECT_TRUE(told.stop);
}

TEST(TwilioMedia, SendsBase64OfMuLawWithoutAHeader) {
  const auto codec = twilio::MakeStreamsCodec();
  Told told;
  ASSERT_TRUE(codec->Read(kTwilioStart, told));
  const auto json = ParseJson(codec->SoundMessage(std::vector<std::int16_t>{0, 988, -988}));
  ASSERT_TRUE(json);
  EXPECT_EQ(json->at("event"), "media");
  EXPECT_EQ(json->at("streamSid"), "MZ1");
  EXPECT_EQ(*DecodeBase64(json->at("media").at("payload").get_string()), "\xFF\xCE\x4E");
  EXPECT_EQ(codec->MarkMessage("1.2"),
            R"({"event":"mark","streamSid":"MZ1","mark":{"name":"1.2"}})");
  EXPECT_EQ(codec->ClearMessage(), R"({"event":"clear","streamSid":"MZ1"})");
}

TEST(TwilioMedia, LongSoundComesInWholePieces) {
  const auto codec = twilio::MakeStreamsCodec();
  Told told;
  ASSERT_TRUE(codec->Read(kTwilioStart, told));
  std::string codes;
  for (int i = 0; i < 20'000; ++i) codes += static_cast<char>(i % 256);
  ASSERT_TRUE(codec->Read(TwilioMedia(codes), told));
  ASSERT_EQ(told.sound.size(), codes.size());
  for (std::size_t i = 0; i < codes.size(); ++i)
    ASSERT_EQ(told.sound[i], sound::FromMuLaw(static_cast<std::uint8_t>(codes[i])));
}

TEST(TwilioMedia, ATimeThatCannotBeIsBounded) {
  const auto codec = twilio::MakeStreamsCodec();
  Told told;
  ASSERT_TRUE(codec->Read(kTwilioStart, told));
  ASSERT_TRUE(codec->Read(
      R"({"event":"media","media":{"timestamp":"18446744073709551615","payload":"/w=="}})", told));
  EXPECT_EQ(told.timestamp, std::chrono::hours(24));
}

TEST(TwilioMedia, OurOwnVoiceIsNotHeard) {
  const auto codec = twilio::MakeStreamsCodec();
  Told told;
  ASSERT_TRUE(codec->Read(kTwilioStart, told));
  EXPECT_TRUE(codec->Read(
      R"({"event":"media","streamSid":"MZ1","media":{"track":"outbound","payload":"/w=="}})",
      told));
  EXPECT_TRUE(told.sound.empty());
}

TEST(TwilioMedia, WhatIsWrongIsLeftOutAndTheStreamGoesOn) {
  const auto codec = twilio::MakeStreamsCodec();
  Told told;
  const auto why = [&](std::string_view message) {
    const auto read = codec->Read(message, told);
    return read ? std::string() : read.error().message;
  };
  EXPECT_NE(why(TwilioMedia("\xFF")).find("before the start"), std::string::npos);
  ASSERT_TRUE(codec->Read(kTwilioStart, told));
  EXPECT_NE(why(kTwilioStart).find("a second start"), std::string::npos);
  const auto other = codec->Read(TwilioMedia("\xFF", "MZ2"), told);
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().kind, ErrorKind::kRejected);
  EXPECT_NE(why("").find("no JSON object"), std::string::npos);
  EXPECT_NE(why("[1]").find("no JSON object"), std::string::npos);
  EXPECT_NE(why(R"({"event":"media"} x)").find("no JSON object"), std::string::npos);
  EXPECT_NE(why(R"({"streamSid":"MZ1"})").find("no event"), std::string::npos);
  EXPECT_NE(why(R"({"event":"media","streamSid":"MZ1"})").find("no sound"), std::string::npos);
  EXPECT_EQ(why(R"({"event":"media","media":{"payload":"ff7e"}})"), "") << "hex is base64 too";
  EXPECT_EQ(why(R"({"event":"media","media":{"payload":"//=="},"streamSid":"MZ1"} )"), "");
  EXPECT_NE(why(R"({"event":"media","media":{"payload":"/w=a"}})").find("no base64"),
            std::string::npos);
  EXPECT_NE(why(R"({"event":"media","media":{"payload":"a b c"}})").find("no base64"),
            std::string::npos);
  EXPECT_NE(why(R"({"event":"dtmf","dtmf":{"digit":"12"}})").find("no key"), std::string::npos);
  EXPECT_NE(why(R"({"event":"mark","mark":{}})").find("a mark without a name"), std::string::npos);
  EXPECT_EQ(why(R"({"event":"something.new","x":{"y":[1,2,{"z":"}"}]}})"), "");
  told.sound.clear();
  EXPECT_EQ(why(TwilioMedia("\xFF\xFF")), "");
  EXPECT_EQ(told.sound.size(), 2U);
}

TEST(TwilioMedia, AStreamIdThatWouldBreakOurMessagesIsRefused) {
  const auto codec = twilio::MakeStreamsCodec();
  Told told;
  EXPECT_FALSE(codec->Read(R"({"event":"start","start":{"streamSid":"MZ\"1"}})", told));
  EXPECT_FALSE(codec->Read(R"({"event":"start","start":{"streamSid":""}})", told));
  EXPECT_FALSE(told.start);
}

TEST(TwilioMedia, AnotherFormatThanMuLawIsSaid) {
  const auto codec = twilio::MakeStreamsCodec();
  Told told;
  const auto read = codec->Read(
      R"({"event":"start","start":{"streamSid":"MZ1","mediaFormat":{"encoding":"audio/x-l16","sampleRate":16000}}})",
      told);
  ASSERT_FALSE(read);
  EXPECT_NE(read.error().message.find("audio/x-l16 at 16000"), std::string::npos);
}

std::string ExotelStart(std::string_view rate) {
  return R"({"event":"start","sequence_number":1,"stream_sid":"s1","start":{"stream_sid":"s1",)"
         R"("call_sid":"c1","account_sid":"a1","from":"0912","to":"0800",)"
         R"("custom_parameters":{"token":"t1"},"media_format":{"encoding":"raw/slin",)"
         R"("sample_rate":")" +
         std::string(rate) + R"(","bit_rate":"16"}}})";
}

std::string Linear(const std::vector<std::int16_t>& samples) {
  std::string bytes;
  for (const auto sample : samples) {
    bytes += static_cast<char>(sample & 0xFF);
    bytes += static_cast<char>((sample >> 8) & 0xFF);
  }
  return bytes;
}

TEST(ExotelMedia, LinearSoundBothWays) {
  const auto codec = exotel::MakeVoicebotCodec();
  Told told;
  ASSERT_TRUE(codec->Read(ExotelStart("8000"), told));
  EXPECT_EQ(told.start->from, "0912");
  EXPECT_EQ(told.start->sample_rate, 8'000);
  const std::vector<std::int16_t> samples = {0, 1, -1, 32'767, -32'768, 256};
  ASSERT_TRUE(codec->Read(
      R"({"event":"media","stream_sid":"s1","media":{"chunk":1,"timestamp":"0","payload":")" +
          EncodeBase64(Linear(samples)) + "\"}}",
      told));
  EXPECT_EQ(told.sound, samples);

  const auto json = ParseJson(codec->SoundMessage(samples));
  ASSERT_TRUE(json);
  EXPECT_EQ(json->at("stream_sid"), "s1");
  EXPECT_EQ(json->at("sequence_number"), "1");
  EXPECT_EQ(json->at("media").at("chunk"), "1");
  EXPECT_EQ(json->at("media").at("timestamp"), "0");
  const auto bytes = *DecodeBase64(json->at("media").at("payload").get_string());
  EXPECT_EQ(bytes.size(), 3'200U) << "padded";
  EXPECT_TRUE(bytes.starts_with(Linear(samples)));
  EXPECT_EQ(bytes.substr(samples.size() * 2), std::string(bytes.size() - samples.size() * 2, '\0'));
  const auto next = ParseJson(codec->SoundMessage(std::vector<std::int16_t>(1'700, 5)));
  EXPECT_EQ(next->at("media").at("timestamp"), "200");
  EXPECT_EQ(DecodeBase64(next->at("media").at("payload").get_string())->size() % 320, 0U);
}

TEST(ExotelMedia, AnswersInTheSpellingThatCame) {
  const auto codec = exotel::MakeVoicebotCodec();
  Told told;
  ASSERT_TRUE(codec->Read(
      R"({"event":"start","streamSid":"s1","start":{"streamSid":"s1","callSid":"c1","mediaFormat":{"sampleRate":16000}}})",
      told));
  EXPECT_EQ(told.start->provider_call_id, "c1");
  EXPECT_EQ(codec->ClearMessage(), R"({"event":"clear","streamSid":"s1"})");
  EXPECT_NE(
      codec->SoundMessage(std::vector<std::int16_t>(1'600, 5)).find("\"sequenceNumber\":\"1\""),
      std::string::npos);
}

class ExotelRates : public testing::TestWithParam<int> {};
TEST_P(ExotelRates, SoundKeepsItsPitchAndLength) {
  const int rate = GetParam();
  const auto codec = exotel::MakeVoicebotCodec();
  Told told;
  ASSERT_TRUE(codec->Read(ExotelStart(std::to_string(rate)), told));
  const auto tone = [](int of, std::size_t count) {
    std::vector<std::int16_t> samples(count);
    for (std::size_t i = 0; i < count; ++i)
      samples[i] = static_cast<std::int16_t>(
          8'000 * std::sin(2 * 3.14159265 * 500 * static_cast<double>(i) / of));
    return samples;
  };
  const auto crossings = [](const std::vector<std::int16_t>& samples) {
    int count = 0;
    for (std::size_t i = 1; i < samples.size(); ++i)
      count += (samples[i - 1] < 0) != (samples[i] < 0);
    return count;
  };
  // A second of it, a tenth at a time.
  const auto second = tone(rate, static_cast<std::size_t>(rate));
  for (std::size_t at = 0; at < second.size(); at += second.size() / 10) {
    const std::vector<std::int16_t> part(
        second.begin() + static_cast<std::ptrdiff_t>(at),
        second.begin() + static_cast<std::ptrdiff_t>(at + second.size() / 10));
    ASSERT_TRUE(codec->Read(R"({"event":"media","stream_sid":"s1","media":{"payload":")" +
                                EncodeBase64(Linear(part)) + "\"}}",
                            told));
  }
  EXPECT_NEAR(static_cast<double>(told.sound.size()), 8'000, 40);
  EXPECT_NEAR(crossings(told.sound), 1'000, 20);

  const auto out = ParseJson(codec->SoundMessage(tone(8'000, 1'600)));
  const auto bytes = *DecodeBase64(out->at("media").at("payload").get_string());
  EXPECT_EQ(bytes.size() % 320, 0U);
  EXPECT_NEAR(static_cast<double>(bytes.size()), rate * 0.4, 640);
}
INSTANTIATE_TEST_SUITE_P(At, ExotelRates, testing::Values(8'000, 16'000, 24'000));

TEST(ExotelMedia, RatesAndHalvesThatCannotBe) {
  const auto codec = exotel::MakeVoicebotCodec();
  Told told;
  const auto read = codec->Read(ExotelStart("44100"), told);
  ASSERT_FALSE(read);
  EXPECT_NE(read.error().message.find("44100"), std::string::npos);
  ASSERT_TRUE(codec->Read(ExotelStart("8000"), told));
  EXPECT_FALSE(
      codec->Read(R"({"event":"media","stream_sid":"s1","media":{"payload":"AAAA"}})", told))
      << "three bytes";
  EXPECT_TRUE(
      codec->Read(R"({"event":"media","stream_sid":"s1","media":{"payload":"AAA="}})", told));
}

TEST(MediaCodecs, NothingThatComesDoesHarm) {
  std::mt19937 random(7);
  const std::string good = TwilioMedia(std::string(160, 'x'));
  for (int round = 0; round < 20'000; ++round) {
    const auto codec = round % 2 == 0 ? twilio::MakeStreamsCodec() : exotel::MakeVoicebotCodec();
    Told told;
    if (round % 3 != 0)
      ASSERT_TRUE(
          codec->Read(round % 2 == 0 ? std::string(kTwilioStart) : ExotelStart("16000"), told));
    std::string message = round % 5 == 0 ? std::string(kTwilioStart) : good;
    for (int i = 0; i < 4; ++i) {
      const std::size_t at = random() % message.size();
      if (random() % 3 == 0)
        message.erase(at, random() % 40);
      else
        message[at] = static_cast<char>(random());
      if (message.empty()) message = "{";
    }
    codec->Read(message, told);
    EXPECT_LE(told.sound.size(), 160U);
  }
}

TEST(MessageScanner, ReadsWhatAJsonReaderReads) {
  const std::string text =
      R"( {"a" : "x\"}", "b":{"c":[1,"]",{"d":null}]} , "e":-1.5e3,"f":true} )";
  MessageScanner scanner(text);
  std::string_view key, value;
  std::vector<std::string> seen;
  while (scanner.Next(key, value)) seen.push_back(std::string(key) + '=' + std::string(value));
  EXPECT_TRUE(scanner.Whole());
  EXPECT_EQ(seen, (std::vector<std::string>{R"(a="x\"}")", R"(b={"c":[1,"]",{"d":null}]})",
                                            "e=-1.5e3", "f=true"}));
  for (std::size_t size = 0; size + 2 < text.size(); ++size) {
    MessageScanner cut(std::string_view(text).substr(0, size));
    while (cut.Next(key, value)) {
    }
    EXPECT_FALSE(cut.Whole()) << size;
  }
  EXPECT_EQ(NumberValue("\"17\""), 17U);
  EXPECT_EQ(NumberValue("17"), 17U);
  EXPECT_FALSE(NumberValue("\"1x\""));
  EXPECT_FALSE(PlainValue(R"("a\u0020")"));
}

TEST(Base64Parts, AreAsTheWhole) {
  for (std::size_t size = 0; size < 40; ++size) {
    std::string bytes(size, '\0');
    for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>(i * 37);
    const std::string encoded = EncodeBase64(bytes);
    std::string_view text = encoded;
    std::string decoded;
    std::array<std::uint8_t, 9> part{};
    while (!text.empty()) {
      const auto made = DecodeBase64Part(text, part);
      ASSERT_TRUE(made);
      decoded.append(reinterpret_cast<const char*>(part.data()), *made);
    }
    EXPECT_EQ(decoded, bytes);
  }
}

}  // namespace
}  // namespace tocsin
