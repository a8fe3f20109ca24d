#include "workers/voice/humanizer/humanize.hpp"

#include <algorithm>
#include <cstdint>
#include <span>
#include <utility>

#include "schemas/language_tag.hpp"
#include "schemas/utf8.hpp"
#include "workers/voice/humanizer/english_forms.hpp"
#include "workers/voice/humanizer/number_words.hpp"
#include "workers/voice/humanizer/spoken_sentences.hpp"
#include "workers/voice/humanizer/written_numbers.hpp"

namespace tocsin::voice {
namespace {

using Changes = std::vector<HumanizedChange>;
constexpr std::size_t kLongestTag = 200;  // bytes between < and >
constexpr int kMostRounds = 4;            // what one rule makes may be for another

bool IsLetterByte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c < 0 ||
         c == '\'';
}
char Lowered(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
char Raised(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

bool SameWithoutCase(std::string_view text, std::string_view lower) {
  return std::ranges::equal(text, lower, {}, Lowered);
}

/// Pictures, their joiners and colours, and what replaces broken bytes.
bool IsUnspeakable(std::uint32_t code) {
  return code >= 0x1F000 || (code >= 0x2600 && code <= 0x27BF) || code == 0xFE0F ||
         code == 0x20E3 || code == 0xFFFD || code == 0xFEFF || code < 0x09 ||
         (code > 0x0D && code < 0x20) || (code >= 0x7F && code < 0xA0);
}

/// The size of the tag that begins here: "</speak>", "<br>", "<!-- -->"; 0: it is none.
std::size_t TagAt(std::string_view text) {
  if (text.size() < 3 || text[0] != '<') return 0;
  const char next = Lowered(text[1]);
  if (!(next >= 'a' && next <= 'z') && next != '/' && next != '!' && next != '?') return 0;
  const auto end = text.substr(0, kLongestTag).find('>');
  return end == std::string_view::npos ? 0 : end + 1;
}

std::string WithoutMarkup(std::string_view text, Changes& changes) {
  std::string plain;
  std::size_t i = 0;
  while (i < text.size()) {
    const auto rest = text.substr(i);
    if (const auto tag = TagAt(rest); tag > 0) {
      changes.push_back({"markup", std::string(rest.substr(0, tag)), ""});
      plain += ' ';
      i += tag;
      continue;
    }
    if (rest.starts_with("](")) {  // a link: its words stay
      const auto end = rest.substr(0, kLongestTag * 10).find(')');
      if (end != std::string_view::npos) {
        changes.push_back({"markup", std::string(rest.substr(0, end + 1)), ""});
        i += end + 1;
        continue;
      }
    }
    if (rest[0] == '[' && rest.substr(0, kLongestTag).find("](") != std::string_view::npos) {
      ++i;  // a link begins
      continue;
    }
    const bool line_start = plain.empty() || plain.back() == '\n';
    const bool item = line_start && (rest.starts_with("- ") || rest.starts_with("> "));
    const bool heading = line_start && rest[0] == '#';
    if (item || heading || rest[0] == '*' || rest[0] == '`' || rest[0] == '_') {
      const char mark = rest[0];
      std::size_t size = 1;
      while (size < rest.size() && rest[size] == mark) ++size;
      changes.push_back({"markup", std::string(rest.substr(0, size)), ""});
      if (mark == '_' && !plain.empty() && IsLetterByte(plain.back())) plain += ' ';
      i += size;
      if (item || heading)
        while (i < text.size() && text[i] == ' ') ++i;
      continue;
    }
    const auto character = FirstCharacter(rest);
    const auto size = std::max<std::size_t>(character.size, 1);
    if (character.size == 0 || IsUnspeakable(character.code))
      changes.push_back({"emoji", std::string(rest.substr(0, size)), ""});
    else if (character.code == 0xA0)
      plain += ' ';
    else if (character.code == 0x2019)
      plain += '\'';
    else
      plain += rest.substr(0, size);
    i += size;
  }
  return plain;
}

/// Whole words of the table said as it says; `any_case` compares without case and keeps a capital.
std::string WithForms(std::string_view text, std::span<const SpokenForm> forms,
                      std::string_view rule, bool any_case, Changes& changes) {
  std::string said;
  std::size_t i = 0;
  while (i < text.size()) {
    const SpokenForm* found = nullptr;
    if (i == 0 || !IsLetterByte(text[i - 1]))
      for (const auto& form : forms) {
        const auto part = text.substr(i, form.written.size());
        if (any_case ? !SameWithoutCase(part, form.written) : part != form.written) continue;
        const auto end = i + form.written.size();
        if (end < text.size() && IsLetterByte(text[end])) continue;
        // "Yes, it is." stays whole.
        if (any_case && !form.said.ends_with("n't") && (end >= text.size() || text[end] != ' '))
          continue;
        found = &form;
        break;
      }
    if (found == nullptr) {
      said += text[i++];
      continue;
    }
    std::string words(found->said);
    const auto written = text.substr(i, found->written.size());
    if (any_case && written[0] != Lowered(written[0])) words[0] = Raised(words[0]);
    changes.push_back({rule, std::string(written), words});
    said += words;
    i += found->written.size();
    // The point of "etc." may end the sentence too.
    if (written.ends_with('.') && (i == text.size() || text[i] == '\n')) said += '.';
  }
  return said;
}

std::string WithSymbols(std::string_view text, std::span<const SpokenForm> symbols,
                        Changes& changes) {
  std::string said;
  std::size_t i = 0;
  while (i < text.size()) {
    const auto found = std::ranges::find_if(
        symbols, [&](const auto& one) { return text.substr(i).starts_with(one.written); });
    if (found == symbols.end()) {
      said += text[i++];
      continue;
    }
    // "/var" begins with nothing that is said.
    const auto behind = text.substr(i + found->written.size());
    if (found->written == "/" && (said.empty() || said.back() == ' ') && !behind.empty() &&
        IsLetterByte(behind[0])) {
      changes.push_back({"symbols", "/", ""});
      ++i;
      continue;
    }
    changes.push_back({"symbols", std::string(found->written), std::string(found->said)});
    const bool mark = !found->said.empty() && (found->said[0] == ',' || found->said[0] == '.');
    if (!mark && !said.empty() && said.back() != ' ') said += ' ';
    said += found->said;
    i += found->written.size();
    if (i < text.size() && text[i] != ' ') said += ' ';
  }
  return said;
}

/// "Thanks Sarah" is "Thanks, Sarah": a capital behind a greeting is a name.
std::string WithAddress(std::string_view text, Changes& changes) {
  std::string said;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i == 0 || !IsLetterByte(text[i - 1]))
      for (const auto greeting : EnglishGreetings()) {
        const auto rest = text.substr(i);
        if (!rest.starts_with(greeting) || rest.size() < greeting.size() + 3) continue;
        const char space = rest[greeting.size()], capital = rest[greeting.size() + 1],
                   next = rest[greeting.size() + 2];
        const bool name = capital >= 'A' && capital <= 'Z' && next >= 'a' && next <= 'z';
        if (space != ' ' || !name) continue;
        const std::string addressed = std::string(greeting) + ',';
        changes.push_back({"address", std::string(greeting), addressed});
        said += addressed;
        i += greeting.size();
        break;
      }
    said += text[i];
  }
  return said;
}

bool HasFiller(std::string_view text) {
  return std::ranges::any_of(EnglishFillers(), [&](auto filler) {
    return text.starts_with(filler) && text.substr(filler.size()).starts_with(',');
  });
}

/// Every third answer of two sentences or more gets one before it; which, the text itself decides.
std::string WithFiller(std::string text, Changes& changes) {
  const auto sentences = SplitSentences(text);
  if (sentences.size() < 2 || HasFiller(text)) return text;
  const auto first = SplitWords(sentences.front());
  const bool opened = !first.empty() && (first.front().ends_with(',') ||
                                         (first.size() > 1 && first[1].ends_with(',')));
  constexpr std::string_view kBeginnings[] = {"We",   "The",  "It",   "You", "There",
                                              "That", "This", "Your", "Our", "Yes"};
  const auto known = std::ranges::find(kBeginnings, first.front());
  if (opened || known == std::end(kBeginnings)) return text;
  std::uint64_t seed = 14695981039346656037U;
  for (const char c : text) seed = (seed ^ static_cast<unsigned char>(c)) * 1099511628211U;
  if (seed % 3 != 0) return text;
  const auto fillers = EnglishFillers();
  const std::string filler(fillers[(seed / 3) % fillers.size()]);
  changes.push_back({"fillers", "", filler + ','});
  text[0] = Lowered(text[0]);
  return filler + ", " + text;
}

/// Notes a rule that works on the whole text.
std::string Noted(std::string_view rule, const std::string& before, std::string after,
                  Changes& changes) {
  if (before != after) changes.push_back({rule, Shortened(before, 80), Shortened(after, 80)});
  return after;
}

/// "No. 5" is a number; "No." alone is an answer.
std::string WithNumberSign(const std::string& text, Changes& changes) {
  std::string said;
  std::size_t begun = 0;
  for (auto at = text.find("No. "); at != std::string::npos; at = text.find("No. ", at + 1)) {
    const bool word = at == 0 || !IsLetterByte(text[at - 1]);
    const char next = at + 4 < text.size() ? text[at + 4] : ' ';
    if (!word || next < '0' || next > '9') continue;
    changes.push_back({"abbreviations", "No.", "number"});
    said.append(text, begun, at - begun).append("number");
    begun = at + 3;
  }
  return said.append(text, begun);
}

std::string Round(const std::string& text, std::string_view language, Opening opening,
                  Changes& changes) {
  const bool english = MainTag(language) == "en";
  auto said = WithoutMarkup(text, changes);
  if (english) {
    said = WithForms(said, EnglishPronunciations(), "pronunciation", false, changes);
    said = WithNumberSign(said, changes);
  }
  said = NumbersSaid(said, language, changes);
  if (const auto* forms = SpokenFormsOf(language); forms != nullptr) {
    said = WithForms(said, forms->abbreviations, "abbreviations", false, changes);
    said = WithSymbols(said, forms->symbols, changes);
  }
  if (english) {
    said = WithForms(said, EnglishContractions(), "contractions", true, changes);
    said = WithAddress(said, changes);
  }
  said = Noted("punctuation", said, WithPunctuation(said), changes);
  if (!english) return said;
  said = Noted("sentences", said, InShortSentences(said), changes);
  return opening == Opening::kWithin ? said : WithFiller(std::move(said), changes);
}

/// Words are longer than digits, so the result is cut as well: behind a sentence.
std::string Bounded(std::string text) {
  if (text.size() <= kMostHumanizedBytes) return text;
  const auto end = text.rfind(". ", kMostHumanizedBytes - 2);
  return end == std::string::npos ? Shortened(text, kMostHumanizedBytes) : text.substr(0, end + 1);
}

/// Words that no rule may touch, each as a letter of nobody's alphabet (U+E000 and following) while
/// the rules are at work.
class KeptWords {
 public:
  std::string Hide(std::string_view text, std::string_view language,
                   const Pronunciations& lexicon) {
    const auto hidden = [&](std::string_view word, const Pronunciation&) {
      if (words_.size() == kMost) return std::string(word);
      words_.emplace_back(word);
      return LetterOf(words_.size() - 1);
    };
    const auto plain = [](std::string_view between) { return WithoutPrivate(between); };
    return lexicon.Said(text, language, hidden, plain);
  }
  std::string Show(std::string_view text) const {
    std::string shown;
    while (!text.empty()) {
      const auto [size, code] = FirstCharacter(text);
      if (code >= kFirst && code < kFirst + words_.size())
        shown += words_[code - kFirst];
      else
        shown += text.substr(0, std::max<std::size_t>(size, 1));
      text.remove_prefix(std::max<std::size_t>(size, 1));
    }
    return shown;
  }

 private:
  static constexpr std::uint32_t kFirst = 0xE000;
  static constexpr std::size_t kMost = 0x1000;

  static std::string LetterOf(std::size_t index) {
    const auto code = kFirst + static_cast<std::uint32_t>(index);
    return {static_cast<char>(0xE0 | (code >> 12)), static_cast<char>(0x80 | ((code >> 6) & 0x3F)),
            static_cast<char>(0x80 | (code & 0x3F))};
  }
  static std::string WithoutPrivate(std::string_view text) {
    std::string plain;
    while (!text.empty()) {
      const auto [size, code] = FirstCharacter(text);
      const auto bytes = std::max<std::size_t>(size, 1);
      if (code < kFirst || code > 0xF8FF) plain += text.substr(0, bytes);
      text.remove_prefix(bytes);
    }
    return plain;
  }

  std::vector<std::string> words_;
};

Humanized InRounds(std::string text, std::string_view language, Opening opening) {
  Humanized humanized{std::move(text)};
  for (int round = 0; round < kMostRounds; ++round) {
    auto next = Round(humanized.text, language, opening, humanized.changes);
    if (next == humanized.text) break;
    humanized.text = Bounded(std::move(next));
  }
  return humanized;
}

}  // namespace

Humanized Humanize(std::string_view text, std::string_view language, Opening opening,
                   const Pronunciations* lexicon) {
  auto written = ToUtf8(Shortened(text, kMostHumanizedBytes));
  if (lexicon == nullptr || !lexicon->Next(written, language, 0))
    return InRounds(std::move(written), language, opening);
  KeptWords kept;
  auto humanized = InRounds(kept.Hide(written, language, *lexicon), language, opening);
  humanized.text = kept.Show(humanized.text);
  for (auto& change : humanized.changes) {
    change.before = kept.Show(change.before);
    change.after = kept.Show(change.after);
  }
  return humanized;
}

}  // namespace tocsin::voice
