#pragma once

#include <optional>
#include <string_view>
#include <utility>

#include "schemas/event.hpp"
#include "workers/bridge/delivery.hpp"
#include "workers/runtime/effect_kind.hpp"

namespace tocsin::bridge {

/// What leaves because of an event, and what is told of it: BridgeHandler treats all alike. Its
/// name among deliveries and channels is the task's `delivery`.
class EventEffect : public runtime::EffectWork {
 public:
  explicit EventEffect(DeliveryTask task) : task_(std::move(task)) {}
  const DeliveryTask& Task() const { return task_; }
  std::string Lane() const final { return task_.delivery; }

  /// Why it goes to the dead letters after such an answer.
  virtual std::string_view Letter(const json::value& result) const = 0;
  /// The answers to whoever waits for the event; nothing: nobody does.
  virtual std::optional<Event> Succeeded(const EffectRow& row, const json::value& result,
                                         TimePoint now) const = 0;
  virtual std::optional<Event> Failed(const EffectRow& row, const std::string& reason,
                                      TimePoint now) const = 0;

 private:
  DeliveryTask task_;
};

}  // namespace tocsin::bridge
