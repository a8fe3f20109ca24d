// Words that are said otherwise than they are written, and files of them.
#include "schemas/lexicon.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tocsin {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

ReadLexicon Read(std::string_view text, std::string_view language = "en") {
  ReadLexicon read;
  ReadLexiconText(text, "lexicon/en.yaml", language, read);
  return read;
}
std::vector<std::string> Faults(std::string_view text, std::string_view language = "en") {
  std::vector<std::string> faults;
  for (const auto& finding : Read(text, language).findings)
    faults.push_back(FormatFinding(finding));
  return faults;
}

TEST(Lexicon, FindsWholeWordsOfTheLanguageByTheirCase) {
  const auto read =
      Read("nginx: engine ex\nnginx plus: engine ex plus\nk8s: kates\nCafé: caf fay\n");
  ASSERT_THAT(read.findings, IsEmpty());
  const auto said = [&](std::string_view text, std::string_view language = "en-IN") {
    return read.lexicon.Respelled(text, language);
  };
  EXPECT_EQ(said("nginx, (nginx) nginx."), "engine ex, (engine ex) engine ex.");
  EXPECT_EQ(said("nginx plus"), "engine ex plus") << "the longest";
  EXPECT_EQ(said("nginx-plus k8s"), "engine ex-plus kates");
  EXPECT_EQ(said("nginxes Nginx anginx nginxé énginx k8s9"),
            "nginxes Nginx anginx nginxé énginx k8s9");
  EXPECT_EQ(said("Café\xE2\x80\x9D nginx\u0964"), "caf fay\xE2\x80\x9D engine ex\u0964");
  EXPECT_EQ(said("nginx", "de-DE"), "nginx") << "of another language";
  EXPECT_EQ(said(said("nginx")), said("nginx"));
  EXPECT_EQ(said("nginx\xFF\xC3"), "nginx\xFF\xC3") << "broken bytes are nobody's end of a word";
}

TEST(Lexicon, AnIpaAloneLeavesTheWordToVoicesWithoutPhonemes) {
  const auto read = Read("Ceph: {ipa: sɛf}\n");
  EXPECT_THAT(Faults("Ceph: {ipa: sɛf}\n"),
              ElementsAre(HasSubstr("lexicon/en.yaml:1:1: warning: 'Ceph' has no 'say'")));
  EXPECT_EQ(read.lexicon.Respelled("Ceph", "en"), "Ceph");
  EXPECT_EQ(read.lexicon.Next("a Ceph", "en", 0)->how->ipa, "sɛf");
}

TEST(Lexicon, EveryContentHasItsVersion) {
  EXPECT_EQ(Pronunciations().Version(), "");
  const auto one = Read("a: b\n").lexicon.Version();
  EXPECT_EQ(Read("a: b\n").lexicon.Version(), one);
  for (const char* other : {"a: c\n", "b: b\n", "a: {say: b, ipa: c}\n", "a: b\nc: d\n"})
    EXPECT_NE(Read(other).lexicon.Version(), one) << other;
}

TEST(Lexicon, ABrokenFileIsToldWithItsPlaces) {
  EXPECT_THAT(Faults("nginx: engine ex\nCeph: [a]\n"),
              ElementsAre(HasSubstr("lexicon/en.yaml:2:1: error: 'Ceph' needs how it is said")));
  EXPECT_THAT(Faults("a: {sya: b}\n"),
              ElementsAre(HasSubstr(":1:5: error: unknown key 'sya', did you mean 'say'?")));
  EXPECT_THAT(Faults("a: ''\n"), ElementsAre(HasSubstr(":1:4: error: say must be a text")));
  EXPECT_THAT(Faults("a: {say: b, ipa: [c]}\n"),
              ElementsAre(HasSubstr(":1:18: error: ipa must be")));
  EXPECT_THAT(Faults("a: '<break/>'\n"), ElementsAre(HasSubstr("without any of <>")));
  EXPECT_THAT(Faults("'<a>': b\n"), ElementsAre(HasSubstr(":1:1: error: '<a>' is no word")));
  EXPECT_THAT(
      Faults("SQL: sequel\nMySQL: my SQL\n"),
      ElementsAre(HasSubstr(":2:1: error: 'MySQL' is said as 'my SQL', and 'SQL' is a word")));
  EXPECT_THAT(Faults("- a\n"), ElementsAre(HasSubstr("must be a map of words")));
  EXPECT_THAT(Faults("a: b\na: c\n"), ElementsAre(HasSubstr(":2:1: error: ")));
  EXPECT_THAT(Faults("a: b\n", "fr"),
              ElementsAre(HasSubstr("the file's name 'fr' must be the tag of a language")));
  EXPECT_THAT(Faults("\xFF\n"), ElementsAre(HasSubstr("error: ")));
  EXPECT_THAT(Faults(""), ElementsAre(HasSubstr("file is empty")));
  EXPECT_THAT(Faults("{}\n"), IsEmpty());
}

TEST(Lexicon, AFolderThatIsNotThereIsEmpty) {
  const auto read = ReadLexiconFolder("/there/is/none");
  ASSERT_TRUE(read);
  EXPECT_TRUE(read->lexicon.Empty());
}

}  // namespace
}  // namespace tocsin
