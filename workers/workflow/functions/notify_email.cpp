#include <memory>

#include "adapters/mail.hpp"
#include "workers/workflow/language/errors.hpp"
#include "workers/workflow/language/message_functions.hpp"

namespace tocsin::workflow {
namespace {

struct NotifyEmailKeys final : TextMessageKeys {
  Key to{*this,
         NameOf<&events::MessageRequested::to>(),
         Shape::kOneOrList,
         "Addresses, at most " + Grouped(events::kMaxMessageReceivers) + ".",
         {.default_text = "those of the channel"}};
};

class NotifyEmail final : public TextMessageFunction {
 public:
  NotifyEmail() : TextMessageFunction(events::message_kind::kEmail) {}
  std::string_view Name() const override { return "notify.email"; }
  std::string_view Description() const override {
    return "Hands a mail of plain text to a mail server; `title` is its subject. Taken by the "
           "server is not yet in the mailbox.";
  }
  const FieldTable& Fields() const override { return KeysOf<NotifyEmailKeys>(); }
  const std::vector<Example>& Examples() const override {
    static const std::vector<Example> examples = {
        {.title = "The owner is written to.",
         .document = R"(schedule:
  on: {one: {with: {type: com.example.disk.full}}}
do:
  - tell:
      call: notify.email
      with:
        channel: mail
        to: [owner@example.com]
        title: Disk full
        text: The disk of pve1 is full.
        url: https://grafana.example.com/d/disks
)",
         .test = R"(given:
  - event: {type: com.example.disk.full}
expect:
  messages:
    - channel: mail
      body:
        to: [owner@example.com]
        subject: Disk full
        text: "The disk of pve1 is full.\n\nhttps://grafana.example.com/d/disks"
  output: {channel: mail, attempts: 1}
)"},
    };
    return examples;
  }
  void Check(const FunctionCheck& check) const override {
    TextMessageFunction::Check(check);
    const YamlNode* to = check.Literal(KeysOf<NotifyEmailKeys>().to);
    if (to == nullptr) return;
    const auto look = [&](const YamlNode& node) {
      if (!node.IsScalar() || node.text.find("${") != std::string::npos) return;
      if (const auto fault = MailAddressFault(node.text); !fault.empty())
        check.error(node.mark, "'to' " + fault);
    };
    if (to->IsScalar()) return look(*to);
    for (const auto& item : to->items) look(item);
  }

 protected:
  std::optional<RaisedError> Ask(const FunctionCall& call,
                                 events::MessageRequested& asked) const override {
    if (auto fault = TextMessageFunction::Ask(call, asked)) return fault;
    const auto* to = call.Arguments().if_contains(KeysOf<NotifyEmailKeys>().to);
    if (to == nullptr) return std::nullopt;
    const auto list = to->is_array() ? to->get_array() : json::array{*to};
    if (list.empty() || list.size() > events::kMaxMessageReceivers)
      return ValidationError("notify.email: 'to' must have 1 to " +
                             std::to_string(events::kMaxMessageReceivers) + " addresses");
    for (const auto& item : list) {
      if (!item.is_string()) return ValidationError("notify.email: 'to' must hold texts");
      std::string address(item.get_string());
      if (const auto fault = MailAddressFault(address); !fault.empty())
        return ValidationError("notify.email: 'to' " + fault);
      asked.to.push_back(std::move(address));
    }
    return std::nullopt;
  }
};

}  // namespace

void RegisterFunction_notify_email(FunctionRegistry& registry);
void RegisterFunction_notify_email(FunctionRegistry& registry) {
  registry.Add(std::make_unique<NotifyEmail>());
}

}  // namespace tocsin::workflow
