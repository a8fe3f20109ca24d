#include "workers/voice/grammar.hpp"

#include <algorithm>
#include <set>
#include <vector>

#include "workers/voice/utterance.hpp"

namespace tocsin::voice {
namespace {

using Kind = Meaning::Kind;
using Phrases = std::span<const std::string_view>;

constexpr std::string_view kConfirmKey = "1";
constexpr std::string_view kRejectKey = "2";
constexpr std::string_view kRepeatKey = "*";
constexpr std::string_view kDetailsKey = "0";
/// A confirmation is short; a longer sentence around "yes" is talk.
constexpr std::size_t kMaxConfirmWords = 8;

/// Any of these beside a choice means that it was not chosen. "dis" and "un": what recognisers
/// make of "disapprove".
constexpr std::string_view kNegations[] = {
    "no",       "not",      "nope",    "nah",    "never",  "none",    "neither", "nor",
    "dont",     "doesnt",   "didnt",   "cant",   "cannot", "couldnt", "wont",    "wouldnt",
    "shouldnt", "isnt",     "arent",   "wasnt",  "aint",   "mustnt",  "neednt",  "without",
    "refuse",   "refusing", "against", "unable", "stop",   "wait",    "hold",    "cancel",
    "except",   "undo",     "dis",     "un",     "non",    "nothing", "nobody",  "avoid",
    "nicht",    "kein",     "keine",   "nein",   "nie",    "niemals", "pas",     "jamais",
    "nunca",    "não",      "nao",     "havent", "hasnt",  "hadnt",   "wouldn",  "don",
};
/// A doubt, a condition or a question, wherever it stands.
constexpr std::string_view kDoubts[] = {
    "if",  "should", "maybe", "perhaps", "unless", "until", "whether", "might", "what", "whats",
    "why", "who",    "whos",  "when",    "where",  "how",   "which",   "later", "yet",  "almost",
};
/// A question when it begins with one of these.
constexpr std::string_view kQuestionStarts[] = {
    "is", "are", "was", "were", "do", "does", "did", "can", "could", "would", "will", "may", "has",
};
constexpr std::string_view kEcho[] = {"press", "pressed", "pressing"};
constexpr std::string_view kSpokenEcho[] = {"press", "pressed", "pressing",
                                            "say",   "said",    "saying"};
constexpr std::string_view kConfirmations[] = {"yes",     "yeah",      "yep",     "yup",
                                               "confirm", "confirmed", "correct", "affirmative"};
constexpr std::string_view kRejections[] = {"wrong", "incorrect", "go back", "choose again",
                                            "back"};
constexpr std::string_view kRepeats[] = {"repeat",     "again",      "say that again",  "pardon",
                                         "sorry what", "come again", "what did you say"};
constexpr std::string_view kWhatHappened[] = {
    "what happened",     "what has happened",  "whats happened",      "what is happening",
    "whats happening",   "what is it",         "what is wrong",       "whats wrong",
    "what is going on",  "whats going on",     "what is the problem", "whats the problem",
    "what is the alert", "what is this about",
};
constexpr std::string_view kTellMore[] = {
    "tell me more",     "more details", "details", "more information", "more info",
    "tell me about it", "know more",    "more",    "explain",
};
constexpr std::string_view kHelp[] = {"help",
                                      "options",
                                      "what can i say",
                                      "what can i do",
                                      "what are my options",
                                      "what are the options"};
constexpr std::string_view kMachineTalk[] = {
    "leave a message",
    "leave your message",
    "leave me a message",
    "leave your name",
    "after the tone",
    "after the beep",
    "at the tone",
    "at the beep",
    "voicemail",
    "voice mail",
    "mailbox",
    "take your call",
    "take my call",
    "answer your call",
    "come to the phone",
    "record your message",
    "person you are calling",
    "person you are trying to reach",
    "number you have dialed",
    "number you have dialled",
    "subscriber",
    "answering machine",
    "forwarded to",
};

/// An utterance with the words that belong to choices' phrases told apart from the rest.
struct Reading {
  std::set<std::size_t> chosen;  ///< indices of the choices named
  Words rest;                    ///< what is outside of their phrases
};

Reading Read(std::span<const Choice> choices, const Words& words) {
  struct Entry {
    Words phrase;
    std::size_t choice;
  };
  std::vector<Entry> entries;
  for (std::size_t i = 0; i < choices.size(); ++i)
    for (const auto& phrase : choices[i].phrases) entries.push_back({ToWords(phrase), i});
  // Longest first: "do not restart" is a phrase of its own before "restart" is looked for.
  std::ranges::stable_sort(entries, std::greater<>{},
                           [](const Entry& e) { return e.phrase.size(); });
  Reading reading;
  std::vector<bool> covered(words.size());
  for (const auto& [phrase, choice] : entries) {
    for (auto at = FindPhrase(words, phrase); at; at = FindPhrase(words, phrase, *at + 1)) {
      const auto begin = covered.begin() + static_cast<std::ptrdiff_t>(*at);
      const auto end = begin + static_cast<std::ptrdiff_t>(phrase.size());
      // Equal phrases of two choices cover the same words: both count, so that it is ambiguous.
      const bool free = std::none_of(begin, end, [](bool taken) { return taken; });
      const bool same = std::ranges::any_of(entries, [&](const Entry& other) {
        return other.choice != choice && other.phrase == phrase;
      });
      if (!free && !same) continue;
      std::fill(begin, end, true);
      reading.chosen.insert(choice);
    }
  }
  for (std::size_t i = 0; i < words.size(); ++i)
    if (!covered[i]) reading.rest.push_back(words[i]);
  return reading;
}

/// "one", "1", "option two", "number 3": spoken keys, only when nothing else was said.
std::optional<std::size_t> SpokenKey(std::span<const Choice> choices, const Words& words) {
  static constexpr std::string_view kNumbers[] = {"zero", "one", "two",   "three", "four",
                                                  "five", "six", "seven", "eight", "nine"};
  std::span<const std::string> rest(words);
  if (rest.size() == 2 && (rest[0] == "option" || rest[0] == "number")) rest = rest.subspan(1);
  if (rest.size() != 1) return std::nullopt;
  std::string digits = rest[0];
  const auto* const number = std::ranges::find(kNumbers, std::string_view(digits));
  if (number != std::end(kNumbers)) digits = std::to_string(number - std::begin(kNumbers));
  for (std::size_t i = 0; i < choices.size(); ++i)
    if (!choices[i].digits.empty() && choices[i].digits == digits) return i;
  return std::nullopt;
}

std::optional<Kind> AskedFor(const Words& words) {
  if (HasPhrase(words, kWhatHappened)) return Kind::kWhatHappened;
  if (HasPhrase(words, kTellMore)) return Kind::kTellMore;
  if (HasPhrase(words, kHelp)) return Kind::kHelp;
  if (HasPhrase(words, kRepeats)) return Kind::kRepeat;
  return std::nullopt;
}

bool Doubtful(const Words& words, const Words& rest) {
  if (HasPhrase(rest, kDoubts)) return true;
  // Only the first word of the whole sentence makes it a question.
  return !rest.empty() && words.front() == rest.front() &&
         HasPhrase(std::span(rest).first(1), kQuestionStarts);
}

Meaning UnderstandKeys(std::span<const Choice> choices, Step step, const std::string& digits) {
  if (digits == kRepeatKey) return {.kind = Kind::kRepeat};
  if (step == Step::kConfirm) {
    if (digits == kConfirmKey) return {.kind = Kind::kConfirm};
    if (digits == kRejectKey) return {.kind = Kind::kReject};
    return {.kind = Kind::kNotUnderstood};
  }
  for (std::size_t i = 0; i < choices.size(); ++i)
    if (!choices[i].digits.empty() && choices[i].digits == digits)
      return {.kind = Kind::kChoice, .choice = i};
  if (digits == kDetailsKey) return {.kind = Kind::kWhatHappened};
  return {.kind = Kind::kNotUnderstood};
}

Meaning Chosen(std::span<const Choice> choices, const Words& words, const Reading& reading,
               const Heard& heard, double min_confidence) {
  const std::size_t choice = *reading.chosen.begin();
  const bool strict = choices[choice].confirm == Choice::Confirm::kNone;
  if (reading.chosen.size() > 1) return {.kind = Kind::kAmbiguous};
  if (HasPhrase(reading.rest, kNegations)) return {.kind = Kind::kNegated};
  if (AskedFor(reading.rest) || Doubtful(words, reading.rest)) return {.kind = Kind::kAmbiguous};
  if (HasPhrase(reading.rest, strict ? Phrases(kSpokenEcho) : Phrases(kEcho)))
    return {.kind = Kind::kAmbiguous};
  if (heard.confidence && *heard.confidence < min_confidence) return {.kind = Kind::kUnclear};
  return {.kind = Kind::kChoice, .choice = choice};
}

Meaning UnderstandChoice(std::span<const Choice> choices, const Words& words, const Heard& heard,
                         double min_confidence) {
  Reading reading = Read(choices, words);
  if (reading.chosen.empty()) {
    if (const auto key = SpokenKey(choices, words)) {
      reading.chosen.insert(*key);
      reading.rest.clear();
    }
  }
  if (!reading.chosen.empty()) return Chosen(choices, words, reading, heard, min_confidence);
  if (const auto asked = AskedFor(reading.rest)) return {.kind = *asked};
  if (HasPhrase(reading.rest, kNegations)) return {.kind = Kind::kNegated};
  return {.kind = Kind::kNotUnderstood};
}

Meaning UnderstandConfirmation(std::span<const Choice> choices, std::size_t pending,
                               const Words& words, const Heard& heard, double min_confidence) {
  const Reading reading = Read(choices, words);
  if (HasPhrase(reading.rest, kNegations) || HasPhrase(reading.rest, kRejections))
    return {.kind = Kind::kReject};
  const bool other = std::ranges::any_of(reading.chosen, [&](auto c) { return c != pending; });
  const bool yes = HasPhrase(reading.rest, kConfirmations);
  if (!yes && !reading.chosen.empty())
    return Chosen(choices, words, reading, heard, min_confidence);
  if (!yes) {
    const auto asked = AskedFor(reading.rest);
    return {.kind = asked.value_or(Kind::kNotUnderstood)};
  }
  const bool talk = other || words.size() > kMaxConfirmWords || HasPhrase(words, kSpokenEcho) ||
                    Doubtful(words, reading.rest) || AskedFor(reading.rest).has_value();
  if (talk) return {.kind = Kind::kAmbiguous};
  if (heard.confidence && *heard.confidence < min_confidence) return {.kind = Kind::kUnclear};
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
  }
  return "not_understood";
}

Meaning Understand(std::span<const Choice> choices, Step step, std::size_t pending,
                   const Heard& heard, double min_confidence) {
  if (heard.Silent()) return {.kind = Kind::kSilence};
  if (!heard.digits.empty()) return UnderstandKeys(choices, step, heard.digits);
  const Words words = ToWords(heard.speech);
  if (words.empty()) return {.kind = Kind::kSilence};
  if (HasPhrase(words, kMachineTalk)) return {.kind = Kind::kMachineTalk};
  return step == Step::kConfirm
             ? UnderstandConfirmation(choices, pending, words, heard, min_confidence)
             : UnderstandChoice(choices, words, heard, min_confidence);
}

}  // namespace tocsin::voice
