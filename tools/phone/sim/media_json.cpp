#include "tools/phone/sim/media_json.hpp"

#include <algorithm>
#include <cmath>

namespace tocsin::phone {
namespace {

double Tenths(double value) { return std::round(value * 10) / 10; }

json::value TenthsOrNull(const std::optional<Millis>& value) {
  return value ? json::value(Tenths(*value)) : json::value(nullptr);
}

}  // namespace

json::object MediaJson(const MediaFigures& figures) {
  json::array interruptions, sound_began;
  for (const double at : figures.sound_began) sound_began.push_back(std::round(at * 1e4) / 1e4);
  for (const auto& interruption : figures.interruptions)
    interruptions.push_back({{"at_ms", Tenths(interruption.at)},
                             {"by", interruption.by_key ? "key" : "speech"},
                             {"onset_to_clear_ms", TenthsOrNull(interruption.to_clear)},
                             {"after_talk_ms", Tenths(interruption.after_talk)}});
  return {
      {"carrier", figures.carrier},
      {"url", figures.url},
      {"stream_sid", figures.stream_id},
      {"opened_at", FormatTime(figures.opened)},
      {"ended_at", figures.ended ? json::value(FormatTime(*figures.ended)) : json::value(nullptr)},
      {"end", figures.end},
      {"frames_sent", figures.frames_sent},
      {"frames_lost", figures.frames_lost},
      {"frames_late", figures.frames_late},
      {"messages", figures.messages},
      {"odd_messages", figures.odd_messages},
      {"seconds_received", Tenths(figures.received / 100) / 10},
      {"seconds_heard", Tenths(figures.heard / 100) / 10},
      {"first_sound_ms", TenthsOrNull(figures.first_sound)},
      {"sound_began_s", std::move(sound_began)},
      {"late_messages", figures.late_messages},
      {"underruns", figures.underruns},
      {"worst_gap_ms", Tenths(figures.worst_gap)},
      {"clears", figures.clears},
      {"marks", figures.marks},
      {"marks_returned", figures.marks_returned},
      {"marks_cleared", figures.marks_cleared},
      {"keys", figures.keys},
      {"interruptions", std::move(interruptions)}};
}

json::object LevelsJson(SampleSpan heard) {
  json::array levels;
  for (std::size_t at = 0; at < heard.size(); at += kFrameSamples)
    levels.push_back(
        Tenths(LevelOf(heard.subspan(at, std::min(kFrameSamples, heard.size() - at)))));
  return {{"frame_ms", 20}, {"levels_db", std::move(levels)}};
}

}  // namespace tocsin::phone
