#pragma once

#include "workers/workflow/functions/turn_taking_keys.hpp"
#include "workers/workflow/language/call_steps.hpp"
#include "workers/workflow/language/question_choices.hpp"

/// Keys of functions whose words are made ahead of the call.
namespace tocsin::workflow {

struct VoiceSayKeys final : StepKeys {
  Key say{*this, "say", Shape::kText, "What is said; 1 to 4,000 bytes.", {.required = true}};
};

struct VoiceAskToKeys final : KeyTable {
  Key contact{*this, "contact", Shape::kText, "Name of the contact."};
  Key phone{*this, "phone", Shape::kText, "Number.", {.default_text = "the contact's"}};
  Key language{
      *this, "language", Shape::kText, "Language of speech.", {.default_text = "the contact's"}};
  Key calls_per_hour{*this,
                     "calls_per_hour",
                     Shape::kInteger,
                     "At most so many dials of the number in an hour, 1 to 1,000; else `limit` is "
                     "raised. `oncall.resolve` gives it.",
                     {.default_text = "no bound"}};
};

struct VoiceAskKeys final : KeyTable {
  Key to{
      *this,
      "to",
      {Shape::kOneOrList, KeysWithin<VoiceAskToKeys>},
      "Whom to ring: a contact of `workflows/resources`, a number (`+` and 7 to 15 digits), or a "
      "map; or a list of up to 10, who are all rung at once. Lint knows the contacts.",
      {.default_text = "nobody is rung: it is asked in the call `call`"}};
  Key in_call{*this,
              "call",
              Shape::kText,
              "Instead of `to`: id of a call that came in, in which it is asked.",
              {.default_text = "without `to`: the call that started the run"}};
  Key say{*this,
          "say",
          Shape::kText,
          "What the person hears first; 1 to 4,000 bytes. The choices are read out by tocsin.",
          {.required = true}};
  Key choices{*this,
              "choices",
              {Shape::kList, KeysWithin<ChoiceKeys>},
              "The answers that may be given: 1 to 10, ids and digits different.",
              {.required = true}};
  Key context{
      *this,
      "context",
      Shape::kMap,
      "What \"what happened?\" and \"tell me more\" are answered from, such as the alert's data.",
      {.default_text = "nothing more is known"}};
  Key language{*this,
               "language",
               Shape::kText,
               "Language of speech, a BCP 47 tag: `en`, `de`, `es` or `hi`, with any country. Lint "
               "refuses others; at run time a call in another is held in `telephony.language`, "
               "with a warning in the log.",
               {.default_text = "that of `to`, else the setting `telephony.language`"}};
  Key listen{*this,
             "listen",
             {Shape::kMap, KeysWithin<TurnTakingKeys>},
             "How turns are taken with the person where the call is on live sound.",
             {.default_text = "as the step needs it"}};
  Key alert_id{*this,
               "alert_id",
               Shape::kText,
               "The alert it is about; on the events of the call.",
               {.default_text = "the run's subject"}};
  Key unknown{
      *this,
      "unknown",
      Shape::kText,
      "When it is not known whether the call was placed: `raise` outcome-unknown after 20 s, so "
      "that somebody else may be rung, or `wait` up to three minutes more until it is known.",
      {.allowed = {"raise", "wait"}, .default_text = "raise"}};
  Key withdrawn_as{
      *this,
      "withdrawn_as",
      Shape::kText,
      "What a live person is told when another branch settles the question.",
      {.allowed = {"resolved", "decided", "cancelled", "expired"}, .default_text = "cancelled"}};
  Key voicemail{*this,
                "voicemail",
                Shape::kText,
                "What a voicemail box gets: nothing, or a `message` of one sentence, who calls and "
                "why. Either way nobody was reached.",
                {.allowed = {"hang-up", "message"}, .default_text = "hang-up"}};
  Key otherwise{*this, "otherwise"};
  Key quorum{*this,
             "quorum",
             Shape::kInteger,
             "How many must agree; only 1 is supported yet.",
             {.default_text = "1"}};
};

}  // namespace tocsin::workflow
