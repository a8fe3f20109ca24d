#include "schemas/events/decisions.hpp"

#include "schemas/events/example_ids.hpp"

namespace tocsin::events {
const FieldTable& DecisionMade::Spec() {
  static const FieldTable table = TableOf<DecisionMade>(
      "tocsin.decision.made", "A person has decided.",
      {FieldOf<&DecisionMade::alert_id>("alert_id", "The alert it is about.", {.example = "a1"}),
       FieldOf<&DecisionMade::question_id>("question_id", "The question that is answered.",
                                           {.required = true, .example = example::kQuestionId}),
       FieldOf<&DecisionMade::call_id>("call_id", "The call it came on.",
                                       {.required = true, .example = example::kCallId}),
       FieldOf<&DecisionMade::choice>("choice", "Id of the choice.",
                                      {.required = true, .example = "approve"}),
       FieldOf<&DecisionMade::final>("final", "False: the question stays open.",
                                     {.example = "true"}),
       FieldOf<&DecisionMade::by>("by", "Who decided."),
       FieldOf<&DecisionMade::method>("method", "How it was given.",
                                      {.required = true,
                                       .allowed = {"dtmf", "speech", "api", "link", "sms"},
                                       .example = "speech"}),
       FieldOf<&DecisionMade::evidence>("evidence", "What it rests on.")});
  return table;
}

const FieldTable& DecisionSuperseded::Spec() {
  static const FieldTable table = TableOf<DecisionSuperseded>(
      "tocsin.decision.superseded", "A decision that came as its question was being closed.",
      {FieldOf<&DecisionSuperseded::alert_id>("alert_id", "The alert it is about.",
                                              {.example = "a1"}),
       FieldOf<&DecisionSuperseded::question_id>(
           "question_id", "The question.", {.required = true, .example = example::kQuestionId}),
       FieldOf<&DecisionSuperseded::call_id>("call_id", "The call it came on.",
                                             {.required = true, .example = example::kCallId}),
       FieldOf<&DecisionSuperseded::choice>("choice", "Id of the choice that came.",
                                            {.required = true, .example = "approve"}),
       FieldOf<&DecisionSuperseded::reason>("reason", "What closed the question.",
                                            {.example = "resolved"})});
  return table;
}

const FieldTable& ActionResource::Spec() {
  static const FieldTable table = TableOf<ActionResource>(
      "resource", "What an action is to be done to.",
      {FieldOf<&ActionResource::type>("type", "Kind of thing.", {.example = "container"}),
       FieldOf<&ActionResource::id>("id", "Its id.", {.example = "100"}),
       FieldOf<&ActionResource::name>("name", "Its name.", {.example = "nginx"}),
       FieldOf<&ActionResource::node>("node", "The machine it runs on.", {.example = "pve1"})});
  return table;
}

const FieldTable& ActionRequested::Spec() {
  static const FieldTable table = TableOf<ActionRequested>(
      "tocsin.action.requested", "Something is to be done.",
      {FieldOf<&ActionRequested::action_id>("action_id",
                                            "Id of the action; the same on every repeat.",
                                            {.required = true, .example = example::kActionId}),
       FieldOf<&ActionRequested::alert_id>("alert_id", "The alert it is about.", {.example = "a1"}),
       FieldOf<&ActionRequested::run_id>("run_id", "The workflow run that asks for it.",
                                         {.example = "5d9c0b7e-1f3a-8c26-b4e7-8a6f5d4c3b2a"}),
       FieldOf<&ActionRequested::action>("action", "Name of the action.",
                                         {.required = true, .example = "restart_container"}),
       FieldOf<&ActionRequested::parameters>("parameters", "What the action needs to know.",
                                             {.example = R"({"container":"nginx"})"}),
       FieldOf<&ActionRequested::resource>("resource",
                                           "What the alert is about, as far as it says."),
       FieldOf<&ActionRequested::decided>("decided", "Who decided it, and how.")});
  return table;
}

const FieldTable& DeliveryResult::Spec() {
  static const FieldTable table = TableOf<DeliveryResult>(
      "result", "What came of a delivery.",
      {FieldOf<&DeliveryResult::delivery>("delivery", "Name of the delivery."),
       FieldOf<&DeliveryResult::attempts>("attempts", "How many it took."),
       FieldOf<&DeliveryResult::status>("status", "HTTP status of the answer."),
       FieldOf<&DeliveryResult::response>("response", "The answer, where it is JSON.")});
  return table;
}

const FieldTable& DeliveryError::Spec() {
  static const FieldTable table = TableOf<DeliveryError>(
      "error", "Why a delivery was given up.",
      {FieldOf<&DeliveryError::delivery>("delivery", "Name of the delivery."),
       FieldOf<&DeliveryError::attempts>("attempts", "How many were made."),
       FieldOf<&DeliveryError::message>("message", "The last one's end.")});
  return table;
}

const FieldTable& ActionCompleted::Spec() {
  static const FieldTable table = TableOf<ActionCompleted>(
      "tocsin.action.completed", "An action was done.",
      {FieldOf<&ActionCompleted::action_id>("action_id", "Id of the action.",
                                            {.required = true, .example = example::kActionId}),
       FieldOf<&ActionCompleted::alert_id>("alert_id", "The alert it is about.", {.example = "a1"}),
       FieldOf<&ActionCompleted::action>("action", "Name of the action.",
                                         {.example = "restart_container"}),
       FieldOf<&ActionCompleted::result>("result", "What came of it.",
                                         {.example = R"({"status":200})"})});
  return table;
}

const FieldTable& ActionFailed::Spec() {
  static const FieldTable table = TableOf<ActionFailed>(
      "tocsin.action.failed", "An action could not be done.",
      {FieldOf<&ActionFailed::action_id>("action_id", "Id of the action.",
                                         {.required = true, .example = example::kActionId}),
       FieldOf<&ActionFailed::alert_id>("alert_id", "The alert it is about.", {.example = "a1"}),
       FieldOf<&ActionFailed::action>("action", "Name of the action.",
                                      {.example = "restart_container"}),
       FieldOf<&ActionFailed::error>(
           "error", "Why.", {.example = R"({"status":503,"detail":"no answer in 8 attempts"})"})});
  return table;
}

}  // namespace tocsin::events
