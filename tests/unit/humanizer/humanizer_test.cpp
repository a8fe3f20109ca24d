// links: voice schemas
// What is written comes out as it is said, and natural.
#include "workers/voice/humanizer/humanize.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

#include "schemas/utf8.hpp"
#include "workers/voice/humanizer/naturalness.hpp"
#include "workers/voice/humanizer/number_words.hpp"
#include "workers/voice/humanizer/spoken_sentences.hpp"

namespace tocsin::voice {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;

std::string Said(std::string_view text, std::string_view language = "en") {
  return Humanize(text, language).text;
}

std::string ContentOf(const fs::path& file) {
  std::ifstream stream(file);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

constexpr auto kInquiries = TOCSIN_SOURCE_DIR "/tests/acceptance/naturalness/";

/// The shipped inquiries: name and raw answer. `folder`: of another language than English.
std::vector<std::pair<std::string, std::string>> ShippedAnswers(const std::string& folder = {}) {
  std::vector<std::pair<std::string, std::string>> answers;
  for (const auto& entry : fs::directory_iterator(kInquiries + folder)) {
    if (entry.path().extension() != ".txt") continue;
    const auto text = ContentOf(entry.path());
    answers.emplace_back(entry.path().stem().string(), text.substr(text.find('\n') + 1));
  }
  return answers;
}

/// The guide's table is what `tocsin humanize --check FOLDER --table` prints.
TEST(Naturalness, TheGuidesTableIsTrue) {
  std::vector<std::string> answers;
  for (auto& [name, answer] : ShippedAnswers()) {
    while (answer.ends_with('\n')) answer.pop_back();
    answers.push_back(std::move(answer));
  }
  ASSERT_EQ(answers.size(), 6U);
  EXPECT_THAT(ContentOf(TOCSIN_SOURCE_DIR "/docs/guides/humanizer.md"),
              HasSubstr(NaturalnessTable(answers, "en")));
}

/// What no result of English may have.
void ExpectSpeakable(const std::string& said) {
  EXPECT_EQ(said.find_first_of("0123456789*`<>$%"), std::string::npos) << said.substr(0, 200);
  EXPECT_TRUE(IsUtf8(said));
  for (const auto& sentence : SplitSentences(said))
    EXPECT_LE(CountedWords(SplitWords(sentence)), kMostWordsOfSentence) << sentence;
  EXPECT_EQ(Said(said), said) << "not the same again";
}

TEST(Humanizer, ShippedAnswersAreSaidAsTheirGoldenFilesSay) {
  const auto answers = ShippedAnswers();
  ASSERT_EQ(answers.size(), 6U);
  for (const auto& [name, raw] : answers) {
    const auto golden = ContentOf(kInquiries + name + ".spoken");
    EXPECT_EQ(Said(raw) + '\n', golden) << name;
    ExpectSpeakable(Said(raw));
    for (const auto& check : CheckNaturalness(Said(raw)))
      EXPECT_TRUE(check.ok) << name << ": " << check.name << ": " << check.reason;
  }
}

TEST(Humanizer, OtherLanguagesAreSaidAsTheirGoldenFilesSay) {
  for (const std::string language : {"de", "es", "hi"}) {
    const auto answers = ShippedAnswers(language);
    ASSERT_EQ(answers.size(), 3U) << language;
    for (const auto& [name, raw] : answers) {
      SCOPED_TRACE(language + "/" + name);
      const auto said = Said(raw, language);
      EXPECT_EQ(said + '\n', ContentOf(kInquiries + language + "/" + name + ".spoken"));
      EXPECT_EQ(said.find_first_of("0123456789*`<>$%&"), std::string::npos);
      EXPECT_EQ(Said(said, language), said) << "not the same again";
    }
  }
}

TEST(Humanizer, NumbersMoneyTimesAndCodesAreWords) {
  EXPECT_EQ(Said("It costs $8,000-12,000."), "It costs eight thousand to twelve thousand dollars.");
  EXPECT_EQ(Said("We will call you at 3:30 PM , Sarah"),
            "We'll call you at three thirty P M, Sarah.");
  EXPECT_EQ(Said("Pay €1.05"), "Pay one euro and five cents.");
  EXPECT_EQ(Said("$3 million"), "three million dollars.");
  EXPECT_EQ(Said("At 15:00 and 9:05"), "At three P M and nine oh five.");
  EXPECT_EQ(Said("On 2026-03-05"), "On March fifth twenty twenty-six.");
  EXPECT_EQ(Said("Host 10.0.0.12"), "Host ten dot zero dot zero dot twelve.");
  EXPECT_EQ(Said("Ticket INC4207"), "Ticket I N C four two zero seven.");
  EXPECT_EQ(Said("1.5 GB in 20ms"), "one point five gigabytes in twenty milliseconds.");
  EXPECT_EQ(Said("The 2nd is at -5 °C"), "The second is at minus five degrees Celsius.");
  EXPECT_EQ(Said("From 8:00-12:00"), "From eight o'clock to twelve o'clock.");
  EXPECT_EQ(Said("At 50 km/h"), "At fifty kilometers per hour.");
  EXPECT_EQ(Said("Call 555-0100"), "Call five five five, zero one zero zero.");
}

TEST(Humanizer, GermanSaysNumbersMoneyTimesAndDates) {
  const auto said = [](std::string_view text) { return Said(text, "de-DE"); };
  EXPECT_EQ(said("Es sind 5 Server"), "Es sind fünf Server.");
  EXPECT_EQ(said("1 €, 101 €, 8.000 $ und ₹1"),
            "ein Euro, einhundertein Euro, achttausend Dollar und eine Rupie.");
  EXPECT_EQ(said("1.234,50 €"), "eintausendzweihundertvierunddreißig Euro und fünfzig Cent.");
  EXPECT_EQ(said("Es kostet 8.000-12.000 €"), "Es kostet achttausend bis zwölftausend Euro.");
  EXPECT_EQ(said("1,5 Mio. €, 1 Million"), "eins Komma fünf Millionen Euro, eine Million.");
  EXPECT_EQ(said("um 1:00, 9:05, 15.30 Uhr und 8 Uhr"),
            "um ein Uhr, neun Uhr fünf, fünfzehn Uhr dreißig und acht Uhr.");
  EXPECT_EQ(said("von 8:00-12:00 Uhr, 9-17 Uhr"),
            "von acht Uhr bis zwölf Uhr, neun bis siebzehn Uhr.");
  EXPECT_EQ(said("am 5. März, der 1. Mai, 3. Oktober"),
            "am fünften März, der erste Mai, dritter Oktober.");
  EXPECT_EQ(said("am 31.12.1999, am 7.3. und 2026-03-20"),
            "am einunddreißigsten Dezember neunzehnhundertneunundneunzig, am siebten März und "
            "zwanzigsten März zweitausendsechsundzwanzig.");
  EXPECT_EQ(said("Es sind 5. Gut."), "Es sind fünf. Gut.");
  EXPECT_EQ(said("1 Stunde, 21 Std., 1 GB, 100 km/h"),
            "eine Stunde, einundzwanzig Stunden, ein Gigabyte, einhundert Kilometer pro Stunde.");
  EXPECT_EQ(said("10.0.0.12 und 1.234.567"),
            "zehn Punkt null Punkt null Punkt zwölf und eine Million "
            "zweihundertvierunddreißigtausendfünfhundertsiebenundsechzig.");
  EXPECT_EQ(said("Büro5 und x=3"), "Büro fünf und x gleich drei.");
}

TEST(Humanizer, NobodyBreathesWithinANumberOrARange) {
  EXPECT_EQ(Said("A root canal treatment costs patients here about $800-1,200."),
            "A root canal treatment costs patients here about. Eight hundred to one thousand two "
            "hundred dollars.");
  for (const auto& sentence :
       SplitSentences(Said("The whole of it will be about 1.5 to 2,345,678 of them by Monday.")))
    for (const std::string_view torn : {"to.", "point.", "one.", "hundred.", "thousand."})
      EXPECT_FALSE(sentence.ends_with(torn)) << sentence;
}

TEST(Humanizer, SpanishSaysNumbersMoneyTimesAndDates) {
  const auto said = [](std::string_view text) { return Said(text, "es-MX"); };
  EXPECT_EQ(said("Cuesta $8.000 o 21 €"), "Cuesta ocho mil dólares o veintiún euros.");
  EXPECT_EQ(said("Son 1.234,50 €"),
            "Son mil doscientos treinta y cuatro euros con cincuenta céntimos.");
  EXPECT_EQ(said("200 £, 21 horas, $1.000.000, $2 millones"),
            "doscientas libras, veintiuna horas, un millón de dólares, dos millones de dólares.");
  EXPECT_EQ(said("a las 15:30, 9:05, 20:15 h y 3:00 PM"),
            "a las tres y media de la tarde, nueve y cinco, ocho y cuarto de la noche y tres de la "
            "tarde.");
  EXPECT_EQ(said("a las 9:15 de la mañana, a las 9:00"),
            "a las nueve y cuarto de la mañana, a las nueve en punto.");
  EXPECT_EQ(said("el 5/3/2026, 2ª, 1er"),
            "el cinco de marzo de dos mil veintiséis, segunda, primer.");
  EXPECT_EQ(said("1,5 GB y 1.5 GB, -0,25 %"),
            "uno coma cinco gigabytes y uno punto cinco gigabytes, menos cero coma dos cinco por "
            "ciento.")
      << "as it is written";
  EXPECT_EQ(said("50 % & -5 °C"), "cincuenta por ciento y menos cinco grados Celsius.");
}

TEST(Humanizer, HindiSaysNumbersMoneyTimesAndDates) {
  const auto said = [](std::string_view text) { return Said(text, "hi-IN"); };
  EXPECT_EQ(said("कीमत ₹1,25,000 है"), "कीमत एक लाख पच्चीस हज़ार रुपये है.");
  EXPECT_EQ(said("४२ सर्वर"), "बयालीस सर्वर.");
  EXPECT_EQ(said("15:30 बजे, 1:30 बजे, 2:30 बजे, 12:45 बजे, 10:20"),
            "दोपहर साढ़े तीन बजे, डेढ़ बजे, ढाई बजे, पौने एक बजे, दस बजकर बीस मिनट.");
  EXPECT_EQ(said("शाम 18:00 बजे, 8:00 PM, 9 बजे"), "शाम छह बजे, रात आठ बजे, नौ बजे.");
  EXPECT_EQ(said("5/3/2026 को 2 km, 1 h, 3 h"),
            "पाँच मार्च दो हज़ार छब्बीस को दो किलोमीटर, एक घंटा, तीन घंटे.");
  EXPECT_EQ(said("₹5 लाख, 5वें"), "पाँच लाख रुपये, पाँचवें.");
}

TEST(Humanizer, LanguagesWithoutNumbersKeepTheirDigits) {
  EXPECT_EQ(Said("Il y en a 5 **ici**", "fr"), "Il y en a 5 ici.");
}

TEST(Humanizer, NoIsAnAnswerAndANumberOnlyBeforeOne) {
  EXPECT_EQ(Said("No."), "No.");
  EXPECT_EQ(Said("No. I do not."), "No. I don't.");
  EXPECT_THAT(Said("It is No. 5."), HasSubstr("number five"));
}

TEST(Humanizer, LargeNumbersAreSaidWhole) {
  EXPECT_EQ(InWords(EnglishNumberWords(), 1'000'001), "one million one");
  EXPECT_EQ(InWords(GermanNumberWords(), 21'300'101),
            "einundzwanzig Millionen dreihunderttausendeinhunderteins");
  EXPECT_EQ(InWords(SpanishNumberWords(), 21'100), "veintiún mil cien");
  EXPECT_EQ(InWords(SpanishNumberWords(), 1'001'000), "un millón mil");
  EXPECT_EQ(InWords(HindiNumberWords(), 12'34'567), "बारह लाख चौंतीस हज़ार पाँच सौ सड़सठ");
}

TEST(Humanizer, MarkupAndPicturesAreNotSaid) {
  EXPECT_EQ(Said("</speak>**Done** 🙂 <break time=\"9s\"/>see [the page](http://x/y)"),
            "Done see the page.");
  EXPECT_EQ(Said("👍", "en"), "");
}

TEST(Humanizer, AnyInputEndsSpeakable) {
  std::string longest;
  for (int i = 0; i < 5000; ++i) longest += "word ";
  for (const std::string& text :
       {longest, std::string("\xff\xfe 12 \xc3"), std::string("<<>>$$ 1,2,3 --5 %%"),
        std::string(200'000, '9'), std::string("a,b;c:d!!??...x"), std::string("$"),
        std::string("12:99 99:12 2026-13-40 1.2.3.4.5 0x1F 1e9 +- -1-2-3 $1-$2k €5€6"),
        std::string("e.g. i.e. etc. Dr. No. 5"), std::string("- - # > * _ `")})
    ExpectSpeakable(Said(text));
}

TEST(Humanizer, AnyMixtureEndsSpeakable) {
  constexpr std::string_view kPieces[] = {
      "$",    "\u20ac", "-",  " ",      "5",      "12",    "0",          ".",       ",",   "%",
      ":",    "GB",     "PM", "th",     "+",      "/",     "(",          ")",       "k",   "*",
      "_",    "!",      "?",  "e.g.",   "\n",     "nginx", "do not",     "Bob",     "<b>", "'",
      "\xff", "\u2013", "a",  "Thanks", "[x](y)", "1,000", "2026-03-05", "10.0.0.1"};
  std::mt19937 dice(20261129);
  for (int i = 0; i < 3000; ++i) {
    std::string text;
    for (auto count = 1 + dice() % 40; count > 0; --count)
      text += kPieces[dice() % std::size(kPieces)];
    SCOPED_TRACE(text);
    ExpectSpeakable(Said(text));
  }
}

TEST(Humanizer, WordsOfALexiconAreLeftToTheVoice) {
  Pronunciations lexicon;
  lexicon.Add("en", "nginx", {.say = "engine ex", .ipa = ""});
  lexicon.Add("en", "k8s", {.say = "kates", .ipa = ""});
  lexicon.Add("en", "C++", {.say = "see plus plus", .ipa = ""});
  const auto said = [&](std::string_view text) {
    return Humanize(text, "en-US", Opening::kAnswer, &lexicon).text;
  };
  EXPECT_EQ(said("k8s and nginx are at 5 & C++ is not"),
            "k8s and nginx are at five and C++ isn't.");
  EXPECT_EQ(said(said("k8s has 3 pods")), "k8s has three pods.");
  EXPECT_EQ(said("\uE000 k8s \uE001"), "k8s.") << "letters of ours are nobody's";
  EXPECT_EQ(said("Redis"), "red iss.") << "what it does not have is said as ever";
}

TEST(Humanizer, EveryChangeHasItsRule) {
  const auto said = Humanize("It is 5 & nginx", "en");
  std::vector<std::string> rules;
  for (const auto& change : said.changes) rules.emplace_back(change.rule);
  EXPECT_THAT(rules,
              testing::IsSupersetOf({"pronunciation", "numbers", "symbols", "contractions"}));
}

TEST(Naturalness, EachCheckFailsForItsOwnFault) {
  const auto failed = [](std::string_view text) {
    std::string names;
    for (const auto& check : CheckNaturalness(text))
      if (!check.ok) names += std::string(check.name) + ';';
    return names;
  };
  EXPECT_EQ(failed("We'll call you soon."), "");
  EXPECT_EQ(failed("You see one two three four five six seven eight nine ten eleven."),
            "Short Sentences;");
  EXPECT_EQ(failed("You have 5."), "Numbers as Words;");
  EXPECT_EQ(failed("You do not."), "Contractions;");
  EXPECT_EQ(failed("You see , yes."), "Punctuation Spacing;");
  EXPECT_EQ(failed("You. You. You. You. You. You. You."), "Response Length;");
  EXPECT_EQ(failed("It's done."), "Direct Address;");
  EXPECT_EQ(failed("Thanks Sarah, you won."), "Direct Address;");
  EXPECT_EQ(failed("Sure, you can. Well, you may."), "Filler Frequency;");
}

}  // namespace
}  // namespace tocsin::voice
