#include "workers/voice/understanding/allowed_words.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace tocsin::voice {
namespace {

constexpr std::string_view kApproveId = "approve";

Words WordsJoined(const Words& first, const Words& second) {
  Words both = first;
  both.insert(both.end(), second.begin(), second.end());
  return both;
}

/// "approve it" begins with "approve", and "aprobarlo" with "aprobar".
bool BeginsWith(const Words& phrase, const Words& name) {
  if (name.empty() || phrase.size() < name.size()) return false;
  return std::equal(name.begin(), name.end() - 1, phrase.begin()) &&
         phrase[name.size() - 1].starts_with(name.back());
}

}  // namespace

AllowedWords::AllowedWords(const AnswerContext& on, const Words& words)
    : on_(on), lexicon_(LexiconOf(on.language)) {
  for (const auto& choice : on.choices) {
    phrases_.push_back(lexicon_.Read(choice.phrases));
    const auto also = lexicon_.also.find(choice.id);
    if (also == lexicon_.also.end()) continue;
    phrases_.back().insert(phrases_.back().end(), also->second.begin(), also->second.end());
  }
  ReadActions();
  ReadNames(words);
}

void AllowedWords::ReadActions() {
  actions_ = lexicon_.Read(on_.names.actions);
  // An action called "ignore_alert" must not make an approval of "ignore it".
  std::erase_if(actions_, [&](const Words& action) {
    for (std::size_t i = 0; i < on_.choices.size(); ++i)
      if (!IsApprove(i) && HasPhrase(action, phrases_[i])) return true;
    return false;
  });
}

void AllowedWords::ReadNames(const Words& words) {
  for (const auto& name : lexicon_.Read(on_.names.targets)) {
    // Not what would say no, however something is called.
    if (HasPhrase(name, lexicon_.negations) || !FindPhrase(words, name)) continue;
    std::vector<Words> called = {name};
    for (const auto& noun : lexicon_.name_nouns) called.push_back(WordsJoined(name, noun));
    for (const auto& each : called) {
      for (const auto& link : lexicon_.name_links) names_.Add(WordsJoined(link, each));
      names_.Add(each);
      for (const auto& verb : lexicon_.name_verbs) name_statements_.Add(WordsJoined(each, verb));
    }
    for (const auto& link : lexicon_.name_links) {
      if (lexicon_.objects_first) names_.Add(WordsJoined(name, link));
      for (const auto& verb : lexicon_.name_verbs)
        name_statements_.Add(WordsJoined(WordsJoined(link, name), verb));
    }
  }
}

bool AllowedWords::IsApprove(std::size_t choice) const {
  return on_.choices[choice].id == kApproveId;
}

SentenceRule AllowedWords::Courtesies(const Words& said) const {
  SentenceRule rule;
  rule.Allow(Piece::kAnywhere, lexicon_.anywhere);
  rule.Allow(Piece::kOpener, lexicon_.openers);
  if (HasPhrase(said, lexicon_.pleases)) rule.Allow(Piece::kOpener, lexicon_.requests);
  AllowFrames(rule, said, lexicon_.frames);
  rule.Allow(Piece::kAfterAnswer, lexicon_.closers);
  rule.Allow(Piece::kAfterAnswer, lexicon_.objects);
  if (lexicon_.objects_first) rule.Allow(Piece::kOpener, lexicon_.objects);
  return rule;
}

void AllowedWords::AllowFrames(SentenceRule& rule, const Words& said,
                               const std::vector<WordFrame>& frames) const {
  for (const auto& frame : frames) {
    if (!frame.In(said)) continue;
    rule.Allow(Piece::kOpener, frame.before);
    if (!frame.after.empty()) rule.Allow(Piece::kAfterAnswer, frame.after);
  }
}

void AllowedWords::AllowNames(SentenceRule& rule) const {
  rule.Allow(Piece::kAfterAnswer, names_);
  if (lexicon_.objects_first) rule.Allow(Piece::kOpener, names_);
}

void AllowedWords::AllowBeside(SentenceRule& rule, std::size_t choice) const {
  const auto beside = lexicon_.beside.find(on_.choices[choice].id);
  if (beside != lexicon_.beside.end()) rule.Allow(Piece::kAnywhere, beside->second);
  if (IsApprove(choice)) rule.Allow(Piece::kAnswer, actions_);
  AllowNames(rule);
}

/// "1", "press 1", and for more digits "1 2" as well as "12".
void AllowedWords::AllowKey(SentenceRule& rule, Piece piece, const Words& said,
                            std::string_view digits) const {
  if (digits.empty()) return;
  Words one_by_one;
  for (const char digit : digits) one_by_one.emplace_back(1, digit);
  for (const auto& key : {one_by_one, Words{std::string(digits)}}) {
    if (!FindPhrase(said, key)) continue;
    rule.Allow(piece, key);
    for (const auto& pressed : lexicon_.key_words) {
      rule.Allow(piece, WordsJoined(pressed, key));
      rule.Allow(piece, WordsJoined(key, pressed));
    }
  }
}

bool AllowedWords::IsAnswer(const Words& said, std::size_t choice, bool plainly) const {
  if (plainly) return IsPlainAnswer(said, choice);
  SentenceRule rule = Courtesies(said);
  rule.Allow(Piece::kAnswer, phrases_[choice]);
  AllowKey(rule, Piece::kAnswer, said, on_.choices[choice].digits);
  AllowBeside(rule, choice);
  return rule.Answers(said) || IsNamedInTalk(said, choice);
}

/// "Yes, approve it, please". Greetings, apologies and hesitations ask to be read back: "sorry, go
/// ahead" lets the other one speak.
bool AllowedWords::IsPlainAnswer(const Words& said, std::size_t choice) const {
  SentenceRule rule;
  rule.Allow(Piece::kAnywhere, lexicon_.pleases);
  rule.Allow(Piece::kAnywhere, lexicon_.confirmations);
  rule.Allow(Piece::kAnswer, phrases_[choice]);
  rule.Allow(Piece::kAfterAnswer, lexicon_.objects);
  if (lexicon_.objects_first) rule.Allow(Piece::kOpener, lexicon_.objects);
  return rule.Answers(said);
}

/// "You can dismiss it", "it's a false alarm, dismiss it". What people tell each other, "you can
/// ignore it", is none without a "yes" or a "please" that answers us; "I'm here, please go ahead"
/// asks us to speak.
bool AllowedWords::IsNamedInTalk(const Words& said, std::size_t choice) const {
  const bool answers_us = HasPhrase(said, lexicon_.pleases) ||
                          HasPhrase(said, lexicon_.confirmations) ||
                          HasPhrase(said, lexicon_.assents);
  const auto names = NamesOf(choice);
  SentenceRule permitted = Courtesies(said);
  AllowFrames(permitted, said, lexicon_.permissions);
  permitted.Allow(Piece::kAnswer, answers_us ? phrases_[choice] : names);
  AllowBeside(permitted, choice);
  if (permitted.Answers(said)) return true;
  SentenceRule told = Courtesies(said);
  AllowFrames(told, said, lexicon_.permissions);
  told.Allow(Piece::kAnswer, answers_us && !IsApprove(choice) ? phrases_[choice] : names);
  AllowBeside(told, choice);
  AllowStatements(told);
  return told.Answers(said);
}

void AllowedWords::AllowStatements(SentenceRule& rule) const {
  rule.Allow(Piece::kOpener, lexicon_.prefaces);
  rule.Allow(Piece::kLeadStatement, lexicon_.lead_statements);
  rule.Allow(Piece::kLeadStatement, name_statements_);
  rule.Allow(Piece::kStatement, lexicon_.statements);
  rule.Allow(Piece::kStatementWord, lexicon_.statement_words);
  rule.Allow(Piece::kStatementWord, names_);
}

/// Those phrases that begin with the word we read out, the choice's id, or another of its names.
std::vector<Words> AllowedWords::NamesOf(std::size_t choice) const {
  std::vector<Words> names;
  if (phrases_[choice].empty()) return names;
  const std::string& id = on_.choices[choice].id;
  std::vector<Words> starts = {phrases_[choice].front(), lexicon_.Read(id)};
  if (const auto other = lexicon_.other_names.find(id); other != lexicon_.other_names.end())
    starts.insert(starts.end(), other->second.begin(), other->second.end());
  for (const auto& phrase : phrases_[choice]) {
    const auto begins = [&](const Words& start) { return BeginsWith(phrase, start); };
    if (std::ranges::any_of(starts, begins)) names.push_back(phrase);
  }
  return names;
}

/// Sentences with "I'd like to" and the like confirm only where they name the answer: "let me
/// correct that" does not. A verb alone may be meant for us: "please confirm".
bool AllowedWords::IsConfirmation(const Words& said, std::size_t pending) const {
  const bool answered = pending < phrases_.size() && HasPhrase(said, phrases_[pending]);
  SentenceRule rule;
  if (answered) {
    rule = Courtesies(said);
  } else {
    if (HasPhrase(said, lexicon_.pleases) && HasPhrase(said, lexicon_.confirmation_verbs) &&
        !HasOtherThanVerb(said))
      return false;
    rule.Allow(Piece::kAnywhere, lexicon_.anywhere);
  }
  rule.Allow(Piece::kConfirmation, lexicon_.confirmations);
  AllowKey(rule, Piece::kConfirmation, said, kConfirmKey);
  rule.Allow(Piece::kAnywhere, lexicon_.beside_confirmations);
  AllowNames(rule);
  if (pending < phrases_.size()) {
    rule.Allow(Piece::kAnswer, phrases_[pending]);
    if (IsApprove(pending)) rule.Allow(Piece::kAnswer, actions_);
  }
  return rule.Confirms(said);
}

/// Whether a confirmation that is no verb was said: "yes".
bool AllowedWords::HasOtherThanVerb(const Words& said) const {
  return std::ranges::any_of(lexicon_.confirmations, [&](const Words& phrase) {
    return FindPhrase(said, phrase) && !HasPhrase(phrase, lexicon_.confirmation_verbs);
  });
}

bool AllowedWords::IsKey(const Words& said, std::string_view digits) const {
  if (lexicon_.SoundsLike(said) == digits) return true;
  SentenceRule rule = Courtesies(said);
  AllowKey(rule, Piece::kAnswer, said, digits);
  return rule.Answers(said);
}

}  // namespace tocsin::voice
