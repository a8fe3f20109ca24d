#include "workers/rehearsal/call_replay.hpp"

namespace tocsin::rehearsal {
namespace {

Result<voice::Situation> Reloaded(const voice::Situation& situation) {
  voice::Situation loaded{.question = {}, .call = {}, .attempts = situation.attempts};
  TRY_ASSIGN(loaded.question, voice::FromRow(voice::ToRow(situation.question)));
  TRY_ASSIGN(loaded.call, voice::FromRow(voice::ToRow(situation.call)));
  return loaded;
}

/// Everything of a transition that leaves the process or is stored.
std::string Fingerprint(const voice::Transition& transition) {
  json::array events;
  for (const auto& event : transition.events) events.push_back(ToStructured(event));
  json::array turns;
  for (const auto& turn : transition.turns) turns.push_back({turn.seq, turn.role, turn.text});
  json::array attempts;
  for (const auto& attempt : transition.attempts)
    attempts.push_back({attempt.number, attempt.provider_call_id, attempt.unresolved});
  return CanonicalJson(events) + CanonicalJson(turns) + CanonicalJson(attempts) +
         voice::ToRow(transition.next.call).state + voice::ToRow(transition.next.question).state +
         (transition.reply ? CanonicalJson(voice::WriteReply(*transition.reply)) : "") +
         std::to_string(transition.commands.size());
}

}  // namespace

Result<voice::Transition> DecideCallOnStage(voice::Situation situation, const voice::Input& input,
                                            TimePoint now, const voice::VoiceSettings& settings,
                                            Crashes crashes) {
  if (crashes == Crashes::kNever)
    return voice::DecideCall(std::move(situation), input, now, settings);
  TRY_ASSIGN(const auto stored, Reloaded(situation));
  auto first = voice::DecideCall(stored, input, now, settings);
  const auto second = voice::DecideCall(stored, input, now, settings);
  if (Fingerprint(first) != Fingerprint(second))
    return Fail(ErrorKind::kInternal,
                "deciding about a call again after a crash gave something else", "rehearsal");
  return first;
}

}  // namespace tocsin::rehearsal
