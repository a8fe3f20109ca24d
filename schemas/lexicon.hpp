#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schemas/result.hpp"
#include "schemas/yaml.hpp"

namespace tocsin {

/// How a word is said; at least one of the two.
struct Pronunciation {
  std::string say;  ///< respelled as any voice reads it: "engine ex"
  std::string ipa;  ///< for voices that take phonemes: "ˈɛndʒɪn ˈɛks"
};

/// How words are said that voices say wrong: for each language its own. Plain value; thread-safe
/// while nothing is added.
class Pronunciations {
 public:
  struct Found {
    std::size_t at = 0, size = 0;  ///< bytes
    const Pronunciation* how = nullptr;
  };

  /// `language` by its first part: "de".
  void Add(std::string_view language, std::string word, Pronunciation how);
  bool Empty() const { return words_.empty(); }
  /// The first whole word of the language from there on, by its case; of several the longest.
  std::optional<Found> Next(std::string_view text, std::string_view language,
                            std::size_t from) const;
  /// The text, with what `known` gives for each word of the lexicon, and `plain` for what is
  /// between them.
  std::string Said(std::string_view text, std::string_view language,
                   const std::function<std::string(std::string_view, const Pronunciation&)>& known,
                   const std::function<std::string(std::string_view)>& plain) const;
  /// For voices without phonemes. Its own result comes out of it unchanged.
  std::string Respelled(std::string_view text, std::string_view language) const;
  /// Another one for each content, for keys of what was made with it; empty where it is empty.
  std::string Version() const;

 private:
  using Words = std::map<std::string, Pronunciation, std::less<>>;
  std::map<std::string, Words, std::less<>> words_;
};

struct ReadLexicon {
  Pronunciations lexicon;
  std::vector<Finding> findings;
};
/// Adds the words of a file of that language, `word: how it is said` or `word: {say, ipa}`, and
/// tells what is wrong with it.
void ReadLexiconText(std::string_view text, std::string_view file, std::string_view language,
                     ReadLexicon& into);
/// Every LANGUAGE.yaml of the folder; a folder that is not there is an empty lexicon. An error:
/// what cannot be read at all.
Result<ReadLexicon> ReadLexiconFolder(const std::filesystem::path& folder);

}  // namespace tocsin
