#pragma once

#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/bus.hpp"
#include "adapters/expression.hpp"
#include "schemas/event.hpp"

namespace tocsin::runtime {

/// How plain JSON records of a topic become events (`bus.in`): jq over the record's value, with
/// $record = {topic, partition, offset, key}. Empty expressions take the defaults: id
/// `topic/partition/offset`, subject the record key, data the value. Integers
/// of any length stay exact where they are only passed on; an id that may have been rounded is
/// refused.
struct InboundRule {
  std::string topic;  ///< full name
  std::string type;   ///< literal event type, or jq when it begins with ".", "$" or "("
  std::string id = {};
  std::string subject = {};
  std::string data = {};
};

/// An expression of a rule, by the key that it stands under.
struct RuleExpression {
  std::string_view key;
  ExpressionSource source;
};
std::vector<RuleExpression> ExpressionsOf(const InboundRule& rule);

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
  EventCodec(std::string prefix, std::vector<InboundRule> rules, ExpressionEngine& engine);

  /// kInvalid with a sentence for the dead-letter header: what was missing, and how to mend it.
  Result<Event> Decode(const Record& record);
  /// Topic by type, key = subject; no subject gives no key.
  static OutgoingRecord Encode(const Event& event, const std::string& prefix);

  const std::string& Prefix() const { return prefix_; }

 private:
  /// Once for each source.
  void WarnOfTime(const Event& event);
  Result<Event> DecodeEvent(const Record& record);
  Result<Event> DecodePlain(const Record& record);
  /// An expression of the rules by its number; an error names the rule's key.
  Result<json::value> Evaluate(std::size_t expression, const json::value& input);
  Result<std::string> Text(const std::string& text, std::size_t expression,
                           const json::value& input, std::string fallback);

  std::string prefix_;
  std::vector<InboundRule> rules_;
  std::unique_ptr<ExpressionProgram>
      program_;  ///< four expressions a rule: type, id, subject, data
  std::unique_ptr<ExpressionScope> scope_;
  std::set<std::string> warned_;  ///< sources whose times have no zone
};

/// The record unchanged for the dead-letter topic, with the dlq_* headers.
OutgoingRecord ToDeadLetter(const Record& record, const std::string& prefix,
                            std::string_view reason, std::string_view error, TimePoint now);

}  // namespace tocsin::runtime
