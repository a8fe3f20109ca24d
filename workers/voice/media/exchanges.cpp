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

void AddUsage(std::optional<LanguageUsage>& sum, const std::optional<LanguageUsage>& more) {
  if (!more) return;
  if (!sum) sum.emplace();
  sum->input_tokens += more->input_tokens;
  sum->output_tokens += more->output_tokens;
}

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

bool Exchanges::TurnOpen() const { return awaited_ || std::ranges::any_of(waiting_, IsTurn); }

void Exchanges::WantAnother() {
  const auto newest = std::find_if(waiting_.rbegin(), waiting_.rend(), IsTurn);
  if (newest != waiting_.rend())
    std::get<Spoken>(*newest).another = true;
  else if (awaited_)
    another_ = true;
}

std::optional<LanguageUsage> Exchanges::TakeSpent(bool over) {
  if (over) {
    AddUsage(spent_, std::exchange(before_, {}).usage);
    for (const auto& entry : waiting_)
      if (const auto* given = std::get_if<Given>(&entry); given != nullptr && given->answer)
        AddUsage(spent_, given->answer->usage);
  }
  return std::exchange(spent_, std::nullopt);
}

Exchanges::Turn Exchanges::Tell(Spoken& spoken) {
  if (!spoken.whole) Said(spoken.id, {});
  // What was asked before it is not answered any more.
  if (std::exchange(asked_, 0) != 0) AddUsage(spent_, LanguageUsage{});
  AddUsage(spent_, std::exchange(before_, {}).usage);
  awaited_ = true;
  another_ = spoken.another;
  return std::move(spoken.turn);
}

std::optional<std::variant<Exchanges::Turn, Exchanges::Answered>> Exchanges::Next(SteadyTime now) {
  while (!waiting_.empty() && Whole(waiting_.front(), now)) {
    if (auto* spoken = std::get_if<Spoken>(&waiting_.front())) {
      if (awaited_) return std::nullopt;
      Turn turn = Tell(*spoken);
      waiting_.pop_front();
      return turn;
    }
    // An answer that nobody has asked for, yet: not behind the turn that follows it.
    const bool followed = std::ranges::any_of(waiting_, IsTurn);
    if (asked_ == 0 && (awaited_ || !followed)) return std::nullopt;
    auto answer = *std::move(std::get<Given>(waiting_.front()).answer);
    waiting_.pop_front();
    // Cut off before its first word it is none.
    const bool none = answer.cut && answer.text.empty() && answer.calls.empty();
    if (asked_ == 0 || none) {
      AddUsage(spent_, answer.usage);
      continue;
    }
    if (std::exchange(another_, false) && !answer.cut && answer.calls.empty()) {
      before_ = std::move(answer);
      continue;
    }
    auto first = std::exchange(before_, {});
    if (!first.text.empty()) answer.text = first.text + ' ' + answer.text;
    AddUsage(answer.usage, first.usage);
    return Answered{.number = std::exchange(asked_, 0), .answer = std::move(answer)};
  }
  return std::nullopt;
}

}  // namespace tocsin::voice
