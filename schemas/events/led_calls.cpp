#include "schemas/events/led_calls.hpp"

#include <iterator>

#include "schemas/events/data.hpp"
#include "schemas/events/example_ids.hpp"
#include "schemas/in_words.hpp"

namespace tocsin::events {

const FieldTable& CallInbound::Spec() {
  static const FieldTable table = TableOf<CallInbound>(
      "tocsin.call.inbound", "Somebody calls a number of ours and is kept on the line.",
      {FieldOf<&CallInbound::call_id>("call_id", "Id of the call.",
                                      {.required = true, .example = example::kCallId}),
       FieldOf<&CallInbound::provider>("provider", "The carrier.",
                                       {.required = true, .example = "twilio"}),
       FieldOf<&CallInbound::provider_call_id>(
           "provider_call_id", "The carrier's id.",
           {.required = true, .example = "CA00000000000000000000000000000001"}),
       FieldOf<&CallInbound::from>(
           "from", "Who calls, as the carrier tells it: a number in full, or what stands for one.",
           {.required = true, .example = "+15559876543", .shown = Shown::kPhone}),
       FieldOf<&CallInbound::to>("to", "The number of ours that was called.",
                                 {.required = true, .example = "+15551234567"}),
       FieldOf<&CallInbound::language>("language", "In which the call is held, BCP 47.",
                                       {.example = "en-US"})});
  return table;
}

const FieldTable& CallStepRequested::Spec() {
  static const FieldTable table = TableOf<CallStepRequested>(
      "tocsin.call.step_requested", "What is to be done next in a call that is there.",
      {FieldOf<&CallStepRequested::call_id>("call_id", "Id of the call.",
                                            {.required = true, .example = example::kCallId}),
       FieldOf<&CallStepRequested::act>("act", "What.",
                                        {.required = true,
                                         .allowed = {std::begin(kStepActs), std::end(kStepActs)},
                                         .example = "say"}),
       FieldOf<&CallStepRequested::question_id>("question_id", "Of `ask`: what is asked.",
                                                {.example = example::kQuestionId}),
       FieldOf<&CallStepRequested::contact>(
           "contact", "Of `ask_open`: name of the contact who is asked and decides.",
           {.example = "alice"}),
       FieldOf<&CallStepRequested::say>(
           "say", "What the person hears; `say`, `ask` and `identify` need it.",
           {.example = "This is the help desk."}),
       FieldOf<&CallStepRequested::choices>("choices", "Of `ask`: the answers that may be given."),
       FieldOf<&CallStepRequested::language>(
           "language", "Language of speech from now on, BCP 47; absent: as before.",
           {.example = "en-US"}),
       FieldOf<&CallStepRequested::caller_language>(
           "caller_language",
           "What is spoken to the contact whose number calls, BCP 47: the language of speech where "
           "the first step of the call names no `language`.",
           {.example = "de-DE"}),
       FieldOf<&CallStepRequested::zone>("zone",
                                         "Time zone in which times are said; UTC without one.",
                                         {.example = "Europe/Berlin"}),
       FieldOf<&CallStepRequested::context>("context", "What is told when the person asks.",
                                            {.example = R"({"severity":"critical"})"}),
       FieldOf<&CallStepRequested::listen>("listen",
                                           "Of `ask` and `converse`: how turns are taken on live "
                                           "sound."),
       FieldOf<&CallStepRequested::converse>("converse",
                                             "Of `converse`: what the language model is told.")});
  return table;
}

CallStepRead ReadCallStep(const json::value& data) {
  CallStepRead read;
  if (IfMap(data) == nullptr) {
    read.fault = "'data' is not a JSON object";
    return read;
  }
  DecodeReport report{.unknown = UnknownFields::kIgnore};
  auto& asked = read.asked;
  CallStepRequested::Spec().Decode(InputValue(data), Place{}, report, &asked);
  if (asked.act.empty()) read.fault = "'act' is none of " + InWords(kStepActs, " and ");
  auto choices = ReadChoices(Find(data, NameOf<&CallStepRequested::choices>()));
  if (!choices) {
    read.fault = choices.error().message;
  } else {
    asked.choices = std::move(*choices);
  }
  const bool speaks = asked.act == kStepSay || asked.act == kStepAsk || asked.act == kStepIdentify;
  if (!read.fault && speaks && asked.say.value_or("").empty())
    read.fault = "'say' is missing or empty";
  auto converse = ReadConverse(Find(data, NameOf<&CallStepRequested::converse>()));
  if (!read.fault && !converse) read.fault = converse.error().message;
  if (converse) asked.converse = std::move(*converse);
  if (!read.fault && asked.act == kStepConverse && !asked.converse)
    read.fault = "'converse' is missing";
  if (!read.fault && asked.act == kStepAsk && asked.choices.empty())
    read.fault = "'choices' is missing or empty";
  return read;
}

CallStepRead ReadCallStep(const Event& event) {
  const auto& data = EventData(event);
  if (data) return ReadCallStep(*data);
  CallStepRead read;
  read.fault = data.error().message;
  return read;
}

const FieldTable& CallStepEnded::Spec() {
  static const FieldTable table = TableOf<CallStepEnded>(
      "tocsin.call.step_ended",
      "A step of a call is over. An answer to a question is told by tocsin.decision.made instead.",
      {FieldOf<&CallStepEnded::call_id>("call_id", "Id of the call.",
                                        {.required = true, .example = example::kCallId}),
       FieldOf<&CallStepEnded::act>("act", "What was to be done.",
                                    {.required = true,
                                     .allowed = {std::begin(kStepActs), std::end(kStepActs)},
                                     .example = "say"}),
       FieldOf<&CallStepEnded::outcome>(
           "outcome",
           "`done`; `call_over`: the call ended before; `withdrawn`: its question was closed; "
           "`refused`: it cannot be done; `failed`: the language model did not answer.",
           {.required = true,
            .allowed = {kStepDone, kStepCallOver, kStepWithdrawn, kStepRefused, kStepFailed},
            .example = "done"}),
       FieldOf<&CallStepEnded::question_id>("question_id", "Of `ask`: what was asked.",
                                            {.example = example::kQuestionId}),
       FieldOf<&CallStepEnded::contact>(
           "contact", "Of `identify`: whose PIN was keyed; absent where nobody's was.",
           {.example = "alice"}),
       FieldOf<&CallStepEnded::reason>(
           "reason", "Why it was not done: hung_up, no_input, time_limit, not_taken, ...",
           {.example = "hung_up"}),
       FieldOf<&CallStepEnded::ending>(
           "ending",
           "Of `converse` that is done: `tool` is called; the conversation has come to its end; "
           "the person took as many `turns` as may be.",
           {.allowed = {kEndingTool, kEndingEnded, kEndingTurns}, .example = "ended"}),
       FieldOf<&CallStepEnded::tool>("tool", "Of `converse`: what the model wants done."),
       FieldOf<&CallStepEnded::turns>("turns", "Of `converse`: turns of the person so far.",
                                      {.example = "3"}),
       FieldOf<&CallStepEnded::name>(
           "name", "Of `converse`: what the person says they are called, and has confirmed.",
           {.example = "Sarah"})});
  return table;
}

}  // namespace tocsin::events
