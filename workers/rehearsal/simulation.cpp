#include "workers/rehearsal/simulation.hpp"

#include <algorithm>

#include "schemas/events/alerts.hpp"
#include "schemas/events/calls.hpp"
#include "schemas/events/data.hpp"
#include "schemas/events/decisions.hpp"
#include "schemas/masking.hpp"
#include "schemas/topics.hpp"
#include "workers/rehearsal/world.hpp"

namespace tocsin::rehearsal {
namespace {

using StepKind = SimulatedStep::Kind;
constexpr Duration kAtMost = std::chrono::hours(24 * 7);
constexpr std::string_view kResolve = "oncall.resolve";
constexpr std::string_view kSource = "/tocsin/simulate";

/// Reads what happened, in its order.
class Narrator {
 public:
  Narrator(const World& world, const std::vector<AskedDuty>& asked)
      : world_(world), asked_(asked) {}

  std::vector<SimulatedStep> Tell() {
    for (const auto& occurrence : world_.Occurrences()) {
      while (next_ < asked_.size() && asked_[next_].at <= occurrence.at &&
             occurrence.origin != World::Origin::kGiven)
        TellDuty(asked_[next_++]);
      Tell(occurrence.at, occurrence.event);
    }
    while (next_ < asked_.size()) TellDuty(asked_[next_++]);
    return std::move(steps_);
  }

 private:
  void Add(TimePoint at, StepKind kind, std::string who, std::string what, std::string why = {}) {
    steps_.push_back({at, kind, std::move(who), std::move(what), std::move(why)});
  }

  void TellDuty(const AskedDuty& asked) {
    const auto duty = DecodeJson<workflow::Duty>(asked.answer);
    if (!duty) return;  // of no shape that we know: the workflow's own function
    std::string ladder;
    for (const auto& reason : duty->reasons) {
      ladder += (ladder.empty() ? "on duty: " : ", ") + reason.who;
      reasons_[reason.who] = reason.why;
    }
    std::string why = duty->open ? "business hours" : "";
    if (duty->suppressed) why = "maintenance " + *duty->suppressed;
    for (const auto& skipped : duty->skipped)
      why += (why.empty() ? "" : "; ") + skipped.who + " not: " + skipped.why;
    const std::string told = ladder.empty() ? "nobody is on duty" : ladder;
    // The workflow that decides whether to ring asks it, and again the one that rings.
    const bool again = !steps_.empty() && steps_.back().kind == StepKind::kDuty &&
                       steps_.back().at == asked.at && steps_.back().what == told;
    if (!again) Add(asked.at, StepKind::kDuty, "", told, why);
  }

  void Tell(TimePoint at, const Event& event) {
    if (event.type == type::kAlertRaised) {
      const auto alert = events::Read<events::AlertRaised>(event);
      Add(at, StepKind::kAlert, "", "alert " + alert.title, "severity " + alert.severity);
    } else if (event.type == type::kCallRequested) {
      const auto call = events::Read<events::CallRequested>(event);
      const auto why = reasons_.find(call.to.contact);
      Add(at, StepKind::kRing, NameOf(call.to.contact, call.to.phone), "is rung",
          why == reasons_.end() ? "" : why->second);
    } else if (event.type == type::kCallEnded || event.type == type::kCallFailed) {
      const auto call = events::Read<events::CallProgress>(event);
      Add(at, StepKind::kEnd, NameOf(call.contact, call.phone),
          event.type == type::kCallFailed ? "call failed" : "call ended",
          call.reason.value_or("") + (call.detail ? ": " + *call.detail : ""));
    } else if (event.type == type::kDecisionMade) {
      const auto decision = events::Read<events::DecisionMade>(event);
      Add(at, StepKind::kDecision, NameOf(decision.by.contact, decision.by.phone),
          "decides " + decision.choice, "by " + decision.method);
    } else if (event.type == type::kActionRequested) {
      const auto action = events::Read<events::ActionRequested>(event);
      Add(at, StepKind::kAction, "", "action " + action.action,
          std::string(StringAt(action.parameters, "reason")));
    } else if (event.type == type::kAlertClosed) {
      const auto closed = events::Read<events::AlertClosed>(event);
      Add(at, StepKind::kClosed, "", "closed " + closed.outcome, closed.reason);
    } else if (event.source == kSource) {
      Add(at, StepKind::kAlert, "", "event " + event.type, "");
    }
  }

  static std::string NameOf(const std::string& contact, const std::string& phone) {
    return contact.empty() ? MaskPhone(phone) : contact;
  }

  const World& world_;
  const std::vector<AskedDuty>& asked_;
  std::size_t next_ = 0;
  std::map<std::string, std::string, std::less<>> reasons_;  ///< of the last answer
  std::vector<SimulatedStep> steps_;
};

/// What starts the workflow: an alert where it takes one, else what it waits for first.
Result<std::string> StartOf(const workflow::Definition& definition) {
  const auto types = definition.StartTypes();
  if (types.empty())
    return Fail(ErrorKind::kInvalid,
                "no event starts workflow " + definition.Namespace() + '/' + definition.Name() +
                    ", others run it: simulate one of those",
                "simulate");
  const bool takes_alerts = std::ranges::any_of(
      types, [](const auto& one) { return one.empty() || one == type::kAlertRaised; });
  return takes_alerts ? std::string(type::kAlertRaised) : types.front();
}

}  // namespace

/// The function itself, with an ear.
class DutyWitness::Resolve final : public workflow::Function {
 public:
  /// The function is one of `functions`.
  Resolve(workflow::Functions functions, const workflow::Function& real,
          std::vector<AskedDuty>& seen)
      : functions_(std::move(functions)), real_(real), seen_(seen) {}
  std::string_view Name() const override { return real_.Name(); }
  std::string_view Description() const override { return real_.Description(); }
  const FieldTable& Fields() const override { return real_.Fields(); }
  const FieldTable& Output() const override { return real_.Output(); }
  const std::vector<workflow::Example>& Examples() const override { return real_.Examples(); }
  void Check(const workflow::FunctionCheck& check) const override { real_.Check(check); }
  workflow::FunctionOutcome Begin(workflow::FunctionCall& call) const override {
    auto outcome = real_.Begin(call);
    if (const auto* answer = std::get_if<json::value>(&outcome))
      seen_.push_back({call.Now(), *answer});
    return outcome;
  }

 private:
  const workflow::Functions functions_;  ///< keeps the function
  const workflow::Function& real_;
  std::vector<AskedDuty>& seen_;
};

workflow::Functions DutyWitness::Watching(const workflow::Functions& functions) {
  const auto* real = functions.Find(kResolve);
  return real == nullptr ? functions
                         : functions.With(std::make_shared<Resolve>(functions, *real, seen_));
}

Result<Simulation> Simulate(const json::object& alert, TimePoint at, SimulationParts parts) {
  const auto& resources = *parts.resources;
  TRY_ASSIGN(auto start, StartOf(*parts.definitions.front()));
  parts.witness.Forget();
  TRY_ASSIGN(const auto world, World::Make({.definitions = parts.definitions,
                                            .resources = parts.resources,
                                            .engine = parts.engine,
                                            .functions = parts.functions,
                                            .make_store = parts.make_store,
                                            .callees = std::move(parts.people)},
                                           at, Crashes::kNever));
  Event event;
  event.id = "simulated";
  event.source = kSource;
  event.type = std::move(start);
  event.subject = StringAt(alert, tocsin::NameOf<&events::AlertRaised::alert_id>());
  if (event.subject.empty()) event.subject = "simulated";
  event.time = FormatTime(at);
  event.data = Payload::Of(json::value(alert));
  TRY(world->Publish(event));
  TRY(world->Settle(kAtMost));
  const std::string zone = resources.ZoneOf(nullptr);
  return Simulation{zone.empty() ? "UTC" : zone, Narrator(*world, parts.witness.Seen()).Tell()};
}

}  // namespace tocsin::rehearsal
