#include "workers/voice/worker/model_questions.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "adapters/log_line.hpp"
#include "workers/voice/humanizer/spoken_answer.hpp"

namespace tocsin::voice {

bool ModelQuestions::Admit() {
  const TimePoint now = clock_.Now();
  const std::lock_guard lock(mutex_);
  while (!asked_.empty() && now - asked_.front() >= std::chrono::minutes(1)) asked_.pop_front();
  if (asked_.size() >= static_cast<std::size_t>(per_minute_)) return false;
  asked_.push_back(now);
  return true;
}

namespace {

/// So long an answer may be waited for, and its question be told again.
constexpr Duration kRemembered = std::chrono::minutes(2);

std::size_t HashOf(const std::vector<LanguageMessage>& messages) {
  std::string all;
  for (const auto& message : messages) all.append(message.text).push_back('\0');
  return std::hash<std::string>()(all);
}

}  // namespace

/// One answer in the making: on the model's thread. Held back, it says nothing before Release.
class ModelQuestions::Answer {
 public:
  Answer(const AskModel& ask, const LanguageModel& model, const Clock& clock, Speak speak,
         std::function<void(Input)> answered)
      : leg_(ask.leg),
        number_(ask.number),
        clock_(clock),
        speak_(ask.spoken_in.empty() ? nullptr : std::move(speak)),
        answered_(std::move(answered)),
        engine_(model.Name()),
        asked_at_(clock.Now()),
        spoken_(ask.spoken_in, kMostSpokenAnswer, ask.lexicon),
        held_(ask.ahead) {}

  void Text(std::string_view piece) {
    const std::lock_guard lock(mutex_);
    if (first_text_ == Duration(0)) first_text_ = SinceAsked();
    if (!speak_ || last_told_) return;
    for (auto& sentence : spoken_.Feed(piece)) Say(std::move(sentence));
    if (spoken_.Full()) TellLast();
  }
  /// As much was said as is spoken of one answer: that is it.
  bool Full() const {
    const std::lock_guard lock(mutex_);
    return last_told_;
  }
  void EndFull() {
    std::string said;
    {
      const std::lock_guard lock(mutex_);
      said = said_;
    }
    End(LanguageAnswer{.text = std::move(said), .stopped = "spoken"});
  }
  void End(Result<LanguageAnswer> answer) {
    std::unique_lock lock(mutex_);
    if (answer && speak_ && !last_told_) {
      for (auto& sentence : spoken_.Finish()) Say(std::move(sentence));
      TellLast();
    }
    ended_ = std::move(answer);
    if (!held_) Tell(std::move(lock));
  }
  /// It was asked indeed, just now: what is there already was waited for no longer.
  void Release() {
    std::unique_lock lock(mutex_);
    if (!std::exchange(held_, false)) return;
    asked_at_ = clock_.Now();
    for (auto* took : {&first_text_, &first_sentence_})
      if (*took > Duration(0)) *took = Duration(1);
    for (auto& [sentence, last] : std::exchange(kept_, {})) speak_(std::move(sentence), last);
    if (ended_) Tell(std::move(lock));
  }
  /// Held back, and there will be none.
  bool Failed() const {
    const std::lock_guard lock(mutex_);
    return held_ && ended_ && !*ended_;
  }

 private:
  Duration SinceAsked() const {
    return std::max(Duration(1), std::chrono::duration_cast<Duration>(clock_.Now() - asked_at_));
  }
  void Say(std::string sentence) {
    if (first_sentence_ == Duration(0)) first_sentence_ = SinceAsked();
    said_ += (said_.empty() ? "" : " ") + sentence;
    Give(std::move(sentence), false);
  }
  void TellLast() {
    last_told_ = true;
    Give({}, true);
  }
  void Give(std::string sentence, bool last) {
    if (held_) return kept_.emplace_back(std::move(sentence), last), void();
    speak_(std::move(sentence), last);
  }
  void Tell(std::unique_lock<std::mutex> lock) {
    auto answer = *std::exchange(ended_, std::nullopt);
    QuestionAnswered told{.leg = leg_, .number = number_, .answer = std::string()};
    told.first_text = first_text_;
    told.first_sentence = first_sentence_;
    told.engine = engine_;
    lock.unlock();
    if (answer) {
      told.answer = std::move(answer->text);
      told.usage = answer->usage;
      told.calls = std::move(answer->calls);
    } else {
      told.answer = Fail(std::move(answer).error());
    }
    answered_(std::move(told));
  }

  const Leg leg_;
  const int number_;
  const Clock& clock_;
  const Speak speak_;
  const std::function<void(Input)> answered_;
  const std::string engine_;
  mutable std::mutex mutex_;
  TimePoint asked_at_;
  SpokenAnswer spoken_;
  bool held_;
  std::vector<std::pair<std::string, bool>> kept_;  ///< for speak_, while it is held back
  std::optional<Result<LanguageAnswer>> ended_;     ///< and not told
  Duration first_text_{}, first_sentence_{};
  std::string said_;
  bool last_told_ = false;
};

std::string ModelQuestions::PlaceOf(const AskModel& ask) {
  return ask.leg.token_hash + (ask.aside ? " aside" : "");
}

bool ModelQuestions::IsNew(const AskModel& ask, Put put) {
  const std::string place = PlaceOf(ask);
  std::shared_ptr<Answer> ready;
  {
    const std::lock_guard lock(mutex_);
    for (auto* lately : {&put_, &ahead_})
      std::erase_if(*lately,
                    [&](const auto& each) { return put.at - each.second.at > kRemembered; });
    auto& before = (ask.ahead ? ahead_ : put_)[place];
    if (before.Same(put)) return false;
    if (before.over) *before.over = true;  // nobody waits for it any more
    auto& ahead = ahead_[place];
    const bool asked_ahead = !ask.ahead && ahead.answer != nullptr;
    if (asked_ahead && ahead.Same(put) && !ahead.answer->Failed()) {
      before = std::exchange(ahead, {});
      ready = before.answer;
    } else {
      if (asked_ahead && ahead.over) *std::exchange(ahead, {}).over = true;
      before = std::move(put);
    }
  }
  if (ready) ready->Release();
  return ready == nullptr;
}

void ModelQuestions::GiveUpAhead(const std::string& token_hash) {
  Put put;
  {
    const std::lock_guard lock(mutex_);
    const auto found = ahead_.find(token_hash);
    if (found == ahead_.end()) return;
    put = std::move(found->second);
    ahead_.erase(found);
  }
  if (put.over) conversations_.Drop(put.over);
}

void ModelQuestions::Ask(const AskModel& ask, Speak speak, std::function<void(Input)> answered) {
  const auto answer =
      std::make_shared<Answer>(ask, model_, clock_, std::move(speak), std::move(answered));
  if (!IsNew(ask, {.number = ask.number,
                   .words = HashOf(ask.messages),
                   .at = clock_.Now(),
                   .answer = answer,
                   .over = nullptr}))
    return;
  const auto fail = [this, answer, sid = ask.leg.provider_call_id](Error error) {
    if (const auto more = complaints_.Admit())
      WriteLog({.level = spdlog::level::warn,
                .text = "a question in call " + sid + " is not answered: " + error.message,
                .fields = {{"call_sid", sid}}},
               *more);
    answer->End(Fail(std::move(error)));
  };
  auto& jobs = ask.conversation ? conversations_ : jobs_;
  const auto over = ask.conversation || Admit() ? jobs.Open() : nullptr;
  if (over == nullptr)
    return fail({ErrorKind::kTransient, "too many questions (language.chat.questions_per_minute)",
                 "language"});
  {
    const std::lock_guard lock(mutex_);
    for (auto* lately : {&put_, &ahead_})
      if (const auto put = lately->find(PlaceOf(ask));
          put != lately->end() && put->second.answer == answer)
        put->second.over = over;
  }
  jobs.Hold(over, model_.Ask({.messages = ask.messages, .tools = ask.tools},
                             {.text =
                                  [answer, over](std::string_view piece) {
                                    if (*over) return;
                                    answer->Text(piece);
                                    if (answer->Full() && !over->exchange(true)) answer->EndFull();
                                  },
                              .end =
                                  [answer, over, fail](Result<LanguageAnswer> whole) {
                                    if (over->exchange(true)) return;
                                    if (!whole) return fail(std::move(whole).error());
                                    answer->End(std::move(whole));
                                  }}));
}

}  // namespace tocsin::voice
