#include "workers/workflow/language/definition_model.hpp"

#include <algorithm>
#include <set>

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

bool Expired(const Event& event, const std::optional<TimeSpan>& max_age, TimePoint now) {
  if (const auto expiry = ParseTime(event.Extension("expirytime")); expiry && *expiry < now)
    return true;
  if (!max_age) return false;
  const auto time = ParseTime(event.time);
  return time && *time + *max_age < now;
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

std::string_view ToString(OnDuplicate rule) {
  switch (rule) {
    case OnDuplicate::kIgnore:
      return "ignore";
    case OnDuplicate::kMerge:
      return "merge";
    case OnDuplicate::kRestart:
      return "restart";
  }
  return "";
}

std::vector<std::string> DefinitionModel::SecretNames() const {
  std::vector<std::string> names;
  for (const auto& secret : secrets) names.emplace_back(secret.key());
  return names;
}

std::string DefinitionModel::StartInput() const {
  if (!scheduled) return {};
  const auto types = StartTypes();
  const std::string type = types.empty() || types.front().empty() ? "TYPE" : types.front();
  switch (start_read) {
    case ReadAs::kEnvelope:
      return R"([{"type":")" + type + R"(","source":"/me","id":"1","data":{...}}])";
    case ReadAs::kRaw:
      return R"(["the data as text"])";
    case ReadAs::kData:
      break;
  }
  return "[{...}]";
}

std::vector<std::string> DefinitionModel::StartTypes() const {
  std::set<std::string> types;
  for (const auto& filter : start) types.insert(filter.type);
  return {types.begin(), types.end()};
}

Result<std::optional<StartPlan>> DefinitionModel::PlanStart(const Event& event,
                                                            ExpressionProgram& program,
                                                            TimePoint now) const {
  const auto scope = program.NewScope();
  bool fits = false;
  for (const auto& filter : start) {
    auto matches = FilterMatches(filter, event, program, *scope);
    if (!matches) return Fail(Wrap(std::move(matches).error(), "filtering with schedule.on"));
    if ((fits = *matches)) break;
  }
  if (!fits) return std::nullopt;
  StartPlan plan;
  if (instance_key) {
    auto key = program.Evaluate(*instance_key, ToStructured(event), *scope);
    if (!key) return Fail(Wrap(std::move(key).error(), "evaluating metadata.instance.key"));
    if (key->is_null() || IsContainer(*key) || TextOf(*key).empty())
      return Fail(ErrorKind::kInvalid,
                  "metadata.instance.key gave " + CanonicalJson(*key) +
                      "; it must give a string, a number or a boolean",
                  "workflow");
    plan.key = TextOf(*key);
  }
  plan.subject = Defused(event.subject.empty() ? plan.key : event.subject);
  plan.key = Defused(plan.key);
  plan.expired = Expired(event, max_age, now);
  TRY_ASSIGN(json::value input, ReadEvent(event, start_read));
  plan.input = json::array{std::move(input)};
  return plan;
}

Result<std::optional<std::string>> DefinitionModel::CorrelationValue(
    std::string_view signature, const Event& event, ExpressionProgram& program) const {
  const auto scope = program.NewScope();
  const auto [first, last] = by_signature_.equal_range(signature);
  for (auto it = first; it != last; ++it) {
    TRY_ASSIGN(const bool fits, FilterMatches(*it->second, event, program, *scope));
    if (fits) return CorrelationOf(*it->second, ToStructured(event), program, *scope);
  }
  return std::nullopt;
}

const TaskNode* DefinitionModel::FindTask(std::string_view reference) const {
  const auto found = by_reference_.find(reference);
  return found == by_reference_.end() ? nullptr : found->second;
}

void DefinitionModel::Seal(const std::vector<const EventFilter*>& listens) {
  Index(root);
  for (const auto& [name_of, function] : functions) Index(*function);
  std::map<std::string, std::set<std::string>> texts;
  for (const auto* filter : listens) {
    if (!by_signature_.contains(filter->signature))
      signatures.push_back({filter->signature, filter->type});
    by_signature_.emplace(filter->signature, filter);
    texts[filter->signature].insert(filter->text);
  }
  for (auto& signature : signatures)
    for (const auto& filter : texts[signature.id]) signature.filters += filter + '\n';
}

void DefinitionModel::Index(const TaskNode& node) {
  by_reference_[node.reference] = &node;
  for (const auto& list : node.lists)
    for (const auto& task : list) Index(*task);
}

}  // namespace tocsin::workflow
