#include "schemas/events/calls.hpp"

namespace tocsin::events {
namespace {

constexpr std::string_view kCallId = "018f5c1e-7c1a-8d3e-9a44-2f0c6d1b7e55";
constexpr std::string_view kQuestionId = "3b0f6a52-9d3c-8e71-b8a4-51f2c9d07a10";

}  // namespace

const FieldTable& CallRequested::Spec() {
  static const FieldTable table = TableOf<CallRequested>(
      "tocsin.call.requested", "A person is to be called and asked.",
      {FieldOf<&CallRequested::call_id>("call_id", "Id of the call.",
                                        {.required = true, .example = kCallId}),
       FieldOf<&CallRequested::question_id>(
           "question_id", "What is asked; several calls may ask the same question.",
           {.required = true, .example = kQuestionId}),
       FieldOf<&CallRequested::alert_id>("alert_id", "The alert it is about.", {.example = "a1"}),
       FieldOf<&CallRequested::to>("to", "Whom to call.", {.required = true}),
       FieldOf<&CallRequested::say>(
           "say", "What the person hears first.",
           {.required = true, .example = "Container nginx on pve1 has stopped."}),
       FieldOf<&CallRequested::choices>("choices", "The answers that may be given."),
       FieldOf<&CallRequested::language>("language", "Language of speech, BCP 47."),
       FieldOf<&CallRequested::context>("context", "What is told when the person asks.",
                                        {.example = R"({"severity":"critical"})"}),
       FieldOf<&CallRequested::requested_by>("requested_by", "`api` when no workflow asked.",
                                             {.example = "api"})});
  return table;
}

const FieldTable& CallCancelRequested::Spec() {
  static const FieldTable table = TableOf<CallCancelRequested>(
      "tocsin.call.cancel_requested",
      "The calls of a question are to end; they then end with reason `superseded`.",
      {FieldOf<&CallCancelRequested::question_id>("question_id", "The question.",
                                                  {.required = true, .example = kQuestionId}),
       FieldOf<&CallCancelRequested::call_id>("call_id", "One call of it; absent: all of them.",
                                              {.example = kCallId}),
       FieldOf<&CallCancelRequested::reason>(
           "reason", "Why.",
           {.required = true,
            .allowed = {"resolved", "decided", "cancelled", "expired"},
            .example = "resolved"})});
  return table;
}

const FieldTable& CallProgress::Spec() {
  static const FieldTable table = TableOf<CallProgress>(
      "tocsin.call", "How a call goes on: initiated, ringing, answered, ended, failed.",
      {FieldOf<&CallProgress::call_id>("call_id", "Id of the call.",
                                       {.required = true, .example = kCallId}),
       FieldOf<&CallProgress::question_id>("question_id", "The question it asks.",
                                           {.example = kQuestionId}),
       FieldOf<&CallProgress::alert_id>("alert_id", "The alert it is about.", {.example = "a1"}),
       FieldOf<&CallProgress::contact>("contact", "Name of the contact.", {.example = "alice"}),
       FieldOf<&CallProgress::attempt>("attempt", "Number of the dial, from 1.",
                                       {.min = 1, .example = "1"}),
       FieldOf<&CallProgress::provider>("provider", "The carrier.", {.example = "twilio"}),
       FieldOf<&CallProgress::provider_call_id>("provider_call_id", "The carrier's id.",
                                                {.example = "CA00000000000000000000000000000001"}),
       FieldOf<&CallProgress::phone>("phone", "Number, masked.",
                                     {.example = "+1*******543", .shown = Shown::kPhone}),
       FieldOf<&CallProgress::reason>(
           "reason",
           "How it ended: completed, busy, no_answer, voicemail, superseded, ... or why it "
           "failed.",
           {.example = "completed"}),
       FieldOf<&CallProgress::duration_seconds>("duration_seconds", "From answer to end.",
                                                {.min = 0, .example = "42"}),
       FieldOf<&CallProgress::cost>("cost", "What the carrier charges.", {.example = "0.014"})});
  return table;
}

const FieldTable& CallTurn::Spec() {
  static const FieldTable table = TableOf<CallTurn>(
      "tocsin.call.turn", "One sentence of a conversation.",
      {FieldOf<&CallTurn::call_id>("call_id", "Id of the call.",
                                   {.required = true, .example = kCallId}),
       FieldOf<&CallTurn::question_id>("question_id", "The question it asks.",
                                       {.example = kQuestionId}),
       FieldOf<&CallTurn::alert_id>("alert_id", "The alert it is about.", {.example = "a1"}),
       FieldOf<&CallTurn::turn>("turn", "Number of the sentence in the call, from 1.",
                                {.min = 0, .example = "3"}),
       FieldOf<&CallTurn::role>(
           "role", "Who spoke: assistant or user.",
           {.required = true, .allowed = {"assistant", "user"}, .example = "user"}),
       FieldOf<&CallTurn::text>("text", "What was said or keyed.",
                                {.required = true, .example = "what happened"}),
       FieldOf<&CallTurn::at>("at", "When, RFC 3339.", {.example = "2026-03-07T01:10:30.000Z"})});
  return table;
}

}  // namespace tocsin::events
