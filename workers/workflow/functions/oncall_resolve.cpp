#include "workers/workflow/errors.hpp"
#include "workers/workflow/function_registry.hpp"
#include "workers/workflow/oncall/duty.hpp"
#include "workers/workflow/oncall/field_reader.hpp"

namespace tocsin::workflow {
namespace {

template <class Item>
std::vector<std::string_view> NamesOf(const std::vector<Item>& items) {
  std::vector<std::string_view> names;
  for (const auto& item : items) names.push_back(item.name);
  return names;
}

class OncallResolve final : public Function {
 public:
  std::string_view Name() const override { return "oncall.resolve"; }
  std::string_view Description() const override {
    return "Who is on duty at a moment, and whether it is within business hours: {open, rungs: "
           "[{contact, phone, language, retries, delay}]}.";
  }
  const std::vector<FunctionField>& Fields() const override {
    static const std::vector<FunctionField> fields = {
        {"policy", "string", false, "whose ladder; the one named default, or the only one"},
        {"calendar", "string", false,
         "whose business hours; the one named default, or the only one; without any it is never "
         "open"},
        {"at", "time", false, "the moment, RFC 3339; now"},
    };
    return fields;
  }

  FunctionOutcome Begin(FunctionCall& call) const override {
    const Resources& resources = call.Catalog();
    const auto& arguments = call.Arguments();
    const std::string_view policy_name = StringAt(arguments, "policy");
    const std::string_view calendar_name = StringAt(arguments, "calendar");
    const Policy* policy =
        policy_name.empty() ? resources.DefaultPolicy() : resources.FindPolicy(policy_name);
    if (policy == nullptr && !(policy_name.empty() && resources.AllPolicies().empty()))
      return Unknown("policy", policy_name, NamesOf(resources.AllPolicies()));
    const Calendar* calendar =
        calendar_name.empty() ? resources.DefaultCalendar() : resources.FindCalendar(calendar_name);
    if (calendar == nullptr && !(calendar_name.empty() && resources.AllCalendars().empty()))
      return Unknown("calendar", calendar_name, NamesOf(resources.AllCalendars()));
    TimePoint at = call.Now();
    if (const std::string_view text = StringAt(arguments, "at"); !text.empty()) {
      const auto parsed = ParseTime(text);
      if (!parsed) return ValidationError("'at' is not a time: " + parsed.error().message);
      at = *parsed;
    }
    return json::value(ToJson(Resolve(resources, policy, calendar, at)));
  }

  void Check(const FunctionCheck& check) const override {
    if (check.resources == nullptr) return;
    CheckName(check, "policy", NamesOf(check.resources->AllPolicies()),
              check.resources->DefaultPolicy() != nullptr);
    CheckName(check, "calendar", NamesOf(check.resources->AllCalendars()),
              check.resources->DefaultCalendar() != nullptr);
  }

 private:
  static std::string UnknownText(std::string_view what, std::string_view name,
                                 const std::vector<std::string_view>& known) {
    if (name.empty())
      return "several " + std::string(what == "policy" ? "policies" : "calendars") +
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

}  // namespace

void RegisterFunction_oncall_resolve(FunctionRegistry& registry);
void RegisterFunction_oncall_resolve(FunctionRegistry& registry) {
  registry.Add(std::make_unique<OncallResolve>());
}

}  // namespace tocsin::workflow
