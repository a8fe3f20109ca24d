#include "workers/workflow/language/question_choices.hpp"

#include <algorithm>
#include <string_view>
#include <vector>
namespace tocsin::workflow {
namespace {

/// Of what only workflows have: the `when` of a choice.
std::optional<std::string> OfferFault(const json::object& choice) {
  for (const auto& [key, value] : choice)
    if (std::ranges::find(ChoiceKeys(), std::string_view(key)) == ChoiceKeys().end())
      return "unknown key '" + std::string(key) + "' in a choice";
  if (const auto* when = choice.if_contains("when"); when != nullptr && !when->is_bool())
    return "'when' must be true or false";
  return std::nullopt;
}

}  // namespace

const std::vector<std::string_view>& ChoiceKeys() {
  static const std::vector<std::string_view> keys = NamesOf(ChoiceParameters());
  return keys;
}

const Parameters& ChoiceParameters() {
  static const Parameters table = {
      {.name = "id",
       .type = "string",
       .required = true,
       .description = "What the output's `choice` is: up to 64 of a-z, 0-9, `_` and `-`."},
      {.name = "digits",
       .type = "string",
       .description = "The keys that mean it, one to four of 0-9 in quotes: `'1'`. A choice needs "
                      "digits or phrases."},
      {.name = "phrases",
       .type = "array",
       .description = "What is said to mean it, whole words, up to 50 of at most 100 bytes; the "
                      "first is how the choice is read out. A negation (\"do not approve\") or a "
                      "second choice beside it means no choice at all."},
      {.name = "confirm",
       .type = "string",
       .description =
           "`read-back`: \"You said approve\", and only a key or a second phrase decides. "
           "`none`: a key decides at once, speech only after the carrier's detection "
           "said that a human answered.",
       .allowed = {"read-back", "none"},
       .fallback = "read-back"},
      {.name = "final",
       .type = "boolean",
       .description =
           "False (escalate, snooze): the answer is stored and returned, and the question "
           "stays open for whoever is asked next.",
       .fallback = "true"},
      {.name = "when",
       .type = "expression",
       .description = "An expression in `${ }`; false: the choice is not offered.",
       .fallback = "true"},
  };
  return table;
}

std::optional<std::string> ChoiceFault(const json::value& choice) {
  if (choice.is_object())
    if (auto fault = OfferFault(choice.get_object())) return fault;
  return events::ChoiceFault(choice);
}

Result<std::vector<events::Choice>> NormalizeChoices(const json::value& choices) {
  if (!choices.is_array() || choices.get_array().empty())
    return Fail(ErrorKind::kInvalid, "'choices' must be a list of at least one choice");
  if (choices.get_array().size() > events::kMostChoices)
    return Fail(ErrorKind::kInvalid,
                "more than " + std::to_string(events::kMostChoices) + " choices");
  json::array offered;
  for (const auto& choice : choices.get_array()) {
    if (auto fault = ChoiceFault(choice)) return Fail(ErrorKind::kInvalid, std::move(*fault));
    json::object given = choice.get_object();
    const auto* when = given.if_contains("when");
    if (when != nullptr && !when->get_bool()) continue;
    given.erase("when");
    offered.push_back(std::move(given));
  }
  if (offered.empty()) return Fail(ErrorKind::kInvalid, "'when' leaves none of the choices");
  const json::value all(std::move(offered));
  return events::ReadChoices(&all);
}

}  // namespace tocsin::workflow
