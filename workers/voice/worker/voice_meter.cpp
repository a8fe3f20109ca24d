#include "workers/voice/worker/voice_meter.hpp"

#include "schemas/topics.hpp"

namespace tocsin::voice {
namespace {

double Seconds(Duration duration) { return std::chrono::duration<double>(duration).count(); }

}  // namespace

void VoiceMeter::Note(const Transition& transition, TimePoint now) {
  const auto& call = transition.next.call;
  for (const auto& event : transition.events) {
    Note_ note{.event_type = event.type};
    if (event.type == type::kCallAnswered && call.placed_at)
      note.ring_seconds = Seconds(now - *call.placed_at);
    notes_.push_back(std::move(note));
  }
  for (const auto& command : transition.commands)
    if (std::holds_alternative<Dial>(command))
      notes_.push_back({.event_type = {}, .dial_seconds = Seconds(now - call.created_at)});
  if (transition.stray) notes_.push_back({.event_type = {}, .stray = true});
}

void VoiceMeter::Flush(Metrics& metrics) {
  for (const auto& note : notes_) {
    if (!note.event_type.empty())
      metrics.Add("tocsin_voice_events_total", 1, {{"type", note.event_type}});
    if (note.ring_seconds >= 0) metrics.Observe("tocsin_voice_ring_seconds", note.ring_seconds);
    if (note.dial_seconds >= 0)
      metrics.Observe("tocsin_voice_dial_delay_seconds", note.dial_seconds);
    if (note.stray) metrics.Add("tocsin_voice_stray_legs_total");
  }
  notes_.clear();
}

}  // namespace tocsin::voice
