#include <algorithm>
#include <fstream>
#include <sstream>

#include "schemas/language_tag.hpp"
#include "schemas/lexicon.hpp"

namespace tocsin {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostLexiconWords = 5'000;  // of a language
constexpr std::size_t kLongestLexiconWord = 64;   // bytes
constexpr std::size_t kLongestSaid = 200;

/// Characters that some voice takes for a command, and what is no text of one line.
bool HasCommands(std::string_view text) {
  return std::ranges::any_of(text, [](char c) {
    return (c >= 0 && c < ' ') || std::string_view("<>{}[]\\\"|").find(c) != std::string_view::npos;
  });
}

class LexiconReader {
 public:
  LexiconReader(std::string_view file, std::string_view language, ReadLexicon& into)
      : file_(file), language_(language), into_(into) {}

  void Read(const YamlNode& root) {
    if (root.kind == YamlNode::Kind::kNull) return;
    if (!root.IsMap())
      return Fault(root.mark, "must be a map of words, such as 'nginx: engine ex'");
    if (root.members.size() > kMostLexiconWords)
      return Fault(root.mark, "has more than " + std::to_string(kMostLexiconWords) + " words");
    for (const auto& member : root.members) Word(member);
    for (const auto& member : root.members) CheckItsResult(member);
  }

 private:
  void Fault(Mark mark, std::string text) {
    into_.findings.push_back({std::string(file_), mark, Finding::Level::kError, std::move(text)});
  }

  void Word(const YamlNode::Member& member) {
    const auto& word = member.key;
    const bool odd = word.empty() || word.size() > kLongestLexiconWord || HasCommands(word) ||
                     word.front() == ' ' || word.back() == ' ';
    if (odd)
      return Fault(member.mark, "'" + word.substr(0, 40) + "' is no word: 1 to " +
                                    std::to_string(kLongestLexiconWord) +
                                    " bytes without spaces around it, and none of <>{}[]\\\"|");
    Pronunciation how;
    const auto& value = member.value;
    if (value.IsScalar()) {
      Take(value, "say", how.say);
    } else if (value.IsMap()) {
      for (const auto& part : value.members) {
        if (part.key == "say")
          Take(part.value, part.key, how.say);
        else if (part.key == "ipa")
          Take(part.value, part.key, how.ipa);
        else
          Fault(part.mark, "unknown key '" + part.key + "'" + DidYouMean(part.key, {"say", "ipa"}) +
                               "; there are say and ipa");
      }
    }
    if (how.say.empty() && how.ipa.empty()) {
      if (into_.findings.empty() || into_.findings.back().mark.line < member.mark.line)
        Fault(member.mark, "'" + word + "' needs how it is said: a text, or {say: ..., ipa: ...}");
      return;
    }
    if (how.say.empty())
      into_.findings.push_back({std::string(file_), member.mark, Finding::Level::kWarning,
                                "'" + word +
                                    "' has no 'say': voices that take no phonemes say it as it is "
                                    "written"});
    into_.lexicon.Add(language_, word, std::move(how));
  }

  void Take(const YamlNode& value, std::string_view key, std::string& into) {
    if (!value.IsScalar()) return Fault(value.mark, std::string(key) + " must be a text");
    if (value.text.empty() || value.text.size() > kLongestSaid || HasCommands(value.text))
      return Fault(value.mark, std::string(key) + " must be a text of 1 to " +
                                   std::to_string(kLongestSaid) +
                                   " bytes in one line, without any of <>{}[]\\\"|");
    into = value.text;
  }

  /// What is said must not hold a word that is said otherwise: it would be said twice wrong where
  /// two rooms look.
  void CheckItsResult(const YamlNode::Member& member) {
    const auto own = into_.lexicon.Next(member.key, language_, 0);
    if (!own || own->how->say.empty()) return;
    const auto again = into_.lexicon.Next(own->how->say, language_, 0);
    if (again && !again->how->say.empty())
      Fault(member.mark, "'" + member.key + "' is said as '" + own->how->say + "', and '" +
                             own->how->say.substr(again->at, again->size) +
                             "' is a word of this lexicon itself");
  }

  std::string_view file_, language_;
  ReadLexicon& into_;
};

}  // namespace

void ReadLexiconText(std::string_view text, std::string_view file, std::string_view language,
                     ReadLexicon& into) {
  const auto fault = CheckSpokenLanguage(language);
  if (!fault.empty()) {
    into.findings.push_back({std::string(file),
                             {1, 1},
                             Finding::Level::kError,
                             "the file's name '" + std::string(language) + "' " + fault});
    return;
  }
  const auto root = ParseYaml(text, file);
  if (!root) return into.findings.push_back(root.error());
  LexiconReader(file, language, into).Read(*root);
}

Result<ReadLexicon> ReadLexiconFolder(const fs::path& folder) {
  ReadLexicon read;
  std::error_code trouble;
  if (folder.empty() || !fs::exists(folder, trouble)) return read;
  std::vector<fs::path> files;
  for (fs::directory_iterator at(folder, trouble), end; !trouble && at != end;
       at.increment(trouble))
    if (at->path().extension() == ".yaml" || at->path().extension() == ".yml")
      files.push_back(at->path());
  if (trouble)
    return Fail(ErrorKind::kInvalid, "cannot be read: " + trouble.message(), folder.string());
  std::ranges::sort(files);
  for (const auto& file : files) {
    std::ifstream stream(file, std::ios::binary);
    std::ostringstream text;
    text << stream.rdbuf();
    if (!stream) return Fail(ErrorKind::kInvalid, "cannot be read", file.string());
    ReadLexiconText(text.str(), file.string(), file.stem().string(), read);
  }
  return read;
}

}  // namespace tocsin
