#include "schemas/events/people.hpp"

namespace tocsin::events {

const FieldTable& By::Spec() {
  static const FieldTable table =
      TableOf<By>("by", "Who decided.",
                  {FieldOf<&By::contact>("contact", "Name of the contact.", {.example = "alice"}),
                   FieldOf<&By::phone>("phone", "Number, masked.",
                                       {.example = "+1*******543", .shown = Shown::kPhone})});
  return table;
}

const FieldTable& Evidence::Spec() {
  static const FieldTable table = TableOf<Evidence>(
      "evidence", "What a decision rests on.",
      {FieldOf<&Evidence::heard>("heard", "Keys or words as they came.", {.example = "approve"}),
       FieldOf<&Evidence::confidence>("confidence", "Of the recognised words; absent for keys.",
                                      {.min = 0, .max = 1, .example = "0.93"}),
       FieldOf<&Evidence::engine>("engine", "Who recognised the words; absent for keys.",
                                  {.example = "moonshine-tiny-en 0.0.55"}),
       FieldOf<&Evidence::trust>(
           "trust",
           "How far that engine is believed: with `none` words only propose, and a key confirms.",
           {.allowed = {"none", "text", "calibrated"}, .example = "none"}),
       FieldOf<&Evidence::score>("score", "How well the words fit the choice, by that engine.",
                                 {.example = "-0.2"}),
       FieldOf<&Evidence::confirmed_with>(
           "confirmed_with",
           "Keys or words that confirmed; absent when no confirmation was asked for.",
           {.example = "1"}),
       FieldOf<&Evidence::identified_by>(
           "identified_by", "How it was known who the person is, where the number did not say it.",
           {.example = "PIN keyed on a call from +1*******2222"}),
       FieldOf<&Evidence::prompt>("prompt",
                                  "The sentence that was answered, as far as it was heard.",
                                  {.example = "You said approve. Press 1 to confirm."}),
       FieldOf<&Evidence::at>("at", "When, RFC 3339.", {.example = "2026-03-07T01:10:42.000Z"})});
  return table;
}

const FieldTable& Decided::Spec() {
  static const FieldTable table = TableOf<Decided>(
      "decided", "The decision.",
      {FieldOf<&Decided::choice>("choice", "Id of the choice.", {.example = "approve"}),
       FieldOf<&Decided::by>("by", "Who decided."),
       FieldOf<&Decided::method>("method", "dtmf, speech, api, link or sms.",
                                 {.example = "speech"}),
       FieldOf<&Decided::evidence>("evidence", "What it rests on.")});
  return table;
}

const FieldTable& OtherDecision::Spec() {
  static const FieldTable table = TableOf<OtherDecision>(
      "decision", "A decision that was given on another call.",
      {FieldOf<&OtherDecision::choice>("choice", "Id of the choice.",
                                       {.required = true, .example = "approve"}),
       FieldOf<&OtherDecision::final>("final", "Always true here.", {.example = "true"}),
       FieldOf<&OtherDecision::by>("by", "Who decided."),
       FieldOf<&OtherDecision::method>("method", "dtmf, speech, api, link or sms.",
                                       {.example = "dtmf"}),
       FieldOf<&OtherDecision::call_id>("call_id", "The call it came on.",
                                        {.example = "9c41d2f0-5b7e-8a36-8e0d-6f3b1a2c4d5e"}),
       FieldOf<&OtherDecision::evidence>("evidence", "What it rests on.")});
  return table;
}

const FieldTable& Recipient::Spec() {
  static const FieldTable table = TableOf<Recipient>(
      "to", "Whom to call.",
      {FieldOf<&Recipient::contact>("contact", "Name of the contact.", {.example = "alice"}),
       FieldOf<&Recipient::phone>(
           "phone", "Number in full, E.164.",
           {.required = true, .example = "+15559876543", .shown = Shown::kPhone}),
       FieldOf<&Recipient::calls_per_hour>(
           "calls_per_hour",
           "Their `throttle`: the call is refused (`limit`) where the number was dialled so often "
           "within an hour, for whatever reason; absent: it is not throttled.",
           {.min = kFewestCallsPerHour, .max = kMostCallsPerHour, .example = "6"})});
  return table;
}

}  // namespace tocsin::events
