#include <memory>

#include "schemas/grouped.hpp"
#include "workers/workflow/language/errors.hpp"
#include "workers/workflow/language/function_registry.hpp"

namespace tocsin::workflow {
namespace {

constexpr std::string_view kCollectedOver = "over";
constexpr std::size_t kMostTakenUnasked = 200;
constexpr std::size_t kMostTaken = 1000;

std::string_view TakenUnasked() {
  static const std::string text = std::to_string(kMostTakenUnasked);
  return text;
}

struct EventsCollectedKeys final : KeyTable {
  Key length{*this,
             "for",
             Shape::kDuration,
             "How long to wait where nothing has come.",
             {.default_text = "it answers at once"}};
  Key most{*this,
           "most",
           Shape::kInteger,
           "How many to take, 1 to " + Grouped(kMostTaken) + "; the others stay for the next time.",
           {.default_text = TakenUnasked()}};
};

struct EventsCollectedOutput final : KeyTable {
  Key events{
      *this, "events", Shape::kList, "The data of each, the oldest first.", {.required = true}};
  Key left{*this, "left", Shape::kInteger, "How many are there still.", {.required = true}};
};

class EventsCollected final : public Function {
 public:
  std::string_view Name() const override { return "events.collected"; }
  std::string_view Description() const override {
    return "Takes the starting events that came while this run was live, where "
           "`metadata.instance` says `onDuplicate: collect`. An event is taken once; what is not "
           "taken as the run ends is emitted again, and starts the next run. About 512 KiB are "
           "kept "
           "for a run, what comes beyond that is a dead letter (`run_full`).";
  }
  const FieldTable& Fields() const override { return KeysOf<EventsCollectedKeys>(); }
  const FieldTable& Output() const override { return KeysOf<EventsCollectedOutput>(); }
  const std::vector<Example>& Examples() const override;

  FunctionOutcome Begin(FunctionCall& call) const override {
    const auto& keys = KeysOf<EventsCollectedKeys>();
    if (const auto* most = call.Arguments().if_contains(keys.most);
        most != nullptr && most->is_number() &&
        (most->to_number<double>() < 1 || most->to_number<double>() > kMostTaken))
      return ValidationError("events.collected: 'most' must be from 1 to " +
                             std::to_string(kMostTaken));
    const auto wait = StringAt(call.Arguments(), keys.length);
    if (call.Collected() > 0 || wait.empty()) return Taken(call);
    const auto length = ParseDuration(wait);
    if (!length) return ValidationError("events.collected: 'for': " + length.error().message);
    call.AwaitCollected();
    call.SetTimer(kCollectedOver, call.Now() + *length);
    return StillWaiting{};
  }
  FunctionOutcome OnEvent(FunctionCall& call, const Event&) const override { return Taken(call); }
  FunctionOutcome OnTimer(FunctionCall& call, std::string_view) const override {
    return Taken(call);
  }

 private:
  static FunctionOutcome Taken(FunctionCall& call) {
    const auto* most = call.Arguments().if_contains(KeysOf<EventsCollectedKeys>().most);
    const auto count = most != nullptr && most->is_number()
                           ? static_cast<std::size_t>(most->to_number<double>())
                           : kMostTakenUnasked;
    const auto& keys = KeysOf<EventsCollectedOutput>();
    json::object output;
    output[keys.events] = call.TakeCollected(count);
    output[keys.left] = call.Collected();
    return json::value(std::move(output));
  }
};

const std::vector<Example>& EventsCollected::Examples() const {
  static const std::vector<Example> examples = {
      {.title = "Nothing has come meanwhile.",
       .document = R"(schedule:
  on: {one: {with: {type: com.example.disk.full}}}
do:
  - more:
      call: events.collected
      with: {for: 10m, most: 100}
)",
       .test = R"(given:
  - event: {type: com.example.disk.full, data: {host: pve1}}
expect:
  output: {events: [], left: 0}
)"},
  };
  return examples;
}

}  // namespace

void RegisterFunction_events_collected(FunctionRegistry& registry);
void RegisterFunction_events_collected(FunctionRegistry& registry) {
  registry.Add(std::make_unique<EventsCollected>());
}

}  // namespace tocsin::workflow
