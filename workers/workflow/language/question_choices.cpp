#include "workers/workflow/language/question_choices.hpp"

#include <algorithm>
#include <string_view>
#include <vector>
namespace tocsin::workflow {
namespace {

/// Of what only workflows have: the `when` of a choice.
std::optional<std::string> OfferFault(const json::object& choice) {
  const auto& keys = KeysOf<ChoiceKeys>();
  for (const auto& [key, value] : choice)
    if (std::ranges::count(NamesOf(keys), std::string_view(key)) == 0)
      return "unknown key '" + std::string(key) + "' in a choice";
  if (const auto* when = choice.if_contains(keys.when); when != nullptr && !when->is_bool())
    return keys.when.Quoted() + " must be true or false";
  return std::nullopt;
}

}  // namespace

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
  const auto& keys = KeysOf<ChoiceKeys>();
  json::array offered;
  for (const auto& choice : choices.get_array()) {
    if (auto fault = ChoiceFault(choice)) return Fail(ErrorKind::kInvalid, std::move(*fault));
    json::object given = choice.get_object();
    const auto* when = given.if_contains(keys.when);
    if (when != nullptr && !when->get_bool()) continue;
    given.erase(json::string_view(keys.when));
    offered.push_back(std::move(given));
  }
  if (offered.empty()) return Fail(ErrorKind::kInvalid, "'when' leaves none of the choices");
  const json::value all(std::move(offered));
  return events::ReadChoices(&all);
}

}  // namespace tocsin::workflow
