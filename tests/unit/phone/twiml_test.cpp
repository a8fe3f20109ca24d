#include "tools/phone/sim/twiml.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tools/phone/sim/xml.hpp"

namespace tocsin::phone {
namespace {

TEST(ParseXml, ReadsEntitiesReferencesCommentsAndCdata) {
  const auto root = ParseXml(
      "\xEF\xBB\xBF<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- c -->\n"
      "<a x='1 &quot;&#x41;' y=\"\"><b/>&amp;&lt;&gt;&apos;&#228;<!-- no --><![CDATA[<&>]]></a>\n");

  ASSERT_TRUE(root) << root.error().text;
  EXPECT_EQ(*root->Attribute("x"), "1 \"A");
  EXPECT_EQ(*root->Attribute("y"), "");
  EXPECT_EQ(root->Attribute("z"), nullptr);
  ASSERT_EQ(root->children.size(), 2u);
  EXPECT_EQ(root->children[0].name, "b");
  EXPECT_EQ(root->children[1].text, "&<>'\xC3\xA4<&>");
}

TEST(ParseXml, SaysWhereItIsMalformed) {
  struct Case {
    std::string_view text;
    std::string_view says;
    int line;
    int column;
  };
  const Case cases[] = {
      {"", "empty", 1, 1},
      {"hello", "before the root", 1, 1},
      {"<a>", "</a> is missing", 1, 4},
      {"<a></b>", "</b> closes <a>", 1, 4},
      {"<a>\n <b></a>", "</a> closes <b>", 2, 5},
      {"<a>x & y</a>", "&amp;", 1, 6},
      {"<a>&nbsp;</a>", "unknown", 1, 4},
      {"<a>&#0;</a>", "reference", 1, 4},
      {"<a>&#xD800;</a>", "reference", 1, 4},
      {"<a x=1/>", "quoted", 1, 6},
      {"<a x='1' x='2'/>", "twice", 1, 10},
      {"<a x='1'y='2'/>", "space", 1, 9},
      {"<a x='<'/>", "&lt;", 1, 7},
      {"<a/><b/>", "follows the root", 1, 5},
      {"<!DOCTYPE a><a/>", "DOCTYPE", 1, 1},
      {"<a>\x01</a>", "not a character", 1, 4},
      {"<a>\xC0\x80</a>", "not a character", 1, 4},
      {"<a>\xED\xA0\x80</a>", "not a character", 1, 4},
      {"<a><!-- a -- b --></a>", "comment", 1, 13},
      {"<1a/>", "name", 1, 2},
      {"<a", "'>' is missing", 1, 3},
  };
  for (const auto& [text, says, line, column] : cases) {
    const auto root = ParseXml(text);
    ASSERT_FALSE(root) << text;
    EXPECT_NE(root.error().text.find(says), std::string::npos) << text << ": " << root.error().text;
    EXPECT_EQ(root.error().mark.line, line) << text;
    EXPECT_EQ(root.error().mark.column, column) << text;
  }
}

TEST(ParseXml, BoundsDepthAndSize) {
  std::string deep;
  for (int i = 0; i < 40; ++i) deep += "<a>";
  EXPECT_NE(ParseXml(deep).error().text.find("32 levels"), std::string::npos);
  EXPECT_NE(ParseXml(std::string(70'000, ' ')).error().text.find("64 KiB"), std::string::npos);
}

TEST(ParseTwiml, ReadsGatherWithAllThatMatters) {
  const auto document = ParseTwiml(
      "<Response><Gather input=\"dtmf speech\" action=\"/gather?turn=1&amp;t=x\" timeout=\"6\" "
      "speechTimeout=\"auto\" "
      "numDigits=\"1\" finishOnKey=\"\" language=\"de-DE\" actionOnEmptyResult=\"true\" "
      "bargeIn=\"false\" "
      "hints=\"approve it\"><Say language=\"en-US\">Container <emphasis>nginx</emphasis> "
      "stopped</Say>"
      "<Pause length=\"2\"/></Gather><Redirect method=\"GET\">/again</Redirect></Response>");

  ASSERT_TRUE(document) << document.error().text;
  ASSERT_EQ(document->verbs.size(), 2u);
  const auto& gather = std::get<GatherVerb>(document->verbs[0]);
  EXPECT_TRUE(gather.dtmf && gather.speech && gather.action_on_empty_result);
  EXPECT_FALSE(gather.barge_in);
  EXPECT_EQ(gather.action, "/gather?turn=1&t=x");
  EXPECT_EQ(gather.timeout, std::chrono::seconds(6));
  EXPECT_EQ(gather.speech_timeout, Duration(500));
  EXPECT_EQ(gather.digit_count, 1u);
  EXPECT_EQ(gather.finish_on_key, "");
  EXPECT_EQ(gather.language, "de-DE");
  ASSERT_EQ(gather.prompt.size(), 2u);
  EXPECT_EQ(std::get<SayVerb>(gather.prompt[0]).text, "Container nginx stopped");
  EXPECT_EQ(std::get<PauseVerb>(gather.prompt[1]).length, std::chrono::seconds(2));
  EXPECT_EQ(std::get<RedirectVerb>(document->verbs[1]).method, "GET");
}

TEST(ParseTwiml, HasTheCarriersDefaults) {
  const auto document = ParseTwiml("<Response><Gather/><Pause/><Say/></Response>");

  ASSERT_TRUE(document);
  const auto& gather = std::get<GatherVerb>(document->verbs[0]);
  EXPECT_TRUE(gather.dtmf && gather.barge_in);
  EXPECT_FALSE(gather.speech || gather.action_on_empty_result || gather.speech_timeout ||
               gather.digit_count);
  EXPECT_EQ(gather.timeout, std::chrono::seconds(5));
  EXPECT_EQ(gather.finish_on_key, "#");
  EXPECT_EQ(gather.method, "POST");
  EXPECT_EQ(std::get<PauseVerb>(document->verbs[1]).length, std::chrono::seconds(1));
  EXPECT_EQ(std::get<SayVerb>(document->verbs[2]).loop, 1);
}

TEST(ParseTwiml, RefusesWhatTheSchemaForbids) {
  const auto refused = [](const std::string& inside) {
    const auto document = ParseTwiml("<Response>" + inside + "</Response>");
    if (document) return std::string("accepted");
    EXPECT_EQ(document.error().code, 12200);
    return document.error().text;
  };
  using testing::HasSubstr;
  EXPECT_THAT(refused("loose"), HasSubstr("text inside <Response>"));
  EXPECT_THAT(refused("<say>no</say>"), HasSubstr("<say> is not a verb"));
  EXPECT_THAT(refused("<Gather tiemout='3'/>"), HasSubstr("'tiemout' is not known on <Gather>"));
  EXPECT_THAT(refused("<Gather numDigits='x'/>"), HasSubstr("'numDigits' is not a number"));
  EXPECT_THAT(refused("<Gather><Hangup/></Gather>"), HasSubstr("not allowed inside <Gather>"));
  EXPECT_THAT(refused("<Say language='english'>x</Say>"), HasSubstr("'language'"));
  EXPECT_THAT(refused("<Say>" + std::string(4097, 'x') + "</Say>"), HasSubstr("4096"));
  EXPECT_THAT(refused("<Gather hints='a," + std::string(101, 'x') + "'/>"),
              HasSubstr("100 characters"));
  EXPECT_THAT(refused("<say/>\n<Gather q='1'/>"), HasSubstr("; line 2: "));
  EXPECT_EQ(refused("<Say>" + std::string(4096, 'x') + "</Say><Gather hints='a,b'/>"), "accepted");
}

TEST(ParseTwiml, StepsOverWhatTheSimulatorDoesNotPlay) {
  const auto document = ParseTwiml("<Response><Dial>+1</Dial><Hangup/></Response>");
  ASSERT_TRUE(document);
  ASSERT_EQ(document->verbs.size(), 2u);
  EXPECT_EQ(std::get<UnsupportedVerb>(document->verbs[0]).name, "Dial");
}

TEST(ParseTwiml, GivesTheCarriersErrorCodes) {
  EXPECT_EQ(ParseTwiml("<Respond/>").error().code, 12100);
  EXPECT_EQ(ParseTwiml("{\"a\": 1}").error().code, 12100);
  EXPECT_EQ(ParseTwiml("").error().code, 12100);
  EXPECT_EQ(ParseTwiml(std::string(70'000, 'x')).error().code, 11750);
}

}  // namespace
}  // namespace tocsin::phone
