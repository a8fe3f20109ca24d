#include "schemas/regex_counting.hpp"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace tocsin {
namespace {

constexpr std::size_t kRowWithoutMark = 32;
constexpr std::size_t kNowhere = std::string::npos;

bool IsPatternDigit(char c) { return c >= '0' && c <= '9'; }
bool IsPatternHex(char c) {
  return IsPatternDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
bool IsPatternBlank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

/// Reads a pattern of Oniguruma's Perl syntax as far as marks need it: what one atom is, where
/// groups and alternatives begin, what is repeated. It need not know what is wrong, for the pattern
/// compiles already; where it is not sure it puts marks only where they change nothing.
class CountedPatternWriter {
 public:
  CountedPatternWriter(std::string_view pattern, bool extended, bool behind)
      : pattern_(pattern), behind_(behind) {
    // A group that is called may be called from where tries are forgotten.
    const bool calls = Has("\\g") || Has("(?R") || Has("(?&");
    const bool refers = calls || Has("\\k") || RefersByNumber();
    if (refers) step_ = RegexMark::kFar;
    if (Has("(?~")) step_ = RegexMark::kText;
    levels_.push_back({.extended = extended, .forgets = calls});
  }

  std::string Write() {
    Mark(step_);
    while (at_ < pattern_.size()) Next();
    return std::move(out_);
  }

 private:
  struct Level {
    bool extended = false;
    bool forgets = false;   ///< what it tried is not taken back step by step: look-ahead, atomic
    bool behind = false;    ///< in a look-behind
    bool bare = false;      ///< marks do not stand at its beginning and behind its bars
    bool absent = false;    ///< each try of it reads the text
    std::size_t begin = 0;  ///< in `out_`
  };
  /// The last atom, which a quantifier may follow.
  struct Atom {
    std::size_t begin = kNowhere;  ///< in `out_`
    std::size_t end = 0;
    bool group = false;   ///< it has a mark of its own
    bool unsure = false;  ///< where it begins or ends
  };

  bool Has(std::string_view part) const { return pattern_.find(part) != kNowhere; }
  bool RefersByNumber() const {
    for (std::size_t at = 0; (at = pattern_.find('\\', at)) != kNowhere; at += 2)
      if (at + 1 < pattern_.size() && pattern_[at + 1] >= '1' && pattern_[at + 1] <= '9')
        return true;
    return false;
  }
  char Peek(std::size_t ahead = 0) const {
    return at_ + ahead < pattern_.size() ? pattern_[at_ + ahead] : '\0';
  }
  bool Marks() const { return !levels_.back().behind || behind_; }
  void Mark(RegexMark mark) {
    if (!Marks()) return;
    out_.append("(?{").append(1, static_cast<char>(mark)).append("})");
    row_ = 0;
  }
  /// Copies up to `end`.
  void Copy(std::size_t end) {
    end = std::min(end, pattern_.size());
    out_ += pattern_.substr(at_, end - at_);
    at_ = end;
  }
  void Copied(std::size_t size) { Copy(at_ + size); }

  void Next() {
    const char c = Peek();
    if (const std::size_t end = BehindComments(at_); end > at_) return Copy(end);
    if (QuantifierSize() > 0) return Quantified();
    if (c == '(') return Open();
    if (c == ')') return Close();
    if (c == '|') {
      NoMarkAlone();
      Copied(1);
      atom_ = {};
      if (!levels_.back().bare && !levels_.back().behind) Mark(step_);
      return;
    }
    if (++row_ > kRowWithoutMark && !levels_.back().behind) Mark(step_);
    if (c == '\\') return Escape();
    const std::size_t begin = out_.size();
    if (c == '[')
      Copy(ClassEnd());
    else
      Copied(CharacterSize());
    atom_ = {.begin = begin, .end = out_.size()};
  }

  std::size_t CharacterSize() const {
    std::size_t size = 1;
    while ((static_cast<unsigned char>(Peek(size)) & 0xC0) == 0x80) ++size;
    return size;
  }

  /// Of "*", "+", "?" or "{2,3}" at this place.
  std::size_t QuantifierSize(std::size_t ahead = 0) const {
    const char c = Peek(ahead);
    if (c == '*' || c == '+' || c == '?') return 1;
    if (c != '{') return 0;
    std::size_t size = 1;
    while (IsPatternDigit(Peek(ahead + size))) ++size;
    if (Peek(ahead + size) == ',') ++size;
    while (IsPatternDigit(Peek(ahead + size))) ++size;
    return size > 1 && Peek(ahead + size) == '}' ? size + 1 : 0;
  }

  /// One quantifier that takes back what it took one by one: "*", "+", "?", and lazy ones.
  bool TakesBack(std::string_view quantifiers) const {
    return quantifiers[0] != '{' &&
           (quantifiers.size() == 1 || (quantifiers.size() == 2 && quantifiers[1] == '?'));
  }

  void Quantified() {
    // Several may follow each other, with comments between them: nothing may come in between.
    std::size_t end = at_;
    for (std::size_t next = at_; QuantifierSize(next - at_) > 0; next = BehindComments(end))
      end = next + QuantifierSize(next - at_);
    const bool counts = TakesBack(pattern_.substr(at_, end - at_)) && !levels_.back().forgets;
    if (atom_.begin != kNowhere && !atom_.group && !levels_.back().behind && !counts) {
      if (atom_.unsure) {
        out_.insert(atom_.begin, "(?{t})");
      } else {
        out_.insert(atom_.end, ")");
        out_.insert(atom_.begin, std::string("(?:(?{") + static_cast<char>(step_) + "})");
      }
    }
    Copy(end);
    Mark(step_);
    atom_ = {};
  }

  /// The place behind comments, and white space where it means nothing, that begin at `at`.
  std::size_t BehindComments(std::size_t at) const {
    const bool extended = levels_.back().extended;
    while (at < pattern_.size()) {
      if (pattern_.substr(at, 3) == "(?#") {
        at += 3;
        while (at < pattern_.size() && pattern_[at] != ')') at += pattern_[at] == '\\' ? 2 : 1;
        ++at;
      } else if (extended && pattern_[at] == '#') {
        at = std::min(pattern_.find('\n', at), pattern_.size());
      } else if (extended && IsPatternBlank(pattern_[at])) {
        ++at;
      } else {
        break;
      }
    }
    return std::min(at, pattern_.size());
  }

  std::size_t ClassEnd() const {
    std::size_t at = at_ + 1;
    if (at < pattern_.size() && pattern_[at] == '^') ++at;
    if (at < pattern_.size() && pattern_[at] == ']') ++at;
    while (at < pattern_.size() && pattern_[at] != ']') {
      if (pattern_[at] == '\\') {
        at += 2;
        continue;
      }
      if (pattern_.substr(at, 2) == "[:") {
        const std::size_t close = pattern_.find(']', at);
        if (close != kNowhere && close > at + 2 && pattern_[close - 1] == ':') at = close;
      }
      ++at;
    }
    return at + 1;
  }

  /// The place behind `close`.
  std::size_t Behind(char close, std::size_t from) const {
    const std::size_t found = pattern_.find(close, from);
    return found == kNowhere ? pattern_.size() : found + 1;
  }

  void Escape() {
    const char c = Peek(1);
    if (c == 'Q') return Quoted();
    bool unsure = false;
    std::size_t size = 1;
    if (IsPatternDigit(c)) {
      while (IsPatternDigit(Peek(size))) ++size;
      unsure = size > 2;
      if (c != '0') Mark(RegexMark::kBackReference);
    } else if ((c == 'k' || c == 'g') && (Peek(2) == '<' || Peek(2) == '\'')) {
      size = Behind(Peek(2) == '<' ? '>' : '\'', at_ + 3) - at_;
      Mark(RegexMark::kBackReference);
    } else if ((c == 'p' || c == 'P' || c == 'x' || c == 'o') && Peek(2) == '{') {
      size = Behind('}', at_ + 3) - at_;
    } else if (c == 'x' || c == 'u') {
      for (size = 2; size < (c == 'x' ? 4 : 6) && IsPatternHex(Peek(size));) ++size;
      unsure = true;
    } else if (c == 'c' || c == 'C' || c == 'M') {
      size = Peek(2) == '\\' ? 4 : 3;
      unsure = true;
    } else {
      size = 2;
      while ((static_cast<unsigned char>(Peek(size)) & 0xC0) == 0x80) ++size;
    }
    const std::size_t begin = out_.size();
    Copied(size);
    atom_ = {.begin = begin, .end = out_.size(), .unsure = unsure};
  }

  /// \Q...\E: as characters of their own, so that a quantifier behind it finds the last one.
  void Quoted() {
    at_ += 2;
    while (at_ < pattern_.size() && pattern_.substr(at_, 2) != "\\E") {
      if (++row_ > kRowWithoutMark && !levels_.back().behind) Mark(step_);
      const std::size_t begin = out_.size();
      const auto byte = static_cast<unsigned char>(Peek());
      if (byte < 0x80 && std::isalnum(byte) == 0) {
        constexpr char kHex[] = "0123456789abcdef";
        out_.append("\\x{").append(1, kHex[byte >> 4]).append(1, kHex[byte & 15]).append("}");
        ++at_;
      } else {
        Copied(CharacterSize());
      }
      atom_ = {.begin = begin, .end = out_.size()};
    }
    at_ = std::min(at_ + 2, pattern_.size());
  }

  /// A mark is nothing that can be repeated: what has nothing else gets an empty group.
  void NoMarkAlone() {
    const Level& level = levels_.back();
    if (atom_.begin == kNowhere && !level.bare && !level.behind) out_ += "(?:)";
  }

  void Close() {
    NoMarkAlone();
    const std::size_t begin = levels_.back().begin;
    const bool absent = levels_.back().absent;
    if (levels_.size() > 1) levels_.pop_back();
    Copied(1);
    if (absent && Marks()) {
      out_.append("(?{t}))");
      out_.insert(begin, "(?:(?{t})");
    }
    atom_ = {.begin = begin, .end = out_.size(), .group = true};
  }

  /// Copies `size` bytes of a group's head and begins it.
  void Begin(std::size_t size, Level level) {
    level.begin = out_.size();
    Copied(size);
    const Level& around = levels_.back();
    level.forgets = level.forgets || around.forgets;
    level.behind = level.behind || around.behind;
    levels_.push_back(level);
    atom_ = {};
    if (!level.bare && !level.behind) Mark(step_);
  }

  void Open() {
    const Level around = {.extended = levels_.back().extended};
    if (Peek(1) == '*') return Token(Behind(')', at_));
    if (Peek(1) != '?') return Begin(1, around);
    Level level = around;
    switch (Peek(2)) {
      case ':':
        return Begin(3, level);
      case '=':
      case '!':
      case '>':
        level.forgets = true;
        return Begin(3, level);
      case '~':
        level.forgets = true;
        level.bare = true;
        level.absent = true;
        return Begin(Peek(3) == '|' ? 4 : 3, level);
      case '{':
        return Token(CalloutEnd());
      case '(':
        return Condition(level);
      case '<':
        if (Peek(3) == '=' || Peek(3) == '!') return LookBehind(level);
        return Begin(Behind('>', at_) - at_, level);
      case '\'':
        return Begin(Behind('\'', at_ + 3) - at_, level);
      default:
        return Options(level);
    }
  }

  /// What has no body: a callout, a call.
  void Token(std::size_t end) {
    Mark(step_);
    const std::size_t begin = out_.size();
    Copy(end);
    atom_ = {.begin = begin, .end = out_.size(), .unsure = true};
  }
  std::size_t CalloutEnd() const {
    std::size_t braces = 0;
    while (Peek(2 + braces) == '{') ++braces;
    const std::size_t close = pattern_.find(std::string(braces, '}'), at_ + 2 + braces);
    return close == kNowhere ? pattern_.size() : Behind(')', close);
  }

  void Condition(Level level) {
    level.bare = true;  // what decides stands alone; marks follow in what is repeated
    level.forgets = true;
    Begin(2, level);
    const char c = Peek(1);
    if (c == '<' || c == '\'' || c == '+' || c == '-' || IsPatternDigit(c))
      Copy(Behind(')', at_));
    else
      Begin(1, level);
  }

  void LookBehind(Level level) {
    const std::size_t close = pattern_.find(')', at_);
    const std::string_view body = pattern_.substr(at_, close - at_);
    const bool varies = body.find_first_of("*+{", 4) != kNowhere || body.find('(', 1) != kNowhere ||
                        body.find("\\g") != kNowhere;
    Mark(varies ? RegexMark::kLookBehind : step_);
    level.behind = true;
    level.forgets = true;
    Begin(4, level);
  }

  /// "(?i)", "(?x-m:", or what has no body.
  void Options(Level level) {
    std::size_t size = 2;
    bool on = true;
    bool extended = level.extended;
    while (Peek(size) == '-' || (Peek(size) >= 'a' && Peek(size) <= 'z') ||
           (Peek(size) >= 'A' && Peek(size) <= 'Z' && Peek(size) != 'R')) {
      if (Peek(size) == '-') on = false;
      if (Peek(size) == 'x') extended = on;
      ++size;
    }
    if (Peek(size) == ':') {
      level.extended = extended;
      return Begin(size + 1, level);
    }
    if (Peek(size) != ')') return Token(Behind(')', at_));
    Copied(size + 1);
    levels_.back().extended = extended;
    atom_ = {};
  }

  std::string_view pattern_;
  const bool behind_;
  RegexMark step_ = RegexMark::kStep;  ///< what an ordinary step costs in this pattern
  std::size_t at_ = 0;
  std::string out_;
  std::vector<Level> levels_;
  Atom atom_;
  std::size_t row_ = 0;  ///< atoms since the last mark
};

}  // namespace

std::string CountedPattern(std::string_view pattern, bool extended, bool behind) {
  return CountedPatternWriter(pattern, extended, behind).Write();
}

}  // namespace tocsin
