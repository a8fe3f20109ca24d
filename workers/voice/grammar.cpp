#include "workers/voice/grammar.hpp"

#include <algorithm>
#include <set>
#include <vector>

#include "workers/voice/utterance.hpp"
#include "workers/voice/vocabulary.hpp"

namespace tocsin::voice {
namespace {

namespace vocabulary = voice::vocabulary;
using Kind = Meaning::Kind;

constexpr std::string_view kConfirmKey = "1";
constexpr std::string_view kRejectKey = "2";
constexpr std::string_view kRepeatKey = "*";
constexpr std::string_view kDetailsKey = "0";
/// Strange words that a confirmation may hold when it names the choice too: "yes, approve the
/// restart". Without its name, "yes" must stand alone: "yes, one second" is no answer.
constexpr std::size_t kStrangeWords = 2;

/// "one" and "ok" as "1" and "okay", on both sides of a comparison.
Words Canonical(Words words) {
  for (auto& word : words) {
    if (word == "ok") word = "okay";
    for (const auto& [spoken, digit] : vocabulary::kDigits)
      if (word == spoken) word = std::string(1, digit);
  }
  return words;
}

/// An utterance with the words that belong to choices' phrases told apart from the rest.
struct Reading {
  std::set<std::size_t> chosen;  ///< indices of the choices named
  Words rest;                    ///< what is outside of their phrases
};

struct Entry {
  Words phrase;
  std::size_t choice;
};

/// Longest first: "do not restart" is a phrase of its own before "restart" is looked for.
std::vector<Entry> PhrasesOf(std::span<const Choice> choices) {
  std::vector<Entry> entries;
  for (std::size_t i = 0; i < choices.size(); ++i)
    for (const auto& phrase : choices[i].phrases)
      entries.push_back({Canonical(ToWords(phrase)), i});
  std::ranges::stable_sort(entries, std::greater<>{},
                           [](const Entry& entry) { return entry.phrase.size(); });
  return entries;
}

Reading Read(std::span<const Choice> choices, const Words& words) {
  Reading reading;
  // For each word, the length of the longest phrase that it belongs to.
  std::vector<std::size_t> covered(words.size());
  for (const auto& [phrase, choice] : PhrasesOf(choices)) {
    for (auto at = FindPhrase(words, phrase); at; at = FindPhrase(words, phrase, *at + 1)) {
      const auto span = std::span(covered).subspan(*at, phrase.size());
      // Inside a longer phrase it was not meant. Of two that share words both count, so that it is
      // ambiguous.
      const bool inside =
          std::ranges::all_of(span, [&](std::size_t by) { return by > phrase.size(); });
      if (inside) continue;
      for (auto& by : span) by = std::max(by, phrase.size());
      reading.chosen.insert(choice);
    }
  }
  for (std::size_t i = 0; i < words.size(); ++i)
    if (covered[i] == 0) reading.rest.push_back(words[i]);
  return reading;
}

/// "one", "1", "option two", "number 3": a spoken key, only when nothing else was said.
std::string SpokenKey(const Words& words) {
  std::span<const std::string> rest(words);
  if (rest.size() == 2 && (rest[0] == "option" || rest[0] == "number")) rest = rest.subspan(1);
  if (rest.size() != 1) return {};
  for (const auto& [word, digit] : vocabulary::kSoundAlikes)
    if (rest[0] == word) return std::string(1, digit);
  return rest[0];
}

std::optional<std::size_t> ChoiceOfKey(std::span<const Choice> choices, std::string_view digits) {
  for (std::size_t i = 0; i < choices.size(); ++i)
    if (!choices[i].digits.empty() && choices[i].digits == digits) return i;
  return std::nullopt;
}

std::optional<Kind> AskedFor(const Words& words) {
  if (HasPhrase(words, vocabulary::kWhatHappened)) return Kind::kWhatHappened;
  if (HasPhrase(words, vocabulary::kTellMore)) return Kind::kTellMore;
  if (HasPhrase(words, vocabulary::kHelp)) return Kind::kHelp;
  if (HasPhrase(words, vocabulary::kRepeats)) return Kind::kRepeat;
  return std::nullopt;
}

bool Doubtful(const Words& words, const Words& rest) {
  if (HasPhrase(rest, vocabulary::kDoubts)) return true;
  // Only the first word of the whole sentence makes it a question.
  return !rest.empty() && words.front() == rest.front() &&
         HasPhrase(std::span(rest).first(1), vocabulary::kQuestionStarts);
}

/// Words that neither answer nor are mere courtesy.
std::size_t StrangeWords(const Words& rest) {
  return static_cast<std::size_t>(std::ranges::count_if(rest, [](const std::string& word) {
    return std::ranges::find(vocabulary::kCourtesies, word) == std::end(vocabulary::kCourtesies);
  }));
}

bool Unsure(const Heard& heard, double min_confidence) {
  return heard.confidence && *heard.confidence < min_confidence;
}

Meaning UnderstandKeys(std::span<const Choice> choices, Step step, const std::string& digits) {
  if (digits == kRepeatKey) return {.kind = Kind::kRepeat};
  if (step == Step::kConfirm) {
    if (digits == kConfirmKey) return {.kind = Kind::kConfirm};
    if (digits == kRejectKey) return {.kind = Kind::kReject};
    return {.kind = Kind::kNotUnderstood};
  }
  if (const auto choice = ChoiceOfKey(choices, digits))
    return {.kind = Kind::kChoice, .choice = *choice, .plain = true};
  if (digits == kDetailsKey) return {.kind = Kind::kWhatHappened};
  return {.kind = Kind::kNotUnderstood};
}

Meaning Chosen(std::span<const Choice> choices, const Words& words, const Reading& reading,
               const Heard& heard, double min_confidence) {
  const std::size_t choice = *reading.chosen.begin();
  const bool strict = choices[choice].confirm == Choice::Confirm::kNone;
  if (reading.chosen.size() > 1) return {.kind = Kind::kAmbiguous};
  if (HasPhrase(reading.rest, vocabulary::kNegations)) return {.kind = Kind::kNegated};
  if (AskedFor(reading.rest) || Doubtful(words, reading.rest)) return {.kind = Kind::kAmbiguous};
  const bool echo = strict ? HasPhrase(reading.rest, vocabulary::kSpokenEcho)
                           : HasPhrase(reading.rest, vocabulary::kEcho);
  if (echo) return {.kind = Kind::kAmbiguous};
  if (Unsure(heard, min_confidence)) return {.kind = Kind::kUnclear};
  return {.kind = Kind::kChoice,
          .choice = choice,
          .plain = heard.confidence.has_value() && StrangeWords(reading.rest) == 0};
}

Meaning UnderstandChoice(std::span<const Choice> choices, const Words& words, const Heard& heard,
                         double min_confidence) {
  const Reading reading = Read(choices, words);
  if (!reading.chosen.empty()) return Chosen(choices, words, reading, heard, min_confidence);
  if (const auto key = ChoiceOfKey(choices, SpokenKey(words))) {
    // So short a word is easily misheard: never plain.
    if (Unsure(heard, min_confidence)) return {.kind = Kind::kUnclear};
    return {.kind = Kind::kChoice, .choice = *key};
  }
  if (const auto asked = AskedFor(words)) return {.kind = *asked};
  if (HasPhrase(words, vocabulary::kNegations)) return {.kind = Kind::kNegated};
  return {.kind = Kind::kNotUnderstood};
}

Meaning UnderstandConfirmation(std::span<const Choice> choices, std::size_t pending,
                               const Words& words, const Heard& heard, double min_confidence) {
  // "Yes" answers the question asked, even where it is a phrase of some choice as well.
  Words others = words;
  const bool yes = std::erase_if(others, [](const std::string& word) {
                     return std::ranges::find(vocabulary::kConfirmations, word) !=
                            std::end(vocabulary::kConfirmations);
                   }) > 0;
  const Reading reading = Read(choices, others);
  if (HasPhrase(reading.rest, vocabulary::kNegations) ||
      HasPhrase(reading.rest, vocabulary::kRejections) ||
      HasPhrase(others, vocabulary::kChooseAgain) || SpokenKey(words) == kRejectKey)
    return {.kind = Kind::kReject};
  if (!yes && !reading.chosen.empty())
    return Chosen(choices, words, reading, heard, min_confidence);
  if (!yes) return {.kind = AskedFor(reading.rest).value_or(Kind::kNotUnderstood)};
  const bool named = reading.chosen.contains(pending);
  const bool other = reading.chosen.size() > (named ? 1 : 0);
  const bool talk = StrangeWords(reading.rest) > (named ? kStrangeWords : 0);
  if (other || talk || HasPhrase(words, vocabulary::kSpokenEcho) || Doubtful(words, reading.rest) ||
      AskedFor(reading.rest))
    return {.kind = Kind::kAmbiguous};
  if (Unsure(heard, min_confidence)) return {.kind = Kind::kUnclear};
  return {.kind = Kind::kConfirm};
}

}  // namespace

std::string_view ToString(Meaning::Kind kind) {
  switch (kind) {
    case Kind::kSilence:
      return "silence";
    case Kind::kChoice:
      return "choice";
    case Kind::kConfirm:
      return "confirm";
    case Kind::kReject:
      return "reject";
    case Kind::kRepeat:
      return "repeat";
    case Kind::kWhatHappened:
      return "what_happened";
    case Kind::kTellMore:
      return "tell_more";
    case Kind::kWhatItDoes:
      return "what_it_does";
    case Kind::kRecommended:
      return "recommended";
    case Kind::kWhy:
      return "why";
    case Kind::kHelp:
      return "help";
    case Kind::kNegated:
      return "negated";
    case Kind::kAmbiguous:
      return "ambiguous";
    case Kind::kUnclear:
      return "unclear";
    case Kind::kNotUnderstood:
      return "not_understood";
    case Kind::kMachineTalk:
      return "machine_talk";
    case Kind::kScreening:
      return "screening";
  }
  return "not_understood";
}

Meaning Understand(std::span<const Choice> choices, Step step, std::size_t pending,
                   const Heard& heard, double min_confidence) {
  if (heard.Silent()) return {.kind = Kind::kSilence};
  if (!heard.digits.empty()) return UnderstandKeys(choices, step, heard.digits);
  const Words words = Canonical(ToWords(heard.speech));
  if (words.empty()) return {.kind = Kind::kSilence};
  if (HasPhrase(words, vocabulary::kMachineTalk)) return {.kind = Kind::kMachineTalk};
  return step == Step::kConfirm
             ? UnderstandConfirmation(choices, pending, words, heard, min_confidence)
             : UnderstandChoice(choices, words, heard, min_confidence);
}

}  // namespace tocsin::voice
