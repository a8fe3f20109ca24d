#include "workers/workflow/question_choices.hpp"

#include <algorithm>
#include <set>
#include <string_view>
#include <vector>

namespace tocsin::workflow {
namespace {

constexpr std::size_t kMaxChoices = 10;
constexpr std::size_t kMaxPhrases = 50;
constexpr std::size_t kMaxPhraseBytes = 100;

bool IsId(std::string_view text) {
  return !text.empty() && text.size() <= 64 && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
}
/// '*' has a meaning of its own on every call (repeat), '#' ends the input.
bool AreDigits(std::string_view text) {
  return !text.empty() && text.size() <= 4 &&
         std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

std::optional<std::string> PhrasesFault(const json::value& phrases) {
  if (!phrases.is_array()) return "'phrases' must be a list of strings";
  if (phrases.get_array().size() > kMaxPhrases) return "more than 50 phrases";
  for (const auto& phrase : phrases.get_array())
    if (!phrase.is_string() || phrase.get_string().empty() ||
        phrase.get_string().size() > kMaxPhraseBytes)
      return "'phrases' must be a list of strings of at most 100 bytes";
  return std::nullopt;
}

std::optional<std::string> MemberFault(const json::object& choice) {
  for (const auto& [key, value] : choice)
    if (std::ranges::find(ChoiceKeys(), std::string_view(key)) == ChoiceKeys().end())
      return "unknown key '" + std::string(key) + "' in a choice";
  if (!IsId(StringAt(choice, "id")))
    return "'id' of a choice must be a word of a-z, 0-9, '_' and '-'";
  if (const auto* digits = choice.if_contains("digits");
      digits != nullptr && !(digits->is_string() && AreDigits(digits->get_string())))
    return "'digits' must be one to four of 0-9 in quotes, such as '1'";
  if (const auto* phrases = choice.if_contains("phrases"))
    if (auto fault = PhrasesFault(*phrases)) return fault;
  if (const auto* confirm = choice.if_contains("confirm"); confirm != nullptr) {
    const std::string_view word = StringAt(choice, "confirm");
    if (word != "read-back" && word != "none") return "'confirm' must be read-back or none";
  }
  if (const auto* final = choice.if_contains("final"); final != nullptr && !final->is_bool())
    return "'final' must be true or false";
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
  if (!choice.is_object()) return "a choice must be a map with an id";
  const json::object& object = choice.get_object();
  if (auto fault = MemberFault(object)) return fault;
  const json::value* phrases = object.if_contains("phrases");
  if (!object.contains("digits") && (phrases == nullptr || phrases->get_array().empty()))
    return "choice '" + std::string(StringAt(object, "id")) + "' needs digits or phrases";
  return std::nullopt;
}

Result<json::array> NormalizeChoices(const json::value& choices) {
  if (!choices.is_array() || choices.get_array().empty())
    return Fail(ErrorKind::kInvalid, "'choices' must be a list of at least one choice");
  if (choices.get_array().size() > kMaxChoices)
    return Fail(ErrorKind::kInvalid, "more than " + std::to_string(kMaxChoices) + " choices");
  std::set<std::string, std::less<>> seen;
  json::array normal;
  for (const auto& choice : choices.get_array()) {
    if (auto fault = ChoiceFault(choice)) return Fail(ErrorKind::kInvalid, std::move(*fault));
    const json::object& given = choice.get_object();
    if (const auto* when = given.if_contains("when"); when != nullptr && !when->get_bool())
      continue;
    const std::string id(StringAt(given, "id"));
    const std::string digits(StringAt(given, "digits"));
    if (!seen.insert("id " + id).second)
      return Fail(ErrorKind::kInvalid, "choice '" + id + "' comes twice");
    if (!digits.empty() && !seen.insert("digits " + digits).second)
      return Fail(ErrorKind::kInvalid, "digits '" + digits + "' stand for two choices");
    const auto* phrases = given.if_contains("phrases");
    const auto* final = given.if_contains("final");
    normal.push_back({{"id", id},
                      {"digits", digits},
                      {"phrases", phrases != nullptr ? *phrases : json::value(json::array())},
                      {"confirm", StringAt(given, "confirm", "read-back")},
                      {"final", final == nullptr || final->get_bool()}});
  }
  if (normal.empty()) return Fail(ErrorKind::kInvalid, "'when' leaves none of the choices");
  return normal;
}

}  // namespace tocsin::workflow
