#include <memory>

#include "schemas/phone_number.hpp"
#include "workers/workflow/functions/example_scenes.hpp"
#include "workers/workflow/language/errors.hpp"
#include "workers/workflow/language/message_functions.hpp"
#include "workers/workflow/oncall/resources.hpp"

namespace tocsin::workflow {
namespace {

struct SmsSendKeys final : RepliableKeys<AnswerableKeys> {
  Key to{*this,
         "to",
         Shape::kText,
         "Id of a contact, or a number in international form.",
         {.required = true}};
  Key text{*this,
           NameOf<&events::MessageRequested::text>(),
           Shape::kText,
           "1 to " + Grouped(events::kMaxSmsText) + " bytes.",
           {.required = true}};
  Key channel{*this,
              "channel",
              Shape::kText,
              "Name of an entry of the setting `channels` with `sms`.",
              {.default_text = "`sms`, which is there wherever `telephony.twilio` is"}};
};

std::string FaultOfSms(std::string_view text) {
  if (text.empty()) return "'text' is empty";
  if (text.size() <= events::kMaxSmsText) return {};
  return "'text' is longer than " + std::to_string(events::kMaxSmsText) + " bytes";
}

class SmsSend final : public MessageFunction {
 public:
  SmsSend() : MessageFunction(events::message_kind::kSms) {}
  std::string_view Name() const override { return "sms.send"; }
  std::string_view Description() const override {
    return "Sends a text message (SMS) over the carrier, within `limits.countries`, and returns "
           "when the carrier has accepted it. What becomes of it is told later by events: "
           "`tocsin.message.sent` with `status: delivered`, or `tocsin.message.failed`.";
  }
  const FieldTable& Fields() const override { return KeysOf<SmsSendKeys>(); }
  const std::vector<Example>& Examples() const override {
    static const std::string nobody_picks_up = WhenNobodyPicksUp(R"(                - write:
                    call: sms.send
                    with:
                      to: alice
                      text: The disk is full. May I delete old logs?
                      answers: [{id: approve, digits: '1'}, {id: dismiss, digits: '2'}]
)");
    static const std::vector<Example> examples = {
        {.title = "To a contact.",
         .document = R"(schedule:
  on: {one: {with: {type: com.example.disk.full}}}
do:
  - tell:
      call: sms.send
      with: {to: alice, text: The disk of pve1 is full.}
)",
         .test = R"(resources:
  contacts: {alice: {phone: '+15559876543'}}
given:
  - event: {type: com.example.disk.full}
expect:
  messages: [{channel: sms, body: {to: '+15559876543', text: The disk of pve1 is full.}}]
  output: {channel: sms, attempts: 1}
)"},
        {.title = "Nobody picks up; a text that comes back approves.",
         .document = nobody_picks_up,
         .test = R"(resources:
  contacts: {alice: {phone: '+15559876543'}}
given:
  - event: {type: com.example.disk.full}
  - advance: 2m
  - reply: {from: '+15559876543', text: '1'}
callees:
  alice: [{no_answer: true}]
expect:
  messages: [{channel: sms, body: {text: "The disk is full. May I delete old logs?\n1 = approve, 2 = dismiss"}}]
  output: {choice: approve, by: {contact: alice}, method: sms}
)"},
    };
    return examples;
  }
  void Check(const FunctionCheck& check) const override {
    const auto& keys = KeysOf<SmsSendKeys>();
    if (const YamlNode* text = check.Literal(keys.text); text != nullptr && text->IsScalar())
      if (auto fault = FaultOfSms(text->text); !fault.empty()) check.error(text->mark, fault);
    const YamlNode* to = check.Literal(keys.to);
    if (to == nullptr || !to->IsScalar() || IsPhoneNumber(to->text) || check.resources == nullptr ||
        check.resources->FindContact(to->text) != nullptr)
      return;
    std::vector<std::string_view> known;
    for (const auto& contact : check.resources->AllContacts()) known.emplace_back(contact.id);
    check.error(to->mark, "'" + to->text +
                              "' is no contact and no number of '+' and 7 to 15 digits" +
                              DidYouMean(to->text, known));
  }

 protected:
  std::string_view DefaultChannel() const override { return Kind(); }
  std::optional<RaisedError> Ask(const FunctionCall& call,
                                 events::MessageRequested& asked) const override {
    const auto& keys = KeysOf<SmsSendKeys>();
    asked.text = std::string(StringAt(call.Arguments(), keys.text));
    if (const auto fault = FaultOfSms(*asked.text); !fault.empty())
      return ValidationError("sms.send: " + fault);
    const auto to = StringAt(call.Arguments(), keys.to);
    const auto* contact = IsPhoneNumber(to) ? nullptr : call.Catalog().FindContact(to);
    if (contact == nullptr && !IsPhoneNumber(to))
      return ValidationError(
          "sms.send: 'to' is no contact and no number of '+' and 7 to 15 digits");
    asked.to.emplace_back(contact == nullptr ? to : contact->phone);
    const auto whom = contact == nullptr ? std::string_view() : to;
    if (auto fault = AskLink(call, whom, asked)) return ValidationError("sms.send: " + *fault);
    if (auto fault = AskReply(call, whom, asked)) return ValidationError("sms.send: " + *fault);
    return std::nullopt;
  }
};

}  // namespace

void RegisterFunction_sms_send(FunctionRegistry& registry);
void RegisterFunction_sms_send(FunctionRegistry& registry) {
  registry.Add(std::make_unique<SmsSend>());
}

}  // namespace tocsin::workflow
