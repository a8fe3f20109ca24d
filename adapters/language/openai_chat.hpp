#pragma once

#include <memory>
#include <string>

#include "adapters/http_stream.hpp"
#include "adapters/language.hpp"
#include "adapters/metrics.hpp"
#include "schemas/secret.hpp"

namespace tocsin::language {

struct OpenAiChatOptions {
  std::string url;  ///< of the service, or of its folder /v1, or of the very page
  Secret api_key = {};
  std::string model = {};     ///< empty: the service has one only
  std::string provider = {};  ///< in metrics; empty: the model's name
  int max_tokens = 300;
  Duration timeout = std::chrono::seconds(8);
};

/// Chat completions as OpenAI's API has them (POST /v1/chat/completions, streamed), which many
/// services and programs speak. Client and metrics outlive it and its jobs.
std::unique_ptr<LanguageModel> MakeOpenAiChat(OpenAiChatOptions options, HttpStreamClient& client,
                                              Metrics& metrics);

/// "http://127.0.0.1:8001" becomes "http://127.0.0.1:8001/v1/chat/completions".
std::string ChatCompletionsUrl(std::string_view url);
/// Beside it, the list of models, which costs nothing to ask for:
/// "http://127.0.0.1:8001/v1/models".
std::string ModelsUrl(std::string_view url);

}  // namespace tocsin::language
