#include "workers/voice/call/choice.hpp"

#include <algorithm>

#include "schemas/events/choice.hpp"

namespace tocsin::voice {
namespace {

std::string IdInWords(std::string id) {
  std::ranges::replace(id, '_', ' ');
  std::ranges::replace(id, '-', ' ');
  return id;
}

Choice::Confirm ConfirmOf(std::string_view word) {
  return word == "none" ? Choice::Confirm::kNone : Choice::Confirm::kReadBack;
}

Choice ReadStoredChoice(const json::object& stored) {
  Choice choice{.id = std::string(StringAt(stored, "id")),
                .digits = std::string(StringAt(stored, "digits")),
                .phrases = {}};
  if (const auto* phrases = stored.if_contains("phrases"); phrases && phrases->is_array())
    for (const auto& phrase : phrases->get_array())
      if (phrase.is_string()) choice.phrases.emplace_back(phrase.get_string());
  if (choice.phrases.empty()) choice.phrases.push_back(IdInWords(choice.id));
  choice.confirm = ConfirmOf(StringAt(stored, "confirm"));
  const auto* is_final = stored.if_contains("final");
  choice.is_final = is_final == nullptr || !is_final->is_bool() || is_final->get_bool();
  return choice;
}

}  // namespace

Result<std::vector<Choice>> RequestedChoices(const json::value* choices) {
  TRY_ASSIGN(auto requested, events::ReadChoices(choices));
  std::vector<Choice> out;
  for (auto& given : requested) {
    if (given.phrases.empty()) given.phrases.push_back(IdInWords(given.id));
    out.push_back({.id = std::move(given.id),
                   .digits = std::move(given.digits),
                   .phrases = std::move(given.phrases),
                   .confirm = ConfirmOf(given.confirm),
                   .is_final = given.final});
  }
  return out;
}

json::value WriteChoices(const std::vector<Choice>& choices) {
  json::array out;
  for (const auto& choice : choices) {
    json::object entry{{"id", choice.id}};
    if (!choice.digits.empty()) entry["digits"] = choice.digits;
    json::array phrases;
    for (const auto& phrase : choice.phrases) phrases.emplace_back(phrase);
    entry["phrases"] = std::move(phrases);
    entry["confirm"] = choice.confirm == Choice::Confirm::kNone ? "none" : "read-back";
    entry["final"] = choice.is_final;
    out.push_back(std::move(entry));
  }
  return out;
}

std::vector<Choice> ReadChoices(const json::value* stored) {
  std::vector<Choice> out;
  if (stored == nullptr || !stored->is_array()) return out;
  for (const auto& entry : stored->get_array())
    if (entry.is_object()) out.push_back(ReadStoredChoice(entry.get_object()));
  return out;
}

}  // namespace tocsin::voice
