// What a model writes, said while it is being written.
#include "workers/voice/humanizer/spoken_answer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tocsin::voice {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

std::vector<std::string> Fed(SpokenAnswer& answer, std::string_view text, std::size_t size) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < text.size(); i += size)
    for (auto& sentence : answer.Feed(text.substr(i, size))) out.push_back(std::move(sentence));
  for (auto& sentence : answer.Finish()) out.push_back(std::move(sentence));
  return out;
}

TEST(SpokenAnswer, AShortFirstSentenceGoesAtOnceOthersWhenTheyHaveEnded) {
  SpokenAnswer answer("de-DE");
  EXPECT_THAT(answer.Feed("Ja."), ElementsAre("Ja."));
  EXPECT_THAT(answer.Feed(" Wir haben am Montag"), IsEmpty());
  EXPECT_THAT(answer.Feed(" offen."), IsEmpty()) << "it might go on, as in a number";
  EXPECT_THAT(answer.Feed(" Und"), ElementsAre("Wir haben am Montag offen."));
  EXPECT_THAT(answer.Finish(), ElementsAre("Und."));
}

TEST(SpokenAnswer, WhereItIsCutChangesNothing) {
  constexpr std::string_view kText =
      "Dr. Meyer is in on Monday. It costs $8,000, e.g. for two. Is that fine? It's 3.5 miles "
      "away!";
  SpokenAnswer whole("en-US");
  const auto expected = Fed(whole, kText, kText.size());
  EXPECT_THAT(expected, ElementsAre("Doctor Meyer is in on Monday.",
                                    testing::HasSubstr("eight thousand dollars"), "Is that fine?",
                                    "It's three point five miles away!"));
  for (const std::size_t size : {1U, 2U, 3U, 7U, 20U}) {
    SpokenAnswer answer("en-US");
    EXPECT_EQ(Fed(answer, kText, size), expected) << size;
  }
}

TEST(SpokenAnswer, NumbersAreNeverCutApart) {
  for (const std::string_view text :
       {"It's $3.50.", "Das kostet 1.500 Euro.", "At 10.30 we open.", "Version 2.0 is out."}) {
    SpokenAnswer whole("en"), bytes("en");
    EXPECT_EQ(Fed(bytes, text, 1), Fed(whole, text, text.size())) << text;
  }
  std::string times = "We have";
  for (int i = 10; i < 60; ++i)
    times += " 14:" + std::to_string(i) + ", 1," + std::to_string(i) + "0,";
  SpokenAnswer answer("de");
  for (const auto& sentence : Fed(answer, times, 3)) {
    EXPECT_FALSE(sentence.starts_with("0")) << sentence;
    EXPECT_EQ(sentence.find("14:."), std::string::npos) << sentence;
  }
}

TEST(SpokenAnswer, AGermanDayOfAMonthEndsNoSentence) {
  constexpr std::string_view kText = "Ich habe am 5. März um 8.15 Uhr etwas. Oder am 7.3. um zehn.";
  for (const std::size_t size : {1U, 4U, 100U}) {
    SpokenAnswer answer("de-DE");
    EXPECT_THAT(Fed(answer, kText, size),
                ElementsAre("Ich habe am fünften März um acht Uhr fünfzehn etwas.",
                            "Oder am siebten März um zehn."))
        << size;
  }
}

TEST(SpokenAnswer, MarkUpIsNotSaidAndLinesAreSentences) {
  SpokenAnswer answer("de");
  EXPECT_THAT(Fed(answer, "**Zwei** Zeiten:\n- `Montag`\n- Dienstag\n</speak>\n***\n", 5),
              ElementsAre(testing::HasSubstr("Zwei Zeiten"), testing::HasSubstr("Montag"),
                          testing::HasSubstr("Dienstag")));
}

TEST(SpokenAnswer, AnAnswerWithoutEndIsCutWhereASpeakerBreathes) {
  std::string endless;
  for (int i = 0; i < 5'000; ++i) endless += "wort ";
  SpokenAnswer answer("de");
  const auto said = Fed(answer, endless, 11);
  std::size_t bytes = 0;
  for (const auto& sentence : said) {
    bytes += sentence.size();
    EXPECT_LE(sentence.size(), 310U);
  }
  EXPECT_LE(bytes, kMostSpokenAnswer);
  EXPECT_TRUE(answer.Full());
}

TEST(SpokenAnswer, AModelThatRepeatsItselfIsCutOff) {
  std::string text;
  for (int i = 0; i < 1'000; ++i) text += "Das ist offen. ";
  SpokenAnswer answer("de");
  EXPECT_THAT(Fed(answer, text, 4), SizeIs(1));
  EXPECT_TRUE(answer.Full());
}

TEST(SpokenAnswer, AnyBytesComeOutAsText) {
  SpokenAnswer answer("en");
  for (const auto& sentence : Fed(answer, "a\xFF\xFE \x01 b.\xE0\xA5 c. \xF0\x9F\x98\x80", 1))
    EXPECT_FALSE(sentence.empty());
}

}  // namespace
}  // namespace tocsin::voice
