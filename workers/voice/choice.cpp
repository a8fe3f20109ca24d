#include "workers/voice/choice.hpp"

#include <algorithm>

#include "schemas/plain_text.hpp"

namespace tocsin::voice {
namespace {

constexpr std::size_t kMaxChoices = 20;
constexpr std::size_t kMaxPhrases = 50;
constexpr std::size_t kMaxPhraseBytes = 100;
constexpr std::size_t kMaxDigits = 8;

std::string InWords(std::string id) {
  std::ranges::replace(id, '_', ' ');
  std::ranges::replace(id, '-', ' ');
  return id;
}

Result<Choice> ReadChoice(const json::value& entry, std::string_view where) {
  const auto bad = [&](std::string_view why) {
    return Fail(ErrorKind::kInvalid, "reading " + std::string(where) + ": " + std::string(why),
                "voice");
  };
  if (!entry.is_object()) return bad("not an object");
  const auto& object = entry.get_object();
  Choice choice;
  choice.id = PlainText(StringAt(object, "id"), kMaxPhraseBytes);
  if (choice.id.empty()) return bad("'id' is missing");
  if (const auto* digits = object.if_contains("digits"); digits != nullptr && !digits->is_null()) {
    if (digits->is_int64()) {
      choice.digits = std::to_string(digits->get_int64());
    } else if (digits->is_string()) {
      choice.digits = std::string(digits->get_string());
    }
    const bool legal =
        !choice.digits.empty() && choice.digits.size() <= kMaxDigits &&
        std::ranges::all_of(choice.digits, [](char c) { return c >= '0' && c <= '9'; });
    if (!legal) return bad("'digits' must be one to eight of 0-9");
  }
  if (const auto* phrases = object.if_contains("phrases");
      phrases != nullptr && phrases->is_array()) {
    for (const auto& phrase : phrases->get_array()) {
      if (!phrase.is_string()) return bad("'phrases' must be a list of texts");
      auto text = PlainText(phrase.get_string(), kMaxPhraseBytes);
      if (!text.empty()) choice.phrases.push_back(std::move(text));
      if (choice.phrases.size() > kMaxPhrases) return bad("more than 50 phrases");
    }
  }
  if (choice.phrases.empty()) choice.phrases.push_back(InWords(choice.id));
  const auto confirm = StringAt(object, "confirm", "read-back");
  if (confirm == "none") {
    choice.confirm = Choice::Confirm::kNone;
  } else if (confirm != "read-back" && confirm != "read_back") {
    return bad("'confirm' must be 'read-back' or 'none'");
  }
  const auto* is_final = object.if_contains("final");
  if (is_final != nullptr && is_final->is_bool()) choice.is_final = is_final->get_bool();
  return choice;
}

}  // namespace

Result<std::vector<Choice>> ReadChoices(const json::value* choices) {
  std::vector<Choice> out;
  if (choices == nullptr || choices->is_null()) return out;
  if (!choices->is_array() || choices->get_array().size() > kMaxChoices) {
    return Fail(ErrorKind::kInvalid, "reading choices: not a list of at most 20", "voice");
  }
  for (const auto& entry : choices->get_array()) {
    const std::string where = "choices[" + std::to_string(out.size()) + "]";
    TRY_ASSIGN(auto choice, ReadChoice(entry, where));
    for (const auto& other : out) {
      if (other.id == choice.id || (!choice.digits.empty() && other.digits == choice.digits)) {
        return Fail(ErrorKind::kInvalid,
                    "reading " + where + ": same id or digits as '" + other.id + "'", "voice");
      }
    }
    out.push_back(std::move(choice));
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

}  // namespace tocsin::voice
