#include <algorithm>
#include <memory>

#include "schemas/events/data.hpp"
#include "schemas/topics.hpp"
#include "schemas/utf8.hpp"
#include "workers/workflow/functions/example_scenes.hpp"
#include "workers/workflow/language/errors.hpp"
#include "workers/workflow/language/message_functions.hpp"
#include "workers/workflow/oncall/resources.hpp"

namespace tocsin::workflow {
namespace {

using std::chrono::seconds;

constexpr std::string_view kNextChannel = "next";
constexpr std::string_view kAskedMessage = "message_id";  ///< over the newest channel; empty: none
constexpr std::string_view kEarlier = "earlier";          ///< over others, which go on trying
constexpr std::string_view kPatience = "patience";
/// Three tries of a channel that answers with 503; one that hangs has not answered its first.
constexpr Duration kPatienceOfChannel = seconds(8);

struct NotifyContactKeys final : RepliableKeys<TextKeys> {
  Key contact{*this, "contact", Shape::kText, "Id of the contact.", {.required = true}};
};
struct NotifyContactOutput final : KeyTable {
  Key message_id{
      *this, "message_id", Shape::kText, "As the events have it, or null.", {.required = true}};
  Key channel{*this,
              "channel",
              Shape::kText,
              "The channel that took it; null: the contact has none.",
              {.required = true}};
  Key kind{*this, "kind", Shape::kText, "Of what kind it is, or null.", {.required = true}};
};

/// Asks for the message over one channel after another, as each fails or keeps silent.
class NotifyContact final : public Function {
 public:
  std::string_view Name() const override { return "notify.contact"; }
  std::string_view Description() const override {
    return "Writes to a contact over their own `channels`, in their order: over the next one where "
           "one does not take it, or has not within 8 seconds; that one goes on trying, and who "
           "takes it first ends the wait. A contact without channels is no error.";
  }
  const FieldTable& Fields() const override { return KeysOf<NotifyContactKeys>(); }
  const FieldTable& Output() const override { return KeysOf<NotifyContactOutput>(); }
  const std::vector<ErrorMeaning>& Errors() const override { return MessageErrors(); }
  const std::vector<Example>& Examples() const override {
    static const std::string paged = PageOfFullDisk(R"(        missed: message
        replies: true
)");
    static const std::vector<Example> examples = {
        {.title = "The first channel refuses, the second takes it.",
         .document = R"(schedule:
  on: {one: {with: {type: com.example.disk.full}}}
do:
  - tell:
      call: notify.contact
      with: {contact: alice, title: Disk full, text: The disk of pve1 is full.}
)",
         .test = R"(resources:
  contacts: {alice: {phone: '+15559876543', email: alice@example.com, channels: ['ntfy:alice-phone', 'email:mail', sms]}}
given:
  - event: {type: com.example.disk.full}
channels:
  alice-phone: {status: 404}
expect:
  messages: [{channel: mail, body: {to: [alice@example.com], subject: Disk full}}]
  output: {channel: mail, kind: email}
)"},
        {.title = "The first channel is away.",
         .document = R"(schedule:
  on: {one: {with: {type: com.example.disk.full}}}
do:
  - tell:
      call: notify.contact
      with: {contact: alice, title: Disk full, text: The disk of pve1 is full.}
)",
         .test = R"(resources:
  contacts: {alice: {phone: '+15559876543', channels: ['ntfy:alice-phone', sms]}}
given:
  - event: {type: com.example.disk.full}
channels:
  alice-phone: {status: 503}
expect:
  messages: [{channel: sms, body: {to: '+15559876543'}}]
  output: {channel: sms, kind: sms}
)"},
        {.title = "Nobody picks up; a text that comes back approves.",
         .document = paged,
         .test = R"(resources:
  contacts: {alice: {phone: '+15559876543', channels: [sms]}}
given:
  - event: {type: com.example.disk.full, subject: d1}
  - advance: 2m
  - reply: {from: '+15559876543', text: '1'}
callees:
  alice: [{no_answer: true}]
expect:
  output: {choice: approve, by: {contact: alice}, method: sms, outcome: decided}
  calls: {alice: 1}
)"},
    };
    return examples;
  }

  FunctionOutcome Begin(FunctionCall& call) const override {
    events::MessageRequested asked;
    if (auto fault = AskTexts(call.Arguments(), asked))
      return ValidationError("notify.contact: " + *fault);
    if (PersonOf(call) == nullptr)
      return ValidationError("notify.contact: 'contact' is in no resource file");
    if (auto fault = AskLink(call, {}, asked)) return ValidationError("notify.contact: " + *fault);
    if (auto fault = AskReply(call, {}, asked)) return ValidationError("notify.contact: " + *fault);
    call.State()[kNextChannel] = 0;
    return Next(call, "");
  }
  FunctionOutcome OnEvent(FunctionCall& call, const Event& event) const override {
    if (event.type == type::kMessageFailed) {
      const auto failed = events::Read<events::MessageFailed>(event);
      if (Leave(call.State(), failed.message_id)) return Next(call, failed.reason);
      return StillWaiting{};
    }
    if (event.type != type::kMessageSent) return StillWaiting{};
    const auto sent = events::Read<events::MessageSent>(event);
    return OutputOf(json::value(sent.message_id), json::value(sent.channel),
                    json::value(sent.kind));
  }
  FunctionOutcome OnTimer(FunctionCall& call, std::string_view) const override {
    auto& state = call.State();
    if (auto asked = std::string(StringAt(state, kAskedMessage)); !asked.empty())
      EarlierOf(state).emplace_back(std::move(asked));
    state[kAskedMessage] = "";
    return Next(call, "");
  }
  void Check(const FunctionCheck& check) const override {
    CheckTexts(check);
    const YamlNode* contact = check.Literal(KeysOf<NotifyContactKeys>().contact);
    if (check.resources == nullptr || contact == nullptr || !contact->IsScalar()) return;
    if (check.resources->FindContact(contact->text) != nullptr) return;
    std::vector<std::string_view> known;
    for (const auto& item : check.resources->AllContacts()) known.emplace_back(item.id);
    check.error(contact->mark, "contact '" + contact->text + "' is in no resource file" +
                                   DidYouMean(contact->text, known));
  }

 private:
  static const Contact* PersonOf(const FunctionCall& call) {
    return call.Catalog().FindContact(
        StringAt(call.Arguments(), KeysOf<NotifyContactKeys>().contact));
  }

  static json::value OutputOf(json::value message, json::value channel, json::value kind) {
    const auto& keys = KeysOf<NotifyContactOutput>();
    json::object output;
    output[keys.message_id] = std::move(message);
    output[keys.channel] = std::move(channel);
    output[keys.kind] = std::move(kind);
    return output;
  }

  static json::array& EarlierOf(json::object& state) {
    auto& earlier = state[kEarlier];
    return earlier.is_array() ? earlier.get_array() : earlier.emplace_array();
  }
  /// The message has failed for good. True: nobody is asked over another channel yet.
  static bool Leave(json::object& state, std::string_view message) {
    auto& earlier = EarlierOf(state);
    const auto left = std::ranges::find(earlier, json::value(message));
    if (left != earlier.end()) earlier.erase(left);
    if (StringAt(state, kAskedMessage) == message) state[kAskedMessage] = "";
    return StringAt(state, kAskedMessage).empty();
  }

  /// Over the next channel; `why`: what the last one came to. A contact may have changed meanwhile.
  static FunctionOutcome Next(FunctionCall& call, const std::string& why) {
    const Contact* person = PersonOf(call);
    auto& next = call.State()[kNextChannel];
    const auto at = next.to_number<std::size_t>();
    if (person == nullptr || at >= person->channels.size()) {
      if (!EarlierOf(call.State()).empty()) return StillWaiting{};
      return at == 0 ? FunctionOutcome(OutputOf(nullptr, nullptr, nullptr))
                     : FunctionOutcome(MessageNotSent(why));
    }
    next = at + 1;
    const auto [kind, channel] = ChannelOf(person->channels[at]);
    events::MessageRequested asked{.kind = kind, .channel = channel};
    static_cast<void>(AskTexts(call.Arguments(), asked));
    static_cast<void>(AskLink(call, person->id, asked));
    if (const auto alert =
            StringAt(call.Arguments(), KeysOf<NotifyContactKeys>().alert_id, call.Subject());
        !alert.empty())
      asked.alert_id = alert;
    if (kind == events::message_kind::kEmail) {
      if (person->email.empty()) return Next(call, "the contact has no 'email'");
      asked.to.push_back(person->email);
    }
    if (kind == events::message_kind::kSms) {
      asked.to.push_back(person->phone);
      asked.text = Shortened(asked.text.value_or(""), events::kMaxSmsText);
      static_cast<void>(AskReply(call, person->id, asked));
    }
    call.State()[kAskedMessage] = call.Emit(type::kMessageRequested, "", events::Written(asked));
    if (at + 1 < person->channels.size()) call.SetTimer(kPatience, call.Now() + kPatienceOfChannel);
    return StillWaiting{};
  }
};

}  // namespace

void RegisterFunction_notify_contact(FunctionRegistry& registry);
void RegisterFunction_notify_contact(FunctionRegistry& registry) {
  registry.Add(std::make_unique<NotifyContact>());
}

}  // namespace tocsin::workflow
