#include <memory>

#include "workers/workflow/language/function_registry.hpp"
#include "workers/workflow/oncall/known_contact.hpp"
#include "workers/workflow/oncall/resources.hpp"

namespace tocsin::workflow {
namespace {

struct OncallContactKeys final : KeyTable {
  Key phone{*this,
            "phone",
            Shape::kText,
            "A number in full, as `tocsin.call.inbound` has it in `from`.",
            {.required = true}};
};
struct OncallContactOutput final : KeyTable {
  Key known{*this,
            "known",
            Shape::kBoolean,
            "Whether an active contact has this number.",
            {.required = true}};
  Key contact{*this, "contact", Shape::kText, "The contact."};
  Key name{*this, "name", Shape::kText, "Their name."};
  Key language{*this, "language", Shape::kText, "What is spoken to them, BCP 47."};
};

class OncallContact final : public Function {
 public:
  std::string_view Name() const override { return "oncall.contact"; }
  std::string_view Description() const override {
    return "Whose number it is, from `contacts` in `workflows/resources` and "
           "`ALERT_PHONE_NUMBER`. Answers at once and never fails: of a stranger, and of a contact "
           "that is not active, `known` is false. A caller's number is what the carrier tells, and "
           "can be forged.";
  }
  const FieldTable& Fields() const override { return KeysOf<OncallContactKeys>(); }
  const FieldTable& Output() const override { return KeysOf<OncallContactOutput>(); }
  const std::vector<Example>& Examples() const override {
    static const std::vector<Example> examples = {{.title = "Alice's number.",
                                                   .document = R"(schedule:
  on: {one: {with: {type: tocsin.alert.raised}}}
do:
  - who: {call: oncall.contact, with: {phone: '+15559876543'}}
)",
                                                   .test = R"(resources:
  contacts: {alice: {name: Alice, phone: '+15559876543', language: en-US}}
given:
  - event: {type: tocsin.alert.raised, subject: a1, data: {title: Disk is slow}}
expect:
  output: {known: true, contact: alice, name: Alice, language: en-US}
)"}};
    return examples;
  }

  FunctionOutcome Begin(FunctionCall& call) const override {
    const auto phone = StringAt(call.Arguments(), KeysOf<OncallContactKeys>().phone);
    const auto& output = KeysOf<OncallContactOutput>();
    const auto* contact = ContactWithPhone(call.Catalog(), phone);
    json::object told;
    TellContact(output, call.Catalog(), contact, told);
    return json::value(std::move(told));
  }
};

}  // namespace

void RegisterFunction_oncall_contact(FunctionRegistry& registry);
void RegisterFunction_oncall_contact(FunctionRegistry& registry) {
  registry.Add(std::make_unique<OncallContact>());
}

}  // namespace tocsin::workflow
