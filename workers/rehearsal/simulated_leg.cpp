#include "workers/rehearsal/simulated_leg.hpp"

#include <algorithm>
#include <utility>

namespace tocsin::rehearsal {
namespace {

using Kind = CalleeBehaviour::Kind;

constexpr Duration kSetUpTime{200};
constexpr Duration kBusyAfter{1000};
constexpr Duration kRejectedAfter{2000};
constexpr Duration kCanceledAfter{2000};
constexpr Duration kHumanAfter{1000};
constexpr Duration kMachineAfter{2000};
constexpr double kGreetingConfidence = 0.88;

}  // namespace

SimulatedLeg::SimulatedLeg(std::string id, PlaceCall order, CalleeBehaviour behaviour,
                           TimePoint now)
    : id_(std::move(id)),
      order_(std::move(order)),
      behaviour_(std::move(behaviour)),
      person_(behaviour_.turns),
      created_(now),
      greeting_(behaviour_.greeting) {
  Plan({.at = now, .step = Step::kInitiated});
  if (behaviour_.kind == Kind::kUnreachable) {
    PlanOver(now + kSetUpTime, CallStatus::kFailed);
  } else {
    PlanRinging(now + kSetUpTime);
  }
}

SimulatedLeg::SimulatedLeg(std::string id, PlaceCall order, CalleeBehaviour behaviour,
                           TimePoint now, FromOutside)
    : id_(std::move(id)),
      order_(std::move(order)),
      inbound_(true),
      behaviour_(std::move(behaviour)),
      person_(behaviour_.turns),
      created_(now),
      status_(CallStatus::kRinging) {
  Plan({.at = now, .step = Step::kFetch, .url = order_.answer_url});
}

SimulatedLeg SimulatedLeg::Inbound(std::string id, PlaceCall order, CalleeBehaviour behaviour,
                                   TimePoint now) {
  return {std::move(id), std::move(order), std::move(behaviour), now, FromOutside{}};
}

void SimulatedLeg::PlanRinging(TimePoint at) {
  Plan({.at = at, .step = Step::kRinging});
  if (behaviour_.kind == Kind::kBusy) return PlanOver(at + kBusyAfter, CallStatus::kBusy);
  if (behaviour_.kind == Kind::kRejects) return PlanOver(at + kRejectedAfter, CallStatus::kBusy);
  if (behaviour_.kind == Kind::kCanceled)
    return PlanOver(at + kCanceledAfter, CallStatus::kCanceled);
  const bool picks_up = behaviour_.kind == Kind::kAnswers || behaviour_.kind == Kind::kVoicemail;
  if (!picks_up || behaviour_.answer_after >= order_.ring_timeout)
    return PlanOver(at + order_.ring_timeout, CallStatus::kNoAnswer);
  Plan({.at = at + behaviour_.answer_after, .step = Step::kAnswered});
}

void SimulatedLeg::Plan(Planned planned) {
  const auto place = std::ranges::upper_bound(plan_, planned.at, {}, &Planned::at);
  plan_.insert(place, std::move(planned));
}

ListedCall SimulatedLeg::Listed() const {
  return {.provider_call_id = id_,
          .to = order_.to,
          .from = order_.from,
          .status = status_,
          .outbound_by_api = !inbound_,
          .created = created_};
}

std::optional<TimePoint> SimulatedLeg::NextAt() const {
  return plan_.empty() ? std::nullopt : std::optional(plan_.front().at);
}

std::optional<Callback> SimulatedLeg::Take(TimePoint now) {
  if (plan_.empty() || plan_.front().at > now) return std::nullopt;
  const Planned planned = std::move(plan_.front());
  plan_.erase(plan_.begin());
  CallWebhook hook{.provider_call_id = id_,
                   .status = status_,
                   .inbound = inbound_,
                   .from = order_.from,
                   .to = order_.to};
  switch (planned.step) {
    case Step::kInitiated:
      return StatusCallback(CallStatus::kQueued);
    case Step::kRinging:
      return StatusCallback(CallStatus::kRinging);
    case Step::kAnswered:
      Answered(planned.at);
      return StatusCallback(CallStatus::kInProgress);
    case Step::kFetch:
      // A redirect may go to where an answer to a question does.
      hook.kind = planned.url.find("/gather?") == std::string::npos ? CallWebhook::Kind::kAnswer
                                                                    : CallWebhook::Kind::kInput;
      return Callback{.hook = std::move(hook), .url = planned.url};
    case Step::kDetected:
      hook.kind = CallWebhook::Kind::kMachineDetection;
      hook.answered_by = behaviour_.detected_as;
      return Callback{.hook = std::move(hook), .url = order_.machine_detection_url};
    case Step::kInput:
      hook = planned.input;
      hook.provider_call_id = id_;
      hook.status = status_;
      return Callback{.hook = std::move(hook), .url = action_url_};
    case Step::kSaid:
    case Step::kOver:
      return Over(planned);
  }
  return std::nullopt;
}

Callback SimulatedLeg::StatusCallback(CallStatus status) {
  status_ = status;
  return {.hook = {.kind = CallWebhook::Kind::kStatus,
                   .provider_call_id = id_,
                   .status = status,
                   .inbound = inbound_,
                   .from = order_.from,
                   .to = order_.to,
                   .sequence = sequence_++},
          .url = order_.status_url};
}

void SimulatedLeg::Answered(TimePoint now) {
  answered_at_ = now;
  Plan({.at = now, .step = Step::kFetch, .url = order_.answer_url});
  const bool machine = behaviour_.kind == Kind::kVoicemail;
  if (!order_.machine_detection_url.empty())
    Plan({.at = now + (machine ? kMachineAfter : kHumanAfter), .step = Step::kDetected});
  CountTime(now);
}

void SimulatedLeg::CountTime(TimePoint now) {
  if (behaviour_.hang_up_after) PlanOver(now + *behaviour_.hang_up_after, CallStatus::kCompleted);
  PlanOver(now + order_.time_limit, CallStatus::kCompleted);
}

Callback SimulatedLeg::Over(const Planned& planned) {
  plan_.clear();
  Callback callback = StatusCallback(planned.status);
  if (answered_at_) {
    const auto spoken = std::chrono::round<std::chrono::seconds>(planned.at - *answered_at_);
    callback.hook.duration_seconds = static_cast<int>(spoken.count());
  }
  return callback;
}

void SimulatedLeg::Interrupt() {
  std::erase_if(plan_, [](const Planned& planned) {
    return planned.step == Step::kInput || planned.step == Step::kSaid ||
           planned.step == Step::kFetch;
  });
}

void SimulatedLeg::Play(const Instructions& instructions, TimePoint now) {
  if (inbound_ && status_ == CallStatus::kRinging) {
    status_ = CallStatus::kInProgress;
    answered_at_ = now;
    CountTime(now);
  }
  if (status_ != CallStatus::kInProgress) return;
  Interrupt();
  std::string text;
  Duration pauses{0};
  const auto say = [&text](const Say& said) {
    text.append(text.empty() ? "" : " ").append(said.text);
  };
  const auto end = [&] { return now + pauses + (text.empty() ? Duration(0) : SpeakingTime(text)); };
  for (const auto& instruction : instructions) {
    if (const auto* said = std::get_if<Say>(&instruction)) say(*said);
    if (const auto* pause = std::get_if<Pause>(&instruction)) pauses += pause->length;
    if (const auto* redirect = std::get_if<Redirect>(&instruction)) {
      if (!text.empty()) person_.Hear(text);
      return Plan({.at = end(), .step = Step::kFetch, .url = redirect->url});
    }
    if (const auto* ask = std::get_if<Ask>(&instruction)) {
      std::ranges::for_each(ask->prompt, say);
      return Listen(*ask, text, now, end());
    }
  }
  Plan({.at = end(), .step = Step::kSaid});
}

void SimulatedLeg::Listen(const Ask& ask, const std::string& text, TimePoint now, TimePoint said) {
  action_url_ = ask.action_url;
  // Who goes on keying hears no more of it.
  if (!keys_.empty()) return PlanKeys(now, ask);
  if (!greeting_.empty()) {
    const TimePoint greeted = *answered_at_ + SpeakingTime(greeting_);
    return PlanInput(std::max(now, greeted), {}, std::exchange(greeting_, {}), kGreetingConfidence);
  }
  person_.Hear(text);
  const TimePoint until = said + ask.silence;
  if (const auto act = person_.Next(said, until)) return PlanAct(*act, ask);
  PlanInput(until, {}, {}, {});
}

void SimulatedLeg::PlanAct(const ScriptedPerson::Act& act, const Ask& ask) {
  using Act = ScriptedPerson::Act;
  switch (act.kind) {
    case Act::Kind::kHangUp:
      return PlanOver(act.at, CallStatus::kCompleted);
    case Act::Kind::kPress:
      keys_ = act.text;
      return PlanKeys(act.at, ask);
    case Act::Kind::kSay:
      return PlanInput(act.at, {}, act.text, act.confidence);
  }
}

void SimulatedLeg::PlanKeys(TimePoint at, const Ask& ask) {
  std::string taken;
  bool finished = false;
  while (!finished && !keys_.empty() && taken.size() < static_cast<std::size_t>(ask.digits)) {
    const char key = keys_.front();
    keys_.erase(0, 1);
    finished = key == '#';
    if (!finished) taken += key;
  }
  const bool waits_for_more = !finished && taken.size() < static_cast<std::size_t>(ask.digits);
  PlanInput(waits_for_more ? at + ask.silence : at, std::move(taken), {}, {});
}

void SimulatedLeg::PlanInput(TimePoint at, std::string digits, std::string speech,
                             std::optional<double> confidence) {
  Planned planned{.at = at, .step = Step::kInput};
  planned.input.kind = CallWebhook::Kind::kInput;
  planned.input.digits = std::move(digits);
  planned.input.speech = std::move(speech);
  planned.input.confidence = confidence;
  Plan(std::move(planned));
}

void SimulatedLeg::End(TimePoint now) {
  if (plan_.empty() || std::exchange(ending_, true)) return;
  plan_.clear();
  PlanOver(now + kSetUpTime, answered_at_ ? CallStatus::kCompleted : CallStatus::kCanceled);
}

void SimulatedLeg::Move(std::string url, TimePoint now) {
  if (status_ != CallStatus::kInProgress) return;
  Interrupt();
  Plan({.at = now, .step = Step::kFetch, .url = std::move(url)});
}

}  // namespace tocsin::rehearsal
