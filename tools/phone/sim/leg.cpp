#include "tools/phone/sim/leg.hpp"

#include <utility>

namespace tocsin::phone {
namespace {

constexpr Duration kSetUpTime{200};
constexpr Duration kBusyAfter{1000};
constexpr Duration kDeclinedAfter{2000};
constexpr Duration kCallerPatience = std::chrono::seconds(60);

Behaviour AsCaller(Behaviour behaviour) {
  if (std::holds_alternative<Answering>(behaviour)) return behaviour;
  Answering silent;
  silent.hang_up_after = kCallerPatience;
  return silent;
}

}  // namespace

Leg::Leg(Loop& loop, Webhooks& webhooks, std::shared_ptr<CallRecord> record, Behaviour behaviour,
         CallFaults faults, Teller tell, LiveParts live)
    : loop_(loop),
      webhooks_(webhooks),
      record_(std::move(record)),
      behaviour_(record_->direction == Direction::kInbound ? AsCaller(std::move(behaviour))
                                                           : std::move(behaviour)),
      faults_(faults),
      tell_(std::move(tell)),
      born_(loop.Elapsed()),
      callbacks_(std::make_shared<StatusCallbacks>(loop, webhooks, record_, faults)),
      interpreter_(loop, *this),
      person_(loop, *this, behaviour_),
      live_parts_(std::move(live)),
      timers_(loop) {
  record_->behaviour = NameOf(behaviour_);
  record_->created = loop.Now();
  Enter(CallState::kQueued);
}

void Leg::Place(Duration queue_time) {
  record_->queue_time = queue_time;
  timers_.After(queue_time, [this] { Dial(); });
}

void Leg::Dial() {
  record_->started = loop_.Now();
  Enter(CallState::kInitiated);
  callbacks_->Fire(StatusEvent::kInitiated, BaseParams());
  timers_.After(kSetUpTime, [this] { Ring(); });
}

void Leg::Ring() {
  if (std::holds_alternative<Unreachable>(behaviour_))
    return End(CallState::kFailed, "the number cannot be reached", "404");
  Enter(CallState::kRinging);
  callbacks_->Fire(StatusEvent::kRinging, BaseParams());
  if (faults_.early_twiml) FetchFirst();
  timers_.After(record_->order.ring_timeout,
                [this] { End(CallState::kNoAnswer, "nobody answered in time", "487"); });
  if (const auto* answering = std::get_if<Answering>(&behaviour_)) {
    timers_.After(answering->after, [this] { Answer(); });
  } else if (const auto* voicemail = std::get_if<Voicemail>(&behaviour_)) {
    timers_.After(voicemail->after, [this] { Answer(); });
  } else if (std::holds_alternative<Busy>(behaviour_)) {
    timers_.After(kBusyAfter, [this] { End(CallState::kBusy, "the line is busy", "486"); });
  } else if (std::holds_alternative<Declining>(behaviour_)) {
    timers_.After(kDeclinedAfter,
                  [this] { End(CallState::kBusy, "the person declined the call", "603"); });
  }
}

void Leg::Receive() {
  record_->started = loop_.Now();
  Enter(CallState::kRinging);
  if (!record_->order.stream_url.empty()) return Answer();
  FetchFirst();
}

void Leg::Answer() {
  timers_.CancelAll();
  answered_at_ = loop_.Elapsed();
  record_->answered = loop_.Now();
  Enter(CallState::kInProgress);
  callbacks_->Fire(StatusEvent::kAnswered, BaseParams());
  limit_ = timers_.After(record_->order.time_limit, [this] { EndAtLimit(); });
  if (record_->direction == Direction::kOutboundApi) StartDetection();
  if (!detecting_) Begin();
  if (!Ended()) person_.Join();
}

void Leg::EndAtLimit() { End(CallState::kCompleted, "the time limit was reached"); }

void Leg::StartDetection() {
  const auto& order = record_->order;
  if (order.detection == CallOrder::MachineDetection::kNone) return;
  detecting_ = order.detection_mode == CallOrder::DetectionMode::kBlocking;
  const Detection found = Detect(behaviour_, order);
  timers_.After(found.after, [this, found] { ReportDetection(found); });
}

void Leg::ReportDetection(const Detection& found) {
  record_->answered_by = found.answered_by;
  if (detecting_) {
    detecting_ = false;
    return Begin();
  }
  if (record_->order.detection_callback.url.empty()) return;
  Params params = {{"CallSid", record_->sid},
                   {"AccountSid", record_->account},
                   {"AnsweredBy", found.answered_by},
                   {"MachineDetectionDuration", std::to_string(found.after.count())}};
  Webhook webhook{"amd", record_->order.detection_callback, std::move(params),
                  faults_.duplicate ? Webhook::Sending::kTwice : Webhook::Sending::kOnce};
  webhooks_.Send(record_, std::move(webhook), [weak = weak_from_this()](WebhookAnswer answer) {
    const auto self = weak.lock();
    if (self && !answer)
      self->Note(answer.error().code, "machine detection callback: " + answer.error().text);
  });
}

void Leg::Begin() {
  if (!record_->order.stream_url.empty()) return OpenExotel(record_->order.stream_url);
  if (waiting_) return Perform(std::exchange(waiting_, std::nullopt).value());
  if (!first_requested_) FetchFirst();
}

void Leg::Cancel() {
  if (record_->state < CallState::kInProgress)
    End(CallState::kCanceled, "canceled by the account", "487");
}

void Leg::Complete() {
  if (record_->state < CallState::kInProgress) return Cancel();
  if (!Ended()) End(CallState::kCompleted, "hung up by the account");
}

void Leg::MoveTo(WebhookTarget target) {
  if (live_) live_->Leave("the call was redirected");
  if (relay_) relay_->Leave();
  interpreter_.Stop();
  first_requested_ = true;
  Fetch("update", std::move(target), {});
}

void Leg::MoveTo(TwimlDocument document) {
  if (live_) live_->Leave("the call was redirected");
  if (relay_) relay_->Leave();
  ++fetch_;
  first_requested_ = true;
  Perform(std::move(document));
}

void Leg::WhenReached(std::function<void()> task) { when_reached_.push_back(std::move(task)); }

void Leg::Reached() {
  for (const auto& task : std::exchange(when_reached_, {})) task();
}

void Leg::SaidToCallee(std::string_view text, Completeness completeness) {
  Add({Utterance::Kind::kHeard, std::string(text), loop_.Now(), std::nullopt,
       completeness == Completeness::kInterrupted});
  person_.Hear(text);
}

void Leg::PlayedToCallee(std::string_view url) {
  Add({Utterance::Kind::kPlayed, std::string(url), loop_.Now(), std::nullopt});
}

void Leg::Press(char key) {
  if (IsLive()) live_->Press(key);
  if (OnRelay()) relay_->Press(key);
  // First the cut-off sentence, then what cut it off: the order of the conversation.
  interpreter_.Press(key);
  Add({Utterance::Kind::kPressed, std::string(1, key), loop_.Now(), std::nullopt});
}

void Leg::HangUp(std::string_view why) { End(CallState::kCompleted, why); }

void Leg::DocumentEnded(std::string_view why) { End(CallState::kCompleted, why); }

void Leg::Note(int code, std::string text) { record_->Note(code, std::move(text), loop_.Now()); }

void Leg::Enter(CallState state) {
  record_->MoveTo(state, loop_.Now());
  if (tell_ && state != CallState::kQueued) tell_(TellState(*record_));
  if (record_->order.on_change) record_->order.on_change(*record_);
}

void Leg::Add(Utterance utterance) {
  if (tell_) tell_(TellUtterance(*record_, utterance));
  record_->Add(std::move(utterance));
}

void Leg::End(CallState state, std::string_view reason, std::string_view sip_code) {
  if (Ended()) return;
  timers_.CancelAll();
  if (live_) live_->Leave(std::string(reason));
  if (relay_) relay_->Leave();
  interpreter_.Stop();
  person_.Leave();
  ++fetch_;
  if (record_->answered) record_->length = loop_.Elapsed() - answered_at_;
  record_->ended = loop_.Now();
  record_->end_reason = reason;
  Enter(state);
  const auto seconds = std::chrono::round<std::chrono::seconds>(record_->length).count();
  Params params = BaseParams();
  params.emplace_back("CallDuration", std::to_string(seconds));
  params.emplace_back("Duration", std::to_string((seconds + 59) / 60));
  params.emplace_back("SipResponseCode", sip_code);
  if (!record_->answered_by.empty()) params.emplace_back("AnsweredBy", record_->answered_by);
  callbacks_->Fire(StatusEvent::kCompleted, std::move(params));
  callbacks_->Flush();
  Reached();
}

Params Leg::BaseParams() const {
  const auto& order = record_->order;
  return {{"CallSid", record_->sid},
          {"AccountSid", record_->account},
          {"From", order.from},
          {"To", order.to},
          {"Caller", order.from},
          {"Called", order.to},
          {"CallStatus", std::string(ToString(record_->state))},
          {"ApiVersion", "2010-04-01"},
          {"Direction", std::string(ToString(record_->direction))}};
}

}  // namespace tocsin::phone
