#include "workers/compose/language_engine.hpp"

#include <spdlog/spdlog.h>

#include "adapters/language/openai_chat.hpp"
#include "adapters/net/http_client.hpp"

namespace tocsin::compose {

std::unique_ptr<LanguageEngine> LanguageEngine::Make(const ChatSettings& chat, Metrics& metrics,
                                                     const Clock& clock) {
  if (chat.url.empty()) return nullptr;
  std::unique_ptr<LanguageEngine> engine(new LanguageEngine());
  engine->client_ = MakeHttpStreamClient();
  engine->model_ = language::MakeOpenAiChat({.url = chat.url,
                                             .api_key = chat.api_key,
                                             .model = chat.model,
                                             .max_tokens = chat.max_tokens,
                                             .timeout = chat.timeout},
                                            *engine->client_, metrics);
  engine->questions_ =
      std::make_unique<voice::ModelQuestions>(*engine->model_, clock, chat.questions_per_minute);
  spdlog::info("free questions in calls are answered by {}", engine->Text());
  return engine;
}

}  // namespace tocsin::compose
