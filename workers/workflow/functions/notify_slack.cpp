#include <memory>

#include "workers/workflow/language/message_functions.hpp"

namespace tocsin::workflow {
namespace {

struct NotifySlackKeys final : TextMessageKeys {};

class NotifySlack final : public TextMessageFunction {
 public:
  NotifySlack() : TextMessageFunction(events::message_kind::kSlack) {}
  std::string_view Name() const override { return "notify.slack"; }
  std::string_view Description() const override {
    return "Writes into a channel of Slack, by an incoming webhook.";
  }
  const FieldTable& Fields() const override { return KeysOf<NotifySlackKeys>(); }
  const std::vector<Example>& Examples() const override {
    static const std::vector<Example> examples = {
        {.title = "Slack is away: the message goes out by ntfy.",
         .document = R"(schedule:
  on: {one: {with: {type: com.example.disk.full}}}
do:
  - tell:
      try:
        - chat:
            call: notify.slack
            with:
              channel: ops-chat
              title: Disk full
              text: ${ "The disk of " + $workflow.input[0].host + " is full." }
              url: https://grafana.example.com/d/disks
              alert_id: ${ $workflow.input[0].host }
      catch:
        errors: {with: {type: https://tocsin.dev/messages/errors/not-sent}}
        do:
          - phone: {call: notify.ntfy, with: {channel: ops-phone, text: The disk is full.}}
)",
         .test = R"(given:
  - event: {type: com.example.disk.full, data: {host: pve1}}
channels:
  ops-chat: {status: 404}
expect:
  messages:
    - {channel: ops-phone, body: {topic: ops-phone, message: The disk is full.}}
  output: {channel: ops-phone, attempts: 1}
)"},
    };
    return examples;
  }
};

}  // namespace

void RegisterFunction_notify_slack(FunctionRegistry& registry);
void RegisterFunction_notify_slack(FunctionRegistry& registry) {
  registry.Add(std::make_unique<NotifySlack>());
}

}  // namespace tocsin::workflow
