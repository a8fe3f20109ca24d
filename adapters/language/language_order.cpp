#include "adapters/language/language_order.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <mutex>
#include <utility>

#include "adapters/engine/deadline.hpp"
#include "adapters/log_line.hpp"

namespace tocsin::language {
namespace {

using ModelList = std::vector<std::unique_ptr<LanguageModel>>;

/// A question on its way through the models. Held by its job, and by the callbacks that it gave.
class OrderedQuestion : public std::enable_shared_from_this<OrderedQuestion> {
 public:
  OrderedQuestion(const ModelList& models, const LanguageOrderOptions& options, Loop& loop,
                  LogQuota& told, AskLanguageModel what, LanguagePieces to)
      : models_(models),
        told_(told),
        first_text_(options.first_text),
        loop_(loop),
        what_(std::move(what)),
        to_(std::move(to)),
        until_(loop.Now() + (what_.timeout > Duration(0) ? what_.timeout : options.timeout)) {}

  void Begin() { Ask(0); }
  void Drop() {
    std::vector<std::unique_ptr<LanguageJob>> asked;
    std::unique_ptr<engine::Deadline> deadline;
    const std::lock_guard lock(mutex_);
    over_ = true;
    asked.swap(asked_);
    deadline.swap(deadline_);
  }

 private:
  void Ask(std::size_t turn) {
    const auto rest = std::chrono::duration_cast<Duration>(until_ - loop_.Now());
    const auto left = models_.size() - turn;
    if (left > 1) {
      const Duration patience = std::min(first_text_, rest / static_cast<int>(left));
      auto deadline =
          std::make_unique<engine::Deadline>(loop_, patience, [weak = weak_from_this(), turn] {
            if (const auto self = weak.lock()) self->GiveUp(turn);
          });
      const std::lock_guard lock(mutex_);
      deadline_.swap(deadline);
    }
    auto what = what_;
    what.timeout = std::max(rest, Duration(1));
    auto job = models_[turn]->Ask(std::move(what), Pieces(turn));
    const std::lock_guard lock(mutex_);
    if (!over_ && turn_ == turn) asked_.push_back(std::move(job));
  }

  LanguagePieces Pieces(std::size_t turn) {
    return {.text =
                [self = shared_from_this(), turn](std::string_view text) {
                  if (self->Begun(turn) && self->to_.text) self->to_.text(text);
                },
            .end = [self = shared_from_this(),
                    turn](Result<LanguageAnswer> answer) { self->End(turn, std::move(answer)); },
            .begun =
                [self = shared_from_this(), turn] {
                  if (self->Begun(turn) && self->to_.begun) self->to_.begun();
                }};
  }

  bool Begun(std::size_t turn) {
    const std::lock_guard lock(mutex_);
    if (over_ || turn != turn_) return false;
    begun_ = true;
    return true;
  }
  void End(std::size_t turn, Result<LanguageAnswer> answer) {
    bool another = false;
    {
      const std::lock_guard lock(mutex_);
      if (over_ || turn != turn_) return;
      another = !answer && !begun_ && turn + 1 < models_.size() && loop_.Now() < until_;
      over_ = !another;
      if (another) ++turn_;
    }
    if (another) return AskNext(turn, answer.error().message);
    if (!answer && begun_) answer = Fail(Wrap(std::move(answer).error(), "the answer broke off"));
    to_.end(std::move(answer));
  }
  /// On the loop: not within a callback of the model that is given up.
  void GiveUp(std::size_t turn) {
    std::vector<std::unique_ptr<LanguageJob>> asked;
    {
      const std::lock_guard lock(mutex_);
      if (over_ || begun_ || turn != turn_) return;
      ++turn_;
      asked.swap(asked_);
    }
    asked.clear();
    AskNext(turn, "asking the language model: no answer began in time");
  }
  void AskNext(std::size_t turn, const std::string& why) {
    const auto name = models_[turn]->Name();
    WriteLog({.level = spdlog::level::warn,
              .text = why + " (" + name + "); " + models_[turn + 1]->Name() + " is asked",
              .fields = {{"provider", name}, {"part", "language_model"}}},
             told_);
    Ask(turn + 1);
  }

  const ModelList& models_;
  LogQuota& told_;
  const Duration first_text_;
  Loop& loop_;
  const AskLanguageModel what_;
  const LanguagePieces to_;
  const SteadyTime until_;
  std::mutex mutex_;
  std::size_t turn_ = 0;  ///< whose pieces count
  bool begun_ = false, over_ = false;
  std::unique_ptr<engine::Deadline> deadline_;
  std::vector<std::unique_ptr<LanguageJob>> asked_;
};

class OrderedAnswer final : public LanguageJob {
 public:
  explicit OrderedAnswer(std::shared_ptr<OrderedQuestion> question)
      : question_(std::move(question)) {}
  ~OrderedAnswer() override { question_->Drop(); }

 private:
  std::shared_ptr<OrderedQuestion> question_;
};

class LanguageOrder final : public LanguageModel {
 public:
  LanguageOrder(ModelList models, LanguageOrderOptions options, Loop& loop)
      : models_(std::move(models)), options_(options), loop_(loop) {}
  std::string Name() const override {
    std::string names;
    for (const auto& model : models_) names += (names.empty() ? "" : ", then ") + model->Name();
    return names;
  }
  std::unique_ptr<LanguageJob> Ask(AskLanguageModel what, LanguagePieces to) override {
    auto question = std::make_shared<OrderedQuestion>(models_, options_, loop_, told_,
                                                      std::move(what), std::move(to));
    question->Begin();
    return std::make_unique<OrderedAnswer>(std::move(question));
  }

 private:
  const ModelList models_;
  const LanguageOrderOptions options_;
  Loop& loop_;
  LogQuota told_;
};

}  // namespace

std::unique_ptr<LanguageModel> MakeLanguageOrder(ModelList models, LanguageOrderOptions options,
                                                 Loop& loop) {
  return std::make_unique<LanguageOrder>(std::move(models), options, loop);
}

}  // namespace tocsin::language
