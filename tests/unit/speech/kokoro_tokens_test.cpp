#include "adapters/speech/kokoro_tokens.hpp"

#include <gmock/gmock.h>

namespace tocsin::speech {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string SectionsOf(std::string_view text) {
  std::string all;
  for (const auto& section : KokoroSections(text))
    all += '[' + section.words + '|' + section.mark + ']';
  return all;
}

TEST(KokoroTokens, ATextIsCutAtItsMarks) {
  EXPECT_EQ(SectionsOf("Hello, Sarah. It's full!"), "[Hello|, ][ Sarah|. ][ It's full|! ]");
  EXPECT_EQ(SectionsOf("no mark"), "[no mark|]");
  EXPECT_EQ(SectionsOf("What?! Well..."), "[What|? ][ Well|. ]") << "of several marks the first";
  EXPECT_EQ(SectionsOf("3.5 of 1,000 (pve1)"), "[3.5 of 1,000  pve1 |]")
      << "no mark within numbers";
  EXPECT_EQ(SectionsOf("..."), "[|]");
  EXPECT_EQ(SectionsOf(""), "[|]");
}

TEST(KokoroTokens, PhonemesHaveTheMarksOfTheText) {
  const auto sections = KokoroSections("Hello, Sarah.");
  EXPECT_EQ(KokoroPhonemes(sections, " həlˈoʊ\n sˈɛɹə\n"), "həlˈoʊ, sˈɛɹə.");
  EXPECT_EQ(KokoroPhonemes(sections, "a\nb\nc\n"), "a b c.") << "another number of lines";
  EXPECT_EQ(KokoroPhonemes(sections, ""), ".");
}

TEST(KokoroTokens, AreTheNumbersOfTheVocabulary) {
  EXPECT_THAT(KokoroTokens("həlˈoʊ."), ElementsAre(0, 50, 83, 54, 156, 57, 135, 4, 0));
  EXPECT_THAT(KokoroTokens("(de)ü r(en-us)"), ElementsAre(0, 16, 123, 0))
      << "what it does not know is left out, r is written as it was taught";
  EXPECT_THAT(KokoroTokens(""), ElementsAre(0, 0));
  EXPECT_THAT(KokoroTokens("(never closed"), ElementsAre(0, 0));
  EXPECT_THAT(KokoroTokens("\xc9\xff\xff"), ElementsAre(0, 16, 0)) << "broken bytes";
}

TEST(KokoroTokens, AreNoMoreThanTheNetworkReads) {
  const auto tokens = KokoroTokens(std::string(2'000, 'a'));
  EXPECT_EQ(tokens.size(), kMostKokoroTokens + 2);
  EXPECT_EQ(tokens.back(), 0);
}

}  // namespace
}  // namespace tocsin::speech
