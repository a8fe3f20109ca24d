#include "schemas/yaml_place.hpp"

#include <algorithm>
#include <optional>

#include "schemas/utf8.hpp"
#include "schemas/yaml_text.hpp"

namespace tocsin {
namespace {

constexpr std::string_view kBlanks = " \t";

/// Characters between two stops on a line.
constexpr int kStride = 1024;

std::size_t BytesOfCharacter(std::string_view text) {
  return std::max<std::size_t>(FirstCharacter(text).size, 1);
}

/// Reads a scalar of the source beside its value, byte by byte.
class ScalarWalk {
 public:
  ScalarWalk(std::string_view source, std::string_view value, std::size_t wanted)
      : source_(source), value_(value), wanted_(wanted) {}

  /// The byte of the source that holds the wanted byte of the value; nothing when they differ.
  std::optional<std::size_t> From(std::size_t at) {
    at_ = SkipProperties(source_, at);
    if (at_ >= source_.size()) return std::nullopt;
    const char first = source_[at_];
    if (first == '|') return Literal();
    if (first == '>') return Folded();
    if (first == '\'' || first == '"') {
      ++at_;
      return Flow(first);
    }
    return Flow('\0');
  }

 private:
  /// Plain and quoted scalars: `quote` is what ends them.
  std::optional<std::size_t> Flow(char quote) {
    while (done_ < value_.size()) {
      std::size_t taken = 1;
      std::size_t given = 1;
      if (const auto breaks = Breaks(taken); breaks > 0) {
        given = breaks == 1 ? 1 : breaks - 1;
        if (value_.substr(done_, given) != std::string(given, breaks == 1 ? ' ' : '\n'))
          return std::nullopt;
      } else if (at_ >= source_.size()) {
        return std::nullopt;
      } else if (quote == '"' && source_[at_] == '\\') {
        const auto escaped = Escape(taken);
        if (!escaped) return std::nullopt;
        given = *escaped;
      } else if (quote == '\'' && source_.substr(at_, 2) == "''") {
        taken = 2;
      } else if (source_[at_] != value_[done_] || source_[at_] == quote) {
        return std::nullopt;
      }
      if (wanted_ < done_ + given) return at_;
      done_ += given;
      at_ += taken;
    }
    return wanted_ == done_ ? std::optional(at_) : std::nullopt;
  }

  /// How many lines end here, blanks aside, and the bytes up to where the next one begins.
  std::size_t Breaks(std::size_t& taken) const {
    std::size_t count = 0;
    std::size_t at = at_;
    while (true) {
      at = std::min(source_.find_first_not_of(kBlanks, at), source_.size());
      const std::size_t end = source_.substr(at, 2) == "\r\n" ? 2 : 1;
      if (at >= source_.size() || source_[at + end - 1] != '\n') break;
      at += end;
      ++count;
    }
    if (count > 0) taken = at - at_;
    return count;
  }

  /// The bytes that an escape gives; `taken` those it is written with. Nothing for a line end that
  /// is none here: a carriage return alone.
  std::optional<std::size_t> Escape(std::size_t& taken) const {
    const char kind = at_ + 1 < source_.size() ? source_[at_ + 1] : '\0';
    if (kind == '\n' || kind == '\r') {
      const std::size_t next = at_ + (kind == '\n' ? 1 : 2);
      if (source_.substr(next, 1) != "\n") return std::nullopt;
      taken = std::min(source_.find_first_not_of(kBlanks, next + 1), source_.size()) - at_;
      return 0;
    }
    taken = kind == 'x' ? 4 : kind == 'u' ? 6 : kind == 'U' ? 10 : 2;
    return BytesOfCharacter(value_.substr(done_));
  }

  struct Line {
    std::size_t begin = 0;     ///< of the content, behind the indentation
    std::string_view content;  ///< without what ends the line
  };
  /// The next line of a block; nothing at the end of the source.
  std::optional<Line> NextLine() {
    if (at_ >= source_.size()) return std::nullopt;
    const std::size_t end = std::min(source_.find('\n', at_), source_.size());
    std::string_view whole = source_.substr(at_, end - at_);
    if (whole.ends_with('\r')) whole.remove_suffix(1);
    const std::size_t spaces = std::min(whole.find_first_not_of(' '), whole.size());
    const std::size_t indent = std::min(spaces, indent_);
    const Line line{at_ + indent, whole.substr(indent)};
    at_ = end + 1;
    return line;
  }

  /// To the first line of a block. What the first line that holds something has more than its
  /// value is the indentation.
  void EnterBlock() {
    const auto header = source_.find('\n', at_);
    at_ = header == std::string_view::npos ? source_.size() : header + 1;
    const auto shown = std::min(source_.find_first_not_of(" \t\r\n", at_), source_.size());
    const auto newline = source_.rfind('\n', shown);
    const auto own = std::min(value_.find_first_not_of('\n'), value_.size());
    const auto own_spaces = std::min(value_.find_first_not_of(' ', own), value_.size()) - own;
    const auto spaces = shown - (newline == std::string_view::npos ? 0 : newline + 1);
    indent_ = spaces > own_spaces ? spaces - own_spaces : 0;
  }

  std::optional<std::size_t> Literal() {
    EnterBlock();
    while (const auto line = NextLine()) {
      if (!value_.substr(done_).starts_with(line->content)) return std::nullopt;
      if (wanted_ <= done_ + line->content.size()) return line->begin + (wanted_ - done_);
      done_ += line->content.size() + 1;
      if (done_ > value_.size()) return std::nullopt;
    }
    return std::nullopt;
  }

  std::optional<std::size_t> Folded() {
    EnterBlock();
    while (const auto line = NextLine()) {
      if (line->content.empty()) continue;
      while (done_ < value_.size() && value_[done_] == '\n') ++done_;
      if (!value_.substr(done_).starts_with(line->content) && value_.substr(done_).starts_with(' '))
        ++done_;
      if (!value_.substr(done_).starts_with(line->content)) return std::nullopt;
      if (wanted_ < done_) return line->begin;
      if (wanted_ <= done_ + line->content.size()) return line->begin + (wanted_ - done_);
      done_ += line->content.size();
    }
    return std::nullopt;
  }

  std::string_view source_;
  std::string_view value_;
  std::size_t wanted_;
  std::size_t at_ = 0;    ///< in the source
  std::size_t done_ = 0;  ///< of the value
  std::size_t indent_ = 0;
};

}  // namespace

Mark MarkOfByte(std::string_view source, std::size_t at) {
  const auto before = source.substr(0, std::min(at, source.size()));
  const auto newline = before.rfind('\n');
  const auto line = before.substr(newline == std::string_view::npos ? 0 : newline + 1);
  // Bytes of UTF-8 that go on with a character are not counted.
  const auto characters = std::ranges::count_if(
      line, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; });
  return {static_cast<int>(std::ranges::count(before, '\n')) + 1, static_cast<int>(characters) + 1};
}

SourceText::SourceText(std::string_view source) : source_(source) {
  if (source_.starts_with(kByteOrderMark)) source_.remove_prefix(kByteOrderMark.size());
  Stop at{.mark = {.line = 1, .column = 1}};
  stops_.push_back(at);
  while (at.byte < source_.size()) {
    const bool line_ends = source_[at.byte] == '\n';
    at.byte += BytesOfCharacter(source_.substr(at.byte));
    at.mark = line_ends ? Mark{at.mark.line + 1, 1} : Mark{at.mark.line, at.mark.column + 1};
    if (at.mark.column % kStride == 1) stops_.push_back(at);
  }
}

std::optional<std::size_t> SourceText::ByteOf(Mark mark) const {
  const auto key = [](Mark of) { return std::pair(of.line, of.column); };
  const auto after = std::ranges::upper_bound(stops_, key(mark), {},
                                              [&](const Stop& stop) { return key(stop.mark); });
  if (after == stops_.begin() || std::prev(after)->mark.line != mark.line) return std::nullopt;
  const Stop& stop = *std::prev(after);
  std::size_t at = stop.byte;
  for (int column = stop.mark.column; column < mark.column; ++column) {
    if (at >= source_.size()) return std::nullopt;
    at += BytesOfCharacter(source_.substr(at));
  }
  return at;
}

Mark SourceText::Within(Mark start, std::string_view value, std::size_t offset) const {
  const auto begin = ByteOf(start);
  if (!begin || offset > value.size()) return start;
  const auto at = ScalarWalk(source_, value, offset).From(*begin);
  if (!at) return start;
  const Mark on = MarkOfByte(source_.substr(*begin), *at - *begin);
  return {start.line + on.line - 1, on.line == 1 ? start.column + on.column - 1 : on.column};
}

}  // namespace tocsin
