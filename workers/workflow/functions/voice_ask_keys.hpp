#pragma once

#include <optional>
#include <string>
#include <vector>

#include "schemas/events/calls.hpp"
#include "schemas/grouped.hpp"
#include "schemas/json.hpp"
#include "workers/workflow/functions/turn_taking_keys.hpp"
#include "workers/workflow/language/asked_people.hpp"
#include "workers/workflow/language/question_choices.hpp"

/// What `voice.ask` is given, and what it gives.
namespace tocsin::workflow {

struct VoiceAskKeys final : KeyTable {
  Key to{
      *this,
      "to",
      {Shape::kOneOrList, KeysWithin<AskedPersonKeys>},
      "Whom to ring: a contact of `workflows/resources`, a number (`+` and 7 to 15 digits), or a "
      "map; or a list of up to " +
          std::to_string(kMostPeople) + ", who are all rung at once. Lint knows the contacts.",
      {.default_text = "nobody is rung: it is asked in the call `call`"}};
  Key in_call{*this,
              "call",
              Shape::kText,
              "Instead of `to`: id of a call that came in, in which it is asked.",
              {.default_text = "without `to`: the call that started the run"}};
  Key say{*this,
          NameOf<&events::CallRequested::say>(),
          Shape::kText,
          "What the person hears first; 1 to " + Grouped(events::kMostSayBytes) +
              " bytes. The choices are read out by tocsin.",
          {.required = true}};
  Key choices{*this,
              "choices",
              {Shape::kList, KeysWithin<ChoiceKeys>},
              "The answers that may be given: 1 to " + std::to_string(events::kMostChoices) +
                  ", ids and digits different.",
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
  Key withdrawn_as{*this,
                   "withdrawn_as",
                   Shape::kText,
                   "What a live person is told when another branch settles the question.",
                   {.allowed = {events::cancel_reason::kResolved, events::cancel_reason::kDecided,
                                events::cancel_reason::kCancelled, events::cancel_reason::kExpired},
                    .default_text = events::cancel_reason::kCancelled}};
  Key voicemail{*this, NameOf<&events::CallRequested::voicemail>(), Shape::kText,
                "What a voicemail box gets: nothing, or a `message` of one sentence, who calls and "
                "why. Either way nobody was reached.",
                SharedRules<&events::CallRequested::voicemail>()};
  Key otherwise{*this, "otherwise"};
  Key quorum{*this,
             "quorum",
             Shape::kInteger,
             "How many must agree; only 1 is supported yet.",
             {.default_text = "1"}};
};

struct VoiceAskAnswer {
  std::string choice;
  bool final = true;
  events::By by;
  std::string method;
  events::Evidence evidence;
  std::optional<std::vector<json::object>> answers = {};  ///< of all who were rung at once
  static const FieldTable& Spec();
};

inline const FieldTable& VoiceAskAnswer::Spec() {
  static const FieldTable table = TableOf<VoiceAskAnswer>(
      "voice.ask", "The choice taken.",
      {FieldOf<&VoiceAskAnswer::choice>("choice", "Id of the choice.", {.required = true}),
       FieldOf<&VoiceAskAnswer::final>("final", "Whether the question is settled by it.",
                                       {.required = true}),
       FieldOf<&VoiceAskAnswer::by>("by", "Who decided: `{contact, phone}`, the number masked.",
                                    {.required = true}),
       FieldOf<&VoiceAskAnswer::method>(
           "method", "How.",
           {.required = true, .allowed = {"dtmf", "speech", "api", "link", "sms"}}),
       FieldOf<&VoiceAskAnswer::evidence>(
           "evidence",
           "What was heard: `{heard, confidence, engine, trust, score, "
           "confirmed_with, prompt, at}`.",
           {.required = true}),
       FieldOf<&VoiceAskAnswer::answers>(
           "answers",
           "Where `to` is a list: all answers that were given, each like "
           "this, in their order.")});
  return table;
}

}  // namespace tocsin::workflow
