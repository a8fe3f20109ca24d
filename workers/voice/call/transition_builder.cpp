#include "workers/voice/call/transition_builder.hpp"

#include <algorithm>

#include "workers/voice/call/call_events.hpp"
#include "workers/voice/call/noted.hpp"

namespace tocsin::voice {

TransitionBuilder::TransitionBuilder(Situation situation, TimePoint at, const VoiceSettings& with)
    : now(at), settings(with) {
  out.next = std::move(situation);
}

AttemptRow* TransitionBuilder::Attempt(int number) {
  const auto found = std::ranges::find(out.next.attempts, number, &AttemptRow::number);
  return found == out.next.attempts.end() ? nullptr : &*found;
}

AttemptRow* TransitionBuilder::AttemptByToken(std::string_view token_hash) {
  const auto found = std::ranges::find(out.next.attempts, token_hash, &AttemptRow::token_hash);
  return found == out.next.attempts.end() ? nullptr : &*found;
}

CarrierAccount AccountOf(const Call& call, const std::vector<AttemptRow>& attempts) {
  const auto newest = std::ranges::find(attempts, call.attempt, &AttemptRow::number);
  if (newest == attempts.end()) return {.carrier = call.provider, .account = {}};
  return {.carrier = call.provider, .account = newest->account};
}

void TransitionBuilder::Command(voice::Command command) {
  std::visit(
      [this](auto& one) {
        if (one.at.account.empty()) one.at = AccountOf(call(), out.next.attempts);
      },
      command);
  out.commands.push_back(std::move(command));
}

void TransitionBuilder::Store(const AttemptRow& attempt) {
  const auto store = [&](std::vector<AttemptRow>& rows) {
    const auto found = std::ranges::find(rows, attempt.id, &AttemptRow::id);
    if (found == rows.end()) {
      rows.push_back(attempt);
    } else if (&*found != &attempt) {
      *found = attempt;
    }
  };
  store(out.attempts);
  store(out.next.attempts);
  Changed();
}

void TransitionBuilder::Emit(std::string_view type, std::string_view what,
                             const events::CallProgress& more) {
  using Progress = events::CallProgress;
  json::object told{{NameOf<&Progress::attempt>(), call().attempt}};
  if (more.reason) told[NameOf<&Progress::reason>()] = *more.reason;
  if (more.detail) told[NameOf<&Progress::detail>()] = *more.detail;
  if (more.duration_seconds) told[NameOf<&Progress::duration_seconds>()] = *more.duration_seconds;
  if (more.decision) told[NameOf<&Progress::decision>()] = EncodeJson(*more.decision);
  Note(type.substr(type.rfind('.') + 1), std::move(told));
  Emit(ProgressEvent(call(), type, what, more, now));
}

/// What was heard stands in the turns, which have a retention of their own.
void TransitionBuilder::EmitTurn(const events::CallTurn& turn, json::object times) {
  json::object told = std::move(times);
  using Turn = events::CallTurn;
  told[NameOf<&Turn::attempt>()] = call().attempt;
  told[NameOf<&Turn::turn>()] = turn.turn;
  told[NameOf<&Turn::method>()] = turn.method;
  told[NameOf<&Turn::understood>()] = turn.understood;
  if (turn.confidence) told[NameOf<&Turn::confidence>()] = *turn.confidence;
  if (turn.choice) told[NameOf<&Turn::choice>()] = *turn.choice;
  Note("turn", std::move(told));
  Emit(TurnEvent(call(), turn, now));
}

void TransitionBuilder::Note(std::string_view what, json::object more) {
  auto& log = Changed().log;
  if (log.size() >= kMostLogged) return;
  more[NameOf<&Noted::at>()] = now.time_since_epoch().count();
  more[NameOf<&Noted::what>()] = what;
  log.push_back(std::move(more));
}

void TransitionBuilder::Line(std::string_view role, std::string_view text,
                             std::optional<TimePoint> at) {
  out.turns.push_back({.call = call().id,
                       .seq = Changed().talk.lines++,
                       .role = std::string(role),
                       .text = std::string(text),
                       .at = at.value_or(now)});
}

}  // namespace tocsin::voice
