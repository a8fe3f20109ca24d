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
  Key id{*this, SharedField<&events::Choice::id>(), Shape::kText};
  Key digits{*this, SharedField<&events::Choice::digits>(), Shape::kText};
  Key phrases{*this, SharedField<&events::Choice::phrases>(), Shape::kList};
  Key confirm{*this, SharedField<&events::Choice::confirm>(), Shape::kText};
  Key final{*this, SharedField<&events::Choice::final>(), Shape::kBoolean};
  Key when{*this,
           "when",
           Shape::kExpression,
           "An expression in `${ }`; false: the choice is not offered.",
           {.default_text = "true"}};
};

/// The choices of a question as its commands carry them; those whose `when` is false are left out.
/// kInvalid names the choice at fault.
Result<std::vector<events::Choice>> NormalizeChoices(const json::value& choices);

/// What is wrong with one choice alone, or nothing.
std::optional<std::string> ChoiceFault(const json::value& choice);

}  // namespace tocsin::workflow
