#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "adapters/expression.hpp"
#include "adapters/http.hpp"
#include "adapters/store.hpp"
#include "schemas/event.hpp"
#include "workers/bridge/webhook_signature.hpp"

namespace tocsin::bridge {

/// One entry of `bridge.deliveries`: which events go to which address.
struct DeliverySpec {
  std::string name;
  std::vector<std::string> types = {"tocsin.action.requested"};  ///< exact, or with '*' at the end
  std::string when =
      {};  ///< jq over the structured event ({"type", "subject", "data", ...}); empty: always
  std::string url;
  std::string secret = {};  ///< empty: not signed
  int attempts = 8;
  Duration backoff =
      std::chrono::seconds(2);  ///< before the second attempt; doubles, at most an hour
  Duration timeout = std::chrono::seconds(10);
};

/// The expression of `when`, over the event; nothing where there is none.
std::optional<ExpressionSource> ConditionOf(const DeliverySpec& spec);

/// The checked deliveries of a configuration. Immutable, shared by the shards.
class Deliveries {
 public:
  struct Entry {
    DeliverySpec spec;
    std::optional<WebhookKey> key;
    std::optional<std::size_t> condition;  ///< index in Conditions()
  };
  /// kInvalid names the delivery and what is wrong with it: no or doubled name, no url, bad secret,
  /// bad jq.
  static Result<std::shared_ptr<const Deliveries>> Create(std::vector<DeliverySpec> specs,
                                                          ExpressionEngine& engine);

  const std::vector<Entry>& Entries() const { return entries_; }
  const std::vector<ExpressionSource>& Conditions() const { return conditions_; }
  const Entry* Find(std::string_view name) const;

 private:
  std::vector<Entry> entries_;
  std::vector<ExpressionSource> conditions_;
};

bool TakesType(const DeliverySpec& spec, std::string_view type);

/// What an effect row of kind "delivery" holds: enough to send, sign and dead-letter it in another
/// process.
struct DeliveryTask {
  std::string delivery;
  std::string message_id;  ///< header webhook-id: the action's id, else the event's
  Event event;
  TopicPartition at;
  std::int64_t offset = 0;
};
inline constexpr std::string_view kDeliveryKind = "delivery";

EffectId DeliveryId(std::string_view delivery, const Event& event);
DeliveryTask MakeTask(const DeliverySpec& spec, const Event& event, const TopicPartition& at,
                      std::int64_t offset);
std::string EncodeTask(const DeliveryTask& task);
/// kInvalid: a row that this program did not write.
Result<DeliveryTask> DecodeTask(std::string_view request);

/// The signed request of one attempt at `now`.
HttpCall MakeCall(const Deliveries::Entry& entry, const DeliveryTask& task, TimePoint now);

}  // namespace tocsin::bridge
