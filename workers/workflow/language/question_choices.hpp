#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schemas/events/choice.hpp"
#include "schemas/json.hpp"
#include "workers/workflow/language/keys.hpp"

namespace tocsin::workflow {

/// What a choice of a question may say: events::Choice, and when it is offered.
struct ChoiceKeys final : KeyTable {
  Key id{*this,
         "id",
         Shape::kText,
         "What the output's `choice` is: up to 64 of a-z, 0-9, `_` and `-`.",
         {.required = true}};
  Key digits{*this, "digits", Shape::kText,
             "The keys that mean it, one to four of 0-9 in quotes: `'1'`. A choice needs digits or "
             "phrases."};
  Key phrases{*this, "phrases", Shape::kList,
              "What is said to mean it, whole words, up to 50 of at most 100 bytes; the first is "
              "how the choice is read out. A negation (\"do not approve\") or a second choice "
              "beside it means no choice at all."};
  Key confirm{
      *this,
      "confirm",
      Shape::kText,
      "`read-back`: \"You said approve\", and only a key or a second phrase decides. `none`: a key "
      "decides at once, speech only after the carrier's detection said that a human answered.",
      {.allowed = {events::kConfirmReadBack, events::kConfirmNone},
       .default_text = events::kConfirmReadBack}};
  Key final{*this,
            "final",
            Shape::kBoolean,
            "False (escalate, snooze): the answer is stored and returned, and the question stays "
            "open for whoever is asked next.",
            {.default_text = "true"}};
  Key when{*this,
           "when",
           Shape::kExpression,
           "An expression in `${ }`; false: the choice is not offered.",
           {.default_text = "true"}};
};

/// The choices of a question as its commands carry them: every one with id, digits (may be empty),
/// phrases, confirm ("read-back" or "none") and final; those whose `when` is false are left out.
/// kInvalid names the choice at fault.
Result<std::vector<events::Choice>> NormalizeChoices(const json::value& choices);

/// What is wrong with one choice alone, or nothing.
std::optional<std::string> ChoiceFault(const json::value& choice);

}  // namespace tocsin::workflow
