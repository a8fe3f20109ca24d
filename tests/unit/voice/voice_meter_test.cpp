#include "workers/voice/worker/voice_meter.hpp"

#include <gtest/gtest.h>

#include "fakes/fake_metrics.hpp"
#include "schemas/events/data.hpp"
#include "schemas/topics.hpp"
#include "workers/voice/call/call_events.hpp"

namespace tocsin::voice {
namespace {

constexpr const char* kPlace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
const TimePoint kNow{std::chrono::hours(24 * 365 * 50)};

Call CallOf(Phase phase) {
  Call call;
  call.id_text = "c1";
  call.provider = "twilio";
  call.phone = "+15559876543";
  call.phase = phase;
  call.created_at = kNow - std::chrono::seconds(90);
  call.placed_at = kNow - std::chrono::seconds(80);
  call.answered_at = kNow - std::chrono::seconds(70);
  call.origin.traceparent = kPlace;
  call.origin.tenant = "acme";
  return call;
}

Transition Of(Call call, std::string_view type, events::CallProgress told) {
  Transition transition;
  transition.next.call = std::move(call);
  const std::string reason = told.reason.value_or("");
  transition.events.push_back(
      ProgressEvent(transition.next.call, type, reason, std::move(told), kNow));
  return transition;
}

events::CallProgress Told(std::string reason, std::optional<int> seconds = {},
                          std::optional<double> cost = {}) {
  events::CallProgress told;
  told.reason = std::move(reason);
  told.duration_seconds = seconds;
  told.cost = cost;
  return told;
}

TEST(VoiceMeter, CountsHowCallsEndedHowLongTheyTookAndWhatTheyCost) {
  fakes::FakeMetrics metrics;
  VoiceMeter meter;
  meter.Note(Of(CallOf(Phase::kOver), type::kCallEnded, Told("completed", 65, 0.25)), kNow, true);
  auto unanswered = CallOf(Phase::kOver);
  unanswered.answered_at.reset();
  unanswered.direction = CallDirection::kInbound;
  meter.Note(Of(std::move(unanswered), type::kCallEnded, Told("no_answer", 0)), kNow, false);
  EXPECT_EQ(metrics.Value("tocsin_call_seconds{provider=twilio}"), 0) << "not stored yet";

  meter.Flush(metrics);

  EXPECT_EQ(
      metrics.Value("tocsin_calls_total{provider=twilio,direction=outbound,outcome=completed}"), 1);
  EXPECT_EQ(
      metrics.Value("tocsin_calls_total{provider=twilio,direction=inbound,outcome=no_answer}"), 1);
  EXPECT_EQ(metrics.Value("tocsin_call_seconds{provider=twilio}"), 1);
  EXPECT_EQ(metrics.Last("tocsin_call_seconds{provider=twilio}"),
            std::pair(65.0, std::string(kPlace).substr(3, 32)));
  EXPECT_EQ(metrics.Value("tocsin_call_cost_total{tenant=acme}"), 0.25);
  EXPECT_EQ(metrics.Value("tocsin_limits_refused_total{reason=limit}"), 0);
}

TEST(VoiceMeter, CountsWhatLimitsRefused) {
  fakes::FakeMetrics metrics;
  VoiceMeter meter;
  for (const char* reason : {"limit", "limit", "budget", "kill_switch", "country", "refused"}) {
    auto call = CallOf(Phase::kOver);
    call.answered_at.reset();
    meter.Note(Of(std::move(call), type::kCallFailed, Told(reason)), kNow, false);
  }
  meter.Flush(metrics);
  EXPECT_EQ(metrics.Value("tocsin_limits_refused_total{reason=limit}"), 2);
  for (const char* reason : {"budget", "kill_switch", "country"})
    EXPECT_EQ(metrics.Value(std::string("tocsin_limits_refused_total{reason=") + reason + "}"), 1);
  EXPECT_EQ(metrics.Value("tocsin_limits_refused_total{reason=refused}"), 0) << "by the carrier";
}

TEST(VoiceMeter, ChecksHowAnswersSound) {
  fakes::FakeMetrics metrics;
  VoiceMeter meter;
  const auto answered = [&](std::string heard, std::string unheard, std::string method,
                            std::string language) {
    events::CallTurn turn;
    turn.turn = 1;
    turn.method = std::move(method);
    turn.heard = std::move(heard);
    if (!unheard.empty()) turn.unheard = std::move(unheard);
    turn.language = std::move(language);
    Transition transition;
    transition.next.call = CallOf(Phase::kLive);
    Event event{.id = "t", .type = std::string(type::kCallTurn)};
    event.data = events::Written(turn);
    transition.events.push_back(std::move(event));
    meter.Note(transition, kNow, false);
  };
  answered("Your ticket is open.", " It's at the desk.", "answer", "en-US");
  answered("Your ticket 4207 is open.", "", "answer", "en-US");
  answered("Ihr Ticket 4207 ist offen.", "", "answer", "de-DE");
  answered("is it 4207", "", "speech", "en-US");
  answered("", "", "answer", "en-US");
  meter.Flush(metrics);
  EXPECT_EQ(metrics.Value("tocsin_answer_checks_total{check=Numbers as Words,passed=yes}"), 1);
  EXPECT_EQ(metrics.Value("tocsin_answer_checks_total{check=Numbers as Words,passed=no}"), 1);
  EXPECT_EQ(metrics.Value("tocsin_answer_sentences_total"), 3);
}

TEST(VoiceMeter, ACallThatGoesOnIsNotOver) {
  fakes::FakeMetrics metrics;
  VoiceMeter meter;
  meter.Note(Of(CallOf(Phase::kPlanned), type::kCallFailed, Told("refused")), kNow, true);
  meter.Flush(metrics);
  EXPECT_EQ(metrics.Value("tocsin_calls_total{provider=twilio,direction=outbound,outcome=refused}"),
            0);

  meter.Note(Of(CallOf(Phase::kOver), type::kCallEnded, Told("completed", 5)), kNow, true);
  meter.Drop();  // not stored
  meter.Flush(metrics);
  EXPECT_EQ(metrics.Value("tocsin_call_seconds{provider=twilio}"), 0);
}

}  // namespace
}  // namespace tocsin::voice
