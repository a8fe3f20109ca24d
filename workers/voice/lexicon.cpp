#include "workers/voice/lexicon.hpp"

#include <algorithm>

namespace tocsin::voice {
namespace {

std::vector<Pattern> PatternsOf(Phrases phrases) {
  std::vector<Pattern> patterns;
  for (const auto phrase : phrases) patterns.emplace_back(phrase);
  return patterns;
}

/// A number's word is one word.
std::map<std::string, std::string, std::less<>> NumbersOf(std::span<const SpokenNumber> numbers) {
  std::map<std::string, std::string, std::less<>> out;
  for (const auto& number : numbers) out.emplace(ToWords(number.word).front(), number.digits);
  return out;
}

}  // namespace

bool WordFrame::In(const Words& sentence) const {
  const auto at = FindPhrase(sentence, before);
  return at && (after.empty() || FindPhrase(sentence, after, *at + before.size()));
}

Lexicon::Lexicon(const Vocabulary& vocabulary)
    : objects_first(vocabulary.objects_first),
      repeat(PatternsOf(vocabulary.repeat)),
      what_happened(PatternsOf(vocabulary.what_happened)),
      tell_more(PatternsOf(vocabulary.tell_more)),
      help(PatternsOf(vocabulary.help)),
      what_it_does(PatternsOf(vocabulary.what_it_does)),
      recommended(PatternsOf(vocabulary.recommended)),
      why(PatternsOf(vocabulary.why)),
      numbers_(NumbersOf(vocabulary.numbers)),
      sound_alikes_(NumbersOf(vocabulary.sound_alikes)) {
  anywhere = ReadAll(vocabulary.anywhere);
  openers = ReadAll(vocabulary.openers);
  requests = ReadAll(vocabulary.requests);
  pleases = ReadAll(vocabulary.pleases);
  prefaces = ReadAll(vocabulary.prefaces);
  leads = ReadAll(vocabulary.leads);
  objects = ReadAll(vocabulary.objects);
  closers = ReadAll(vocabulary.closers);
  name_links = ReadAll(vocabulary.name_links);
  name_nouns = ReadAll(vocabulary.name_nouns);
  frames = ReadAll(vocabulary.frames);
  permissions = ReadAll(vocabulary.permissions);
  hesitations_ = ReadAll(vocabulary.hesitations);
  for (const auto& [id, phrases] : vocabulary.other_names)
    other_names.emplace(id, ReadAll(phrases));
  for (const auto& [id, phrases] : vocabulary.beside) beside.emplace(id, ReadAll(phrases));
  refusals = ReadAll(vocabulary.refusals);
  restarts = ReadAll(vocabulary.restarts);
  confirmations = ReadAll(vocabulary.confirmations);
  beside_confirmations = ReadAll(vocabulary.beside_confirmations);
  rejections = ReadAll(vocabulary.rejections);
  negations = ReadAll(vocabulary.negations);
  key_words = ReadAll(vocabulary.key_words);
  machine_talk = ReadAll(vocabulary.machine_talk);
  screening = ReadAll(vocabulary.screening);
}

Words Lexicon::Read(std::string_view text) const {
  Words words = ToWords(text);
  for (auto& word : words) {
    if (word == "ok") word = "okay";
    if (const auto number = numbers_.find(word); number != numbers_.end()) word = number->second;
  }
  return words;
}

Words Lexicon::Hear(std::string_view speech) const {
  const Words all = Read(speech);
  Words heard = all;
  std::erase_if(heard, [&](const std::string& word) {
    return std::ranges::find(hesitations_, Words{word}) != hesitations_.end();
  });
  return heard.empty() ? all : heard;
}

std::vector<Words> Lexicon::Read(const std::vector<std::string>& phrases) const {
  std::vector<Words> out;
  for (const auto& phrase : phrases)
    if (auto words = Read(phrase); !words.empty()) out.push_back(std::move(words));
  return out;
}

std::vector<Words> Lexicon::ReadAll(Phrases phrases) const {
  return Read(std::vector<std::string>(phrases.begin(), phrases.end()));
}

std::vector<WordFrame> Lexicon::ReadAll(std::span<const Frame> framed) const {
  std::vector<WordFrame> out;
  for (const auto& [before, after] : framed) out.push_back({Read(before), Read(after)});
  return out;
}

std::string Lexicon::SoundsLike(const Words& words) const {
  if (words.size() != 1) return {};
  const auto found = sound_alikes_.find(words.front());
  return found == sound_alikes_.end() ? std::string{} : found->second;
}

const Lexicon& LexiconOf(const Language& language) {
  static const auto lexicons = [] {
    std::map<std::string_view, Lexicon> made;
    for (const auto* each : Languages()) made.emplace(each->code, Lexicon(each->words));
    return made;
  }();
  return lexicons.at(language.code);
}

}  // namespace tocsin::voice
