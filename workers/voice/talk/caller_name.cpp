#include "workers/voice/talk/caller_name.hpp"

#include <algorithm>
#include <utility>

#include "workers/voice/languages/language.hpp"
#include "workers/voice/talk/prompts.hpp"
#include "workers/voice/understanding/lexicon.hpp"
#include "workers/voice/understanding/spoken_name.hpp"
#include "workers/voice/understanding/utterance.hpp"

namespace tocsin::voice {
namespace {

/// Who is not understood twice has no name here.
constexpr int kMostNamesAsked = 2;

/// "Yes", "that's right, and how much is it"; never with a "no".
bool Confirms(const Heard& heard, const Language& language) {
  const auto& lexicon = LexiconOf(language);
  const auto words = lexicon.Hear(heard.speech);
  return HasPhrase(words, lexicon.confirmations) && !HasPhrase(words, lexicon.negations) &&
         !HasPhrase(words, lexicon.rejections);
}

/// Where a service leads the talk, it asks in its own words.
bool WasAskedFor(const Conversation& talk, const std::string& name) {
  const auto said = std::find_if(talk.said.rbegin(), talk.said.rend(), [](const auto& line) {
    return line.by == "assistant" && line.tool.empty();
  });
  return said != talk.said.rend() && FindPhrase(ToWords(said->text), ToWords(name)).has_value();
}

}  // namespace

NameTaken TakeName(TransitionBuilder& d, const Heard& heard) {
  const auto& language = prompts::LanguageFor(d.call());
  auto& talk = *d.Changed().talk.conversation;
  const auto asked = std::exchange(talk.asked_name, {});
  if (heard.speech.empty()) return {};
  const auto name = SpokenName(heard.speech, language);
  const bool another = name && *name != asked && *name != talk.name;
  if (another && talk.names_asked < kMostNamesAsked) {
    ++talk.names_asked;
    talk.asked_name = *name;
    d.Note("name_asked", {});
    return {.ask = Filled(language.sentences.name_right, {{"name", *name}})};
  }
  if (asked.empty() || another || !(name || Confirms(heard, language))) return {};
  if (heard.answered && !WasAskedFor(talk, asked)) return {};
  talk.name = asked;
  d.Note("name_confirmed", {});
  return {.thanks = Filled(language.sentences.name_thanks, {{"name", asked}})};
}

}  // namespace tocsin::voice
