#include "workers/voice/worker/voice_meter.hpp"

#include <algorithm>
#include <array>

#include "schemas/events/data.hpp"
#include "schemas/language_tag.hpp"
#include "schemas/tenant.hpp"
#include "schemas/topics.hpp"
#include "schemas/trace_context.hpp"

namespace tocsin::voice {
namespace {

/// DialRefusal::reason, of those that are a limit of ours.
constexpr std::array<std::string_view, 4> kLimits = {"kill_switch", "country", "limit", "budget"};

double Seconds(Duration duration) { return std::chrono::duration<double>(duration).count(); }

}  // namespace

void VoiceMeter::Begin(Metrics& metrics) {
  for (const auto reason : kLimits)
    metrics.Add("tocsin_limits_refused_total", 0, {{"reason", reason}});
  for (const auto* stage : {"stt", "llm", "tts", "own"})
    metrics.Add("tocsin_turn_budget_exceeded_total", 0, {{"stage", stage}});
  metrics.Add("tocsin_limits_refused_total", 0, {{"reason", "callers"}});
  metrics.Add("tocsin_limits_refused_total", 0, {{"reason", "lines"}});
}

void VoiceMeter::Note(const Transition& transition, TimePoint now, bool kept) {
  const auto& call = transition.next.call;
  const std::string trace = kept ? std::string(TraceOf(call.origin.traceparent)) : std::string();
  for (const auto& event : transition.events) {
    Note_ note{.event_type = event.type, .trace = trace};
    if (event.type == type::kCallAnswered && call.placed_at)
      note.ring_seconds = Seconds(now - *call.placed_at);
    if (event.type == type::kCallEnded || event.type == type::kCallFailed)
      NoteEnd(note, call, event);
    if (event.type == type::kCallTurn) {
      const auto turn = events::Read<events::CallTurn>(event);
      note.slowest = turn.slowest.value_or("");
      note.own_ms = turn.own_ms;
      NoteAnswer(note, turn);
    }
    notes_.push_back(std::move(note));
  }
  for (const auto& command : transition.commands)
    if (std::holds_alternative<Dial>(command))
      notes_.push_back({.dial_seconds = Seconds(now - call.created_at), .trace = trace});
  if (transition.stray) notes_.push_back({.stray = true});
}

/// The checks know English alone.
void VoiceMeter::NoteAnswer(Note_& note, const events::CallTurn& turn) {
  const std::string said = turn.heard + turn.unheard.value_or("");
  if (turn.method != "answer" || said.empty() || MainTag(turn.language.value_or("en")) != "en")
    return;
  note.checks = CheckNaturalness(said);
  note.sentences = SentencesIn(said);
}

void VoiceMeter::NoteEnd(Note_& note, const Call& call, const Event& event) {
  const auto told = events::Read<events::CallProgress>(event);
  const auto reason = told.reason.value_or("");
  if (std::ranges::find(kLimits, reason) != kLimits.end()) note.refusal = reason;
  if (call.phase != Phase::kOver) return;  // told of an attempt: the call goes on
  note.outcome = reason;
  note.provider = call.provider;
  note.direction = call.direction == CallDirection::kInbound ? "inbound" : "outbound";
  note.tenant = TenantNamed(call.origin.tenant);
  note.cost = told.cost.value_or(0);
  if (call.answered_at) note.talk_seconds = told.duration_seconds.value_or(0);
}

void VoiceMeter::FlushEnd(const Note_& note, Metrics& metrics) {
  if (!note.refusal.empty())
    metrics.Add("tocsin_limits_refused_total", 1, {{"reason", note.refusal}});
  if (note.outcome.empty()) return;
  metrics.Add(
      "tocsin_calls_total", 1,
      {{"provider", note.provider}, {"direction", note.direction}, {"outcome", note.outcome}});
  if (note.talk_seconds >= 0)
    metrics.Observe("tocsin_call_seconds", note.talk_seconds, {{"provider", note.provider}},
                    note.trace);
  if (note.cost > 0) metrics.Add("tocsin_call_cost_total", note.cost, {{"tenant", note.tenant}});
}

void VoiceMeter::Flush(Metrics& metrics) {
  for (const auto& note : notes_) {
    if (!note.event_type.empty())
      metrics.Add("tocsin_voice_events_total", 1, {{"type", note.event_type}});
    if (note.ring_seconds >= 0)
      metrics.Observe("tocsin_voice_ring_seconds", note.ring_seconds, {}, note.trace);
    if (note.dial_seconds >= 0)
      metrics.Observe("tocsin_voice_dial_delay_seconds", note.dial_seconds, {}, note.trace);
    if (!note.slowest.empty())
      metrics.Add("tocsin_turn_budget_exceeded_total", 1, {{"stage", note.slowest}});
    if (note.own_ms)
      metrics.Observe("tocsin_turn_own_seconds", *note.own_ms / 1000.0, {}, note.trace);
    for (const auto& check : note.checks)
      metrics.Add("tocsin_answer_checks_total", 1,
                  {{"check", check.name}, {"passed", check.ok ? "yes" : "no"}});
    if (note.sentences > 0)
      metrics.Add("tocsin_answer_sentences_total", static_cast<double>(note.sentences));
    if (note.stray) metrics.Add("tocsin_voice_stray_legs_total");
    FlushEnd(note, metrics);
  }
  notes_.clear();
}

}  // namespace tocsin::voice
