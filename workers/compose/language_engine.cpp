#include "workers/compose/language_engine.hpp"

#include <spdlog/spdlog.h>

#include <utility>
#include <vector>

#include "adapters/language/guarded_model.hpp"
#include "adapters/language/language_order.hpp"
#include "adapters/language/openai_chat.hpp"
#include "adapters/net/http_client.hpp"
#include "workers/settings/language_models.hpp"

namespace tocsin::compose {
namespace {

/// Where another model follows, it is asked sooner than this one again.
std::shared_ptr<engine::Guard> GuardOf(const ModelChoice& choice, const ChatSettings& chat,
                                       bool another_follows, Loop& timers, Metrics& metrics) {
  return std::make_shared<engine::Guard>(
      engine::GuardOptions{.provider = choice.label,
                           .part = "language_model",
                           .most_streams = choice.streams,
                           .streams_setting = choice.setting + ".streams",
                           .retries = another_follows ? 0 : 1,
                           .slow = chat.first_text * 3 / 4},
      timers, metrics);
}

}  // namespace

std::unique_ptr<LanguageEngine> LanguageEngine::Make(const LanguageSettings& language, Loop& timers,
                                                     Metrics& metrics, const Clock& clock) {
  const auto choices = ModelsInOrder(language);
  if (choices.empty()) return nullptr;
  const auto& chat = language.chat;
  std::unique_ptr<LanguageEngine> engine(new LanguageEngine());
  engine->client_ = MakeHttpStreamClient();
  std::vector<std::unique_ptr<LanguageModel>> models;
  for (const auto& choice : choices)
    models.push_back(language::MakeGuardedModel(
        language::MakeOpenAiChat({.url = choice.url,
                                  .api_key = choice.api_key,
                                  .model = choice.model,
                                  .provider = choice.label,
                                  .max_tokens = chat.max_tokens,
                                  .timeout = chat.timeout},
                                 *engine->client_, metrics),
        GuardOf(choice, chat, &choice != &choices.back(), timers, metrics)));
  engine->model_ = language::MakeLanguageOrder(
      std::move(models), {.first_text = chat.first_text, .timeout = chat.timeout}, timers);
  engine->questions_ =
      std::make_unique<voice::ModelQuestions>(*engine->model_, clock, chat.questions_per_minute);
  spdlog::info("free questions in calls are answered by {}", engine->Text());
  return engine;
}

}  // namespace tocsin::compose
