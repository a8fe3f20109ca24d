#include "adapters/speech/forced_alternatives.hpp"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <utility>
#include <vector>

namespace tocsin::speech {
namespace {

// The networks count in whole numbers whose scale depends on all rows of a run: the same row beside
// others differs by up to half.
constexpr double kSlack = 2;

double LogOfSum(double one, double other) {
  const double most = std::max(one, other);
  return most + std::log(std::exp(one - most) + std::exp(other - most));
}

bool IsPhraseEnd(char letter) {
  return letter == '.' || letter == ',' || letter == '!' || letter == ' ';
}

/// The marks that end a sentence which is no question: which of them the decoder writes says
/// nothing. A comma is none: behind it the sentence goes on ("go ahead, caller").
struct EndMarks {
  explicit EndMarks(const MoonshineTokens& tokens) : comma(tokens.Cut("a,").back()) {
    for (const char* mark : {"a.", "a!"}) marks.push_back(tokens.Cut(mark).back());
  }
  bool Has(TokenId token) const {
    return token == comma || std::ranges::find(marks, token) != marks.end();
  }
  TokenId comma;
  std::vector<TokenId> marks;
};

/// A row to lead the decoder along: words, and a full stop.
struct AlternativeRow {
  std::size_t phrase;
  Tokens words;
};

class AlternativeRows {
 public:
  AlternativeRows(const MoonshineSentence& sentence, const EndMarks& ends)
      : sentence_(sentence), ends_(ends) {}

  void Add(AlternativeRow row) {
    led_rows_.push_back(row.words);
    led_rows_.back().push_back(ends_.marks.front());
    rows_.push_back(std::move(row));
  }
  bool Full() const { return rows_.size() == MoonshineSentence::kRows; }
  std::size_t size() const { return rows_.size(); }

  /// The best of those behind the first, which is what they are compared with.
  /// `least_free`: its log probability as it was decoded, with a mark of its own.
  Result<std::optional<BestPhrase>> Best(double least_free) const {
    std::optional<BestPhrase> best;
    if (rows_.size() < 2) return best;
    TRY_ASSIGN(const auto led, sentence_.Lead(led_rows_));
    const double free = std::max(LogOfRow(led, 0), least_free);
    for (std::size_t row = 1; row < rows_.size(); ++row) {
      const double log = LogOfRow(led, row);
      if (!best || log > best->log_probability)
        best = BestPhrase{rows_[row].phrase, log - free, log};
    }
    return best;
  }

 private:
  double LogOfRow(const MoonshineSentence::Led& led, std::size_t row) const {
    const auto& words = rows_[row].words;
    double sum = 0;
    for (std::size_t place = 0; place < words.size(); ++place)
      sum += led.Log(row, place, words[place]);
    double marked = led.Log(row, words.size(), ends_.marks[0]);
    for (std::size_t mark = 1; mark < ends_.marks.size(); ++mark)
      marked = LogOfSum(marked, led.Log(row, words.size(), ends_.marks[mark]));
    const double after = led.Log(row, words.size() + 1, MoonshineTokens::kEnd);
    return sum + LogOfSum(marked + after, led.Log(row, words.size(), MoonshineTokens::kEnd));
  }

  const MoonshineSentence& sentence_;
  const EndMarks& ends_;
  std::vector<AlternativeRow> rows_;
  std::vector<Tokens> led_rows_;
};

}  // namespace

std::string WrittenPhrase(std::string_view phrase) {
  while (!phrase.empty() && IsPhraseEnd(phrase.back())) phrase.remove_suffix(1);
  std::string written(phrase);
  for (std::size_t at = 0; at < written.size(); ++at) {
    const bool begins = at == 0 || written[at - 1] == ' ';
    const bool alone =
        at + 1 == written.size() || written[at + 1] == ' ' || written[at + 1] == '\'';
    if (at == 0 || (begins && alone && written[at] == 'i'))
      if (written[at] >= 'a' && written[at] <= 'z')
        written[at] = static_cast<char>(written[at] - 'a' + 'A');
  }
  return written;
}

Result<std::optional<BestPhrase>> ForceAlternatives(const MoonshineSentence& sentence,
                                                    const MoonshineTokens& tokens,
                                                    const FreeSpeech& free,
                                                    std::span<const std::string> phrases,
                                                    double least) {
  std::optional<BestPhrase> best;
  const EndMarks ends(tokens);
  Tokens said = free.tokens;
  if (!said.empty() && ends.Has(said.back())) said.pop_back();
  if (!free.whole || said.empty() || said.size() >= MoonshineSentence::kRowTokens) return best;

  for (std::size_t phrase = 0; phrase < phrases.size();) {
    AlternativeRows rows(sentence, ends);
    rows.Add({0, said});
    for (; phrase < phrases.size() && !rows.Full(); ++phrase) {
      auto words = tokens.Cut(WrittenPhrase(phrases[phrase]));
      if (words == said) return BestPhrase{phrase, 0, free.log_probability};  // it is that
      if (words.size() >= MoonshineSentence::kRowTokens) continue;
      if (sentence.LogFirst(words.front()) + kSlack < free.log_probability + least) continue;
      rows.Add({phrase, std::move(words)});
    }
    TRY_ASSIGN(const auto found, rows.Best(free.log_probability));
    if (found && found->score > least && (!best || found->score > best->score)) best = found;
  }
  return best;
}

}  // namespace tocsin::speech
