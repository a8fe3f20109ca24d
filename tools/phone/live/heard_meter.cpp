#include "tools/phone/live/heard_meter.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace tocsin::phone {
namespace {

constexpr std::size_t kMostInterruptions = 1000;
constexpr Millis kFrameMillis = 20;
constexpr Millis kLateWithin = 400;  ///< later it is another sentence
constexpr Millis kPatience = 1000;   ///< of being talked over
constexpr Millis kCauseWithin = 3000;

}  // namespace

void HeardMeter::Remark(std::string text) {
  if (std::ranges::find(said_, text) != said_.end()) return;
  said_.push_back(text);
  remarks_.push_back(std::move(text));
}

std::vector<std::string> HeardMeter::TakeRemarks() { return std::exchange(remarks_, {}); }

void HeardMeter::Frame(Millis now, bool voiced, MediaFigures& figures) {
  if (speaking_) noise_until_ = std::max(noise_until_, now);
  if (voiced) {
    last_voiced_ = now;
    if (!figures.first_sound) figures.first_sound = now;
    if (cleared_ && speaking_)
      Remark("sound came after clear while the person still spoke: stale speech is played on");
  }
  if (figures.interruptions.empty() || figures.interruptions.back().over) {
    if (voiced && !speaking_) interrupted_ = false;
    return;
  }
  auto& interruption = figures.interruptions.back();
  if (voiced) interruption.after_talk += kFrameMillis;
  if (!Sounding(now)) interruption.over = true;
  if (!interruption.to_clear && interruption.after_talk > kPatience)
    Remark(std::string(interruption.by_key ? "a key was pressed" : "the person spoke") +
           " while the line spoke, and no clear came within a second: it played on");
}

void HeardMeter::Begin(Millis now, bool by_key, MediaFigures& figures) {
  if (!Sounding(now) || figures.interruptions.size() >= kMostInterruptions) return;
  if (!figures.interruptions.empty()) figures.interruptions.back().over = true;
  figures.interruptions.push_back({.at = now, .by_key = by_key});
  interrupted_ = true;
}

void HeardMeter::Onset(Millis now, MediaFigures& figures) {
  speaking_ = true;
  cleared_ = false;
  noise_until_ = now;
  Begin(now, false, figures);
}

void HeardMeter::SpeechOver(Millis now) {
  speaking_ = false;
  noise_until_ = std::max(noise_until_, now);
}

void HeardMeter::Key(Millis now, MediaFigures& figures) {
  noise_until_ = std::max(noise_until_, now);
  Begin(now, true, figures);
}

void HeardMeter::Sound(Millis now, MediaFigures& figures) {
  const auto dry = std::exchange(dry_since_, std::nullopt);
  if (!dry || now - *dry > kLateWithin) return;
  ++figures.late_messages;
  figures.worst_gap = std::max(figures.worst_gap, now - *dry);
  if (now - *dry >= kFrameMillis) ++figures.underruns;
}

void HeardMeter::Clear(Millis now, MediaFigures& figures) {
  ++figures.clears;
  dry_since_.reset();
  if (speaking_) cleared_ = true;
  if (!figures.interruptions.empty()) {
    auto& interruption = figures.interruptions.back();
    if (!interruption.over && !interruption.to_clear) interruption.to_clear = now - interruption.at;
  }
  if (!speaking_ && Sounding(now) && now - noise_until_ > kCauseWithin)
    Remark(
        "clear, though nobody had spoken or pressed a key for three seconds: the line interrupts "
        "itself");
}

void HeardMeter::End(MediaFigures& figures) {
  if (!figures.interruptions.empty()) figures.interruptions.back().over = true;
  if (interrupted_ && !figures.interruptions.empty() && figures.ended.has_value() &&
      last_voiced_ >= 0)
    Remark("after the last interruption the line never spoke again");
}

}  // namespace tocsin::phone
