#include "workers/voice/understanding/grammar.hpp"

#include <algorithm>
#include <set>
#include <vector>

#include "workers/voice/understanding/allowed_words.hpp"
#include "workers/voice/understanding/lexicon.hpp"

namespace tocsin::voice {
namespace {

using Kind = Meaning::Kind;

constexpr std::string_view kRejectKey = "2";
constexpr std::string_view kRepeatKey = "*";
constexpr std::string_view kDetailsKey = "0";
/// Nobody says a command in more words than these.
constexpr std::size_t kLongestCommand = 60;

/// An utterance with the words that belong to choices' phrases told apart from the rest.
struct Reading {
  std::set<std::size_t> chosen;  ///< indices of the choices named
  Words rest;                    ///< what is outside of their phrases
};

std::optional<std::size_t> ChoiceOfKey(std::span<const Choice> choices, std::string_view digits) {
  for (std::size_t i = 0; i < choices.size(); ++i)
    if (!choices[i].digits.empty() && choices[i].digits == digits) return i;
  return std::nullopt;
}

Meaning UnderstandKeys(const AnswerContext& on, const std::string& digits) {
  if (digits == kRepeatKey) return {.kind = Kind::kRepeat};
  if (on.step == Step::kConfirm) {
    if (digits == kConfirmKey) return {.kind = Kind::kConfirm};
    if (digits == kRejectKey) return {.kind = Kind::kReject};
  } else if (const auto choice = ChoiceOfKey(on.choices, digits)) {
    return {.kind = Kind::kChoice, .choice = *choice, .plain = true};
  }
  if (digits == kDetailsKey) return {.kind = Kind::kWhatHappened};
  return {.kind = Kind::kNotUnderstood};
}

/// What was said on one turn.
class SpokenTurn {
 public:
  SpokenTurn(const AnswerContext& on, const Heard& heard);
  Meaning Means() const;

 private:
  Meaning OfChoice(const Words& said) const;
  Meaning OfConfirmation() const;
  Meaning Decided(Meaning meaning) const;

  Reading Read(const Words& said) const;
  std::optional<Kind> Asked(const Words& said) const;
  Words WithoutLead(Words said) const;
  bool Questioning() const;
  std::optional<Words> WithoutRefusal() const;
  std::optional<Meaning> OfCommandAfterRefusal() const;

  const AnswerContext& on_;
  const Heard& heard_;
  const Lexicon& lexicon_;
  Words words_;
  AllowedWords allowed_;
};

SpokenTurn::SpokenTurn(const AnswerContext& on, const Heard& heard)
    : on_(on),
      heard_(heard),
      lexicon_(LexiconOf(on.language)),
      words_(lexicon_.Hear(heard.speech)),
      allowed_(on, words_) {}

/// "One" and the like without its choice's name is easily misheard, so it is never plain; nor is
/// what the alert's own words made up.
Meaning SpokenTurn::Decided(Meaning meaning) const {
  if (heard_.confidence && *heard_.confidence < on_.min_confidence) return {.kind = Kind::kUnclear};
  if (heard_.trust == SpeechTrust::kNone) {
    meaning.plain = false;
    if (meaning.kind == Kind::kConfirm) meaning.kind = Kind::kKeyNeeded;
  }
  return meaning;
}

Reading SpokenTurn::Read(const Words& said) const {
  struct Entry {
    const Words* phrase;
    std::size_t choice;
  };
  std::vector<Entry> entries;
  for (std::size_t i = 0; i < on_.choices.size(); ++i) {
    for (const auto& phrase : allowed_.phrases()[i]) entries.push_back({&phrase, i});
    if (allowed_.IsApprove(i))
      for (const auto& action : allowed_.actions()) entries.push_back({&action, i});
  }
  // Longest first: "do not restart" is a phrase of its own before "restart" is looked for.
  std::ranges::stable_sort(entries, std::greater<>{},
                           [](const Entry& entry) { return entry.phrase->size(); });
  Reading reading;
  // For each word, the length of the longest phrase that it belongs to.
  std::vector<std::size_t> covered(said.size());
  for (const auto& [phrase, choice] : entries) {
    for (auto at = FindPhrase(said, *phrase); at; at = FindPhrase(said, *phrase, *at + 1)) {
      const auto span = std::span(covered).subspan(*at, phrase->size());
      // Inside a longer phrase it was not meant. Of two that share words both count, so that it is
      // ambiguous.
      const bool inside =
          std::ranges::all_of(span, [&](std::size_t by) { return by > phrase->size(); });
      if (inside) continue;
      for (auto& by : span) by = std::max(by, phrase->size());
      reading.chosen.insert(choice);
    }
  }
  for (std::size_t i = 0; i < said.size(); ++i)
    if (covered[i] == 0) reading.rest.push_back(said[i]);
  return reading;
}

/// "Go ahead and dismiss it" is no "go ahead" of its own.
Words SpokenTurn::WithoutLead(Words said) const {
  const auto answer_at = [&](std::size_t at) {
    const auto starts = [&](const Words& phrase) { return FindPhrase(said, phrase, at) == at; };
    return std::ranges::any_of(allowed_.actions(), starts) ||
           std::ranges::any_of(allowed_.phrases(), [&](const auto& of_choice) {
             return std::ranges::any_of(of_choice, starts);
           });
  };
  for (const auto& lead : lexicon_.leads) {
    const auto at = FindPhrase(said, lead);
    if (!at || !answer_at(*at + lead.size())) continue;
    const auto begin = said.begin() + static_cast<std::ptrdiff_t>(*at);
    said.erase(begin, begin + static_cast<std::ptrdiff_t>(lead.size()));
  }
  return said;
}

std::optional<Kind> SpokenTurn::Asked(const Words& said) const {
  const auto any = [&](const std::vector<Pattern>& patterns) {
    return std::ranges::any_of(patterns, [&](const Pattern& one) { return one.In(said); });
  };
  if (any(lexicon_.recommended)) return Kind::kRecommended;
  if (any(lexicon_.what_it_does)) return Kind::kWhatItDoes;
  if (any(lexicon_.what_happened)) return Kind::kWhatHappened;
  if (any(lexicon_.tell_more)) return Kind::kTellMore;
  if (any(lexicon_.help)) return Kind::kHelp;
  if (any(lexicon_.why)) return Kind::kWhy;
  if (any(lexicon_.repeat)) return Kind::kRepeat;
  return std::nullopt;
}

/// A recogniser that writes punctuation tells "yes?" from "yes". U+FF1F is the wide one.
bool SpokenTurn::Questioning() const {
  return heard_.speech.find('?') != std::string::npos ||
         heard_.speech.find("\xEF\xBC\x9F") != std::string::npos;
}

/// "No, just dismiss it": the no answers our prompt, and a command of its own follows.
std::optional<Words> SpokenTurn::WithoutRefusal() const {
  const auto behind = [&](const PhraseSet& phrases, std::size_t at) {
    while (const auto length = phrases.LongestAt(words_, at)) at += length;
    return at;
  };
  const std::size_t no_at = behind(lexicon_.anywhere, 0);
  const std::size_t after_no = behind(lexicon_.refusals, no_at);
  if (after_no == no_at) return std::nullopt;
  std::size_t at = after_no;
  while (lexicon_.restarts.LongestAt(words_, at) == 0) {
    const auto courtesy = lexicon_.anywhere.LongestAt(words_, at);
    if (courtesy == 0) return std::nullopt;
    at += courtesy;
  }
  Words command = words_;
  command.erase(command.begin() + static_cast<std::ptrdiff_t>(no_at),
                command.begin() + static_cast<std::ptrdiff_t>(after_no));
  return command;
}

/// At a read-back only another choice: "no" and the same one is a no.
std::optional<Meaning> SpokenTurn::OfCommandAfterRefusal() const {
  auto command = WithoutRefusal();
  if (!command) return std::nullopt;
  const Words said = WithoutLead(*std::move(command));
  Meaning meaning = OfChoice(said);
  // A digit may count anything: "no, just one".
  if (meaning.kind != Kind::kChoice || Read(said).chosen.empty()) return std::nullopt;
  if (on_.step == Step::kConfirm && meaning.choice == on_.pending) return std::nullopt;
  meaning.plain = false;
  return meaning;
}

Meaning SpokenTurn::OfChoice(const Words& said) const {
  const Reading reading = Read(said);
  if (reading.chosen.size() > 1) return {.kind = Kind::kAmbiguous};
  std::vector<std::size_t> meant;
  for (std::size_t i = 0; i < on_.choices.size(); ++i) {
    const bool named = reading.chosen.empty() || reading.chosen.contains(i);
    if (named && allowed_.IsAnswer(said, i, false)) meant.push_back(i);
  }
  if (meant.size() == 1 && HasPhrase(said, lexicon_.doubts)) return {.kind = Kind::kAmbiguous};
  if (meant.size() == 1) {
    const bool plain =
        heard_.confidence && !Questioning() && allowed_.IsAnswer(said, meant.front(), true);
    return Decided({.kind = Kind::kChoice, .choice = meant.front(), .plain = plain});
  }
  if (HasPhrase(reading.rest, lexicon_.negations) && !reading.chosen.empty())
    return {.kind = Kind::kNegated};
  const auto asked = Asked(said);
  if (!reading.chosen.empty()) {
    const bool of_action =
        asked == Kind::kWhatItDoes || asked == Kind::kRecommended || asked == Kind::kWhy;
    return {.kind = of_action ? *asked : Kind::kAmbiguous};
  }
  if (asked) return {.kind = *asked};
  if (HasPhrase(said, lexicon_.negations)) return {.kind = Kind::kNegated};
  if (const auto key = ChoiceOfKey(on_.choices, lexicon_.SoundsLike(said)))
    return Decided({.kind = Kind::kChoice, .choice = *key});
  return {.kind = Kind::kNotUnderstood};
}

Meaning SpokenTurn::OfConfirmation() const {
  // "Yes" answers the question asked, even where it is a phrase of some choice as well.
  const bool yes = HasPhrase(words_, lexicon_.confirmations);
  Words others = words_;
  std::erase_if(others, [&](const std::string& word) {
    return std::ranges::find(lexicon_.confirmations, Words{word}) != lexicon_.confirmations.end();
  });
  const Reading reading = Read(others);
  // "Choose again" is as our prompt calls it, so it counts even where "again" is a choice.
  const auto rejected = [&](const Words& phrase) {
    return FindPhrase(phrase.size() > 1 ? others : reading.rest, phrase).has_value();
  };
  if (HasPhrase(reading.rest, lexicon_.negations) ||
      std::ranges::any_of(lexicon_.rejections, rejected) || allowed_.IsKey(words_, kRejectKey))
    return {.kind = Kind::kReject};
  const bool other = reading.chosen.size() > (reading.chosen.contains(on_.pending) ? 1U : 0U);
  const bool doubtful =
      Questioning() || HasPhrase(words_, lexicon_.doubts) ||
      std::ranges::find(lexicon_.unfinished, Words{words_.back()}) != lexicon_.unfinished.end();
  if (!other && !doubtful && allowed_.IsConfirmation(words_, on_.pending))
    return Decided({.kind = Kind::kConfirm});
  if (yes) return {.kind = Kind::kAmbiguous};
  if (!reading.chosen.empty()) return OfChoice(words_);
  return {.kind = Asked(words_).value_or(Kind::kNotUnderstood)};
}

Meaning SpokenTurn::Means() const {
  if (words_.empty()) return {.kind = Kind::kSilence};
  if (HasPhrase(words_, lexicon_.screening)) return {.kind = Kind::kScreening};
  if (HasPhrase(words_, lexicon_.machine_talk)) return {.kind = Kind::kMachineTalk};
  if (words_.size() > kLongestCommand) return {.kind = Kind::kNotUnderstood};
  if (const auto command = OfCommandAfterRefusal()) return *command;
  return on_.step == Step::kConfirm ? OfConfirmation() : OfChoice(WithoutLead(words_));
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
    case Kind::kKeyNeeded:
      return "key_needed";
    case Kind::kWrongPin:
      return "wrong_pin";
    case Kind::kNotUnderstood:
      return "not_understood";
    case Kind::kFreeQuestion:
      return "free_question";
    case Kind::kMachineTalk:
      return "machine_talk";
    case Kind::kScreening:
      return "screening";
  }
  return "not_understood";
}

Meaning Understand(const AnswerContext& context, const Heard& heard) {
  if (heard.Silent()) return {.kind = Kind::kSilence};
  if (!heard.digits.empty()) return UnderstandKeys(context, heard.digits);
  return SpokenTurn(context, heard).Means();
}

}  // namespace tocsin::voice
