#include "schemas/events/calls.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>

#include "schemas/events/example_ids.hpp"
#include "schemas/events/of_call.hpp"

namespace tocsin::events {

const FieldTable& CallRequested::Spec() {
  static const FieldTable table = TableOf<CallRequested>(
      "tocsin.call.requested", "A person is to be called and asked.",
      {FieldOf<&CallRequested::call_id>("call_id", "Id of the call.",
                                        {.required = true, .example = example::kCallId}),
       FieldOf<&CallRequested::question_id>(
           "question_id", "What is asked; several calls may ask the same question.",
           {.required = true, .example = example::kQuestionId}),
       FieldOf<&CallRequested::alert_id>("alert_id", "The alert it is about.", {.example = "a1"}),
       FieldOf<&CallRequested::to>("to", "Whom to call.", {.required = true}),
       FieldOf<&CallRequested::say>(
           "say", "What the person hears first.",
           {.required = true, .example = "Container nginx on pve1 has stopped."}),
       FieldOf<&CallRequested::choices>("choices", "The answers that may be given."),
       FieldOf<&CallRequested::language>("language", "Language of speech, BCP 47."),
       FieldOf<&CallRequested::zone>("zone", "Time zone in which times are said; UTC without one.",
                                     {.example = "Europe/Berlin"}),
       FieldOf<&CallRequested::context>("context", "What is told when the person asks.",
                                        {.example = R"({"severity":"critical"})"}),
       FieldOf<&CallRequested::listen>("listen", "How turns are taken on live sound."),
       FieldOf<&CallRequested::voicemail>(
           "voicemail", "`message`: a box gets one sentence of who calls and why.",
           {.allowed = {kVoicemailHangUp, kVoicemailMessage}}),
       FieldOf<&CallRequested::requested_by>(
           "requested_by", "`api` or `command` when no workflow asked.", {.example = "api"})});
  return table;
}

CallRequestRead ReadCallRequested(const json::value& data) {
  CallRequestRead read;
  DecodeReport report{.unknown = UnknownFields::kIgnore};
  CallRequested::Spec().Decode(InputValue(data), Place{}, report, &read.asked);
  if (IfMap(data) == nullptr) {
    read.fault = "'data' is not a JSON object";
  } else if (const auto to = NameOf<&CallRequested::to>();
             std::ranges::find(report.faults, to, &Fault::path) != report.faults.end()) {
    read.fault = '\'' + std::string(to) + "' is missing or not an object";
  } else if (auto choices = ReadChoices(Find(data, NameOf<&CallRequested::choices>())); choices) {
    read.asked.choices = std::move(*choices);
  } else {
    read.fault = choices.error().message;
  }
  return read;
}

const FieldTable& CallCancelRequested::Spec() {
  static const FieldTable table = TableOf<CallCancelRequested>(
      "tocsin.call.cancel_requested",
      "The calls of a question are to end; they then end with reason `superseded`.",
      {FieldOf<&CallCancelRequested::question_id>(
           "question_id", "The question.", {.required = true, .example = example::kQuestionId}),
       FieldOf<&CallCancelRequested::call_id>("call_id", "One call of it; absent: all of them.",
                                              {.example = example::kCallId}),
       FieldOf<&CallCancelRequested::reason>(
           "reason", "Why.",
           {.required = true,
            .allowed = {cancel_reason::kResolved, cancel_reason::kDecided,
                        cancel_reason::kCancelled, cancel_reason::kExpired,
                        cancel_reason::kUnanswered},
            .example = cancel_reason::kResolved})});
  return table;
}

const FieldTable& CallProgress::Spec() {
  static const FieldTable table = TableOf<CallProgress>(
      "tocsin.call", "How a call goes on: initiated, ringing, answered, ended, failed.",
      OfCall<CallProgress>(
          {FieldOf<&CallProgress::reason>("reason",
                                          "How it ended: completed, busy, no_answer, voicemail, "
                                          "time_limit, superseded, ... or why it "
                                          "failed.",
                                          {.example = "completed"}),
           FieldOf<&CallProgress::detail>("detail", "Of a failure: what the carrier said."),
           FieldOf<&CallProgress::next_provider>(
               "next_provider",
               "Of an attempt that its carrier refused: by which one the call is tried next; it "
               "goes on.",
               {.example = "twilio"}),
           FieldOf<&CallProgress::decision>(
               "decision", "Of a call that ended as superseded: what was decided elsewhere."),
           FieldOf<&CallProgress::duration_seconds>("duration_seconds", "From answer to end.",
                                                    {.min = 0, .example = "42"}),
           FieldOf<&CallProgress::cost>("cost", "What the carrier charges.",
                                        {.example = "0.014"})}));
  return table;
}

const FieldTable& CallTurn::Spec() {
  static const FieldTable table = TableOf<CallTurn>(
      "tocsin.call.turn",
      "What was heard on a call, and what it was taken for. With `method: answer`: what was heard "
      "of us as an answer to it, on a live line, and how long that took; told with the next turn, "
      "or at the end.",
      OfCall<CallTurn>(
          {FieldOf<&CallTurn::turn>("turn", "Number of the turn in the call.",
                                    {.required = true, .min = 0, .example = "1"}),
           FieldOf<&CallTurn::method>("method", "How the answer came.",
                                      {.required = true,
                                       .allowed = {"dtmf", "speech", "silence", "answer"},
                                       .example = "speech"}),
           FieldOf<&CallTurn::heard>("heard", "Keys or words as they came; empty for silence.",
                                     {.example = "approve it"}),
           FieldOf<&CallTurn::language>(
               "language", "In which it was said: as the recogniser tells, else that of the call.",
               {.example = "en-US"}),
           FieldOf<&CallTurn::understood>(
               "understood", "What it was taken for.",
               {.required = true,
                .allowed = {"silence",        "choice",        "confirm",      "reject",
                            "repeat",         "what_happened", "tell_more",    "what_it_does",
                            "recommended",    "why",           "help",         "negated",
                            "ambiguous",      "unclear",       "key_needed",   "wrong_pin",
                            "not_understood", "free_question", "machine_talk", "screening",
                            "answer"},
                .example = "choice"}),
           FieldOf<&CallTurn::confidence>("confidence", "Of the recognised words; absent for keys.",
                                          {.min = 0, .max = 1, .example = "0.93"}),
           FieldOf<&CallTurn::unheard>(
               "unheard", "What of our words before it the person did not hear; absent: none.",
               {.example = "To dismiss, press 2."}),
           FieldOf<&CallTurn::choice>("choice", "Id of the choice that was understood.",
                                      {.example = "approve"}),
           FieldOf<&CallTurn::stt_ttft_ms>(
               "stt_ttft_ms", "Of `answer`: from the end of the turn to its words; 0 for a key.",
               {.example = "112"}),
           FieldOf<&CallTurn::llm_ttft_ms>(
               "llm_ttft_ms",
               "Of `answer`: the language model's time to its first text; absent: "
               "it was not asked.",
               {.example = "142"}),
           FieldOf<&CallTurn::llm_sentence_ms>(
               "llm_sentence_ms", "Of `answer`: the model's time to its first whole sentence.",
               {.example = "210"}),
           FieldOf<&CallTurn::tts_ttfb_ms>("tts_ttfb_ms",
                                           "Of `answer`: the voice's time to its first sound.",
                                           {.example = "75"}),
           FieldOf<&CallTurn::total_rtt_ms>(
               "total_rtt_ms",
               "Of `answer`: from the end of the turn to the first sound, without `endpoint_ms`.",
               {.example = "405"}),
           FieldOf<&CallTurn::own_ms>(
               "own_ms", "Of `answer`: what of `total_rtt_ms` none of the engines took.",
               {.example = "8"}),
           FieldOf<&CallTurn::endpoint_ms>(
               "endpoint_ms",
               "Of `answer`: silence that was waited for before the turn was taken for over.",
               {.example = "500"}),
           FieldOf<&CallTurn::stt>("stt", "Of `answer`: who recognised the turn.",
                                   {.example = "moonshine-tiny-en 0.0.55"}),
           FieldOf<&CallTurn::llm>("llm", "Of `answer`: the language model.",
                                   {.example = "qwen2.5-7b-instruct"}),
           FieldOf<&CallTurn::tts>("tts", "Of `answer`: the voice.", {.example = "festival"}),
           FieldOf<&CallTurn::slowest>(
               "slowest",
               "Of `answer`: the stage that took most, where `total_rtt_ms` is beyond "
               "`telemetry.turn_budget`.",
               {.allowed = {"stt", "llm", "tts", "own"}, .example = "llm"})}));
  return table;
}

const FieldTable& CallSummarized::Spec() {
  static const FieldTable table = TableOf<CallSummarized>(
      "tocsin.call.summarized", "What a conversation with a language model came to.",
      OfCall<CallSummarized>(
          {FieldOf<&CallSummarized::summary>(
               "summary", "At most three sentences.",
               {.required = true, .example = "The caller booked a cleaning on Tuesday at nine."}),
           FieldOf<&CallSummarized::intents>("intents", "What the caller wanted."),
           FieldOf<&CallSummarized::outcome>("outcome", "What came of it; absent: not known.",
                                             {.example = "An appointment was made."}),
           FieldOf<&CallSummarized::sentiment>(
               "sentiment", "Of the caller; absent: not known.",
               {.allowed = {"positive", "neutral", "negative"}, .example = "positive"}),
           FieldOf<&CallSummarized::by>(
               "by",
               "`model`; or `turns`: a plain one, because the model did not answer in time, or "
               "nobody said anything.",
               {.required = true, .allowed = {"model", "turns"}, .example = "model"}),
           FieldOf<&CallSummarized::model>("model", "The language model, of `by: model`.",
                                           {.example = "qwen2.5-7b-instruct"}),
           FieldOf<&CallSummarized::ending>(
               "ending",
               "How the conversation ended, or the call: ended, turns, tool, hung_up, ...",
               {.required = true, .example = "ended"}),
           FieldOf<&CallSummarized::turns>("turns", "Turns of the caller.",
                                           {.required = true, .min = 0, .example = "3"}),
           FieldOf<&CallSummarized::duration_seconds>(
               "duration_seconds", "Of the talk.", {.required = true, .min = 0, .example = "42"}),
           FieldOf<&CallSummarized::cost>("cost", "Of all that has a price; absent: nothing has.",
                                          {.example = "0.05"}),
           FieldOf<&CallSummarized::cost_telephony>("cost_telephony", "Of that, by `cost.rates`.",
                                                    {.example = "0.03"}),
           FieldOf<&CallSummarized::cost_stt>(
               "cost_stt",
               "Of that, who heard, by `second_price` of `speech`; absent: it has none.",
               {.example = "0.004"}),
           FieldOf<&CallSummarized::cost_tts>("cost_tts",
                                              "Of that, who spoke, by `characters_price` of "
                                              "`speech`; what was kept costs nothing.",
                                              {.example = "0.006"}),
           FieldOf<&CallSummarized::cost_model>("cost_model",
                                                "Of that, the language model, without this "
                                                "summary.",
                                                {.example = "0.01"}),
           FieldOf<&CallSummarized::currency>("currency", "Of all of them: `cost.currency`.",
                                              {.example = "EUR"})}));
  return table;
}

}  // namespace tocsin::events
