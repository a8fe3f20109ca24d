#include "workers/runtime/event_codec.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "schemas/json.hpp"
#include "schemas/letter_case.hpp"
#include "schemas/media_type.hpp"
#include "schemas/topics.hpp"
#include "schemas/uri_reference.hpp"
#include "schemas/utf8.hpp"
#include "workers/runtime/topic_rules.hpp"

namespace tocsin::runtime {
namespace {

constexpr std::string_view kPrefix = "ce_";
constexpr std::size_t kMaxErrorText = 497;  // and "..."
constexpr std::size_t kMostWarned = 100;
constexpr std::string_view kRules = "bus.in";
const std::vector<std::string> kRuleVariables = {"record"};

EventMapping MappingOf(const InboundRule& rule) {
  return {rule.type, rule.id, rule.subject, rule.data};
}
std::vector<EventMapping> MappingsOf(const std::vector<InboundRule>& rules) {
  std::vector<EventMapping> mappings;
  for (const auto& rule : rules) mappings.push_back(MappingOf(rule));
  return mappings;
}

std::string_view FindHeader(const Headers& headers, std::string_view name) {
  for (const auto& [key, value] : headers)
    if (EqualsIgnoringCase(key, name)) return value;
  return {};
}

/// What a sender wrote in another encoding is mended at the door: an alert is never lost for it.
void SetData(Event& event, std::string bytes) {
  event.data = HasJson(event) ? MendJson(std::move(bytes)) : std::move(bytes);
}

tl::unexpected<Error> RefuseWithoutRule(const Record& record) {
  const auto of_http = std::ranges::find_if(record.headers, [](const auto& header) {
    return LowerCase(header.first).starts_with("ce-");
  });
  if (of_http != record.headers.end()) {
    const std::string name = ToUtf8(of_http->first);
    return Fail(ErrorKind::kInvalid,
                "not a CloudEvent: header '" + name +
                    "' is the spelling of HTTP; on Kafka it is 'ce_" + LowerCase(name).substr(3) +
                    "', and ce_specversion, ce_id, ce_source and ce_type are needed",
                "bus");
  }
  return Fail(ErrorKind::kInvalid,
              "not a CloudEvent (no ce_specversion header) and no rule for plain JSON; add to "
              "tocsin.yaml: bus: {in: [{topic: " +
                  record.at.topic + ", type: tocsin.alert.raised, subject: .alert_id}]}",
              "bus");
}

}  // namespace

EventCodec::EventCodec(std::string prefix, std::vector<InboundRule> rules, ExpressionEngine& engine,
                       SchemaRegistry* schemas)
    : prefix_(std::move(prefix)),
      rules_(std::move(rules)),
      topics_(std::make_unique<const TopicRules>(rules_)),
      schemas_(schemas),
      needs_schemas_(
          schemas != nullptr &&
          std::ranges::any_of(rules_,
                              [](const auto& rule) { return rule.format != ValueFormat::kJson; })),
      mapper_(std::string(kRules), MappingsOf(rules_), kRuleVariables, engine) {}

EventCodec::~EventCodec() = default;

std::vector<MappingExpression> ExpressionsOf(const InboundRule& rule) {
  return ExpressionsOf(MappingOf(rule), kRuleVariables);
}

Status CheckRules(const std::vector<InboundRule>& rules, ExpressionEngine& engine) {
  for (std::size_t i = 0; i < rules.size(); ++i) {
    if (TopicPattern::Is(rules[i].topic))
      if (const auto compiled = TopicPattern::Compile(rules[i].topic); !compiled)
        return Fail(
            ErrorKind::kInvalid,
            std::string(kRules) + '[' + std::to_string(i) + "].topic: " + compiled.error().message,
            "bus");
    for (const auto& [key, source] : ExpressionsOf(rules[i]))
      if (auto checked = engine.Check(source); !checked)
        return Fail(ErrorKind::kInvalid,
                    std::string(kRules) + '[' + std::to_string(i) + "]." + std::string(key) + ": " +
                        checked.error().message,
                    "bus");
  }
  return {};
}

std::string FaultOfSource(std::string_view source) {
  if (IsIriReference(source)) return {};
  return "is no URI reference such as /monitoring/host1 or https://host1.example: '" +
         Shortened(source, 60) + "'; a space is written %20";
}

ContentMode ModeOf(const Record& record) {
  const std::string_view content_type = FindHeader(record.headers, "content-type");
  if (IsEnvelopeType(content_type)) return ContentMode::kStructured;
  const bool binary = std::ranges::any_of(record.headers, [](const auto& header) {
    return EqualsIgnoringCase(header.first, "ce_specversion");
  });
  return binary ? ContentMode::kBinary : ContentMode::kPlain;
}

Result<Event> EventCodec::Decode(const Record& record) {
  TRY_ASSIGN(Event event, DecodeEvent(record));
  if (const auto fault = FaultOfSource(event.source); !fault.empty())
    return Fail(ErrorKind::kInvalid, "reading CloudEvent: attribute 'source' " + fault, "event");
  if (event.utc_assumed) WarnOfTime(event);
  return event;
}

void EventCodec::WarnOfTime(const Event& event) {
  if (warned_.size() >= kMostWarned || !warned_.insert(event.source).second) return;
  spdlog::warn(
      "bus: event {} of {} has a time without a zone, {} is taken as UTC; told once for a source",
      event.id, event.source, event.time);
}

Result<Event> EventCodec::DecodeEvent(const Record& record) {
  const ContentMode mode = ModeOf(record);
  if (mode == ContentMode::kPlain) return DecodePlain(record);
  if (mode == ContentMode::kStructured) {
    if (!record.value)
      return Fail(ErrorKind::kInvalid, "structured CloudEvent without a value", "bus");
    TRY_ASSIGN(json::value envelope,
               ParseJson(MendJson(*record.value), {.max_depth = kMaxWrappedDepth}));
    TRY_ASSIGN(Event event, EventFromStructured(std::move(envelope)));
    if (event.subject.empty() && record.key) event.subject = ToUtf8(*record.key);
    return event;
  }
  Attributes attributes;
  attributes.reserve(record.headers.size());
  for (const auto& [name, value] : record.headers) {
    const std::string lower = LowerCase(name);
    if (lower.starts_with(kPrefix))
      attributes.emplace_back(lower.substr(kPrefix.size()), ToUtf8(value));
    else if (lower == "traceparent" || lower == "tracestate" || lower == "content-type")
      attributes.emplace_back(lower, ToUtf8(value));
  }
  TRY_ASSIGN(Event event, EventFromAttributes(std::move(attributes), {}));
  SetData(event, record.value.value_or(std::string()));
  if (event.subject.empty() && record.key) event.subject = ToUtf8(*record.key);
  if (const auto& data = EventData(event); !data)
    return Fail(Wrap(data.error(), "reading the event's data"));
  return event;
}

Result<Event> EventCodec::DecodePlain(const Record& record) {
  const auto rule = RuleOf(record.at.topic);
  if (!rule) return RefuseWithoutRule(record);
  TRY_ASSIGN(const json::value input, ValueOf(rules_[*rule], record));
  mapper_.Scope().Set(kNowVariable,
                      static_cast<double>(record.timestamp.time_since_epoch().count()) / 1000);
  mapper_.Scope().Set(
      "record", {{"topic", record.at.topic},
                 {"partition", record.at.partition},
                 {"offset", record.offset},
                 {"key", record.key ? json::value(ToUtf8(*record.key)) : json::value(nullptr)}});
  const std::string place = record.at.topic + '/' + std::to_string(record.at.partition) + '/' +
                            std::to_string(record.offset);
  TRY_ASSIGN(Event event, mapper_.Map(*rule, input, {place, ToUtf8(record.key.value_or(""))}));
  event.source = "/bus/" + record.at.topic;
  event.time = FormatTime(record.timestamp);
  event.traceparent = ToUtf8(std::string(FindHeader(record.headers, "traceparent")));
  event.tracestate = ToUtf8(std::string(FindHeader(record.headers, "tracestate")));
  return event;
}

std::optional<std::size_t> EventCodec::RuleOf(const std::string& topic) {
  const auto [found, fresh] = rule_of_.try_emplace(topic);
  if (fresh) found->second = topics_->Of(topic);
  return found->second;
}

std::optional<std::int32_t> EventCodec::AwaitedSchema(
    const Record& record, const std::function<void(std::int32_t schema)>& resolved) {
  if (!needs_schemas_ || !record.value) return std::nullopt;
  const auto rule = RuleOf(record.at.topic);
  if (!rule || rules_[*rule].format == ValueFormat::kJson || ModeOf(record) != ContentMode::kPlain)
    return std::nullopt;
  const auto framed = ReadFrame(*record.value);
  if (!framed || known_.contains(framed->schema)) return std::nullopt;
  auto answer =
      schemas_->Find(framed->schema, [resolved, schema = framed->schema] { resolved(schema); });
  if (answer.Pending()) return framed->schema;
  known_.emplace(framed->schema, std::move(answer));
  return std::nullopt;
}

Result<json::value> EventCodec::ValueOf(const InboundRule& rule, const Record& record) {
  if (rule.format == ValueFormat::kJson) return ParseJson(MendJson(record.value.value_or("null")));
  static const std::string kNothing;
  TRY_ASSIGN(const auto framed, ReadFrame(record.value ? *record.value : kNothing));
  const auto known = known_.find(framed.schema);
  if (known == known_.end())
    return Fail(ErrorKind::kTransient,
                "schema " + std::to_string(framed.schema) + " is not known yet", "bus");
  if (known->second.refused) return Fail(*known->second.refused);
  const ValueSchema& schema = *known->second.schema;
  if (schema.Format() != rule.format)
    return Fail(ErrorKind::kInvalid,
                "schema " + std::to_string(framed.schema) + " is one of " +
                    std::string(ToString(schema.Format())) + ", but the rule of bus.in says " +
                    std::string(ToString(rule.format)),
                "bus");
  auto text = schema.ToJson(framed.payload);
  if (!text)
    return Fail(Wrap(std::move(text).error(), "by schema " + std::to_string(framed.schema)));
  return ParseJson(MendJson(*std::move(text)), {.max_depth = kMaxWrappedDepth});
}

OutgoingRecord EventCodec::Encode(Event event, const std::string& prefix) {
  OutgoingRecord record;
  record.topic = TopicOf(event.type, prefix);
  if (!event.subject.empty()) record.key = event.subject;
  record.value = event.data.Text();
  record.headers.reserve(10 + event.extensions.size());
  ForEachAttribute(event, [&](std::string_view name, auto& value) {
    auto& header = record.headers.emplace_back(kPrefix, std::move(value)).first;
    header += name;
  });
  record.headers.emplace_back("content-type", std::move(event.content_type));
  if (!event.traceparent.empty())
    record.headers.emplace_back("traceparent", std::move(event.traceparent));
  if (!event.tracestate.empty())
    record.headers.emplace_back("tracestate", std::move(event.tracestate));
  return record;
}

std::string_view HeaderOf(const Headers& headers, std::string_view name) {
  const auto found = std::ranges::find(headers, name, &Headers::value_type::first);
  return found == headers.end() ? std::string_view() : std::string_view(found->second);
}

OutgoingRecord ToDeadLetter(const Record& record, const std::string& prefix, std::string_view role,
                            std::string_view reason, std::string_view error, TimePoint now) {
  OutgoingRecord letter;
  letter.topic = TopicName(topic::kDeadLetters, prefix);
  letter.key = record.key;
  letter.value = record.value;
  for (const auto& [name, value] : record.headers)  // those of a replay are of the letter before
    if (!name.starts_with(kLetterHeaders) || name == kLetterDelivery)
      letter.headers.emplace_back(name, value);
  letter.headers.emplace_back(kLetterReason, reason);
  letter.headers.emplace_back(kLetterError, Shortened(error, kMaxErrorText));
  letter.headers.emplace_back(kLetterTopic, record.at.topic);
  letter.headers.emplace_back(kLetterPartition, std::to_string(record.at.partition));
  letter.headers.emplace_back(kLetterOffset, std::to_string(record.offset));
  letter.headers.emplace_back(kLetterTime, FormatTime(now));
  if (!role.empty()) letter.headers.emplace_back(kLetterRole, role);
  return letter;
}

}  // namespace tocsin::runtime
