#include "workers/voice/humanizer/spoken_answer.hpp"

#include <algorithm>
#include <cctype>
#include <utility>

#include "schemas/language_tag.hpp"
#include "schemas/plain_text.hpp"
#include "workers/voice/humanizer/humanize.hpp"
#include "workers/voice/languages/text_language.hpp"

namespace tocsin::voice {
namespace {

/// A first sentence shorter than this goes before it is known what follows.
constexpr std::size_t kShortFirst = 40;
/// What is longer without an end is cut where a speaker breathes.
constexpr std::size_t kLongestWritten = 300;
constexpr int kMostRepeated = 2;
constexpr std::string_view kDandaMark = "\xE0\xA5\xA4";

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

/// Words that a stop belongs to, in the languages that are spoken.
bool IsShortened(std::string_view word) {
  static constexpr std::string_view kShortened[] = {
      "Dr",  "Mr",  "Mrs",  "Ms",     "Prof", "St",  "No",  "Nr",       "Sr",          "Sra",
      "vs",  "e.g", "i.e",  "approx", "ca",   "z.B", "d.h", "a.m",      "p.m",         "Str",
      "Tel", "bzw", "evtl", "ggf",    "inkl", "Hr",  "Std", "Mio",      "Mrd",         "Tsd",
      "Dra", "ej",  "p.ej", "aprox",  "Ud",   "Uds", "tel", "n\u00fam", "\u0921\u0949"};
  return std::ranges::find(kShortened, word) != std::end(kShortened);
}

/// "am 5. März", "am 5.3.": numerals and stops, of which the last are two at most.
bool IsGermanDay(std::string_view word) {
  const auto last = word.substr(word.find_last_of('.') + 1);
  return !last.empty() && last.size() <= 2 && word.size() <= 5 &&
         std::ranges::all_of(word, [](char c) { return IsDigit(c) || c == '.'; });
}

/// Before such a day, also in an answer that should be of another language.
bool IsBeforeGermanDay(std::string_view before) {
  static constexpr std::string_view kBefore[] = {"am", "vom", "zum", "dem", "den", "der"};
  while (before.ends_with(' ')) before.remove_suffix(1);
  const auto space = before.find_last_of(" \n");
  const auto word = before.substr(space == std::string_view::npos ? 0 : space + 1);
  return std::ranges::find(kBefore, word) != std::end(kBefore);
}

/// A stop behind a number that stands alone, a letter or a shortened word ends nothing; in German
/// none behind what may be the day of a month.
bool StopsNothing(std::string_view text, std::size_t at, bool german) {
  const auto space = text.find_last_of(" \n", at == 0 ? 0 : at - 1);
  const std::size_t begin = space == std::string_view::npos ? 0 : space + 1;
  const auto word = text.substr(begin, at - begin);
  const bool number = begin == 0 && !word.empty() && std::ranges::all_of(word, IsDigit);
  const bool letter = word.size() == 1 && std::isalpha(static_cast<unsigned char>(word[0])) != 0;
  return word.empty() || number || letter || IsShortened(word) ||
         ((german || IsBeforeGermanDay(text.substr(0, begin))) && IsGermanDay(word));
}

struct SentenceEnd {
  std::size_t end = 0;  ///< behind its mark
  bool sure = false;    ///< something follows that shows it
};

/// The first end of a sentence; `end` 0: there is none.
SentenceEnd FirstEnd(std::string_view text, std::string_view language) {
  const bool german = MainTag(language) == "de";
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '\n') return {at + 1, true};
    const bool danda = text.substr(at).starts_with(kDandaMark);
    if (!danda && std::string_view(".!?").find(text[at]) == std::string_view::npos) continue;
    std::size_t end = at + (danda ? kDandaMark.size() : 1);
    while (end < text.size() &&
           std::string_view(".!?\"')").find(text[end]) != std::string_view::npos)
      ++end;
    const bool last = end == text.size();
    if (!last && text[end] != ' ' && text[end] != '\n') continue;
    if (text[at] == '.' && StopsNothing(text, at, german)) continue;
    return {end, !last};
  }
  return {};
}

/// Where a speaker breathes in a text that does not end: behind a mark that a space follows.
std::size_t BreathIn(std::string_view text) {
  const auto part = text.substr(0, kLongestWritten);
  for (std::size_t at = part.size() - 1; at > part.size() / 2; --at)
    if (part[at] == ' ' && std::string_view(",;:").find(part[at - 1]) != std::string_view::npos)
      return at;
  const auto space = part.rfind(' ');
  return space != std::string_view::npos && space > 0 ? space : part.size();
}

bool SaysSomething(std::string_view text) {
  return std::ranges::any_of(text, [](char c) {
    return (static_cast<unsigned char>(c) & 0x80U) != 0 ||
           std::isalnum(static_cast<unsigned char>(c)) != 0;
  });
}

}  // namespace

void SpokenAnswer::Give(std::string_view written, std::vector<std::string>& out) {
  if (full_) return;
  std::string text = PlainText(written);
  const auto first = text.find_first_not_of(' ');
  if (first == std::string::npos || !SaysSomething(text)) return;
  text = text.substr(first, text.find_last_not_of(' ') - first + 1);
  // A model may answer in another language than it was told to: its numbers are of that one.
  text = Humanize(text, LanguageOfText(text, language_),
                  given_ == 0 ? Opening::kAnswer : Opening::kWithin, lexicon_.get())
             .text;
  if (text.empty()) return;
  if (!sentences_.insert(text).second) {
    full_ = ++repeated_ >= kMostRepeated;
    return;
  }
  if (given_ > 0 && given_ + text.size() > most_bytes_) {
    full_ = true;
    return;
  }
  if (text.size() > most_bytes_) text = PlainText(text, most_bytes_);
  given_ += text.size();
  out.push_back(std::move(text));
}

std::vector<std::string> SpokenAnswer::Feed(std::string_view piece) {
  std::vector<std::string> out;
  if (full_) return out;
  rest_ += piece;
  while (!full_) {
    auto [end, sure] = FirstEnd(rest_, language_);
    // A stop behind a digit may stand within a number.
    const bool number = end > 1 && rest_[end - 1] == '.' && IsDigit(rest_[end - 2]);
    const bool short_first =
        given_ == 0 && end > 0 && end < kShortFirst && end == rest_.size() && !number;
    if (end == 0 || (!sure && !short_first)) {
      if (rest_.size() <= kLongestWritten) break;
      end = BreathIn(rest_);
    }
    Give(std::string_view(rest_).substr(0, end), out);
    rest_.erase(0, end);
    rest_.erase(0, std::min(rest_.find_first_not_of(' '), rest_.size()));
  }
  return out;
}

std::vector<std::string> SpokenAnswer::Finish() {
  auto out = Feed("\n");
  Give(std::exchange(rest_, {}), out);
  return out;
}

std::string SpokenText(std::string_view answer, const std::string& language, std::size_t most_bytes,
                       std::shared_ptr<const Pronunciations> lexicon) {
  SpokenAnswer spoken(language, most_bytes, std::move(lexicon));
  auto sentences = spoken.Feed(answer);
  for (auto& last : spoken.Finish()) sentences.push_back(std::move(last));
  std::string text;
  for (const auto& sentence : sentences) text += (text.empty() ? "" : " ") + sentence;
  return text;
}

}  // namespace tocsin::voice
