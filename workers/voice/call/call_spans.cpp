#include "workers/voice/call/call_spans.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "schemas/events/calls.hpp"
#include "schemas/events/data.hpp"
#include "schemas/events/decisions.hpp"
#include "schemas/masking.hpp"
#include "schemas/topics.hpp"
#include "workers/voice/call/noted.hpp"

namespace tocsin::voice {
namespace {

constexpr Duration kSlowAnswer = std::chrono::seconds(2);

std::uint64_t SpanWithin(const Call& call, std::string_view what, std::size_t number) {
  return SpanFrom(call.id_text + ' ' + std::string(what) + ' ' + std::to_string(number));
}

Duration LengthOf(const json::object& entry, std::string_view name) {
  const auto* length = entry.if_contains(name);
  return Duration(length != nullptr && length->is_int64() ? length->get_int64() : 0);
}

/// The parts of a call, from its log.
class CallStory {
 public:
  explicit CallStory(const Call& call) : call_(call) {
    for (const auto& entry : call.log)
      if (entry.is_object()) Read(entry.get_object());
  }

  /// `over`: when the call ended; closes what is open.
  std::vector<Span> Take(TimePoint over) {
    if (dial_) Add("dial", *dial_, over).failed = true;
    if (ring_) Add("ring", *ring_, over).failed = true;
    if (talk_) AddTalk(over);
    return std::move(spans_);
  }
  bool Slow() const { return slow_; }

 private:
  void Read(const json::object& entry) {
    const auto what = StringAt(entry, NameOf<&Noted::what>());
    const auto* stamp = entry.if_contains(NameOf<&Noted::at>());
    if (stamp == nullptr || !stamp->is_int64()) return;
    const TimePoint at{Duration(stamp->get_int64())};
    if (what == "dialled") dial_ = at;
    if (what == "initiated") Ring(at);
    if (what == "answered" || what == "inbound") Talk(at);
    if (what == "turn") Turn(entry, at);
    if (what == "first_sound") Sound(entry, at);
    if (what == "question") asked_ = at;
    if (what == "question_answered" || what == "no_answer") Model(at, what == "no_answer");
    if (what == "failed" || what == "not_sent" || what == "lost") Fail(entry, at);
    if (what == "ended") End(at);
  }

  Span& Add(std::string_view name, TimePoint start, TimePoint end,
            std::optional<std::uint64_t> parent = {}) {
    spans_.push_back({.trace = std::string(TraceOf(call_.origin.traceparent)),
                      .span = SpanWithin(call_, name, spans_.size()),
                      .parent = parent.value_or(CallSpan(call_.id_text)),
                      .name = std::string(name),
                      .start = start,
                      .end = end});
    return spans_.back();
  }

  void Ring(TimePoint at) {
    if (dial_) Add("dial", *std::exchange(dial_, std::nullopt), at).kind = SpanKind::kClient;
    if (!ring_) ring_ = at;
  }
  void Talk(TimePoint at) {
    Ring(at);
    if (ring_ && call_.direction == CallDirection::kOutbound) Add("ring", *ring_, at);
    ring_.reset();
    if (!talk_) talk_ = at;
    turn_ = at;
    last_turn_.reset();
  }
  /// Its span is told behind those that stand below it.
  std::uint64_t TalkSpan() const { return SpanWithin(call_, "talk", 1'000 + talks_); }
  void AddTalk(TimePoint end) {
    Add("talk", *std::exchange(talk_, std::nullopt), end).span = TalkSpan();
    ++talks_;
  }
  /// What a turn led to belongs to it, also where it comes after its report.
  void Extend(TimePoint to) {
    if (!last_turn_) return;
    Span& turn = spans_[*last_turn_];
    turn.end = std::max(turn.end, to);
    turn_ = turn.end;
  }
  std::optional<std::uint64_t> TurnSpan() const {
    return last_turn_ ? std::optional(spans_[*last_turn_].span) : std::nullopt;
  }
  void Turn(const json::object& entry, TimePoint at) {
    const TimePoint begun = std::min(turn_.value_or(at), at);
    last_turn_ = spans_.size();
    Span& span = Add("turn", begun, at, talk_ ? std::optional(TalkSpan()) : std::nullopt);
    turn_ = at;
    for (const auto name :
         {NameOf<&events::CallTurn::turn>(), NameOf<&events::CallTurn::method>(),
          NameOf<&events::CallTurn::understood>(), NameOf<&events::CallTurn::confidence>(),
          NameOf<&events::CallTurn::choice>()}) {
      const auto* value = entry.if_contains(name);
      if (value == nullptr) continue;
      const std::string key = "tocsin.turn." + std::string(name);
      if (value->is_string()) span.attributes.emplace_back(key, std::string(value->get_string()));
      if (value->is_int64()) span.attributes.emplace_back(key, value->get_int64());
      if (value->is_bool()) span.attributes.emplace_back(key, value->get_bool());
      if (value->is_double()) span.attributes.emplace_back(key, value->get_double());
    }
    const auto recognised = LengthOf(entry, NameOf<&NotedHearing::recognised_ms>());
    if (recognised <= Duration(0)) return;
    Span& ears = Add("speech to text", std::max(begun, at - recognised), at, TurnSpan());
    if (const auto engine = StringAt(entry, NameOf<&NotedHearing::engine>()); !engine.empty())
      ears.attributes.emplace_back("tocsin.engine", std::string(engine));
  }
  /// The answer to the last turn: what the person waited for, and the voice's share of it.
  void Sound(const json::object& entry, TimePoint reported) {
    if (!last_turn_) return;
    const TimePoint at = reported - LengthOf(entry, NameOf<&NotedSound::ago_ms>());
    const auto waited = LengthOf(entry, NameOf<&NotedSound::waited_ms>());
    const auto voice = LengthOf(entry, NameOf<&NotedSound::voice_ms>());
    if (voice > Duration(0)) Add("text to speech", at - voice, at, TurnSpan());
    Add("first sound", at - waited, at, TurnSpan());
    slow_ = slow_ || waited > kSlowAnswer;
    Extend(at);
  }
  void Model(TimePoint at, bool failed) {
    if (!asked_) return;
    Span& span = Add("language model", *asked_, at, TurnSpan());
    span.kind = SpanKind::kClient;
    span.failed = failed;
    Extend(at);
    slow_ = slow_ || at - *asked_ > kSlowAnswer;
    asked_.reset();
  }
  void Fail(const json::object& entry, TimePoint at) {
    const auto fail = [&](std::string_view name, std::optional<TimePoint>& begun) {
      if (!begun) return;
      Span& span = Add(name, *begun, at);
      span.failed = true;
      span.error = StringAt(entry, NameOf<&events::CallProgress::reason>());
      begun.reset();
    };
    fail("dial", dial_);
    fail("ring", ring_);
  }
  void End(TimePoint at) {
    if (talk_) AddTalk(at);
    if (ring_) Add("ring", *ring_, at);
    ring_.reset();
    dial_.reset();
  }

  const Call& call_;
  std::vector<Span> spans_;
  std::optional<TimePoint> dial_, ring_, talk_, turn_, asked_;
  std::optional<std::size_t> last_turn_;  ///< of spans_
  std::size_t talks_ = 0;
  bool slow_ = false;
};

std::uint64_t AboveCall(const Call& call) {
  Event request;
  request.id = call.origin.command;
  request.traceparent = call.origin.traceparent;
  return SpanOf(ProcessTraceparent(request, "voice"));
}

Span OfCall(const Call& call, std::string_view reason, TimePoint now) {
  Span span{
      .trace = std::string(TraceOf(call.origin.traceparent)),
      .span = CallSpan(call.id_text),
      .parent = AboveCall(call),
      .name = "call",
      .kind = call.direction == CallDirection::kInbound ? SpanKind::kServer : SpanKind::kClient,
      .start = call.created_at,
      .end = now,
      .attributes = {{"tocsin.call_id", call.id_text},
                     {"tocsin.carrier", call.provider},
                     {"tocsin.attempts", static_cast<std::int64_t>(call.attempt)},
                     {"tocsin.phone", MaskPhone(call.phone)},
                     {"tocsin.outcome", std::string(reason)}}};
  if (!call.contact.empty()) span.attributes.emplace_back("tocsin.contact", call.contact);
  if (!call.alert_id.empty()) span.attributes.emplace_back("tocsin.alert_id", call.alert_id);
  if (!call.origin.run.empty()) span.attributes.emplace_back("tocsin.run_id", call.origin.run);
  return span;
}

Span OfDecision(const Call& call, const Event& event, TimePoint now) {
  const auto made = events::Read<events::DecisionMade>(event);
  return {.trace = std::string(TraceOf(call.origin.traceparent)),
          .span = SpanFrom("decision " + event.id),
          .parent = CallSpan(call.id_text),
          .name = "decision",
          .start = now,
          .end = now,
          .attributes = {{"tocsin.choice", made.choice},
                         {"tocsin.method", made.method},
                         {"tocsin.alert_id", call.alert_id}}};
}

}  // namespace

std::uint64_t CallSpan(std::string_view call) { return SpanFrom("call " + std::string(call)); }

void NoteSpans(const Transition& transition, TimePoint now, runtime::SpanBook& book) {
  const Call& call = transition.next.call;
  if (!book.On() || TraceOf(call.origin.traceparent).empty()) return;
  const Event* end = nullptr;
  for (const auto& event : transition.events) {
    if (event.type == type::kDecisionMade) book.Add(OfDecision(call, event, now));
    if (event.type == type::kCallEnded || event.type == type::kCallFailed) end = &event;
  }
  if (end == nullptr || call.phase != Phase::kOver) return;
  CallStory story(call);
  const bool failed = end->type == type::kCallFailed;
  const bool matters = failed || story.Slow() || call.farewell == "decided";
  if (!matters && !book.Wants(call.origin.traceparent)) return;
  const auto how = events::Read<events::CallProgress>(*end);
  Span whole = OfCall(call, how.reason.value_or(""), now);
  whole.failed = failed;
  if (failed) whole.error = how.reason.value_or("");
  for (auto& part : story.Take(now)) book.Add(std::move(part));
  book.Add(std::move(whole));
}

}  // namespace tocsin::voice
