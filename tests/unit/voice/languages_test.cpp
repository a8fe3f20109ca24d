// links: voice net schemas
// Every language says everything that English says.
#include "workers/voice/languages/language.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <set>

#include "schemas/language_tag.hpp"
#include "workers/voice/call/call.hpp"
#include "workers/voice/talk/prompts.hpp"
#include "workers/voice/understanding/lexicon.hpp"

namespace tocsin::voice {
namespace {

using testing::HasSubstr;

constexpr std::size_t kSentenceCount = sizeof(Sentences) / sizeof(const char*);

std::vector<const char*> AllSentences(const Language& language) {
  std::vector<const char*> all(kSentenceCount);
  std::memcpy(all.data(), &language.sentences, sizeof(Sentences));
  return all;
}

std::set<std::string> SlotsOf(std::string_view sentence) {
  std::set<std::string> slots;
  for (auto open = sentence.find('{'); open != std::string_view::npos;
       open = sentence.find('{', open + 1))
    slots.emplace(sentence.substr(open, sentence.find('}', open) - open + 1));
  return slots;
}

TEST(Languages, EachThatIsSpokenHasATable) {
  ASSERT_EQ(Languages().size(), SpokenLanguages().size());
  for (const auto& spoken : SpokenLanguages()) {
    EXPECT_EQ(LanguageOf(spoken.code).code, spoken.code);
    EXPECT_EQ(LanguageOf(spoken.tag).code, spoken.code);
  }
  EXPECT_EQ(LanguageOf("en-IN").code, "en");
  EXPECT_EQ(LanguageOf("DE-at").code, "de");
  EXPECT_EQ(LanguageOf("fr-FR").code, "en");
  EXPECT_EQ(LanguageOf("").code, "en");
}

TEST(Languages, HaveTheSameSlotsInEverySentence) {
  const auto english = AllSentences(English());
  for (const auto* language : Languages()) {
    const auto all = AllSentences(*language);
    // Of the last, the time, a language takes what it needs.
    for (std::size_t i = 0; i < kSentenceCount; ++i) {
      ASSERT_NE(all[i], nullptr) << language->code << " after " << english[i == 0 ? 0 : i - 1];
      EXPECT_FALSE(std::string_view(all[i]).empty()) << language->code << ": " << english[i];
      if (i + 1 < kSentenceCount) {
        EXPECT_EQ(SlotsOf(all[i]), SlotsOf(english[i])) << language->code << ": " << all[i];
      }
    }
    EXPECT_EQ(language->months.size(), 12U) << language->code;
  }
}

TEST(Languages, UnderstandTheirOwnHintsAndConfirmations) {
  for (const auto* language : Languages()) {
    const std::vector<Choice> choices = {{.id = "approve", .phrases = {"xyzzy"}}};
    const auto hear = [&](std::string_view speech, Step step) {
      return Understand({.language = *language, .choices = choices, .step = step},
                        {.speech = std::string(speech), .confidence = 0.9})
          .kind;
    };
    for (const auto hint : language->words.choosing_hints) {
      const auto kind = hear(hint, Step::kChoose);
      EXPECT_NE(kind, Meaning::Kind::kNotUnderstood) << hint;
      EXPECT_NE(kind, Meaning::Kind::kChoice) << hint;
    }
    for (const auto yes : language->words.confirmations)
      EXPECT_EQ(hear(yes, Step::kConfirm), Meaning::Kind::kConfirm) << yes;
    for (const auto no : language->words.negations) {
      EXPECT_EQ(hear(no, Step::kConfirm), Meaning::Kind::kReject) << no;
      EXPECT_NE(hear(std::string(no) + " xyzzy", Step::kChoose), Meaning::Kind::kChoice) << no;
    }
  }
}

// Beside an answer a bare "not" would be heard and then passed over.
TEST(Languages, AllowNoNegationAlone) {
  for (const auto* language : Languages()) {
    const Lexicon& lexicon = LexiconOf(*language);
    for (const auto* allowed :
         {&lexicon.anywhere, &lexicon.openers, &lexicon.requests, &lexicon.prefaces,
          &lexicon.objects, &lexicon.closers, &lexicon.statements, &lexicon.lead_statements,
          &lexicon.statement_words})
      for (const auto& negation : lexicon.negations)
        EXPECT_NE(allowed->LongestAt(negation, 0), negation.size())
            << language->code << ": " << negation.front();
    for (const auto& [choice, beside] : lexicon.beside)
      for (const auto& negation : lexicon.negations)
        EXPECT_EQ(beside.LongestAt(negation, 0), 0U) << choice << ": " << negation.front();
  }
}

TEST(PhrasesOfPattern, AreAllOfIts) {
  EXPECT_THAT(PhrasesOfPattern("it"), testing::ElementsAre("it"));
  EXPECT_THAT(PhrasesOfPattern("(a|b) c"), testing::ElementsAre("a c", "b c"));
  EXPECT_THAT(PhrasesOfPattern("a [b|c (d|e)]"),
              testing::ElementsAre("a b", "a c d", "a c e", "a "));
}

TEST(Languages, SpeakAWholeCall) {
  Call call;
  call.language = "de-DE";
  call.say = "Container nginx steht";
  call.choices = {{.id = "approve", .digits = "1", .phrases = {"genehmigen"}},
                  {.id = "dismiss", .digits = "2", .phrases = {"ignorieren"}}};
  call.context = {{"recommended_action", "restart_container"},
                  {"resource_name", "nginx"},
                  {"node_name", "pve1"}};
  EXPECT_EQ(prompts::Greeting(call), "Hallo. Container nginx steht.");
  EXPECT_EQ(prompts::Options(call),
            "Genehmigen bedeutet: restart container nginx auf pve1. Für genehmigen drücken Sie 1 "
            "oder sagen Sie genehmigen. Für ignorieren drücken Sie 2 oder sagen Sie ignorieren.");
  EXPECT_THAT(prompts::ReadBack(call, call.choices[0], false),
              HasSubstr("Sie sagten genehmigen: restart container nginx auf pve1."));
  EXPECT_THAT(prompts::Decided(call, call.choices[0]),
              HasSubstr("Genehmigt: restart container nginx auf pve1."));
  EXPECT_EQ(prompts::Keys(call),
            "Um dies noch einmal zu hören, drücken Sie Stern. Für Einzelheiten drücken Sie 0.");
  call.language = "hi-IN";
  EXPECT_THAT(prompts::Greeting(call), HasSubstr("नमस्ते"));
}

TEST(ToWords, OneWordInEverySpelling) {
  EXPECT_EQ(ToWords("Šifra"), ToWords("šifra"));
  EXPECT_EQ(ToWords("fu\xCC\x88r"), ToWords("für"));
  EXPECT_EQ(ToWords("ΣΊΣΥΦΟΣ"), ToWords("Σίσυφος"));
  EXPECT_EQ(ToWords("STRASSE"), ToWords("straße"));
  EXPECT_EQ(ToWords("मंज़ूर"), ToWords("मंजूर"));
  EXPECT_EQ(ToWords("हाँ। ठीक"), ToWords("हां ठीक"));
  EXPECT_EQ(ToWords("१२"), (Words{"12"}));
  EXPECT_EQ(ToWords("ｏｋ"), (Words{"ok"}));
  EXPECT_EQ(ToWords("a\xFF\xC3z"), (Words{"a", "z"}));
  EXPECT_EQ(Capitalised("über"), "Über");
  EXPECT_EQ(Capitalised("šifra"), "Šifra");
  EXPECT_EQ(Capitalised(""), "");
}

}  // namespace
}  // namespace tocsin::voice
