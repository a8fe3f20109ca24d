#include "workers/workflow/language/definition.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "workers/workflow/language/event_filter.hpp"
#include "workers/workflow/language/json_text.hpp"
#include "workers/workflow/language/secrets.hpp"

namespace tocsin::workflow {
namespace {

bool Expired(const Event& event, const std::optional<TimeSpan>& max_age, TimePoint now) {
  if (const auto expiry = ParseTime(event.Extension("expirytime")); expiry && *expiry < now)
    return true;
  if (!max_age) return false;
  const auto time = ParseTime(event.time);
  return time && *time + *max_age < now;
}

}  // namespace

std::string_view ToString(OnDuplicate rule) {
  switch (rule) {
    case OnDuplicate::kIgnore:
      return "ignore";
    case OnDuplicate::kMerge:
      return "merge";
    case OnDuplicate::kCollect:
      return "collect";
    case OnDuplicate::kRestart:
      return "restart";
  }
  return "";
}

std::vector<std::string> Definition::SecretNames() const {
  std::vector<std::string> names;
  for (const auto& secret : secrets) names.emplace_back(secret.key());
  return names;
}

std::string Definition::StartInput() const {
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

std::vector<std::string> Definition::StartTypes() const {
  std::set<std::string> types;
  for (const auto& filter : start) types.insert(filter.type);
  return {types.begin(), types.end()};
}

Result<std::optional<StartPlan>> Definition::PlanStart(const Event& event,
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

Result<std::optional<std::string>> Definition::CorrelationValue(std::string_view signature,
                                                                const Event& event,
                                                                ExpressionProgram& program) const {
  const auto scope = program.NewScope();
  const auto [first, last] = by_signature_.equal_range(signature);
  for (auto it = first; it != last; ++it) {
    TRY_ASSIGN(const bool fits, FilterMatches(*it->second, event, program, *scope));
    if (fits) return CorrelationOf(*it->second, ToStructured(event), program, *scope);
  }
  return std::nullopt;
}

const TaskNode* Definition::FindTask(std::string_view reference) const {
  const auto found = by_reference_.find(reference);
  return found == by_reference_.end() ? nullptr : found->second;
}

void Definition::Seal(const std::vector<const EventFilter*>& listens) {
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

void Definition::Index(const TaskNode& node) {
  by_reference_[node.reference] = &node;
  for (const auto& list : node.lists)
    for (const auto& task : list) Index(*task);
}

}  // namespace tocsin::workflow
