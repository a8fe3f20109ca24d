#include "workers/workflow/language/event_filter.hpp"

#include <utility>

#include "workers/workflow/language/json_text.hpp"
#include "workers/workflow/language/secrets.hpp"

namespace tocsin::workflow {
namespace {

Result<json::value> AttributeOf(const Event& event, const std::string& name) {
  if (name == "data") return EventData(event);
  if (name == "id") return json::value(event.id);
  if (name == "source") return json::value(event.source);
  if (name == "type") return json::value(event.type);
  if (name == "subject") return json::value(event.subject);
  if (name == "time") return json::value(event.time);
  if (name == "datacontenttype") return json::value(event.content_type);
  if (name == "dataschema") return json::value(event.data_schema);
  const auto found = event.extensions.find(name);
  return found == event.extensions.end() ? json::value(nullptr) : json::value(found->second);
}

Result<bool> TermMatches(const FilterTerm& term, const Event& event, ExpressionProgram& program,
                         const ExpressionScope& scope) {
  TRY_ASSIGN(const json::value value, AttributeOf(event, term.attribute));
  if (term.expression) {
    TRY_ASSIGN(const json::value wanted, program.Evaluate(*term.expression, value, scope));
    if (wanted.is_bool()) return wanted.get_bool();
    if (wanted.is_null()) return false;
    return CanonicalJson(wanted) == CanonicalJson(value);
  }
  if (CanonicalJson(term.literal) == CanonicalJson(value)) return true;
  if (!term.pattern || !value.is_string()) return false;
  TRY_ASSIGN(const json::value fits, program.Evaluate(*term.pattern, value, scope));
  return fits.is_bool() && fits.get_bool();
}

}  // namespace

Result<bool> FilterMatches(const EventFilter& filter, const Event& event,
                           ExpressionProgram& program, const ExpressionScope& scope) {
  if (!filter.type.empty() && filter.type != event.type) return false;
  for (const auto& term : filter.terms) {
    const auto fits = TermMatches(term, event, program, scope);
    if (!fits) return Fail(Wrap(fits.error(), "'" + term.attribute + "'"));
    if (!*fits) return false;
  }
  return true;
}

Result<std::optional<std::string>> CorrelationOf(const EventFilter& filter,
                                                 const json::value& envelope,
                                                 ExpressionProgram& program,
                                                 const ExpressionScope& scope) {
  json::array values;
  for (const auto& correlation : filter.correlations) {
    if (!correlation.expect) break;
    TRY_ASSIGN(json::value value, program.Evaluate(correlation.from, envelope, scope));
    if (value.is_null()) return std::nullopt;
    values.push_back(std::move(value));
  }
  return CanonicalJson(values.empty() ? json::value(nullptr) : json::value(std::move(values)));
}

Result<json::value> ReadEvent(const Event& event, ReadAs read) {
  Result<json::value> value = json::value(nullptr);
  switch (read) {
    case ReadAs::kData:
      value = EventData(event);
      break;
    case ReadAs::kEnvelope:
      value = ToStructured(event);
      break;
    case ReadAs::kRaw:
      value = json::value(event.data.Text());
      break;
  }
  if (value) Defuse(*value);
  return value;
}

}  // namespace tocsin::workflow
