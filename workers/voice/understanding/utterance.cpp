#include "workers/voice/understanding/utterance.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <cstdlib>

#include "schemas/utf8.hpp"

namespace tocsin::voice {
namespace {

bool IsApostrophe(utf8proc_int32_t code) {
  switch (code) {
    case '\'':
    case '`':
    case 0x00b4:
    case 0x02b9:
    case 0x02bc:
    case 0x2018:
    case 0x2019:
    case 0x201b:
    case 0x2032:
    case 0xff07:
      return true;
    default:
      return false;
  }
}

/// Spellings of one word in the script of Hindi: with and without the dot below, with either sign
/// of a nasal vowel, and digits of its own. 0: nothing is left.
utf8proc_int32_t OneSpelling(utf8proc_int32_t code) {
  if (code == 0x093c) return 0;
  if (code == 0x0901) return 0x0902;
  return code >= 0x0966 && code <= 0x096f ? code - 0x0966 + '0' : code;
}

/// Letters, the marks that belong to them, digits.
bool IsOfWord(utf8proc_int32_t code) {
  switch (utf8proc_category(code)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
    case UTF8PROC_CATEGORY_ND:
      return true;
    default:
      return false;
  }
}

void AppendCharacter(std::string& out, utf8proc_int32_t code) {
  utf8proc_uint8_t bytes[4];
  const auto size = utf8proc_encode_char(code, bytes);
  out.append(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
}

/// Calls `take` with every character; the text is UTF-8.
template <class Take>
void ForEachCharacter(std::string_view text, Take take) {
  while (!text.empty()) {
    utf8proc_int32_t code = 0;
    const auto size = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                       static_cast<utf8proc_ssize_t>(text.size()), &code);
    if (size <= 0) return;
    take(code);
    text.remove_prefix(static_cast<std::size_t>(size));
  }
}

/// Composed, compatible forms made one, case folded, characters without a shape left out: inside a
/// word they would hide it ("n" + zero width + "o").
std::string Folded(const std::string& text) {
  utf8proc_uint8_t* out = nullptr;
  const auto options = static_cast<utf8proc_option_t>(
      UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE);
  const auto size = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                 static_cast<utf8proc_ssize_t>(text.size()), &out, options);
  if (size < 0) return {};
  std::string folded(reinterpret_cast<const char*>(out), static_cast<std::size_t>(size));
  std::free(out);
  return folded;
}

}  // namespace

Words ToWords(std::string_view text) {
  // Before it is folded: some apostrophes fold to a space and a mark.
  std::string spelled;
  ForEachCharacter(ToUtf8(std::string(text)), [&](utf8proc_int32_t code) {
    if (!IsApostrophe(code)) AppendCharacter(spelled, code);
  });
  Words words;
  std::string word;
  const auto finish = [&] {
    if (!word.empty()) words.push_back(std::move(word));
    word.clear();
  };
  ForEachCharacter(Folded(spelled), [&](utf8proc_int32_t code) {
    if (!IsOfWord(code)) return finish();
    if (const auto one = OneSpelling(code); one != 0) AppendCharacter(word, one);
  });
  finish();
  return words;
}

std::optional<std::size_t> FindPhrase(std::span<const std::string> words,
                                      std::span<const std::string> phrase, std::size_t from) {
  if (phrase.empty() || from > words.size()) return std::nullopt;
  const auto found = std::search(words.begin() + static_cast<std::ptrdiff_t>(from), words.end(),
                                 phrase.begin(), phrase.end());
  if (found == words.end()) return std::nullopt;
  return static_cast<std::size_t>(found - words.begin());
}

bool HasPhrase(std::span<const std::string> words, std::span<const Words> phrases) {
  return std::ranges::any_of(
      phrases, [&](const Words& phrase) { return FindPhrase(words, phrase).has_value(); });
}

bool Pattern::In(std::span<const std::string> words) const {
  std::size_t from = 0;
  for (const auto& part : parts_) {
    const auto at = FindPhrase(words, part, from);
    if (!at) return false;
    from = *at + part.size();
  }
  return !parts_.empty();
}

Pattern::Pattern(std::string_view text) {
  while (!text.empty()) {
    const auto end = std::min(text.find('*'), text.size());
    if (auto part = ToWords(text.substr(0, end)); !part.empty()) parts_.push_back(std::move(part));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

std::string Capitalised(std::string text) {
  utf8proc_int32_t first = 0;
  const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  const auto size = utf8proc_iterate(bytes, static_cast<utf8proc_ssize_t>(text.size()), &first);
  if (size <= 0) return text;
  utf8proc_uint8_t capital[4];
  const auto length = utf8proc_encode_char(utf8proc_totitle(first), capital);
  return text.replace(0, static_cast<std::size_t>(size), reinterpret_cast<const char*>(capital),
                      static_cast<std::size_t>(length));
}

}  // namespace tocsin::voice
