#include "workers/voice/media/carrier_speech.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "workers/voice/media/spoken_text.hpp"

namespace tocsin::voice {
namespace {

/// What voices take for a character at the pace of a telephone, and until they begin.
constexpr Duration kACharacter = std::chrono::milliseconds(70);
constexpr Duration kUntilItSpeaks = std::chrono::milliseconds(500);
/// Between two sentences a voice may be silent for a moment.
constexpr Duration kSettled = std::chrono::milliseconds(400);
/// A carrier that has begun and never tells its end has ended.
constexpr Duration kEndIsLost = std::chrono::seconds(10);

bool IsLetter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         static_cast<std::uint8_t>(c) >= 0x80;
}
char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::size_t NextLetter(std::string_view text, std::size_t at) {
  while (at < text.size() && !IsLetter(text[at])) ++at;
  return at;
}

std::int64_t Characters(std::string_view text) {
  return std::ranges::count_if(
      text, [](char c) { return (static_cast<std::uint8_t>(c) & 0xc0) != 0x80; });
}

/// The words from exactly `at` on.
std::optional<std::size_t> EndIfThere(std::string_view text, std::size_t at,
                                      std::string_view words) {
  std::size_t end = at;
  for (std::size_t w = NextLetter(words, 0); w < words.size(); w = NextLetter(words, w + 1)) {
    at = NextLetter(text, at);
    if (at >= text.size() || Lower(text[at]) != Lower(words[w])) return std::nullopt;
    end = ++at;
  }
  return end;
}

std::size_t Milliseconds(Duration length) {
  return static_cast<std::size_t>(std::max<std::int64_t>(0, length.count()));
}

}  // namespace

std::optional<std::size_t> EndOfWords(std::string_view text, std::size_t from,
                                      std::string_view words) {
  if (NextLetter(words, 0) == words.size()) return std::nullopt;
  for (std::size_t at = NextLetter(text, from); at < text.size(); at = NextLetter(text, at + 1)) {
    const bool begins = at == from || !IsLetter(text[at - 1]);
    if (!begins) continue;
    if (const auto end = EndIfThere(text, at, words)) return end;
  }
  return std::nullopt;
}

void CarrierSpeech::Begin() {
  text_.clear();
  pieces_.clear();
  from_ = anchor_ = played_ = 0;
  silent_since_.reset();
  stopped_at_.reset();
}

void CarrierSpeech::Say(std::string_view piece, SteadyTime now) {
  if (piece.empty()) return;
  if (!text_.empty()) text_ += ' ';
  const std::size_t begin = text_.size();
  text_ += piece;
  SteadyTime starts = now + kUntilItSpeaks;
  if (pieces_.empty() || pieces_.back().ends + kUntilItSpeaks < now)
    anchor_ = pieces_.size();
  else
    starts = std::max(now, pieces_.back().ends);
  pieces_.push_back({.begin = begin,
                     .end = text_.size(),
                     .starts = starts,
                     .ends = starts + Characters(piece) * kACharacter});
  silent_since_.reset();
}

void CarrierSpeech::OnSpeaking(bool begins, SteadyTime now) {
  if (std::exchange(speaking_, begins) == begins) return;
  if (!begins) {
    silent_since_ = now;
    return;
  }
  silent_since_.reset();
  if (anchor_ >= pieces_.size()) return;
  // It is later, or sooner, than was reckoned; so is all behind it.
  const auto shift = now - pieces_[anchor_].starts;
  for (auto piece = pieces_.begin() + static_cast<std::ptrdiff_t>(anchor_); piece != pieces_.end();
       ++piece) {
    piece->starts += shift;
    piece->ends += shift;
  }
  anchor_ = pieces_.size();
}

void CarrierSpeech::OnPlayed(std::string_view words) {
  const auto end = EndOfWords(text_, std::max(played_, from_), words);
  if (!end) return;
  tells_played_ = true;
  played_ = *end;
}

bool CarrierSpeech::Begun(SteadyTime now) const {
  for (const auto& piece : pieces_)
    if (piece.begin >= from_) return speaking_ || piece.starts <= now;
  return true;
}

bool CarrierSpeech::OnInterrupted(std::string_view said, Duration played, SteadyTime now) {
  const auto end = EndOfWords(text_, from_, said);
  if (!end && !Begun(now)) return false;
  speaking_ = false;
  silent_since_.reset();
  std::size_t at = from_;
  if (end) {
    at = *end;
  } else if (played > Duration(0) && from_ < text_.size()) {
    const std::string_view rest = std::string_view(text_).substr(from_);
    at += HeardOf(rest, Milliseconds(played), Milliseconds(Characters(rest) * kACharacter));
  } else if (!said.empty()) {
    at = Heard(now);  // words that are not ours say nothing of where we are
  }
  stopped_at_ = at;
  return true;
}

void CarrierSpeech::Stop(SteadyTime now) {
  if (!stopped_at_) stopped_at_ = Heard(now);
}

std::size_t CarrierSpeech::GoOn() {
  const std::size_t at = stopped_at_.value_or(text_.size());
  text_.resize(std::min(at, text_.size()));
  while (!text_.empty() && text_.back() == ' ') text_.pop_back();
  std::erase_if(pieces_, [this](const Piece& piece) { return piece.begin >= text_.size(); });
  for (auto& piece : pieces_) piece.end = std::min(piece.end, text_.size());
  from_ = played_ = text_.size();
  // Heard whatever the clock says.
  for (auto& piece : pieces_) piece.starts = piece.ends = SteadyTime{};
  anchor_ = pieces_.size();
  stopped_at_.reset();
  silent_since_.reset();
  return at;
}

std::size_t CarrierSpeech::Reckoned(SteadyTime now) const {
  std::size_t heard = from_;
  for (const auto& piece : pieces_) {
    if (piece.starts > now) break;
    const std::string_view words(text_.data() + piece.begin, piece.end - piece.begin);
    const auto since = std::chrono::duration_cast<Duration>(now - piece.starts);
    const auto length = std::chrono::duration_cast<Duration>(piece.ends - piece.starts);
    const std::size_t part = HeardOf(words, Milliseconds(since), Milliseconds(length));
    if (part > 0) heard = std::max(heard, piece.begin + part);
    if (part < words.size()) break;
  }
  return heard;
}

std::size_t CarrierSpeech::Heard(SteadyTime now) const {
  if (stopped_at_) return std::min(*stopped_at_, text_.size());
  if (AllHeard(now)) return text_.size();
  return tells_played_ ? std::max(played_, from_) : Reckoned(now);
}

bool CarrierSpeech::AllHeard(SteadyTime now) const {
  if (stopped_at_) return false;
  if (pieces_.empty() || from_ >= text_.size()) return true;
  const auto ends = pieces_.back().ends;
  if (speaking_) return now - ends > kEndIsLost;
  if (tells_played_ && NextLetter(text_, played_) == text_.size()) return true;
  // Silent before the last piece could begin: that is still to come.
  if (silent_since_ && *silent_since_ >= pieces_.back().starts)
    return now - *silent_since_ >= kSettled;
  return now >= ends;
}

Duration CarrierSpeech::Played(SteadyTime now) const {
  return Characters(std::string_view(text_).substr(0, Heard(now))) * kACharacter;
}

}  // namespace tocsin::voice
