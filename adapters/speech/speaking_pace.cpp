#include "adapters/speech/speaking_pace.hpp"

#include <algorithm>

namespace tocsin::speech {
namespace {

/// What is shorter says little: a word has silence around it.
constexpr std::size_t kLeastToLearnFrom = 20;
constexpr double kWeight = 0.3;

bool BeginsLetter(char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }
bool IsGap(char c) { return c == ' ' || c == '\n' || c == '\t'; }

std::size_t LettersOf(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, BeginsLetter));
}

}  // namespace

void SpeakingPace::Learn(std::string_view text, std::size_t samples) {
  const std::size_t letters = LettersOf(text);
  if (letters < kLeastToLearnFrom || samples == 0) return;
  const double pace = static_cast<double>(samples) / static_cast<double>(letters);
  const std::lock_guard lock(mutex_);
  samples_a_letter_ = learned_ ? samples_a_letter_ + kWeight * (pace - samples_a_letter_) : pace;
  learned_ = true;
}

std::string SpeakingPace::Rest(std::string_view text, std::size_t samples) const {
  double letters = 0;
  {
    const std::lock_guard lock(mutex_);
    letters = static_cast<double>(samples) / samples_a_letter_;
  }
  while (!text.empty() && IsGap(text.back())) text.remove_suffix(1);
  std::size_t word = 0;  // where the last one began
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (at > 0 && IsGap(text[at - 1]) && !IsGap(text[at])) word = at;
    if (!BeginsLetter(text[at]) || --letters >= 0) continue;
    if (IsGap(text[at])) word = text.find_first_not_of(" \n\t", at);
    break;
  }
  return std::string(text.substr(word));
}

}  // namespace tocsin::speech
