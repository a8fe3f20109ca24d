#include "schemas/events/alerts.hpp"
#include "workers/workflow/language/errors.hpp"
#include "workers/workflow/language/function_registry.hpp"
#include "workers/workflow/oncall/duty.hpp"

namespace tocsin::workflow {
namespace {

struct OncallResolveKeys final : KeyTable {
  Key policy{*this,
             "policy",
             Shape::kText,
             "Whose ladder.",
             {.default_text = "the one named `default`, or the only one"}};
  Key severity{*this,
               "severity",
               Shape::kText,
               "Whom a policy that chooses by severity takes; another word than `info`, `warning`, "
               "`high` or `critical` counts as `high`.",
               {.default_text = "that of `alert`, else all contacts"}};
  Key calendar{*this,
               "calendar",
               Shape::kText,
               "Whose business hours; without any calendar it is never open.",
               {.default_text = "the one named `default`, or the only one"}};
  Key at{*this,
         "at",
         Shape::kTime,
         "The moment, RFC 3339: `2026-03-07T02:10:00+01:00`. Hours are wall time of the calendar's "
         "zone, clock changes included.",
         {.default_text = "now"}};
  Key alert{*this, "alert", Shape::kMap,
            "Data of the alert: its `severity` counts for policies that choose by it and for "
            "quiet hours, and what it is about for `maintenance`."};
};

template <class Item>
std::vector<std::string_view> ItemNames(const std::vector<Item>& items) {
  std::vector<std::string_view> names;
  for (const auto& item : items) names.push_back(item.name);
  return names;
}

class OncallResolve final : public Function {
 public:
  std::string_view Name() const override { return "oncall.resolve"; }
  std::string_view Description() const override {
    return "Who is on duty at a moment, and whether it is within business hours, from `contacts`, "
           "`policies` and `calendars` in `workflows/resources`. Where nobody is on duty, "
           "`ALERT_PHONE_NUMBER` is the only rung. Answers at once. A name that is in no resource "
           "file, or several policies (calendars) of which none is named `default` and none is "
           "asked for, raises `configuration`; lint finds both where the name is written out.";
  }
  const FieldTable& Fields() const override { return KeysOf<OncallResolveKeys>(); }
  const FieldTable& Output() const override { return Duty::Spec(); }
  const std::vector<Example>& Examples() const override;

  FunctionOutcome Begin(FunctionCall& call) const override {
    const Resources& resources = call.Catalog();
    const auto& arguments = call.Arguments();
    const auto& keys = KeysOf<OncallResolveKeys>();
    const std::string_view policy_name = StringAt(arguments, keys.policy);
    const std::string_view calendar_name = StringAt(arguments, keys.calendar);
    const Policy* policy =
        policy_name.empty() ? resources.DefaultPolicy() : resources.FindPolicy(policy_name);
    if (policy == nullptr && !(policy_name.empty() && resources.AllPolicies().empty()))
      return Unknown(keys.policy, policy_name, ItemNames(resources.AllPolicies()));
    const Calendar* calendar =
        calendar_name.empty() ? resources.DefaultCalendar() : resources.FindCalendar(calendar_name);
    if (calendar == nullptr && !(calendar_name.empty() && resources.AllCalendars().empty()))
      return Unknown(keys.calendar, calendar_name, ItemNames(resources.AllCalendars()));
    TimePoint at = call.Now();
    if (const std::string_view text = StringAt(arguments, keys.at); !text.empty()) {
      const auto parsed = ParseTime(text);
      if (!parsed)
        return ValidationError(keys.at.Quoted() + " is not a time: " + parsed.error().message);
      at = *parsed;
    }
    const std::string severity = SeverityOf(arguments);
    Duty duty = Resolve(resources,
                        {.policy = policy, .calendar = calendar, .severity = severity, .at = at});
    if (const json::value* alert = arguments.if_contains(keys.alert))
      if (const Maintenance* window = call.Silencing(*alert, at)) duty.suppressed = window->name;
    return json::value(EncodeJson(duty));
  }

  void Check(const FunctionCheck& check) const override {
    if (check.resources == nullptr) return;
    const auto& keys = KeysOf<OncallResolveKeys>();
    CheckName(check, keys.policy, ItemNames(check.resources->AllPolicies()),
              check.resources->DefaultPolicy() != nullptr);
    CheckName(check, keys.calendar, ItemNames(check.resources->AllCalendars()),
              check.resources->DefaultCalendar() != nullptr);
  }

 private:
  /// Empty: not asked for.
  static std::string SeverityOf(const json::object& arguments) {
    const auto& keys = KeysOf<OncallResolveKeys>();
    if (const auto word = StringAt(arguments, keys.severity); !word.empty())
      return events::SeverityOf(word);
    const json::value* alert = arguments.if_contains(keys.alert);
    if (alert == nullptr || !alert->is_object()) return {};
    return events::SeverityOf(
        StringAt(alert->get_object(), NameOf<&events::AlertRaised::severity>()));
  }
  static std::string UnknownText(std::string_view what, std::string_view name,
                                 const std::vector<std::string_view>& known) {
    if (name.empty())
      return "several " +
             std::string(what == KeysOf<OncallResolveKeys>().policy.Name() ? "policies"
                                                                           : "calendars") +
             " and none is named default: say which '" + std::string(what) + "'";
    return std::string(what) + " '" + std::string(name) + "' is in no resource file" +
           DidYouMean(name, known);
  }
  static RaisedError Unknown(std::string_view what, std::string_view name,
                             const std::vector<std::string_view>& known) {
    return ConfigurationError(UnknownText(what, name, known));
  }
  static void CheckName(const FunctionCheck& check, std::string_view what,
                        const std::vector<std::string_view>& known, bool has_default) {
    if (check.with.Find(what) == nullptr) {
      if (!known.empty() && !has_default)
        check.error(check.with.mark, UnknownText(what, "", known));
      return;
    }
    const YamlNode* literal = check.Literal(what);
    if (literal == nullptr || !literal->IsScalar()) return;
    if (std::ranges::find(known, literal->text) == known.end())
      check.error(literal->mark, UnknownText(what, literal->text, known));
  }
};

const std::vector<Example>& OncallResolve::Examples() const {
  static const std::vector<Example> examples = {
      {.title = "A Saturday night.",
       .document = R"(schedule:
  on: {one: {with: {type: tocsin.alert.raised}}}
do:
  - duty:
      call: oncall.resolve
      with:
        policy: infra
        calendar: office
        at: '2026-03-07T02:10:00+01:00'
        alert: ${ $workflow.input[0] }
)",
       .test = R"(resources:
  contacts: {alice: {phone: '+15559876543', language: en-US}}
  policies: {infra: {rungs: [{contact: alice, retries: 2, delay: 45s}]}}
  calendars: {office: {zone: Europe/Berlin, hours: [{days: mon-fri, from: '07:00', to: '16:00'}]}}
given:
  - event: {type: tocsin.alert.raised, subject: a1, data: {title: nginx stopped}}
expect:
  output:
    open: false
    rungs: [{contact: alice, phone: '+15559876543', language: en-US, retries: 2, delay: 45s}]
)"},
      {.title = "By severity.",
       .document = R"(schedule:
  on: {one: {with: {type: tocsin.alert.raised}}}
do:
  - duty:
      call: oncall.resolve
      with:
        severity: ${ $workflow.input[0].severity }
)",
       .test = R"(resources:
  contacts:
    alice: {name: Alice, phone: '+15559876543', severities: [critical]}
    bob: {phone: '+15559876544', severities: [info, warning], active: false}
given:
  - event: {type: tocsin.alert.raised, subject: a1, data: {title: Disk is slow, severity: warning}}
expect:
  output: {rungs: [], skipped: [{who: bob, name: bob, why: 'severity warning, priority 100: not active'}]}
)"},
  };
  return examples;
}

}  // namespace

void RegisterFunction_oncall_resolve(FunctionRegistry& registry);
void RegisterFunction_oncall_resolve(FunctionRegistry& registry) {
  registry.Add(std::make_unique<OncallResolve>());
}

}  // namespace tocsin::workflow
