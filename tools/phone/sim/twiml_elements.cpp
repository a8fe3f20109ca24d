#include "tools/phone/sim/twiml_elements.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "schemas/language_tag.hpp"

namespace tocsin::phone {
namespace {

constexpr std::size_t kMaxHints = 500;
constexpr std::size_t kMaxHintCharacters = 100;

}  // namespace

std::size_t CharactersOf(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; }));
}

void TwimlElements::Refuse(const XmlElement& at, const std::string& text) {
  if (!faults_.empty()) faults_ += "; ";
  faults_ += "line " + std::to_string(at.mark.line) + ": " + text;
}

void TwimlElements::RefuseText(const XmlElement& parent, const XmlElement& text) {
  if (text.text.find_first_not_of(" \t\r\n") != std::string::npos)
    Refuse(text, "text inside <" + parent.name + "> is not spoken; use <Say>");
}

void TwimlElements::Allow(const XmlElement& element,
                          std::initializer_list<std::string_view> known) {
  for (const auto& [name, value] : element.attributes)
    if (std::ranges::find(known, name) == known.end())
      Refuse(element, "attribute '" + name + "' is not known on <" + element.name + ">");
}

std::string TwimlElements::TextOf(const XmlElement& element) {
  std::string text;
  for (const auto& child : element.children) text += child.IsText() ? child.text : TextOf(child);
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

int TwimlElements::Number(const XmlElement& element, std::string_view name, int low, int high,
                          int otherwise) {
  const auto* text = element.Attribute(name);
  if (text == nullptr) return otherwise;
  int value = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
  if (error == std::errc{} && end == text->data() + text->size() && value >= low && value <= high)
    return value;
  Refuse(element, "attribute '" + std::string(name) + "' is not a number from " +
                      std::to_string(low) + " to " + std::to_string(high));
  return otherwise;
}

Duration TwimlElements::Seconds(const XmlElement& element, std::string_view name, int otherwise) {
  return std::chrono::seconds(Number(element, name, 0, 14400, otherwise));
}

bool TwimlElements::Flag(const XmlElement& element, std::string_view name, bool otherwise) {
  const auto* text = element.Attribute(name);
  if (text == nullptr) return otherwise;
  if (*text == "true") return true;
  if (*text != "false")
    Refuse(element, "attribute '" + std::string(name) + "' is neither true nor false");
  return *text == "false" ? false : otherwise;
}

std::string TwimlElements::Word(const XmlElement& element, std::string_view name,
                                std::string otherwise) {
  const auto* text = element.Attribute(name);
  return text == nullptr ? std::move(otherwise) : *text;
}

std::string TwimlElements::Method(const XmlElement& element) {
  std::string method = Word(element, "method", "POST");
  if (method == "GET" || method == "POST") return method;
  Refuse(element, "method is neither GET nor POST");
  return "POST";
}

void TwimlElements::CheckLanguage(const XmlElement& element) {
  const auto* tag = element.Attribute("language");
  if (tag != nullptr && !IsLanguageTag(*tag))
    Refuse(element, "attribute 'language' is no language tag");
}

void TwimlElements::CheckHints(const XmlElement& element) {
  const auto* hints = element.Attribute("hints");
  if (hints == nullptr) return;
  std::size_t count = 0;
  for (std::string_view rest = *hints; !rest.empty(); ++count) {
    const auto hint = rest.substr(0, rest.find(','));
    if (CharactersOf(hint) > kMaxHintCharacters)
      Refuse(element, "a hint has more than 100 characters");
    rest.remove_prefix(std::min(rest.size(), hint.size() + 1));
  }
  if (count > kMaxHints) Refuse(element, "more than 500 hints");
}

std::string TwimlElements::OneOf(const XmlElement& element, std::string_view name,
                                 std::initializer_list<std::string_view> words,
                                 std::string otherwise) {
  std::string word = Word(element, name, otherwise);
  if (word == "true") word = "any";
  if (word == "false") word = "none";
  if (std::ranges::find(words, word) != words.end()) return word;
  Refuse(element, "attribute '" + std::string(name) + "' may not be '" + word + "'");
  return otherwise;
}

}  // namespace tocsin::phone
