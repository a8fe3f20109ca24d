#include "adapters/language/guarded_model.hpp"

#include <utility>

namespace tocsin::language {
namespace {

using engine::GuardedRun;

class GuardedAnswer final : public LanguageJob {
 public:
  explicit GuardedAnswer(std::shared_ptr<GuardedRun> run) : run_(std::move(run)) {}
  ~GuardedAnswer() override { run_->Drop(); }

 private:
  std::shared_ptr<GuardedRun> run_;
};

class GuardedModel final : public LanguageModel {
 public:
  GuardedModel(std::unique_ptr<LanguageModel> model, std::shared_ptr<engine::Guard> guard)
      : model_(std::move(model)), guard_(std::move(guard)) {}
  std::string Name() const override { return model_->Name(); }

  std::unique_ptr<LanguageJob> Ask(AskLanguageModel what, LanguagePieces to) override {
    const auto shared = std::make_shared<const LanguagePieces>(std::move(to));
    return std::make_unique<GuardedAnswer>(GuardedRun::Start(
        guard_,
        [model = model_.get(), what = std::move(what), shared](
            const std::shared_ptr<GuardedRun>& run, int attempt) -> std::shared_ptr<void> {
          return model->Ask(what, Behind(run, attempt, shared));
        },
        [shared](Error error) { shared->end(Fail(std::move(error))); }));
  }

 private:
  static LanguagePieces Behind(const std::shared_ptr<GuardedRun>& run, int attempt,
                               const std::shared_ptr<const LanguagePieces>& to) {
    return {.text =
                [run, attempt, to](std::string_view text) {
                  if (run->Output(attempt) && to->text) to->text(text);
                },
            .end =
                [run, attempt, to](Result<LanguageAnswer> answer) {
                  if (run->Ended(attempt, answer ? nullptr : &answer.error()))
                    to->end(std::move(answer));
                },
            .begun =
                [run, attempt, to] {
                  if (run->Output(attempt) && to->begun) to->begun();
                },
            .wait =
                [run, attempt, to](Duration wait) {
                  run->AskedToWait(attempt, wait);
                  if (to->wait) to->wait(wait);
                }};
  }

  const std::unique_ptr<LanguageModel> model_;
  const std::shared_ptr<engine::Guard> guard_;
};

}  // namespace

std::unique_ptr<LanguageModel> MakeGuardedModel(std::unique_ptr<LanguageModel> model,
                                                std::shared_ptr<engine::Guard> guard) {
  return std::make_unique<GuardedModel>(std::move(model), std::move(guard));
}

}  // namespace tocsin::language
