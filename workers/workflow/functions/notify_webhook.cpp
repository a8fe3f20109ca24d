#include <memory>

#include "workers/workflow/language/errors.hpp"
#include "workers/workflow/language/message_functions.hpp"

namespace tocsin::workflow {
namespace {

std::string InKibibytes(std::size_t bytes) { return std::to_string(bytes / 1024) + " KiB"; }

struct NotifyWebhookKeys final : MessageKeys {
  Key body{*this,
           NameOf<&events::MessageRequested::body>(),
           Shape::kAny,
           "What is sent, as JSON; at most " + InKibibytes(events::kMaxMessageBody) + ".",
           {.required = true}};
};

class NotifyWebhook final : public MessageFunction {
 public:
  NotifyWebhook() : MessageFunction(events::message_kind::kWebhook) {}
  std::string_view Name() const override { return "notify.webhook"; }
  std::string_view Description() const override {
    return "Posts JSON to the address of a channel, signed where the channel has a `secret`. "
           "`webhook-id` is the same on every attempt.";
  }
  const FieldTable& Fields() const override { return KeysOf<NotifyWebhookKeys>(); }
  const std::vector<Example>& Examples() const override {
    static const std::vector<Example> examples = {
        {.title = "A status page is told.",
         .document = R"(schedule:
  on: {one: {with: {type: com.example.disk.full}}}
do:
  - tell:
      call: notify.webhook
      with:
        channel: status-page
        body: {component: '${ $workflow.input[0].host }', state: degraded}
)",
         .test = R"(given:
  - event: {type: com.example.disk.full, data: {host: pve1}}
expect:
  messages: [{channel: status-page, body: {component: pve1, state: degraded}}]
  output: {channel: status-page, attempts: 1}
)"},
    };
    return examples;
  }

 protected:
  std::optional<RaisedError> Ask(const FunctionCall& call,
                                 events::MessageRequested& asked) const override {
    asked.body = call.Arguments().at(KeysOf<NotifyWebhookKeys>().body);
    if (JsonText(*asked.body).size() > events::kMaxMessageBody)
      return ValidationError("notify.webhook: 'body' is longer than " +
                             InKibibytes(events::kMaxMessageBody));
    return std::nullopt;
  }
};

}  // namespace

void RegisterFunction_notify_webhook(FunctionRegistry& registry);
void RegisterFunction_notify_webhook(FunctionRegistry& registry) {
  registry.Add(std::make_unique<NotifyWebhook>());
}

}  // namespace tocsin::workflow
