#include "workers/voice/media/exchanges.hpp"

#include <algorithm>
#include <utility>

namespace tocsin::voice {
namespace {

/// Words that come later are not waited for: the answer is there.
constexpr Duration kWordsPatience = std::chrono::seconds(3);
/// What stands for words that nobody knows.
constexpr std::string_view kUnknownWords = "(words that were not understood)";

}  // namespace

void Exchanges::Ended(std::string_view id, Turn turn, SteadyTime now) {
  waiting_.emplace_back(
      Spoken{.id = std::string(id), .turn = std::move(turn), .whole = false, .ended = now});
}

void Exchanges::Said(std::string_view id, std::string words) {
  for (auto& entry : waiting_) {
    auto* spoken = std::get_if<Spoken>(&entry);
    if (spoken == nullptr || spoken->whole || spoken->id != id) continue;
    spoken->turn.heard.speech = words.empty() ? std::string(kUnknownWords) : std::move(words);
    spoken->whole = true;
    return;
  }
}

void Exchanges::Took(Turn turn) {
  waiting_.emplace_back(Spoken{.id = {}, .turn = std::move(turn), .whole = true, .ended = {}});
}

void Exchanges::AnswerBegins() { waiting_.emplace_back(Given{}); }

void Exchanges::AnswerEnds(RealtimeAnswer answer) {
  const auto open = std::ranges::find_if(waiting_, [](const Entry& entry) {
    const auto* given = std::get_if<Given>(&entry);
    return given != nullptr && !given->answer;
  });
  if (open != waiting_.end()) std::get<Given>(*open).answer = std::move(answer);
}

bool Exchanges::Whole(const Entry& entry, SteadyTime now) {
  if (const auto* given = std::get_if<Given>(&entry)) return given->answer.has_value();
  const auto& spoken = std::get<Spoken>(entry);
  return spoken.whole || now - spoken.ended > kWordsPatience;
}

std::optional<std::variant<Exchanges::Turn, Exchanges::Answered>> Exchanges::Next(SteadyTime now) {
  while (!waiting_.empty() && Whole(waiting_.front(), now)) {
    if (auto* spoken = std::get_if<Spoken>(&waiting_.front())) {
      if (awaited_) return std::nullopt;
      if (!spoken->whole) Said(spoken->id, {});
      Turn turn = std::move(spoken->turn);
      waiting_.pop_front();
      awaited_ = true;
      asked_ = 0;  // what was asked before it is not answered any more
      return turn;
    }
    // An answer that nobody has asked for, yet: not behind the turn that follows it.
    if (asked_ == 0 && (awaited_ || waiting_.size() == 1)) return std::nullopt;
    auto answer = *std::move(std::get<Given>(waiting_.front()).answer);
    waiting_.pop_front();
    // Cut off before its first word it is none.
    const bool none = answer.cut && answer.text.empty() && answer.calls.empty();
    if (asked_ == 0 || none) continue;
    return Answered{.number = std::exchange(asked_, 0), .answer = std::move(answer)};
  }
  return std::nullopt;
}

}  // namespace tocsin::voice
