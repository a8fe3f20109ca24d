#include "schemas/events/choice.hpp"

#include <algorithm>

#include "schemas/plain_text.hpp"

namespace tocsin::events {
namespace {

bool IsChoiceId(std::string_view text) {
  return !text.empty() && text.size() <= kMostChoiceIdBytes &&
         std::ranges::all_of(text, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
         });
}

/// '*' has a meaning of its own on every call (repeat), '#' ends the input.
bool AreChoiceDigits(std::string_view text) {
  return text.size() <= kMostChoiceDigits &&
         std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

/// Null stands for what is left out.
const json::value* MemberOf(const json::object& object, std::string_view key) {
  const auto* found = object.if_contains(key);
  return found != nullptr && found->is_null() ? nullptr : found;
}

std::optional<std::string> PhrasesFault(const json::value& phrases) {
  if (!phrases.is_array()) return "'phrases' must be a list of strings";
  if (phrases.get_array().size() > kMostPhrases)
    return "more than " + std::to_string(kMostPhrases) + " phrases";
  const auto legal = [](const json::value& phrase) {
    return phrase.is_string() && phrase.get_string().size() <= kMostPhraseBytes &&
           !PlainText(phrase.get_string()).empty();
  };
  if (!std::ranges::all_of(phrases.get_array(), legal))
    return "'phrases' must be a list of strings of at most " + std::to_string(kMostPhraseBytes) +
           " bytes";
  return std::nullopt;
}

std::optional<std::string> MembersFault(const json::object& choice) {
  if (!IsChoiceId(StringAt(choice, "id")))
    return "'id' of a choice must be a word of a-z, 0-9, '_' and '-'";
  if (const auto* digits = MemberOf(choice, "digits");
      digits != nullptr && !(digits->is_string() && AreChoiceDigits(digits->get_string())))
    return "'digits' must be one to four of 0-9 in quotes, such as '1'";
  if (const auto* phrases = MemberOf(choice, "phrases"))
    if (auto fault = PhrasesFault(*phrases)) return fault;
  if (const auto* confirm = MemberOf(choice, "confirm"); confirm != nullptr) {
    const std::string_view word = StringAt(choice, "confirm");
    if (word != kConfirmReadBack && word != kConfirmNone && word != kConfirmPin)
      return "'confirm' must be read-back, pin or none";
  }
  if (const auto* final = MemberOf(choice, "final"); final != nullptr && !final->is_bool())
    return "'final' must be true or false";
  return std::nullopt;
}

/// Of a choice without fault.
Choice ChoiceOf(const json::object& given) {
  Choice choice{.id = std::string(StringAt(given, "id")),
                .digits = std::string(StringAt(given, "digits")),
                .phrases = {}};
  if (const auto* phrases = MemberOf(given, "phrases"))
    for (const auto& phrase : phrases->get_array())
      choice.phrases.push_back(PlainText(phrase.get_string()));
  choice.confirm = StringAt(given, "confirm", kConfirmReadBack);
  const auto* final = MemberOf(given, "final");
  choice.final = final == nullptr || final->get_bool();
  return choice;
}

}  // namespace

const FieldTable& Choice::Spec() {
  static const FieldTable table = TableOf<Choice>(
      "choice", "One of the answers that a person may give; it needs digits or phrases.",
      {FieldOf<&Choice::id>("id", "Name of the choice: up to 64 of a-z, 0-9, `_` and `-`.",
                            {.required = true, .example = "approve"}),
       FieldOf<&Choice::digits>("digits", "Keys that choose it: up to four of 0-9, as a string.",
                                {.example = "1"}),
       FieldOf<&Choice::phrases>("phrases",
                                 "Words that choose it: up to 50 phrases of at most 100 bytes.",
                                 {.example = R"(["approve","go ahead"])"}),
       FieldOf<&Choice::confirm>("confirm",
                                 "`read-back`: said back and confirmed by a key or a second "
                                 "phrase; `pin`: said back and confirmed with the PIN of who is "
                                 "phoned (`telephony.pins`); `none`: taken at once."),
       FieldOf<&Choice::final>("final",
                               "False: the answer is stored and the question stays open.")});
  return table;
}

std::optional<std::string> ChoiceFault(const json::value& choice) {
  if (!choice.is_object()) return "a choice must be a map with an id";
  const json::object& object = choice.get_object();
  if (auto fault = MembersFault(object)) return fault;
  const auto* phrases = MemberOf(object, "phrases");
  if (StringAt(object, "digits").empty() && (phrases == nullptr || phrases->get_array().empty()))
    return "choice '" + std::string(StringAt(object, "id")) + "' needs digits or phrases";
  return std::nullopt;
}

Result<std::vector<Choice>> ReadChoices(const json::value* choices) {
  std::vector<Choice> out;
  if (choices == nullptr || choices->is_null()) return out;
  if (!choices->is_array()) return Fail(ErrorKind::kInvalid, "'choices' must be a list");
  if (choices->get_array().size() > kMostChoices)
    return Fail(ErrorKind::kInvalid, "more than " + std::to_string(kMostChoices) + " choices");
  for (const auto& entry : choices->get_array()) {
    const auto bad = [&](std::string why) {
      return Fail(ErrorKind::kInvalid, "choices[" + std::to_string(out.size()) + "]: " + why);
    };
    if (auto fault = ChoiceFault(entry)) return bad(std::move(*fault));
    auto choice = ChoiceOf(entry.get_object());
    for (const auto& other : out) {
      if (other.id == choice.id) return bad("choice '" + choice.id + "' comes twice");
      if (!choice.digits.empty() && other.digits == choice.digits)
        return bad("digits '" + choice.digits + "' stand for two choices");
    }
    out.push_back(std::move(choice));
  }
  return out;
}

}  // namespace tocsin::events
