#include "workers/voice/humanizer/written_numbers.hpp"

#include "workers/voice/humanizer/number_reader.hpp"

namespace tocsin::voice {
namespace {

/// Devanagari's own numerals as ours.
std::string WithPlainNumerals(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.substr(i).starts_with("\xE0\xA5") && i + 2 < text.size()) {
      const auto last = static_cast<unsigned char>(text[i + 2]);
      if (last >= 0xA6 && last <= 0xAF) {
        plain += static_cast<char>('0' + (last - 0xA6));
        i += 2;
        continue;
      }
    }
    plain += text[i];
  }
  return plain;
}

}  // namespace

std::string NumbersSaid(std::string_view written, std::string_view language,
                        std::vector<HumanizedChange>& changes) {
  const auto* words = NumberWordsOf(language);
  const auto* forms = NumberFormsOf(language);
  if (words == nullptr || forms == nullptr) return std::string(written);
  const std::string text = WithPlainNumerals(written);
  NumberReader reader(text, *words, *forms);
  std::string said;
  while (!reader.AtEnd()) {
    const auto from = reader.at();
    auto next = reader.Next();
    if (!next && !IsNumeral(text[from])) {
      said += reader.Take();
      continue;
    }
    if (!next) next = DigitsInWords(*words, std::string(1, reader.Take()));
    if (said.size() > 1 && said.back() == '-' && IsPlainLetter(said[said.size() - 2]))
      said.pop_back();
    if (!said.empty() && said.back() != ' ' && said.back() != '\n' && said.back() != '(')
      said += ' ';
    changes.push_back({"numbers", std::string(reader.Since(from)), *next});
    said += *next;
    if (!reader.AtEnd() && !EndsWord(std::string_view(text).substr(reader.at()))) said += ' ';
  }
  return said;
}

}  // namespace tocsin::voice
