#pragma once

#include <cstddef>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "schemas/lexicon.hpp"

namespace tocsin::voice {

/// What is spoken of one answer of a language model, about a minute and a half, in bytes.
inline constexpr std::size_t kMostSpokenAnswer = 1'500;

/// A model's answer as it is said, sentence by sentence while it is being written: without mark-up,
/// with words for numbers (Humanize), bounded, and nothing twice. A first sentence that is short is
/// given at once; others when what follows shows that they have ended. Pure but for what it keeps.
class SpokenAnswer {
 public:
  explicit SpokenAnswer(std::string language, std::size_t most_bytes = kMostSpokenAnswer,
                        std::shared_ptr<const Pronunciations> lexicon = nullptr)
      : language_(std::move(language)), most_bytes_(most_bytes), lexicon_(std::move(lexicon)) {}

  /// A piece of any bytes, cut anywhere. The sentences that are whole now, ready to be said.
  std::vector<std::string> Feed(std::string_view piece);
  /// Nothing more comes: the rest.
  std::vector<std::string> Finish();
  /// As much was given as is spoken, or the model repeats itself: the rest is left out.
  bool Full() const { return full_; }

 private:
  void Give(std::string_view written, std::vector<std::string>& out);

  std::string language_;
  std::size_t most_bytes_;
  std::shared_ptr<const Pronunciations> lexicon_;
  std::string rest_;
  std::size_t given_ = 0;  ///< bytes
  std::set<std::string> sentences_;
  int repeated_ = 0;
  bool full_ = false;
};

/// A whole answer in the same way.
std::string SpokenText(std::string_view answer, const std::string& language,
                       std::size_t most_bytes = kMostSpokenAnswer,
                       std::shared_ptr<const Pronunciations> lexicon = nullptr);

}  // namespace tocsin::voice
