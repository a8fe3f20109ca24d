#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/bus.hpp"
#include "adapters/expression.hpp"
#include "adapters/schema_registry.hpp"
#include "schemas/event.hpp"
#include "workers/runtime/event_mapping.hpp"

namespace tocsin::runtime {

/// How plain records of a topic become events (`bus.in`): an EventMapping over the record's value,
/// which is JSON or becomes it by a schema, with $record = {topic, partition, offset, key}. Empty
/// expressions take the defaults: id `topic/partition/offset`, subject the record key, data the
/// value.
struct InboundRule {
  std::string topic;  ///< full name, or a regular expression over names: a leading '^'
  std::string type;   ///< literal event type, or jq when it begins with ".", "$" or "("
  std::string id = {};
  std::string subject = {};
  std::string data = {};
  ValueFormat format = ValueFormat::kJson;  ///< another needs a schema registry
};

class TopicRules;

std::vector<MappingExpression> ExpressionsOf(const InboundRule& rule);

/// Compiles what the rules hold; kInvalid naming the first that is wrong ("bus.in[0].data: ...").
Status CheckRules(const std::vector<InboundRule>& rules, ExpressionEngine& engine);

/// How a record carries its event (CloudEvents Kafka binding): what a header means depends on it.
enum class ContentMode {
  kBinary,      ///< attributes are ce_ headers; ce_specversion says so
  kStructured,  ///< all of it is in the value; ce_ headers mean nothing
  kPlain,       ///< no CloudEvent: a rule makes one of it, whatever its headers
};
ContentMode ModeOf(const Record& record);

/// What is wrong with the `source` of an event that comes from outside; empty when it will do. It
/// names its maker by a URI reference
/// (https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md#source-1); letters beyond
/// ASCII are taken as they are.
std::string FaultOfSource(std::string_view source);

/// Records to events and back (CloudEvents Kafka binding 1.0: binary mode out; binary and
/// structured in). One for each shard: its expressions are not thread-safe.
class EventCodec {
 public:
  /// `schemas` is for rules of other formats than JSON, and outlives the codec.
  EventCodec(std::string prefix, std::vector<InboundRule> rules, ExpressionEngine& engine,
             SchemaRegistry* schemas = nullptr);
  ~EventCodec();

  /// kInvalid with a sentence for the dead-letter header: what was missing, and how to mend it.
  Result<Event> Decode(const Record& record);
  /// Whether some records cannot be read before their schema is there.
  bool NeedsSchemas() const { return needs_schemas_; }
  /// The schema that the record has to wait for: `resolved` is called once it is known, on a thread
  /// of the registry. Nothing: Decode can be called, until ForgetSchemas.
  std::optional<std::int32_t> AwaitedSchema(
      const Record& record, const std::function<void(std::int32_t schema)>& resolved);
  /// At the start of a batch: what AwaitedSchema found may go.
  void ForgetSchemas() { known_.clear(); }
  /// Topic by type, key = subject; no subject gives no key.
  static OutgoingRecord Encode(Event event, const std::string& prefix);

  const std::string& Prefix() const { return prefix_; }

 private:
  /// Once for each source.
  void WarnOfTime(const Event& event);
  Result<Event> DecodeEvent(const Record& record);
  Result<Event> DecodePlain(const Record& record);
  std::optional<std::size_t> RuleOf(const std::string& topic);
  Result<json::value> ValueOf(const InboundRule& rule, const Record& record);

  std::string prefix_;
  std::vector<InboundRule> rules_;
  std::unique_ptr<const TopicRules> topics_;
  std::map<std::string, std::optional<std::size_t>> rule_of_;  ///< of the topics met so far
  SchemaRegistry* schemas_;
  bool needs_schemas_;
  std::map<std::int32_t, SchemaAnswer> known_;  ///< kept for the batch, whatever the registry does
  EventMapper mapper_;
  std::set<std::string> warned_;  ///< sources whose times have no zone
};

/// Headers of dead letters, and of what is replayed: `kLetterRole` is the worker that could not
/// handle it, `kLetterDelivery` the delivery that failed, `kLetterReplay` which letter a record was
/// replayed from and how often that was ("3:17#1"). A replayed record is handled by that worker
/// alone, as an event of its own, though it keeps its id.
inline constexpr std::string_view kLetterHeaders = "dlq_";
inline constexpr char kLetterReason[] = "dlq_reason";
inline constexpr char kLetterError[] = "dlq_error";
inline constexpr char kLetterTopic[] = "dlq_topic";
inline constexpr char kLetterPartition[] = "dlq_partition";
inline constexpr char kLetterOffset[] = "dlq_offset";
inline constexpr char kLetterTime[] = "dlq_time";
inline constexpr char kLetterRole[] = "dlq_role";
inline constexpr char kLetterDelivery[] = "dlq_delivery";
inline constexpr char kLetterReplay[] = "dlq_replay";
inline constexpr char kLetterRelease[] = "dlq_release";  ///< who lets a held action go
inline constexpr char kLetterValueBytes[] = "dlq_value_bytes";

/// The value of a header, or "".
std::string_view HeaderOf(const Headers& headers, std::string_view name);

/// The record unchanged for the dead-letter topic, with the dlq_* headers. `role` is empty where no
/// worker could read it.
OutgoingRecord ToDeadLetter(const Record& record, const std::string& prefix, std::string_view role,
                            std::string_view reason, std::string_view error, TimePoint now);

}  // namespace tocsin::runtime
