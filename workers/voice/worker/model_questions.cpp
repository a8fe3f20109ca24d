#include "workers/voice/worker/model_questions.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <functional>
#include <utility>

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

bool ModelQuestions::IsNew(const AskModel& ask) {
  const TimePoint now = clock_.Now();
  const std::size_t words = HashOf(ask.messages);
  const std::lock_guard lock(mutex_);
  std::erase_if(put_, [&](const auto& put) { return now - put.second.at > kRemembered; });
  auto& put = put_[ask.leg.token_hash];
  if (put.number == ask.number && put.words == words) return false;
  if (put.over) *put.over = true;  // nobody waits for it any more
  put = {.number = ask.number, .words = words, .at = now, .over = nullptr};
  return true;
}

/// One answer in the making: on the model's thread.
class ModelQuestions::Answer {
 public:
  Answer(const AskModel& ask, const LanguageModel& model, const Clock& clock, Speak speak,
         std::function<void(Input)> answered)
      : leg_(ask.leg),
        number_(ask.number),
        clock_(clock),
        asked_at_(clock.Now()),
        spoken_(ask.spoken_in),
        speak_(ask.spoken_in.empty() ? nullptr : std::move(speak)),
        answered_(std::move(answered)),
        engine_(model.Name()) {}

  void Text(std::string_view piece) {
    if (first_text_ == Duration(0))
      first_text_ =
          std::max(Duration(1), std::chrono::duration_cast<Duration>(clock_.Now() - asked_at_));
    if (!speak_ || last_told_) return;
    for (auto& sentence : spoken_.Feed(piece)) Say(std::move(sentence));
    if (spoken_.Full()) TellLast();
  }
  /// As much was said as is spoken of one answer: that is it.
  bool Full() const { return last_told_; }
  void EndFull() { End(LanguageAnswer{.text = said_, .stopped = "spoken"}); }
  void End(Result<LanguageAnswer> answer) {
    if (answer && speak_ && !last_told_) {
      for (auto& sentence : spoken_.Finish()) Say(std::move(sentence));
      TellLast();
    }
    QuestionAnswered told{.leg = leg_, .number = number_, .answer = std::string()};
    told.first_text = first_text_;
    told.first_sentence = first_sentence_;
    told.engine = engine_;
    if (answer) {
      told.answer = std::move(answer->text);
      told.usage = answer->usage;
      told.calls = std::move(answer->calls);
    } else {
      told.answer = Fail(std::move(answer).error());
    }
    answered_(std::move(told));
  }

 private:
  Duration SinceAsked() const {
    return std::max(Duration(1), std::chrono::duration_cast<Duration>(clock_.Now() - asked_at_));
  }
  void Say(std::string sentence) {
    if (first_sentence_ == Duration(0)) first_sentence_ = SinceAsked();
    said_ += (said_.empty() ? "" : " ") + sentence;
    speak_(std::move(sentence), false);
  }
  void TellLast() {
    last_told_ = true;
    speak_({}, true);
  }

  const Leg leg_;
  const int number_;
  const Clock& clock_;
  const TimePoint asked_at_;
  SpokenAnswer spoken_;
  const Speak speak_;
  const std::function<void(Input)> answered_;
  const std::string engine_;
  Duration first_text_{}, first_sentence_{};
  std::string said_;
  bool last_told_ = false;
};

void ModelQuestions::Ask(const AskModel& ask, Speak speak, std::function<void(Input)> answered) {
  if (!IsNew(ask)) return;
  const auto answer =
      std::make_shared<Answer>(ask, model_, clock_, std::move(speak), std::move(answered));
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
    put_[ask.leg.token_hash].over = over;
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
