#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "schemas/event.hpp"
#include "workers/bridge/delivery.hpp"
#include "workers/runtime/effect_kind.hpp"
#include "workers/runtime/handler.hpp"

namespace tocsin::bridge {

/// What leaves because of an event, and what is told of it: BridgeHandler treats all alike. Its
/// name among deliveries and channels is the task's `delivery`.
class EventEffect : public runtime::EffectWork {
 public:
  explicit EventEffect(DeliveryTask task) : task_(std::move(task)) {}
  const DeliveryTask& Task() const { return task_; }
  std::string Lane() const override { return task_.delivery; }
  /// Of whom a dead letter says that it failed, and to whom alone its replay goes.
  virtual std::string Addressee() const { return task_.delivery; }

  /// Why it goes to the dead letters after such an answer.
  virtual std::string_view Letter(const json::value& result) const = 0;
  /// The answers to whoever waits for the event; nothing: nobody does, or it is an action, which
  /// others may end too (BridgeHandler::End).
  virtual std::optional<Event> Succeeded(const EffectRow&, const json::value&, TimePoint) const {
    return std::nullopt;
  }
  virtual std::optional<Event> Failed(const EffectRow&, const std::string&, TimePoint) const {
    return std::nullopt;
  }

 private:
  DeliveryTask task_;
};

/// The event as it came, for the dead letters: a replay of it is for the effect's addressee alone.
runtime::Arrival ArrivalOf(const EventEffect& work);

}  // namespace tocsin::bridge
