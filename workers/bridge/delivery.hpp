#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/expression.hpp"
#include "adapters/http.hpp"
#include "adapters/store.hpp"
#include "schemas/event.hpp"
#include "schemas/ids.hpp"
#include "schemas/tenant.hpp"
#include "workers/bridge/webhook_signature.hpp"

namespace tocsin::bridge {

/// Who says what became of an action.
enum class ActionEndBy { kAnswer, kReport, kOther };

/// One entry of `bridge.deliveries`: which events go to which address. Expressions are jq over the
/// structured event ({"type", "subject", "data", ...}).
struct DeliverySpec {
  std::string name;
  std::vector<std::string> types = {"tocsin.action.requested"};  ///< exact, or with '*' at the end
  std::string when = {};                                         ///< empty: always
  std::string url = {};
  std::string topic = {};                                        ///< instead of `url`: full name
  std::string body = {};                                         ///< empty: the event itself
  std::map<std::string, std::string, std::less<>> headers = {};  ///< expressions by header
  std::string secret = {};                                       ///< empty: not signed
  Duration timeout = std::chrono::seconds(10);
  Duration connect_timeout = std::chrono::seconds(10);
  int attempts = 8;
  Duration backoff = std::chrono::seconds(2);  ///< before the second attempt; doubles
  Duration longest_backoff = std::chrono::hours(1);
  Duration max_age = std::chrono::hours(24);  ///< since the event was read
  int concurrency = 16;
  bool ordered = true;  ///< those of one subject are sent one after another
  bool paused = false;
  int breaker_failures = 5;
  Duration breaker_rest = std::chrono::seconds(30);
  ActionEndBy end_by = ActionEndBy::kAnswer;  ///< of a topic, which answers nothing: kOther
  Duration report_within = std::chrono::minutes(10);
};

/// An expression of a delivery and the setting that holds it: `when`, `body`, `headers.NAME`.
std::vector<std::pair<std::string, ExpressionSource>> ExpressionsOf(const DeliverySpec& spec);

/// What is wrong with a header that a setting wants to send; empty: nothing.
std::string HeaderFault(const std::string& name);

/// The checked deliveries of a configuration. Immutable, shared by the shards.
class Deliveries {
 public:
  struct Entry {
    DeliverySpec spec;
    std::optional<WebhookKey> key;
    /// Indexes in Expressions().
    std::optional<std::size_t> condition = {};
    std::optional<std::size_t> body = {};
    std::vector<std::pair<std::string, std::size_t>> headers = {};
  };
  /// kInvalid names the delivery and what is wrong with it: no or doubled name, no url or topic or
  /// both, bad secret, a header that is not for it to set, bad jq.
  static Result<std::shared_ptr<const Deliveries>> Create(std::vector<DeliverySpec> specs,
                                                          ExpressionEngine& engine);

  const std::vector<Entry>& Entries() const { return entries_; }
  const std::vector<ExpressionSource>& Expressions() const { return expressions_; }
  const Entry* Find(std::string_view name) const;

 private:
  std::vector<Entry> entries_;
  Status Compile(Entry& entry, ExpressionEngine& engine);

  std::vector<ExpressionSource> expressions_;
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
  bool awaits = false;  ///< it is delivered, and a report of what became of it is due
  bool silent = false;  ///< its answer says nothing of the action: another delivery awaits a report
  std::optional<TimePoint> since = {};  ///< when it was read; a former release did not say
  std::string released = {};            ///< who let the action go that was held; empty: nobody
};
inline constexpr std::string_view kDeliveryKind = "delivery";

/// Of what leaves because of an event, to there. `replay`: of which replay the event came, if of
/// one; it is sent again then.
template <class... To>
EffectId EventEffectId(const Event& event, std::string_view replay, const To&... to) {
  const auto id = replay.empty() ? Uuid::Derive({to..., event.source, event.id})
                                 : Uuid::Derive({to..., event.source, event.id, replay});
  return EffectId(OfTenant(TenantOf(event), id));
}
EffectId DeliveryId(std::string_view delivery, const Event& event, std::string_view replay = {});
DeliveryTask MakeTask(const DeliverySpec& spec, const Event& event, const TopicPartition& at,
                      std::int64_t offset, TimePoint now);
/// An event's attributes, without its data, and back.
json::object EncodeAttributes(const Event& event);
Result<Event> DecodeAttributes(const json::object& attributes, std::string data);
std::string EncodeTask(const DeliveryTask& task);
/// The row of an effect that is due at once.
EffectRow RowOf(std::string_view kind, const EffectId& id, const DeliveryTask& task, TimePoint now);
/// kInvalid: a row that this program did not write.
Result<DeliveryTask> DecodeTask(std::string_view request);

/// What is sent: the event itself, or what the delivery's expressions make of it.
struct DeliveryContent {
  std::string body;
  std::string content_type;
  HttpHeaders headers = {};
};
inline constexpr std::string_view kStructuredType = "application/cloudevents+json";
DeliveryContent ContentOf(const Event& event);
/// The span of an attempt, which its receiver's trace goes on from.
std::uint64_t SpanOfAttempt(const DeliveryTask& task, int attempt);
/// `traceparent`, at the span of the attempt, and `tracestate`, unless the headers have their own.
void PutTrace(const DeliveryTask& task, int attempt, HttpHeaders& headers);
/// The signed request of an attempt at `now`.
HttpCall MakeCall(const Deliveries::Entry& entry, const DeliveryTask& task, DeliveryContent content,
                  int attempt, TimePoint now);

}  // namespace tocsin::bridge
