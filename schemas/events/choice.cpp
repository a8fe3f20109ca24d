#include "schemas/events/choice.hpp"

#include <algorithm>
#include <iterator>

#include "schemas/events/data.hpp"
#include "schemas/in_words.hpp"
#include "schemas/plain_text.hpp"

namespace tocsin::events {
namespace {

constexpr std::string_view kConfirmWords[] = {kConfirmReadBack, kConfirmPin, kConfirmNone};

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
template <auto kMember>
const json::value* Given(const json::object& choice) {
  const auto* found = choice.if_contains(NameOf<kMember>());
  return found != nullptr && found->is_null() ? nullptr : found;
}
template <auto kMember>
std::string InQuotes() {
  return '\'' + std::string(NameOf<kMember>()) + '\'';
}

std::optional<std::string> PhrasesFault(const json::value& phrases) {
  const auto key = InQuotes<&Choice::phrases>();
  if (!phrases.is_array()) return key + " must be a list of strings";
  if (phrases.get_array().size() > kMostPhrases)
    return "more than " + std::to_string(kMostPhrases) + " phrases";
  const auto legal = [](const json::value& phrase) {
    return phrase.is_string() && phrase.get_string().size() <= kMostPhraseBytes &&
           !PlainText(phrase.get_string()).empty();
  };
  if (!std::ranges::all_of(phrases.get_array(), legal))
    return key + " must be a list of strings of at most " + std::to_string(kMostPhraseBytes) +
           " bytes";
  return std::nullopt;
}

std::optional<std::string> MembersFault(const json::object& choice) {
  if (!IsChoiceId(StringAt(choice, NameOf<&Choice::id>())))
    return InQuotes<&Choice::id>() + " of a choice must be a word of a-z, 0-9, '_' and '-'";
  if (const auto* digits = Given<&Choice::digits>(choice);
      digits != nullptr && !(digits->is_string() && AreChoiceDigits(digits->get_string())))
    return InQuotes<&Choice::digits>() + " must be 1 to " + std::to_string(kMostChoiceDigits) +
           " of 0-9 in quotes, such as '1'";
  if (const auto* phrases = Given<&Choice::phrases>(choice))
    if (auto fault = PhrasesFault(*phrases)) return fault;
  if (const auto* confirm = Given<&Choice::confirm>(choice);
      confirm != nullptr &&
      !(confirm->is_string() &&
        std::ranges::count(kConfirmWords, std::string_view(confirm->get_string())) == 1))
    return InQuotes<&Choice::confirm>() + " must be " + InWords(kConfirmWords, " or ");
  if (const auto* final = Given<&Choice::final>(choice); final != nullptr && !final->is_bool())
    return InQuotes<&Choice::final>() + " must be true or false";
  return std::nullopt;
}

/// Of a choice without fault.
Choice ChoiceOf(const json::value& given) {
  auto choice = Read<Choice>(given);
  for (auto& phrase : choice.phrases) phrase = PlainText(phrase);
  return choice;
}

}  // namespace

const FieldTable& Choice::Spec() {
  const auto count = [](std::size_t most) { return std::to_string(most); };
  static const std::string id = "What `choice` of the answer is: up to " +
                                count(kMostChoiceIdBytes) + " of a-z, 0-9, `_` and `-`.";
  static const std::string digits = "The keys that mean it: up to " + count(kMostChoiceDigits) +
                                    " of 0-9, in quotes. A choice needs digits or phrases.";
  static const std::string phrases = "What is said to mean it, whole words: up to " +
                                     count(kMostPhrases) + " of at most " +
                                     count(kMostPhraseBytes) +
                                     " bytes; the first is how the choice is read out. A negation "
                                     "(\"do not approve\") or a second "
                                     "choice beside it means no choice at all.";
  static const FieldTable table = TableOf<Choice>(
      "choice", "One of the answers that a person may give; it needs digits or phrases.",
      {FieldOf<&Choice::id>("id", id, {.required = true, .example = "approve"}),
       FieldOf<&Choice::digits>("digits", digits, {.example = "1"}),
       FieldOf<&Choice::phrases>("phrases", phrases, {.example = R"(["approve","go ahead"])"}),
       FieldOf<&Choice::confirm>(
           "confirm",
           "`read-back`: \"You said approve\", and only a key or a second phrase decides. `pin`: "
           "the same, and only the PIN of who is asked decides (`telephony.pins`). `none`: a key "
           "decides at once, speech only after the carrier's detection said that a human answered.",
           {.allowed = {std::begin(kConfirmWords), std::end(kConfirmWords)}}),
       FieldOf<&Choice::final>("final",
                               "False (escalate, snooze): the answer is stored and returned, and "
                               "the question stays open for whoever is asked next.")});
  return table;
}

std::optional<std::string> ChoiceFault(const json::value& choice) {
  if (!choice.is_object()) return "a choice must be a map with an id";
  const json::object& object = choice.get_object();
  if (auto fault = MembersFault(object)) return fault;
  const auto* phrases = Given<&Choice::phrases>(object);
  if (StringAt(object, NameOf<&Choice::digits>()).empty() &&
      (phrases == nullptr || phrases->get_array().empty()))
    return "choice '" + std::string(StringAt(object, NameOf<&Choice::id>())) +
           "' needs digits or phrases";
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
    auto choice = ChoiceOf(entry);
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
