#include "workers/voice/talk/call_language.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "schemas/language_tag.hpp"
#include "workers/voice/talk/prompts.hpp"
#include "workers/voice/talk/speaking.hpp"
#include "workers/voice/understanding/language_request.hpp"

namespace tocsin::voice {
namespace {

/// So many turns in a row are no slip of the recogniser's.
constexpr int kTurnsInALanguage = 2;

bool IsOneWord(std::string_view text) { return text.find(' ') == std::string_view::npos; }

/// The language that was heard so often that the person speaks it; empty: that of the call.
std::string_view HeardAgain(Conversation& talk, const Heard& heard, const SpokenLanguage* now) {
  const auto* spoken = FindSpokenLanguage(heard.language);
  // One word is too little to tell by.
  if (spoken == nullptr || IsOneWord(heard.speech)) return {};
  if (spoken == now) {
    talk.heard_in.clear();
    talk.heard_turns = 0;
    return {};
  }
  if (std::exchange(talk.heard_in, std::string(spoken->code)) != spoken->code) talk.heard_turns = 0;
  return ++talk.heard_turns >= kTurnsInALanguage ? spoken->code : std::string_view();
}

}  // namespace

bool FollowLanguage(TransitionBuilder& d, const Heard& heard) {
  auto& call = d.Changed();
  auto& talk = *call.talk.conversation;
  const auto* now = FindSpokenLanguage(call.language);
  const auto asked = LanguageAskedFor(heard.speech);
  const auto again = HeardAgain(talk, heard, now);
  const auto* wanted = FindSpokenLanguage(asked.empty() ? again : asked);
  if (wanted == nullptr || wanted == now) return false;
  if (call.live.open && !d.settings.LiveIn(wanted->code, call.provider)) {
    // A service that leads the talk goes on in it by itself; what is ours is said as before.
    if (heard.answered) return false;
    // Who asks is told each time; who just speaks it, once.
    if (asked.empty() && talk.told_only) return false;
    talk.told_only = true;
    d.Note("language_missing", {{"wanted", wanted->code}});
    // An answer that was being written is cut off with it.
    call.talk.silences = talk.tools = 0;
    call.talk.asked.reset();
    talk.written = false;
    AskOn(d, {prompts::For(call).only_this_language});
    return true;
  }
  d.Note("language", {{"from", call.language},
                      {"to", CarrierTag(wanted->code)},
                      {"by", asked.empty() ? "heard" : "asked"}});
  call.language = talk.language = CarrierTag(wanted->code);
  talk.heard_in.clear();
  talk.heard_turns = 0;
  return false;
}

}  // namespace tocsin::voice
