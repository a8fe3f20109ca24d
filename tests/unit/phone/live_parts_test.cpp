#include <gmock/gmock.h>

#include <cmath>
#include <numbers>

#include "tools/phone/live/base64_text.hpp"
#include "tools/phone/live/heard_meter.hpp"
#include "tools/phone/live/media_dialect.hpp"
#include "tools/phone/live/mouth.hpp"
#include "tools/phone/live/mulaw.hpp"
#include "tools/phone/live/play_buffer.hpp"
#include "tools/phone/live/sentence_cutter.hpp"
#include "tools/phone/live/voice_box.hpp"
#include "tools/phone/live/wav.hpp"
#include "tools/phone/sim/script.hpp"
#include "tools/phone/sim/signature.hpp"

namespace tocsin::phone {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Samples Tone(std::size_t samples, double hertz = 440, double rate = 8000) {
  Samples tone(samples);
  for (std::size_t i = 0; i < samples; ++i)
    tone[i] = static_cast<std::int16_t>(
        8000 * std::sin(2 * std::numbers::pi * hertz * static_cast<double>(i) / rate));
  return tone;
}

TEST(MuLaw, HasTheStandardsValues) {
  const std::tuple<int, int, int> cases[] = {
      {0, 0xFF, 0},        {100, 0xF2, 104},   {-100, 0x72, -104},   {1000, 0xCE, 988},
      {-1000, 0x4E, -988}, {8000, 0xA0, 7932}, {32767, 0x80, 32124}, {-32768, 0x00, -32124}};
  for (const auto& [sample, code, back] : cases) {
    EXPECT_EQ(MuLawOf(static_cast<std::int16_t>(sample)), code) << sample;
    EXPECT_EQ(SampleOfMuLaw(static_cast<std::uint8_t>(code)), back) << code;
  }
  for (int code = 0; code < 256; ++code)
    if (code != 0x7F)  // minus nothing
      EXPECT_EQ(MuLawOf(SampleOfMuLaw(static_cast<std::uint8_t>(code))), code);
}

TEST(Base64Text, TakesOnlyTheRealThing) {
  for (const std::string bytes : {"", "a", "ab", "abc", "\x00\xFF\x10"})
    EXPECT_EQ(DecodeBase64(EncodeBase64(bytes)), bytes);
  for (const auto* text : {"a", "ab", "abc", "ab=c", "====", "a===", "ab\n=", "ab-_", "YR=="})
    EXPECT_EQ(DecodeBase64(text), std::nullopt) << text;
}

TEST(Wav, IsReadBackAtTheLinesRate) {
  const Samples tone = Tone(800);
  EXPECT_EQ(*ReadWav(WavOf(tone)), tone);
  EXPECT_EQ(ReadWav(WavOf(tone, tone))->size(), tone.size());
  const Samples wide = Tone(2400, 440, 24000);
  const Samples narrow = AtLineRate(wide, 24000);
  ASSERT_EQ(narrow.size(), 800u);
  for (std::size_t i = 50; i < 750; ++i) EXPECT_NEAR(narrow[i], tone[i], 200) << i;
  EXPECT_LT(LevelOf(AtLineRate(Tone(2400, 6000, 24000), 24000)), -35) << "would fold to 2 kHz";
  EXPECT_FALSE(ReadWav("RIFF"));
  EXPECT_FALSE(ReadWav("RIFF....WAVEfmt "));
  EXPECT_FALSE(ReadWav(std::string(100, 'x')));
}

TEST(PlayBuffer, PlaysInOrderAndGivesMarksBackWhenTheirSoundWasPlayed) {
  PlayBuffer buffer;
  buffer.Add(Samples(200, 5));
  buffer.Mark("a");
  buffer.Add(Samples(40, 6));
  buffer.Mark("b");
  const auto first = buffer.Play(160);
  EXPECT_EQ(first.ours, 160u);
  EXPECT_THAT(first.marks, IsEmpty());
  const auto second = buffer.Play(160);
  EXPECT_EQ(second.ours, 80u);
  EXPECT_EQ(second.sound[39], 5);
  EXPECT_EQ(second.sound[79], 6);
  EXPECT_EQ(second.sound[80], 0);
  EXPECT_THAT(second.marks, ElementsAre("a", "b"));
  EXPECT_FALSE(second.ran_dry) << "a mark stood at the end";
  buffer.Mark("c");
  EXPECT_THAT(buffer.Play(160).marks, ElementsAre("c")) << "nothing is waiting";
}

TEST(PlayBuffer, ClearForgetsAndReturnsMarks) {
  PlayBuffer buffer;
  buffer.Add(Samples(1000, 5));
  buffer.Mark("a");
  buffer.Play(160);
  EXPECT_THAT(buffer.Clear(), ElementsAre("a"));
  EXPECT_EQ(buffer.Waiting(), 0u);
  EXPECT_EQ(buffer.Play(160).ours, 0u);
  buffer.Add(Samples(160, 7));
  EXPECT_EQ(buffer.Play(160).sound[0], 7);
}

TEST(PlayBuffer, SaysThatItRanDryAndIsBounded) {
  PlayBuffer buffer;
  buffer.Add(Samples(100, 5));
  EXPECT_TRUE(buffer.Play(160).ran_dry);
  EXPECT_FALSE(buffer.Play(160).ran_dry) << "once";
  EXPECT_TRUE(buffer.Add(Samples(PlayBuffer::kMostSamples)));
  EXPECT_FALSE(buffer.Add(Samples(1)));
}

TEST(HeardMeter, MeasuresFromTheOnset) {
  HeardMeter meter;
  MediaFigures figures;
  Millis now = 0;
  const auto frames = [&](int count, bool voiced) {
    for (int i = 0; i < count; ++i) meter.Frame(now += 20, voiced, figures);
  };
  frames(50, true);
  meter.Onset(now, figures);
  frames(2, true);
  meter.Clear(now + 5, figures);
  frames(30, false);
  ASSERT_EQ(figures.interruptions.size(), 1u);
  EXPECT_EQ(figures.interruptions[0].to_clear, 45);
  EXPECT_EQ(figures.interruptions[0].after_talk, 40);
  EXPECT_TRUE(figures.interruptions[0].over);
  EXPECT_THAT(meter.TakeRemarks(), IsEmpty());
  meter.SpeechOver(now);
  meter.Onset(now, figures);
  EXPECT_EQ(figures.interruptions.size(), 1u) << "nobody was interrupted";
}

TEST(HeardMeter, TellsKnownMistakes) {
  HeardMeter meter;
  MediaFigures figures;
  Millis now = 10'000;
  const auto frames = [&](int count, bool voiced) {
    for (int i = 0; i < count; ++i) meter.Frame(now += 20, voiced, figures);
  };
  frames(10, true);
  meter.Clear(now, figures);
  EXPECT_THAT(meter.TakeRemarks(), ElementsAre(HasSubstr("interrupts itself")));
  frames(10, true);
  meter.Onset(now, figures);
  frames(60, true);
  EXPECT_THAT(meter.TakeRemarks(), ElementsAre(HasSubstr("no clear came")));
  meter.Clear(now, figures);
  frames(5, true);
  EXPECT_THAT(meter.TakeRemarks(), ElementsAre(HasSubstr("stale")));
  meter.RanDry(now);
  meter.Sound(now + 30, figures);
  EXPECT_EQ(figures.underruns, 1u);
  meter.RanDry(now);
  meter.Sound(now + 5, figures);
  EXPECT_EQ(figures.underruns, 1u);
  EXPECT_EQ(figures.late_messages, 2u);
  meter.RanDry(now);
  meter.Sound(now + 2000, figures);
  EXPECT_EQ(figures.late_messages, 2u) << "another sentence";
  figures.ended = TimePoint();
  meter.End(figures);
  EXPECT_THAT(meter.TakeRemarks(), ElementsAre(HasSubstr("never spoke again")));
}

TEST(SentenceCutter, CutsAtAPause) {
  SentenceCutter cutter;
  const Samples loud = Tone(kFrameSamples);
  const Samples quiet(kFrameSamples);
  for (int i = 0; i < 20; ++i) EXPECT_FALSE(cutter.Frame(quiet, false));
  for (int i = 0; i < 50; ++i) EXPECT_FALSE(cutter.Frame(loud, true));
  for (int i = 0; i < 20; ++i) EXPECT_FALSE(cutter.Frame(quiet, false));
  for (int i = 0; i < 10; ++i) EXPECT_FALSE(cutter.Frame(loud, true));
  for (int i = 0; i < 29; ++i) EXPECT_FALSE(cutter.Frame(quiet, false)) << i;
  const auto sentence = cutter.Frame(quiet, false);
  ASSERT_TRUE(sentence);
  EXPECT_EQ(sentence->sound.size(), (10 + 49 + 20 + 10 + 30) * kFrameSamples);
  EXPECT_FALSE(sentence->before_act);
  EXPECT_FALSE(cutter.InSentence());
}

TEST(SentenceCutter, WhatWasSaidBeforeThePersonActedIsKnown) {
  const Samples loud = Tone(kFrameSamples);
  const Samples quiet(kFrameSamples);
  const auto said = [&](int before, int after) {
    SentenceCutter cutter;
    for (int i = 0; i < before; ++i) cutter.Frame(loud, true);
    cutter.Acted();
    for (int i = 0; i < after; ++i) cutter.Frame(loud, true);
    for (int i = 0; i < 29; ++i) cutter.Frame(quiet, false);
    const bool running = cutter.BeforeAct();
    const auto sentence = cutter.Frame(quiet, false);
    EXPECT_TRUE(sentence);
    EXPECT_EQ(sentence && sentence->before_act, running);
    return running;
  };
  EXPECT_TRUE(said(50, 0));
  EXPECT_TRUE(said(50, 5)) << "its last word";
  EXPECT_FALSE(said(50, 50)) << "it went on";
  EXPECT_FALSE(said(0, 50)) << "the person acted before it began";
}

TEST(SentenceCutter, ASentenceIntoWhichThePersonBrokeEndsWithTheClear) {
  SentenceCutter cutter;
  const Samples loud = Tone(kFrameSamples);
  for (int i = 0; i < 50; ++i) cutter.Frame(loud, true);
  EXPECT_FALSE(cutter.Cleared()) << "nobody broke in: it may go on";
  cutter.Acted();
  for (int i = 0; i < 50; ++i) cutter.Frame(loud, true);
  const auto sentence = cutter.Cleared();
  ASSERT_TRUE(sentence);
  EXPECT_TRUE(sentence->before_act) << "however long it took to fall silent";
  EXPECT_FALSE(cutter.InSentence());
  for (int i = 0; i < 10; ++i) cutter.Frame(loud, true);
  EXPECT_FALSE(cutter.BeforeAct()) << "the next one was not interrupted";
}

TEST(Mouth, SpeaksAboveNoiseAndTellsOnsetAndEnd) {
  Mouth mouth;
  Samples speech(2 * kFrameSamples);
  const Samples tone = Tone(2 * kFrameSamples);
  speech.insert(speech.end(), tone.begin(), tone.end());
  mouth.Say(speech);
  mouth.Say(Tone(kFrameSamples), Mouth::Sort::kCough);
  EXPECT_FALSE(mouth.Next().onset) << "silence leads in";
  EXPECT_FALSE(mouth.Next().speech);
  const auto onset = mouth.Next();
  EXPECT_TRUE(onset.onset);
  EXPECT_FALSE(onset.over);
  EXPECT_TRUE(mouth.Next().over);
  const auto cough = mouth.Next();
  EXPECT_FALSE(cough.onset);
  EXPECT_TRUE(cough.noisy);
  EXPECT_TRUE(cough.over);
  EXPECT_FALSE(mouth.Next().noisy);
  mouth.SetNoise(Samples(100, 300));
  const auto noise = mouth.Next();
  EXPECT_EQ(noise.sound, Samples(kFrameSamples, 300));
  EXPECT_TRUE(noise.noisy);
}

TEST(Noise, HasTheLevelThatWasAskedFor) {
  for (const auto& noise : {HumNoise(-30), WhiteNoise(-30), BabbleNoise(-30)}) {
    EXPECT_NEAR(LevelOf(noise), -30, 0.5);
    EXPECT_EQ(noise.size(), 80'000u);
  }
  EXPECT_NEAR(LevelOf(Cough()), kSpeechLevel, 1);
}

TEST(MediaDialect, SpellsAsEachCarrierDoes) {
  const StreamIds ids{
      .stream = "MZ1", .call = "CA1", .account = "AC1", .parameters = {{"a", "\""}}};
  const auto twilio = MakeDialect(Carrier::kTwilio, ids);
  EXPECT_THAT(twilio->Start(), HasSubstr(R"("sequenceNumber":"1")"));
  EXPECT_EQ(
      twilio->Media(Samples(3), 40),
      R"({"event":"media","sequenceNumber":"2","media":{"track":"inbound","chunk":"1","timestamp":"40","payload":"////"},"streamSid":"MZ1"})");
  EXPECT_EQ(
      twilio->Key('#'),
      R"({"event":"dtmf","streamSid":"MZ1","sequenceNumber":"3","dtmf":{"track":"inbound_track","digit":"#"}})");
  EXPECT_EQ(twilio->Mark("a\"b"),
            R"({"event":"mark","sequenceNumber":"4","streamSid":"MZ1","mark":{"name":"a\"b"}})");
  const auto exotel = MakeDialect(Carrier::kExotel, ids);
  EXPECT_THAT(exotel->Start(), HasSubstr(R"("sample_rate":"8000")"));
  EXPECT_THAT(exotel->Media(Samples(800), 0), HasSubstr(R"("stream_sid":"MZ1")"));
  EXPECT_EQ(exotel->FramesPerMessage(), 5u);
  const auto sound = exotel->Read(
      R"({"event":"media","sequence_number":1,"stream_sid":"MZ1","media":{"chunk":1,"timestamp":0,"payload":")" +
      EncodeBase64(std::string(3200, '\1')) + "\"}}");
  EXPECT_THAT(sound.oddities, IsEmpty());
  EXPECT_EQ(sound.sound, Samples(1600, 257));
}

TEST(ReadScript, ReadsWhatLiveSoundAdds) {
  const auto script = ReadScript(R"(people:
  '+15559876543':
    - turns:
        - {hear: nginx, say: approve, voice: slt, noise: {kind: babble, db: 5}, over: true}
        - {wav: hello.wav}
        - {cough: true}
      link: {jitter: 40ms, loss: 0.05}
      noise: {kind: hum, db: 20}
      carrier: exotel
faults: {socket_cut: 1, late_frames: 500ms, duplicate_frames: 2, no_marks: 3, unsigned_socket: 1, handshake_delay: 15s,
         half_message: 1, stop_without_close: 1}
)",
                                 "people.yaml");

  ASSERT_TRUE(script) << FormatFinding(script.error().front());
  const auto& person = std::get<Answering>(script->people.at("+15559876543")[0]);
  EXPECT_EQ(person.turns[0].speech.voice, "slt");
  EXPECT_EQ(person.turns[0].speech.noise, (NoiseSpec{NoiseSpec::Kind::kBabble, 5}));
  EXPECT_TRUE(person.turns[0].over);
  EXPECT_EQ(person.turns[1].speech.source, Speech::Source::kFile);
  EXPECT_EQ(person.turns[2].speech.source, Speech::Source::kCough);
  EXPECT_EQ(person.link.jitter, Duration(40));
  EXPECT_DOUBLE_EQ(person.link.loss, 0.05);
  EXPECT_EQ(person.noise, (NoiseSpec{NoiseSpec::Kind::kHum, 20}));
  EXPECT_EQ(person.carrier, Carrier::kExotel);
  EXPECT_EQ(script->faults.socket_cut, 1);
  EXPECT_EQ(script->faults.late_frames_by, Duration(500));
  EXPECT_EQ(script->faults.handshake_delay, std::chrono::seconds(15));
  EXPECT_EQ(script->faults.no_marks, 3);
}

}  // namespace
}  // namespace tocsin::phone
