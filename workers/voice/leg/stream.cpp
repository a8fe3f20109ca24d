// The media sockets of a leg: given, open, lost.
#include <algorithm>

#include "workers/voice/leg/leg.hpp"
#include "workers/voice/leg/steps.hpp"
#include "workers/voice/talk/talk.hpp"

namespace tocsin::voice {
namespace {

/// Two losses within this time, and the carrier speaks and hears for the rest of the call.
constexpr Duration kLostTwice = std::chrono::seconds(10);

/// A carrier that leads a call on behind its socket does so at once; one whose call ends with the
/// socket says so, unless that callback is lost.
constexpr Duration kBehindSocket = std::chrono::seconds(10);

void LoseStream(TransitionBuilder& d) {
  auto& live = d.Changed().live;
  live.open = false;
  LeaveLine(d.call());
  live.off = live.off || (live.lost_at && d.now - *live.lost_at <= kLostTwice);
  live.lost_at = d.now;
  d.Note("stream_lost", {{"connection", live.given}, {"prompts", live.off}});
}

/// The carrier goes on behind a socket whose end nobody has told, or that never opened.
void NoticeLoss(TransitionBuilder& d) {
  const auto& live = d.call().live;
  // A carrier that ends a socket of its own accord, and asks on, would do so again and again.
  const bool waited_for = live.open || live.opened < live.given || live.stopped;
  if (live.given == 0 || live.spoken || !waited_for) return;
  LoseStream(d);
  d.Changed().live.opened = live.given;  // it may not open any more
  d.Changed().live.stopped = false;
}

/// What has closed is the open one, not a second socket that was refused.
bool IsOpen(const Call& call, const StreamClosed& input) {
  const auto& live = call.live;
  return live.open && input.connection == live.opened && input.stream == live.stream;
}

/// False: the words are wanted at once.
bool GiveStream(TransitionBuilder& d) {
  auto& call = d.call();
  const bool wanted = !NothingToSay(call) && (call.answered || !d.Superseded());
  if (call.live.off || !wanted || !d.settings.LiveIn(call.language, call.provider)) return false;
  auto& live = d.Changed().live;
  d.out.reply = Reply{.connection = ++live.given, .language = call.language};
  return true;
}

}  // namespace

void SpeakTo(TransitionBuilder& d, const WordsWanted& input) {
  using enum WordsWanted::By;
  // The carrier may ask while it still rings: that proves no human.
  ApplyStatus(d, input.leg.status, {});
  if (d.call().phase == Phase::kOver) return;
  if (input.by == kLiveLine) {
    StoreHeard(d, SpeaksOn(d.call()) ? std::nullopt : input.of_us);
  } else {
    if (d.call().live.spoken) return;  // all was said
    if (d.call().live.cut) d.Changed().live.cut = false;
    NoticeLoss(d);
    if (input.by == kLiveOpen && GiveStream(d)) return;
  }
  const bool only_keys = input.by == kFetched || (input.by == kPrompts && !d.settings.hear_speech);
  if (only_keys != d.call().talk.only_keys) d.Changed().talk.only_keys = only_keys;
  Begin(d);
  if (input.by == kFetched && d.out.reply) {
    d.Changed().talk.fetched = true;
    d.call().talk.fetched_at = d.now;
  }
}

void OpenStream(TransitionBuilder& d, const StreamOpened& input) {
  ApplyStatus(d, CallStatus::kInProgress, {});
  auto& call = d.call();
  if (call.phase == Phase::kOver) return;
  const bool told_again =
      input.connection == call.live.opened && call.live.open && input.stream == call.live.stream;
  if (!told_again && input.connection <= call.live.opened) return;
  auto& live = d.Changed().live;
  live.opened = input.connection;
  live.given = std::max(live.given, live.opened);
  live.open = true;
  live.cut = live.stopped = false;
  live.stream = input.stream;
  live.trust = ToString(input.trust);
  if (!told_again) LeaveLine(call);
  if (!told_again) d.Note("stream_opened", {{"connection", live.opened}});
  Begin(d);
}

void CloseStream(TransitionBuilder& d, const StreamClosed& input) {
  using enum LineListener::End;
  if (!IsOpen(d.call(), input)) return;
  auto& live = d.Changed().live;
  live.open = false;
  live.spoken = input.cause == kSpoken && !d.call().farewell.empty();
  live.cut = input.cause == kLost;
  live.stopped = input.cause == kStopped;
  if (!live.spoken) KeepRest(d, input.of_us);
  StoreHeard(d, input.of_us);
  if (input.cause == kLost) LoseStream(d);
  WakeInTalk(d, kBehindSocket);
}

void CloseAfterEnd(TransitionBuilder& d, const StreamClosed& input) {
  if (!IsOpen(d.call(), input)) return;
  d.Changed().live.open = false;
  StoreHeard(d, input.of_us);
}

}  // namespace tocsin::voice
