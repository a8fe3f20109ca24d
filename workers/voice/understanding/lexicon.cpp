#include "workers/voice/understanding/lexicon.hpp"

#include <algorithm>
#include <utility>

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
  anywhere = ReadSet(vocabulary.anywhere);
  openers = ReadSet(vocabulary.openers);
  requests = ReadSet(vocabulary.requests);
  assents = ReadAll(vocabulary.assents);
  pleases = ReadAll(vocabulary.pleases);
  prefaces = ReadSet(vocabulary.prefaces);
  leads = ReadAll(vocabulary.leads);
  objects = ReadSet(vocabulary.objects);
  closers = ReadSet(vocabulary.closers);
  name_links = ReadAll(vocabulary.name_links);
  name_verbs = ReadAll(vocabulary.name_verbs);
  name_nouns = ReadAll(vocabulary.name_nouns);
  frames = ReadAll(vocabulary.frames);
  permissions = ReadAll(vocabulary.permissions);
  hesitations_ = ReadAll(vocabulary.hesitations);
  for (const auto& [id, phrases] : vocabulary.also) also.emplace(id, ReadAll(phrases));
  for (const auto& [id, phrases] : vocabulary.other_names)
    other_names.emplace(id, ReadAll(phrases));
  for (const auto& [id, phrases] : vocabulary.beside) beside.emplace(id, ReadSet(phrases));
  lead_statements = ReadSet(vocabulary.lead_statements);
  statements = ReadSet(vocabulary.statements);
  statement_words = ReadSet(vocabulary.statement_words);
  refusals = ReadSet(vocabulary.refusals);
  restarts = ReadSet(vocabulary.restarts);
  confirmations = ReadAll(vocabulary.confirmations);
  beside_confirmations = ReadAll(vocabulary.beside_confirmations);
  rejections = ReadAll(vocabulary.rejections);
  doubts = ReadAll(vocabulary.doubts);
  confirmation_verbs = ReadAll(vocabulary.confirmation_verbs);
  unfinished = ReadAll(vocabulary.unfinished);
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
  Words heard;
  bool hesitated = false;
  for (const auto& word : all) {
    const bool hesitates = std::ranges::find(hesitations_, Words{word}) != hesitations_.end();
    // "The, um, the restart": begun again.
    const bool again = hesitated && !heard.empty() && heard.back() == word;
    if (!hesitates && !again) heard.push_back(word);
    hesitated = hesitates;
  }
  return heard.empty() ? all : heard;
}

std::vector<Words> Lexicon::Read(const std::vector<std::string>& phrases) const {
  std::vector<Words> out;
  for (const auto& phrase : phrases)
    if (auto words = Read(phrase); !words.empty()) out.push_back(std::move(words));
  return out;
}

std::vector<Words> Lexicon::ReadAll(Phrases patterns) const {
  std::vector<Words> out;
  for (const auto pattern : patterns)
    for (auto& words : Read(PhrasesOfPattern(pattern))) out.push_back(std::move(words));
  return out;
}

PhraseSet Lexicon::ReadSet(Phrases patterns) const {
  PhraseSet set;
  for (auto& phrase : ReadAll(patterns)) set.Add(std::move(phrase));
  return set;
}

std::vector<WordFrame> Lexicon::ReadAll(std::span<const Frame> framed) const {
  std::vector<WordFrame> out;
  for (const auto& [before, after] : framed)
    for (const auto& first : ReadAll(Phrases(&before, 1)))
      for (const auto& last : PhrasesOfPattern(after)) out.push_back({first, Read(last)});
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
