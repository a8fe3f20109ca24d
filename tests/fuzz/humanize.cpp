// links: voice schemas
// Answers of language models, whole and in pieces: whatever bytes they are, what is said of them is
// text without mark-up, without digits in the languages that have words for them, and bounded. The
// first byte picks the language, the second the size of the pieces.
#include <array>

#include "schemas/language_tag.hpp"
#include "schemas/lexicon.hpp"
#include "schemas/utf8.hpp"
#include "tests/fuzz/promise.hpp"
#include "workers/voice/humanizer/humanize.hpp"
#include "workers/voice/humanizer/naturalness.hpp"
#include "workers/voice/humanizer/spoken_answer.hpp"
#include "workers/voice/humanizer/spoken_sentences.hpp"
#include "workers/voice/languages/text_language.hpp"
#include "workers/voice/understanding/language_request.hpp"

namespace tocsin::voice {
namespace {

constexpr std::array<std::string_view, 6> kLanguages = {"en-US", "de", "es-MX", "hi-IN", "fr", ""};
constexpr std::size_t kWithWords = 4;  // of them the first have words for numbers

void Expect(const std::string& said, std::size_t language) {
  fuzz::Promise(IsUtf8(said), "what is said is UTF-8");
  fuzz::Promise(said.find_first_of("*`\n") == std::string::npos, "no mark of Markdown is said");
  fuzz::Promise(said.find("</speak>") == std::string::npos, "no tag is said");
  if (language >= kWithWords) return;
  fuzz::Promise(said.find_first_of("0123456789<>$%&") == std::string::npos,
                "digits and signs are words");
}

void Whole(std::string_view text, std::size_t language) {
  const auto said = Humanize(text, kLanguages[language]);
  Expect(said.text, language);
  fuzz::Promise(said.text.size() <= kMostHumanizedBytes, "what is said is bounded");
  fuzz::Promise(Humanize(said.text, kLanguages[language]).text == said.text,
                "its own result stays");
  if (language > 0) return;
  for (const auto& sentence : SplitSentences(said.text))
    fuzz::Promise(CountedWords(SplitWords(sentence)) <= kMostWordsOfSentence,
                  "English sentences are short");
  fuzz::Promise(CheckNaturalness(said.text).size() == kNaturalnessChecks, "every check is made");
}

/// Words of a lexicon are what the voice says in its way: as they are, or respelled.
void WithLexicon(std::string_view text, std::size_t language) {
  static const auto kLexicon = [] {
    Pronunciations known;
    for (const auto tag : kLanguages)
      for (const std::string_view word : {"k8s", "node7", "word", "C++", "5", "März", "सर्वर"})
        known.Add(tag, std::string(word), {.say = "said", .ipa = "sɛd"});
    return known;
  }();
  const auto tag = kLanguages[language];
  const auto said = Humanize(text, tag, Opening::kAnswer, &kLexicon).text;
  fuzz::Promise(IsUtf8(said), "what is said is UTF-8");
  const auto respelled = kLexicon.Respelled(said, tag);
  fuzz::Promise(kLexicon.Respelled(respelled, tag) == respelled, "what is respelled stays");
  fuzz::Promise(!kLexicon.Next(respelled, tag, 0), "no word is left");
}

/// A text has one language, whatever it is made of.
void Told(std::string_view text, std::size_t language) {
  const auto tag = kLanguages[language];
  const auto told = LanguageOfText(text, tag);
  fuzz::Promise(told == tag || CheckSpokenLanguage(told).empty(), "a language that is spoken");
  static_cast<void>(LanguageAskedFor(text.substr(0, 500)));
}

void InPieces(std::string_view text, std::size_t language, std::size_t size) {
  SpokenAnswer answer{std::string(kLanguages[language])};
  std::size_t bytes = 0, sentences = 0;
  const auto take = [&](const std::vector<std::string>& given) {
    for (const auto& sentence : given) {
      fuzz::Promise(!sentence.empty(), "a sentence says something");
      Expect(sentence, language);
      bytes += sentence.size();
      ++sentences;
    }
  };
  for (std::size_t at = 0; at < text.size(); at += size) take(answer.Feed(text.substr(at, size)));
  take(answer.Finish());
  fuzz::Promise(bytes <= kMostSpokenAnswer || sentences == 1, "an answer is bounded");
}

}  // namespace
}  // namespace tocsin::voice

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size);
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  if (size < 2) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 2, size - 2);
  const auto language = data[0] % tocsin::voice::kLanguages.size();
  tocsin::voice::Whole(text, language);
  tocsin::voice::WithLexicon(text, language);
  tocsin::voice::Told(text, language);
  tocsin::voice::InPieces(text, language, 1 + data[1]);
  return 0;
}
