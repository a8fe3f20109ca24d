#include "workers/voice/worker/model_questions.hpp"

#include <spdlog/spdlog.h>

#include <utility>

#include "adapters/log_line.hpp"

namespace tocsin::voice {

bool ModelQuestions::Admit() {
  const TimePoint now = clock_.Now();
  const std::lock_guard lock(mutex_);
  while (!asked_.empty() && now - asked_.front() >= std::chrono::minutes(1)) asked_.pop_front();
  if (asked_.size() >= static_cast<std::size_t>(per_minute_)) return false;
  asked_.push_back(now);
  return true;
}

void ModelQuestions::Ask(const AskModel& ask, std::function<void(Input)> answered) {
  const auto give = [this, leg = ask.leg, number = ask.number, answered = std::move(answered)](
                        Result<std::string> answer, std::optional<LanguageUsage> usage) {
    if (const auto more = answer ? std::nullopt : complaints_.Admit())
      WriteLog({.level = spdlog::level::warn,
                .text = "a question in call " + leg.provider_call_id +
                        " is not answered: " + answer.error().message,
                .fields = {{"call_sid", leg.provider_call_id}}},
               *more);
    answered(QuestionAnswered{
        .leg = leg, .number = number, .answer = std::move(answer), .usage = usage});
  };
  const auto over = Admit() ? jobs_.Open() : nullptr;
  if (over == nullptr)
    return give(Fail(ErrorKind::kTransient,
                     "too many questions (language.chat.questions_per_minute)", "language"),
                LanguageUsage());  // nothing was asked
  jobs_.Hold(over, model_.Ask({.messages = ask.messages},
                              {.end = [give, over](Result<LanguageAnswer> answer) {
                                *over = true;
                                if (!answer) return give(Fail(std::move(answer).error()), {});
                                give(std::move(answer->text), answer->usage);
                              }}));
}

}  // namespace tocsin::voice
