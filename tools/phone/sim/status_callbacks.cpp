#include "tools/phone/sim/status_callbacks.hpp"

#include <utility>

#include "tools/phone/sim/carrier_time.hpp"

namespace tocsin::phone {

void StatusCallbacks::Fire(StatusEvent event, Params params) {
  const auto& order = record_->order;
  if (order.status.url.empty() || !order.events.contains(event)) return;
  params.emplace_back("Timestamp", FormatRfc2822(loop_.Now()));
  params.emplace_back("CallbackSource", "call-progress-events");
  params.emplace_back("SequenceNumber", std::to_string(sequence_++));
  if (faults_.lost) {
    record_->Note(0,
                  "status callback lost on purpose: " + std::string(FirstOf(params, "CallStatus")),
                  loop_.Now());
    return;
  }
  if (faults_.reorder && !held_ && event != StatusEvent::kCompleted) {
    held_ = std::move(params);
    return;
  }
  Release(std::move(params));
  Flush();
}

void StatusCallbacks::Flush() {
  if (!held_) return;
  Params params = std::move(*held_);
  held_.reset();
  Release(std::move(params));
}

void StatusCallbacks::Release(Params params) {
  if (faults_.late.count() == 0) return Enqueue(std::move(params));
  loop_.After(faults_.late,
              [self = shared_from_this(), params = std::move(params)] { self->Enqueue(params); });
}

void StatusCallbacks::Enqueue(Params params) {
  if (faults_.duplicate) queue_.push_back(params);
  queue_.push_back(std::move(params));
  Pump();
}

void StatusCallbacks::Pump() {
  if (sending_ || queue_.empty()) return;
  sending_ = true;
  Webhook webhook{"status", record_->order.status, std::move(queue_.front())};
  queue_.pop_front();
  webhooks_.Send(record_, std::move(webhook), [self = shared_from_this()](WebhookAnswer answer) {
    if (!answer)
      self->record_->Note(answer.error().code, "status callback: " + answer.error().text,
                          self->loop_.Now());
    self->sending_ = false;
    self->Pump();
  });
}

}  // namespace tocsin::phone
