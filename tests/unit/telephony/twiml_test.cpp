// links: telephony net schemas
#include "adapters/telephony/twilio/twiml.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "schemas/xml_text.hpp"

namespace tocsin {
namespace {

using std::chrono::milliseconds;

std::string Body(const Instructions& instructions, std::string_view voice = {}) {
  const std::string text = RenderTwiml(instructions, voice);
  const auto begin = text.find("<Response>");
  return text.substr(begin, text.rfind('>') + 1 - begin);
}

TEST(RenderTwiml, WritesSayPauseRedirectHangup) {
  EXPECT_EQ(
      Body({Say{.text = "One moment."}, Pause{.length = milliseconds(1500)},
            Redirect{.url = "https://h/a?b=1&c=2#rc=5"}, Hangup{}}),
      "<Response><Say language=\"en-US\">One moment.</Say><Pause length=\"2\"/>"
      "<Redirect method=\"POST\">https://h/a?b=1&amp;c=2#rc=5</Redirect><Hangup/></Response>");
}

TEST(RenderTwiml, AsksForKeysAndSpeechAndHearsSilence) {
  const Ask ask{.prompt = {Say{.text = "Press 1", .language = "de-DE"}},
                .action_url = "https://h/g?turn=1",
                .language = "de-DE",
                .hints = {"approve", "ignore it, please", ""},
                .speech = true,
                .digits = 2,
                .silence = milliseconds(6000)};

  EXPECT_EQ(Body({ask}),
            "<Response><Gather input=\"dtmf speech\" action=\"https://h/g?turn=1\" method=\"POST\" "
            "timeout=\"6\" numDigits=\"2\" actionOnEmptyResult=\"true\" speechTimeout=\"auto\" "
            "language=\"de-DE\" hints=\"approve,ignore it  please\">"
            "<Say language=\"de-DE\">Press 1</Say></Gather></Response>");
}

TEST(RenderTwiml, AsksForKeysOnlyOrSpeechOnly) {
  Ask ask{.prompt = {}, .action_url = "u"};
  ask.speech = false;
  EXPECT_NE(Body({ask}).find("input=\"dtmf\""), std::string::npos);
  EXPECT_EQ(Body({ask}).find("hints"), std::string::npos);
  ask.speech = true;
  ask.digits = 0;
  EXPECT_NE(Body({ask}).find("input=\"speech\""), std::string::npos);
  EXPECT_EQ(Body({ask}).find("numDigits"), std::string::npos);
}

TEST(RenderTwiml, ConnectsASocketOfText) {
  const twilio::RelayOptions relay{.tts_provider = "Google", .voices = {{"de-DE", "de-x"}}};
  const std::string text = RenderTwiml({Connect{.url = "wss://h/ws/conversation-relay",
                                                .parameters = {{"token", "a\"b"}},
                                                .language = "de-DE",
                                                .then_url = "https://h/answer?token=t&again=1"}},
                                       {}, &relay);
  const auto begin = text.find("<Connect");
  EXPECT_EQ(text.substr(begin, text.find("</Response>") - begin),
            "<Connect action=\"https://h/answer?token=t&amp;again=1\" method=\"POST\">"
            "<ConversationRelay url=\"wss://h/ws/conversation-relay\" language=\"de-DE\" "
            "ttsProvider=\"Google\" voice=\"de-x\" dtmfDetection=\"true\" interruptible=\"any\" "
            "reportInputDuringAgentSpeech=\"dtmf\" preemptible=\"true\" "
            "events=\"speaker-events tokens-played\">"
            "<Language code=\"de-DE\" ttsProvider=\"Google\" voice=\"de-x\"/>"
            "<Parameter name=\"token\" value=\"a&quot;b\"/></ConversationRelay></Connect>");
}

TEST(RenderTwiml, CannotBeBrokenByText) {
  const std::string evil = "</Say><Dial>+15550001111</Dial><Say a=\"1\" b='2'>&amp;";

  EXPECT_EQ(Body({Say{.text = evil}}),
            "<Response><Say language=\"en-US\">&lt;/Say&gt;&lt;Dial&gt;+15550001111&lt;/Dial&gt;"
            "&lt;Say a=&quot;1&quot; b=&apos;2&apos;&gt;&amp;amp;</Say></Response>");
}

TEST(EscapeXml, LeavesOutWhatXmlCannotCarry) {
  EXPECT_EQ(EscapeXml(std::string_view("a\0b\x01\x1f\x7f"
                                       "c\td\ne",
                                       11)),
            "abc d e");
  EXPECT_EQ(EscapeXml("gr\xc3\xbc\xc3\x9f \xe2\x82\xac \xf0\x9f\x93\x9e"),
            "gr\xc3\xbc\xc3\x9f \xe2\x82\xac \xf0\x9f\x93\x9e");
  EXPECT_EQ(EscapeXml("x\xff\xc3y\xe2\x82z\xed\xa0\x80w\xef\xbf\xbfv\xc0\xafu"), "xyzwvu");
}

TEST(RenderTwiml, KeepsHintsWithinTheCarriersLimits) {
  Ask ask{.prompt = {}, .action_url = "u", .hints = {std::string(101, 'x'), "approve"}};
  EXPECT_NE(Body({ask}).find("hints=\"approve\""), std::string::npos);
  ask.hints.assign(1000, std::string(100, '"'));
  EXPECT_LT(Body({ask}).size(), 9000U);
  ask.hints.assign(1000, "a");
  const auto body = Body({ask});
  EXPECT_EQ(std::count(body.begin(), body.end(), ','), 499);
}

TEST(RenderTwiml, SplitsLongTexts) {
  std::string text;
  while (text.size() < 9000) text += "word ";

  const std::string body = Body({Say{.text = text}});

  std::size_t says = 0;
  for (auto at = body.find("<Say"); at != std::string::npos; at = body.find("<Say", at + 1)) ++says;
  EXPECT_EQ(says, 3U);
}

TEST(RenderTwiml, NamesTheVoiceWhenConfigured) {
  EXPECT_EQ(Body({Say{.text = "Hi"}}, "Polly.Joanna"),
            "<Response><Say voice=\"Polly.Joanna\" language=\"en-US\">Hi</Say></Response>");
}

}  // namespace
}  // namespace tocsin
