#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "schemas/lexicon.hpp"

namespace tocsin::voice {

/// Our words as a carrier is given them, with those of the lexicon respelled, and which of ours
/// each of its bytes is. A line's; loop thread.
class RespelledWords {
 public:
  explicit RespelledWords(std::shared_ptr<const Pronunciations> lexicon)
      : lexicon_(std::move(lexicon)) {}

  /// Another text: nothing of it was given.
  void Begin() { parts_.clear(); }
  /// A sentence that stands at byte `ours` of our words and will stand at `given` of what the
  /// carrier was given: as it is given.
  std::string Give(std::string_view sentence, std::string_view language, std::size_t ours,
                   std::size_t given);
  /// Where our words are when what was given was heard up to there: of a respelled word that was
  /// not heard to its end, its beginning.
  std::size_t Ours(std::size_t given) const;
  /// What stands behind this byte was not said, and is given once more.
  void CutAt(std::size_t given);

 private:
  struct Part {
    std::size_t ours, size;         ///< bytes of our words
    std::size_t given, given_size;  ///< and of what was given for them
    bool whole;                     ///< respelled: heard to its end, or not
  };
  const std::shared_ptr<const Pronunciations> lexicon_;  ///< may be null
  std::vector<Part> parts_;                              ///< in order
};

}  // namespace tocsin::voice
