#include "workers/runtime/event_mapping.hpp"

#include <cmath>
#include <iterator>

#include "schemas/events/alerts.hpp"
#include "schemas/events/calls.hpp"
#include "schemas/json.hpp"

namespace tocsin::runtime {
namespace {

constexpr std::string_view kMappingKeys[] = {"type", "id", "subject", "data"};

/// A double beyond 2^53 came out of a calculation or was no integer as it was written: two ids may
/// be one in it. Integers that are only passed on are exact, however long.
Status RefuseRounded(const json::value& id) {
  constexpr double kExactDoubles = 9007199254740992.0;  // 2^53
  if (!id.is_double() || std::abs(id.get_double()) < kExactDoubles) return {};
  return Fail(ErrorKind::kInvalid,
              "an id is a number that may be rounded (" + JsonText(id) +
                  "): send it as a string, or as an integer that nothing calculates with",
              "bus");
}

}  // namespace

bool IsExpression(std::string_view type) {
  return !type.empty() && std::string_view(".$(").find(type[0]) != std::string_view::npos;
}

std::vector<MappingExpression> ExpressionsOf(const EventMapping& mapping,
                                             const std::vector<std::string>& variables) {
  std::vector<MappingExpression> expressions;
  const auto add = [&](std::string_view key, const std::string& text) {
    if (!text.empty()) expressions.push_back({key, {text, variables}});
  };
  if (IsExpression(mapping.type)) add(kMappingKeys[0], mapping.type);
  add(kMappingKeys[1], mapping.id);
  add(kMappingKeys[2], mapping.subject);
  add(kMappingKeys[3], mapping.data);
  return expressions;
}

EventMapper::EventMapper(std::string what, std::vector<EventMapping> mappings,
                         const std::vector<std::string>& variables, ExpressionEngine& engine)
    : what_(std::move(what)), mappings_(std::move(mappings)) {
  std::vector<ExpressionSource> sources;
  for (const auto& mapping : mappings_) {
    sources.push_back({IsExpression(mapping.type) ? mapping.type : "null", variables});
    sources.push_back({mapping.id.empty() ? "null" : mapping.id, variables});
    sources.push_back({mapping.subject.empty() ? "null" : mapping.subject, variables});
    sources.push_back({mapping.data.empty() ? "." : mapping.data, variables});
  }
  if (sources.empty()) return;
  program_ = engine.Load(std::move(sources));
  scope_ = program_->NewScope();
}

Result<json::value> EventMapper::Evaluate(std::size_t expression, const json::value& input) {
  auto value = program_->Evaluate(expression, input, *scope_);
  if (value) return value;
  return Fail(Wrap(std::move(value).error(),
                   what_ + ": " + std::string(kMappingKeys[expression % std::size(kMappingKeys)])));
}

Result<std::string> EventMapper::Text(const std::string& text, std::size_t expression,
                                      const json::value& input, std::string fallback) {
  if (text.empty()) return fallback;
  TRY_ASSIGN(const json::value value, Evaluate(expression, input));
  if (value.is_null()) return fallback;
  TRY(RefuseRounded(value));
  return value.is_string() ? std::string(value.get_string()) : JsonText(value);
}

Result<Event> EventMapper::Map(std::size_t mapping, const json::value& input,
                               MappingDefaults defaults) {
  const auto& how = mappings_.at(mapping);
  const auto base = mapping * std::size(kMappingKeys);
  Event event;
  event.type = how.type;
  if (IsExpression(how.type)) {
    TRY_ASSIGN(event.type, Text(how.type, base, input, ""));
  }
  TRY_ASSIGN(event.id, Text(how.id, base + 1, input, std::move(defaults.id)));
  TRY_ASSIGN(event.subject, Text(how.subject, base + 2, input, std::move(defaults.subject)));
  TRY_ASSIGN(json::value data, Evaluate(base + 3, input));
  for (const auto id :
       {NameOf<&events::AlertRaised::alert_id>(), NameOf<&events::CallProgress::call_id>()})
    if (const auto* value = Find(data, id)) TRY(RefuseRounded(*value));
  if (NestedDeeper(data))
    return Fail(ErrorKind::kInvalid,
                what_ + ": data is nested deeper than " + std::to_string(kMaxJsonDepth) + " levels",
                "bus");
  event.data = Payload::Of(std::move(data));
  if (event.type.empty())
    return Fail(ErrorKind::kInvalid, what_ + ": it gives no event type", "bus");
  return event;
}

}  // namespace tocsin::runtime
