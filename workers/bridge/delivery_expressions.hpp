#pragma once

#include <memory>
#include <optional>

#include "adapters/expression.hpp"
#include "workers/bridge/delivery.hpp"

namespace tocsin::bridge {

/// The expressions of the deliveries in force, compiled. One for each shard, on its thread.
class DeliveryExpressions {
 public:
  DeliveryExpressions(std::shared_ptr<const Deliveries> deliveries, ExpressionEngine& engine);

  const Deliveries& All() const { return *deliveries_; }
  /// Whether the delivery takes the event. `envelope` is made of it where that is needed and not
  /// done yet. kInvalid: its condition cannot judge the event.
  Result<bool> Wanted(const Deliveries::Entry& entry, const Event& event,
                      std::optional<json::value>& envelope);
  /// What of the event is sent. A text is the body as it is, anything else as JSON; a header of
  /// null is left out. kInvalid names the setting and what is wrong.
  Result<DeliveryContent> Map(const Deliveries::Entry& entry, const Event& event);

 private:
  Result<json::value> Evaluate(std::size_t index, const json::value& envelope);

  std::shared_ptr<const Deliveries> deliveries_;
  std::unique_ptr<ExpressionProgram> program_;  ///< null: there are none
  std::unique_ptr<ExpressionScope> scope_;
};

}  // namespace tocsin::bridge
