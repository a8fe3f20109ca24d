// One turn after another: what every talk has, whatever its script.
#include <optional>
#include <tuple>

#include "schemas/language_tag.hpp"
#include "schemas/topics.hpp"
#include "workers/voice/call/noted.hpp"
#include "workers/voice/leg/leg.hpp"
#include "workers/voice/talk/conversed.hpp"
#include "workers/voice/talk/conversing.hpp"
#include "workers/voice/talk/listener.hpp"
#include "workers/voice/talk/pin.hpp"
#include "workers/voice/talk/prompts.hpp"
#include "workers/voice/talk/script.hpp"
#include "workers/voice/talk/speaking.hpp"
#include "workers/voice/talk/talk.hpp"
#include "workers/voice/talk/turn_times.hpp"

namespace tocsin::voice {
namespace {

/// The person's line and the turn's event, before what we make of it.
void NoteTurn(TransitionBuilder& d, const TurnHeard& input, const Meaning& meaning) {
  const Heard& heard = input.heard;
  const std::string text = HeardWithoutPin(d.call(), heard, meaning, d.settings);
  if (!text.empty()) {
    d.Line("user", text);
    AddConversed(d.Changed(), {.by = "user", .text = text});
  }
  events::CallTurn told;
  told.turn = input.turn;
  told.method = !heard.digits.empty() ? "dtmf" : heard.Silent() ? "silence" : "speech";
  told.heard = text;
  const auto* spoken = FindSpokenLanguage(heard.language);
  const bool other = spoken != nullptr && spoken != FindSpokenLanguage(d.call().language);
  told.language = other ? CarrierTag(spoken->code) : d.call().language;
  told.understood = ToString(meaning.kind);
  if (heard.digits.empty()) told.confidence = heard.confidence;
  if (meaning.kind == Meaning::Kind::kChoice) told.choice = d.call().choices[meaning.choice].id;
  if (input.of_us && input.of_us->heard.size() < input.of_us->said.size())
    told.unheard = input.of_us->said.substr(input.of_us->heard.size());
  json::object times;
  if (heard.ended_ago > Duration(0))
    times[NameOf<&NotedHearing::ended_ago_ms>()] = heard.ended_ago.count();
  if (heard.recognised_for > Duration(0))
    times[NameOf<&NotedHearing::recognised_ms>()] = heard.recognised_for.count();
  if (!times.empty() && !heard.engine.empty())
    times[NameOf<&NotedHearing::engine>()] = heard.engine;
  d.EmitTurn(told, std::move(times));
  NoteEars(d, input.turn, heard);
}

void TellSuperseded(TransitionBuilder& d) {
  SayGoodbye(d, "superseded", prompts::Superseded(d.call(), d.question()));
}

}  // namespace

bool NothingToSay(const Call& call) {
  const bool cut_off =
      call.farewell == "voicemail" && (call.talk.turn == 0 || call.talk.last.ask.has_value());
  return call.phase == Phase::kOver || cut_off;
}

void Begin(TransitionBuilder& d) {
  auto& call = d.call();
  if (NothingToSay(call)) return;
  if (d.Superseded() && call.farewell.empty()) {
    if (call.answered) TellSuperseded(d);
    return;
  }
  if (LeaveMessage(d)) return;
  if (call.talk.turn > 0) {
    if (call.farewell.empty() && TimeIsUp(d)) return SayTimeIsUp(d);
    if (call.farewell.empty() && GreetProven(d)) return;
    if (call.farewell.empty() && ScriptOf(call).GoOn(d)) return;
    return SayLastAgain(d);
  }
  d.Changed().talk.turn = 1;
  if (!ProvePerson(d)) ScriptOf(call).Begin(d);
}

void Hear(TransitionBuilder& d, const TurnHeard& input) {
  auto& call = d.call();
  const auto& [heard, turn] = std::tie(input.heard, input.turn);
  if (NothingToSay(call)) return;
  if (turn != call.talk.turn || !call.farewell.empty()) {
    d.out.reply = call.talk.last;
    return;
  }
  if (call.talk.last.ask && call.talk.last.ask->pause) {
    StoreHeard(d, input.of_us);
    return d.Superseded() ? TellSuperseded(d) : ScriptOf(call).AfterPause(d);
  }
  d.pin_tries = input.pin_tries;
  d.spent = input.spent;
  d.spent_known = !heard.speech.empty();
  d.prompt = input.of_us ? input.of_us->heard : call.talk.last.Text();
  StoreHeard(d, input.of_us);
  NoteKeys(d, heard);
  const auto& script = ScriptOf(call);
  const Meaning meaning = script.Understand(call, heard, d.settings);
  NoteTurn(d, input, meaning);
  d.Changed().talk.turn = turn + 1;
  if (AnswerListener(d, meaning, heard)) return;
  const bool settles = script.Settles(call, meaning);
  if (d.Superseded() && !settles) return TellSuperseded(d);
  if (turn >= d.settings.max_turns && !settles && !call.talk.conversation)
    return SayGoodbye(d, "not_understood", prompts::For(d.call()).still_not_understood);
  script.Take(d, meaning, heard);
}

std::optional<int> TurnFetched(TransitionBuilder& d, const TurnHeard& input) {
  const auto& talk = d.call().talk;
  // A copy that was kept waiting somewhere is about words before these.
  const bool old = input.came && talk.fetched_at && *input.came <= *talk.fetched_at;
  if (!talk.fetched || old) return 0;
  const auto& last = talk.last;
  if (!last.ask) return std::nullopt;
  d.Changed().talk.fetched = false;
  return last.ask->turn;
}

bool LookAtTalk(TransitionBuilder& d) {
  if (LeaveMachine(d) || LeaveLostAnswer(d)) return true;
  // Goodbye is said before the carrier cuts the call off.
  return TimeIsUp(d) && LeadToGoodbye(d);
}

}  // namespace tocsin::voice
