#include "workers/voice/humanizer/naturalness.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "workers/voice/humanizer/english_forms.hpp"
#include "workers/voice/humanizer/humanize.hpp"
#include "workers/voice/humanizer/spoken_sentences.hpp"

namespace tocsin::voice {
namespace {

/// Lower case, single spaces around each word and none of its marks: " thanks sarah ".
std::string Flat(std::string_view text) {
  std::string flat = " ";
  for (const char c : text) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c < 0 || c == '\'' ||
                        (c >= '0' && c <= '9');
    if (letter)
      flat += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    else if (flat.back() != ' ')
      flat += ' ';
  }
  return flat.back() == ' ' ? flat : flat + ' ';
}

std::string SentencesReason(const std::vector<std::string>& sentences) {
  for (const auto& sentence : sentences)
    if (const auto count = CountedWords(SplitWords(sentence)); count > kMostWordsOfSentence)
      return std::to_string(count) + " words: " + sentence.substr(0, 60);
  return {};
}

std::string NumbersReason(std::string_view text) {
  const auto at = text.find_first_of("0123456789$%");
  return at == std::string_view::npos ? ""
                                      : "'" + std::string(1, text[at]) + "' is written, not said";
}

std::string ContractionsReason(std::string_view text) {
  std::string lower = " ";
  for (const char c : text) lower += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  for (const auto& form : EnglishContractions()) {
    // "Yes, it is." stays whole.
    const bool anywhere = form.said.ends_with("n't");
    for (const std::string_view end : {" ", ".", ",", "!", "?"})
      if ((end == " " || anywhere) &&
          lower.find(' ' + std::string(form.written) + std::string(end)) != std::string::npos)
        return "'" + std::string(form.written) + "' is said as '" + std::string(form.said) + "'";
  }
  return {};
}

std::string PunctuationReason(std::string_view text) {
  if (text.empty()) return "nothing is said";
  if (WithPunctuation(text) != text) return "a space or a mark is missing or too many";
  return {};
}

std::string LengthReason(const std::vector<std::string>& sentences) {
  if (sentences.size() <= kMostSentencesOfAnswer) return {};
  return std::to_string(sentences.size()) + " sentences; at most " +
         std::to_string(kMostSentencesOfAnswer);
}

std::string AddressReason(std::string_view text, const std::string& flat) {
  for (const auto greeting : EnglishGreetings()) {
    const auto at = text.find(std::string(greeting) + ' ');
    if (at == std::string_view::npos || at + greeting.size() + 2 >= text.size()) continue;
    const char capital = text[at + greeting.size() + 1], next = text[at + greeting.size() + 2];
    if (capital >= 'A' && capital <= 'Z' && next >= 'a' && next <= 'z')
      return "no comma between '" + std::string(greeting) + "' and a name";
  }
  for (const auto* word :
       {" you ", " your ", " you're ", " you'll ", " you've ", " yours ", " you'd "})
    if (flat.find(word) != std::string::npos) return {};
  return "nobody is addressed: no 'you', no 'your'";
}

std::string FillersReason(const std::vector<std::string>& sentences) {
  std::size_t fillers = 0;
  for (const auto& sentence : sentences)
    fillers += static_cast<std::size_t>(std::ranges::any_of(EnglishFillers(), [&](auto filler) {
      return sentence.starts_with(std::string(filler) + ',');
    }));
  const auto most = std::max<std::size_t>(1, sentences.size() / 3);
  if (fillers <= most) return {};
  return std::to_string(fillers) + " fillers in " + std::to_string(sentences.size()) + " sentences";
}

}  // namespace

std::vector<NaturalnessCheck> CheckNaturalness(std::string_view text) {
  const auto sentences = SplitSentences(text);
  const auto flat = Flat(text);
  std::vector<NaturalnessCheck> checks = {{"Short Sentences", true, SentencesReason(sentences)},
                                          {"Numbers as Words", true, NumbersReason(text)},
                                          {"Contractions", true, ContractionsReason(text)},
                                          {"Punctuation Spacing", true, PunctuationReason(text)},
                                          {"Response Length", true, LengthReason(sentences)},
                                          {"Direct Address", true, AddressReason(text, flat)},
                                          {"Filler Frequency", true, FillersReason(sentences)}};
  for (auto& check : checks) check.ok = check.reason.empty();
  return checks;
}

std::size_t SentencesIn(std::string_view text) { return SplitSentences(text).size(); }

std::string NaturalnessTable(const std::vector<std::string>& answers, std::string_view language) {
  struct Score {
    std::string_view name;
    std::size_t written = 0, said = 0;
  };
  std::vector<Score> scores(kNaturalnessChecks);
  Score all{.name = "In all"};
  for (const auto& answer : answers) {
    const auto written = CheckNaturalness(answer);
    const auto said = CheckNaturalness(Humanize(answer, language).text);
    for (std::size_t i = 0; i < scores.size(); ++i) {
      scores[i].name = written[i].name;
      scores[i].written += written[i].ok ? 1 : 0;
      scores[i].said += said[i].ok ? 1 : 0;
    }
  }
  std::string table = "| Check | As written | As said |\n|---|---|---|\n";
  const auto add = [&table](const Score& score, std::size_t of) {
    table += fmt::format("| {} | {} of {} | {} of {} |\n", score.name, score.written, of,
                         score.said, of);
  };
  for (const auto& score : scores) {
    add(score, answers.size());
    all.written += score.written;
    all.said += score.said;
  }
  add(all, answers.size() * scores.size());
  return table;
}

}  // namespace tocsin::voice
