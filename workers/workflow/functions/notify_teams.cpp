#include <memory>

#include "workers/workflow/language/message_functions.hpp"

namespace tocsin::workflow {
namespace {

struct NotifyTeamsKeys final : TextMessageKeys {};

class NotifyTeams final : public TextMessageFunction {
 public:
  NotifyTeams() : TextMessageFunction(events::message_kind::kTeams) {}
  std::string_view Name() const override { return "notify.teams"; }
  std::string_view Description() const override {
    return "Writes into a channel or chat of Microsoft Teams, as a card, by a webhook of its "
           "Workflows.";
  }
  const FieldTable& Fields() const override { return KeysOf<NotifyTeamsKeys>(); }
  const std::vector<Example>& Examples() const override {
    static const std::vector<Example> examples = {
        {.title = "A card with a button.",
         .document = R"(schedule:
  on: {one: {with: {type: com.example.disk.full}}}
do:
  - tell:
      call: notify.teams
      with:
        channel: ops-team
        title: Disk full
        text: The disk of pve1 is full.
        url: https://grafana.example.com/d/disks
)",
         .test = R"(given:
  - event: {type: com.example.disk.full}
expect:
  messages: [{channel: ops-team, body: {type: message}}]
  output: {channel: ops-team, attempts: 1}
)"},
    };
    return examples;
  }
};

}  // namespace

void RegisterFunction_notify_teams(FunctionRegistry& registry);
void RegisterFunction_notify_teams(FunctionRegistry& registry) {
  registry.Add(std::make_unique<NotifyTeams>());
}

}  // namespace tocsin::workflow
