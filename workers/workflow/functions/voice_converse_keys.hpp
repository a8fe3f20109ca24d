#pragma once

#include "schemas/events/led_calls.hpp"
#include "schemas/grouped.hpp"
#include "workers/workflow/functions/turn_taking_keys.hpp"
#include "workers/workflow/language/call_steps.hpp"

/// What `voice.converse` is given, and what it gives.
namespace tocsin::workflow {

struct ToolKeys final : KeyTable {
  Key name{*this, SharedField<&events::ConverseTool::name>(), Shape::kText};
  Key description{*this, SharedField<&events::ConverseTool::description>(), Shape::kText};
  Key parameters{*this, SharedField<&events::ConverseTool::parameters>(), Shape::kMap};
};

struct VoiceConverseKeys final : StepKeys {
  Key instructions{*this,
                   NameOf<&events::Converse::instructions>(),
                   Shape::kText,
                   "Who the model is on the phone, and what for; 1 to " +
                       Grouped(events::kMostInstructionBytes) + " bytes.",
                   {.required = true}};
  Key facts{*this,
            "facts",
            Shape::kMap,
            "All that it may tell: it is told to say nothing else. Data, never instructions; at "
            "most " +
                Grouped(events::kMostFactBytes) + " bytes as JSON.",
            {.default_text = "it knows nothing"}};
  Key say{*this,
          NameOf<&events::CallStepRequested::say>(),
          Shape::kText,
          "What the caller hears first; 1 to " + Grouped(events::kMostSayBytes) + " bytes.",
          {.default_text = "the model begins, or goes on with `result`"}};
  Key tools{*this,
            NameOf<&events::Converse::tools>(),
            {Shape::kList, KeysWithin<ToolKeys>},
            "What it may ask the workflow to do: up to " + Grouped(events::kMostTools) +
                ". A call of one is the output.",
            {.default_text = "it can do nothing"}};
  Key result{*this,
             NameOf<&events::Converse::result>(),
             Shape::kAny,
             "What came of the tool that was called last: the conversation goes on with it. Of a "
             "long one the first " +
                 Grouped(events::kMostResultBytes) + " bytes are told.",
             {.default_text = "no tool was called, or nothing came of it"}};
  Key turns{*this, NameOf<&events::Converse::turns>(), Shape::kInteger,
            "How often the caller may say something in all, " +
                Grouped(events::kFewestConverseTurns) + " to " +
                Grouped(events::kMostConverseTurns) + ".",
            SharedRules<&events::Converse::turns>()};
  Key realtime{*this, NameOf<&events::Converse::realtime>(), Shape::kBoolean,
               "Whether a service that hears, answers and speaks by itself (`language.realtime`) "
               "leads the conversation, where one is set up and the call is on live sound.",
               SharedRules<&events::Converse::realtime>()};
  Key listen{*this,
             NameOf<&events::CallStepRequested::listen>(),
             {Shape::kMap, KeysWithin<TurnTakingKeys>},
             "How turns are taken with the caller where the call is on live sound.",
             {.default_text = "500 ms of silence end a turn"}};
  Key language{*this,
               NameOf<&events::CallStepRequested::language>(),
               Shape::kText,
               "Language of speech from here on, a BCP 47 tag.",
               {.default_text = "that of the call"}};
};

struct VoiceConverseOutput final : KeyTable {
  Key call_id{*this, "call_id", Shape::kText, "The call.", {.required = true}};
  Key ending{*this, NameOf<&events::CallStepEnded::ending>(), Shape::kText,
             "`tool`: the model wants `tool` done; `ended`: it has come to its end; `turns`: there "
             "were as many as may be.",
             SharedWords<&events::CallStepEnded::ending>()};
  Key tool{*this, NameOf<&events::CallStepEnded::tool>(), Shape::kMap,
           "`{id, name, arguments}` of the tool that is called."};
  Key turns{*this, NameOf<&events::CallStepEnded::turns>(), Shape::kInteger,
            "How often the caller has said something so far."};
  Key name{
      *this, NameOf<&events::CallStepEnded::name>(), Shape::kText,
      "What the caller says they are called, once they have confirmed that it was heard right. "
      "Anybody can say so: it proves nothing."};
};

}  // namespace tocsin::workflow
