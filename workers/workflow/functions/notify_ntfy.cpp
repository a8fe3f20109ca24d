#include <memory>

#include "workers/workflow/language/errors.hpp"
#include "workers/workflow/language/message_functions.hpp"

namespace tocsin::workflow {
namespace {

constexpr std::size_t kMostTags = 10;
constexpr std::size_t kMaxTag = 64;

struct NotifyNtfyKeys final : TextMessageKeys {
  Key priority{*this,
               NameOf<&events::MessageRequested::priority>(),
               Shape::kText,
               "How urgent it is.",
               {.allowed = {std::begin(events::kPriorities), std::end(events::kPriorities)},
                .default_text = "default"}};
  Key tags{*this,
           NameOf<&events::MessageRequested::tags>(),
           Shape::kOneOrList,
           "Words beside it, at most ten; some become pictures, such as `warning`.",
           {.default_text = "none"}};
};

class NotifyNtfy final : public TextMessageFunction {
 public:
  NotifyNtfy() : TextMessageFunction(events::message_kind::kNtfy) {}
  std::string_view Name() const override { return "notify.ntfy"; }
  std::string_view Description() const override {
    return "Sends to the phones that have subscribed to a topic of ntfy, on ntfy.sh or on a server "
           "of one's own.";
  }
  const FieldTable& Fields() const override { return KeysOf<NotifyNtfyKeys>(); }
  const std::vector<Example>& Examples() const override {
    static const std::vector<Example> examples = {
        {.title = "An urgent one.",
         .document = R"(schedule:
  on: {one: {with: {type: com.example.disk.full}}}
do:
  - tell:
      call: notify.ntfy
      with:
        channel: ops-phone
        title: Disk full
        text: The disk of pve1 is full.
        priority: urgent
        tags: [warning, disk]
        url: https://grafana.example.com/d/disks
)",
         .test = R"(given:
  - event: {type: com.example.disk.full}
channels:
  ops-phone: [{status: 503}, {status: 200}]
expect:
  messages:
    - channel: ops-phone
      body: {title: Disk full, priority: 5, tags: [warning, disk]}
  output: {channel: ops-phone, attempts: 2}
)"},
    };
    return examples;
  }

 protected:
  std::optional<RaisedError> Ask(const FunctionCall& call,
                                 events::MessageRequested& asked) const override {
    if (auto fault = TextMessageFunction::Ask(call, asked)) return fault;
    const auto& keys = KeysOf<NotifyNtfyKeys>();
    const auto& given = call.Arguments();
    if (const auto priority = StringAt(given, keys.priority); !priority.empty())
      asked.priority = priority;
    const auto* tags = given.if_contains(keys.tags);
    if (tags == nullptr) return std::nullopt;
    const auto list = tags->is_array() ? tags->get_array() : json::array{*tags};
    if (list.size() > kMostTags) return ValidationError("notify.ntfy: 'tags' has more than ten");
    for (const auto& tag : list) {
      if (!tag.is_string() || tag.get_string().empty() || tag.get_string().size() > kMaxTag)
        return ValidationError("notify.ntfy: 'tags' must hold texts of 1 to " +
                               std::to_string(kMaxTag) + " bytes");
      asked.tags.emplace_back(tag.get_string());
    }
    return std::nullopt;
  }
};

}  // namespace

void RegisterFunction_notify_ntfy(FunctionRegistry& registry);
void RegisterFunction_notify_ntfy(FunctionRegistry& registry) {
  registry.Add(std::make_unique<NotifyNtfy>());
}

}  // namespace tocsin::workflow
